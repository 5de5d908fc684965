"""When customers leave: how long stays last, the chance to leave by tenure, and how often contracts are renewed."""

from collections.abc import Mapping, Sequence
from typing import Any

from liuke.engine import Engine
from liuke.language import LANGUAGES, Text
from liuke.present.reader import Reader
from liuke.present.report.findings import Headline, Panel, Rows
from liuke.workspace import Run

MEDIAN = Text("Half are gone after", "半数客户离开的时点")
SHARE = Text("Still there after {days} days", "{days} 天后仍在")
REMAINING = Text("A new customer’s first {days} days", "新客户前 {days} 天的预期留存")
BASIS = Text("{stays} stays, {lost} of which ended", "{stays} 段留存，其中 {lost} 段已结束")
EXPECTED = Text("of which they stay, on average", "平均留存天数")
MEASURED = Text("by the survival curve", "按生存曲线估计")


def timing(run: Run, engine: Engine) -> dict[str, Panel]:
    """Return the section of a run that knows when its customers leave."""
    told = run.manifest.get("timing")
    if not told or not run.has("survival"):
        return {}
    charts: dict[str, Rows] = {
        "survival": [{"group": None, **row} for row in _rows(run, engine, "survival", "days")],
        "hazard": _rows(run, engine, "hazard", "tenure") if run.has("hazard") else [],
        "renewals_tracked": renewals(run.cards),
    }
    return {"timing": Panel(_figures(told), {id_: rows for id_, rows in charts.items() if rows})}


def _rows(run: Run, engine: Engine, name: str, order: str) -> list[dict[str, Any]]:
    return engine.rows(run.table(engine, name).order_by(order))


def renewals(cards: Sequence[Mapping[str, Any]]) -> Rows:
    """Return how the renewals of the term that most contracts have went, beside what the first ones let expect."""
    found = [card for card in cards if card["kind"] == "contracts" and card["plan"] is None and card.get("tracking")]
    largest = max(found, key=lambda card: card["trained_on"]["customers"], default=None)
    return [row | {"term_days": largest["term_days"]} for row in largest["tracking"]] if largest else []


def _figures(told: Mapping[str, Any]) -> tuple[Headline, ...]:
    numbers = {name: Text(*(Reader(to).number(told[name]) for to in LANGUAGES)) for name in ("stays", "lost")}
    basis = BASIS.fill(**numbers)
    found = []
    if told["median_days"] is not None:
        ends = {"low": told["median_low"], "high": told["median_high"]}
        found.append(Headline("stay_median", MEDIAN, "days", told["median_days"], MEASURED, basis=basis, **ends))
    if told["survival"]:
        last = told["survival"][-1]
        label, ends = SHARE.fill(days=f"{last['days']:.0f}"), {"low": last["low"], "high": last["high"]}
        found.append(Headline("stay_share", label, "percent", last["survival"], MEASURED, basis=basis, **ends))
    new, label = told["remaining"][0], REMAINING.fill(days=told["horizon_days"])
    ends = {"low": new["low"], "high": new["high"]}
    found.append(Headline("stay_expected", label, "days", new["days"], EXPECTED, basis=basis, **ends))
    return tuple(found)
