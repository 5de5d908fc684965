"""Points of an experiment's charts, as `liuke.predict.uplift` gives them."""

from typing import Any

from liuke.language import Text
from liuke.predict.uplift.classes import CLASSES
from liuke.present.charts.uplift_policies import POLICIES
from liuke.present.report.findings import Contacting

SHARES = [step / 10 for step in range(11)]


def qini(
    learners: tuple[str, ...] = ("dr", "s", "t", "x"), whole: float = 0.04, usable: bool = True
) -> list[dict[str, Any]]:
    """Return curves that bend above the straight line, each learner's less than the one's before."""
    return [
        {
            "learner": name,
            "share": at,
            "gain": gain,
            "low": gain - 0.005 * at,
            "high": gain + 0.005 * at,
            "usable": usable,
        }
        for place, name in enumerate(learners)
        for at in SHARES
        for gain in [whole * at + 0.06 / (place + 1) * at * (1 - at)]
    ]


def policies(most: float = 4_000.0, usable: bool = True) -> list[dict[str, Any]]:
    """Return profits that rise and fall: by uplift up to `most` at 50 %, by the others half and a quarter of it."""
    return [
        {
            "policy": name,
            "share": at,
            "profit": profit,
            "low": profit - 500 * at,
            "high": profit + 500 * at,
            "usable": usable,
        }
        for name, part in (("uplift", 1.0), ("risk", 0.25), ("value_at_risk", 0.5))
        for at in SHARES
        for profit in [4 * most * part * at * (1 - at)]
    ]


def _list(policy: str, profit: float, behind: float) -> dict[str, Any]:
    figures = {"gain": profit / 100, "profit": profit, "behind": behind}
    spread = {f"{name}_{end}": of + by for name, of in figures.items() for end, by in (("low", -50), ("high", 50))}
    return {"policy": policy, "label": POLICIES[policy], "customers": 120, **figures, **spread}


def contacting(name: str = "win-back", usable: bool = True) -> Contacting:
    """Return what a campaign of this name taught."""
    kinds = [
        {
            "label": label,
            "today": 50 + place,
            "customers": 100,
            "without": 0.6,
            "effect": 0.05,
            "low": 0.01,
            "high": 0.09,
        }
        for place, label in enumerate(CLASSES.values())
    ]
    return Contacting(
        asked=Text(f"Campaign “{name}”: 200 customers", f"活动“{name}”：200 位客户"),
        verdict=Text("Effects differ: contact -3 to 5.", "效果有差别：-3 至 5。"),
        usable=usable,
        sizes=Text("It takes 4,000 customers.", "需要 4,000 位客户。"),
        qini=qini(usable=usable),
        profit=policies(usable=usable),
        policies=[_list("uplift", 900.0, 0.0), _list("risk", -400.0, 1_300.0), _list("value_at_risk", 100.0, 800.0)],
        customers=206,
        why=(Text("By risk 120 are contacted.", "按风险联系 120 位。"),),
        classes=kinds if usable else (),
        notes=(Text("9 customers are not scored.", "9 位客户未评分。"),),
    )
