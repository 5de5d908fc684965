"""Points of an experiment's charts, as `liuke.predict.uplift` gives them."""

from typing import Any

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


ROWS: dict[str, list[dict[str, Any]]] = {"qini": qini(), "uplift_policies": policies()}
