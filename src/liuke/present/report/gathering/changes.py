"""What changed: which headline metrics of the last complete month really differ, and which groups that comes from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from liuke.errors import UsageError
from liuke.measure import METRICS, Inputs, Metric
from liuke.measure.change import Change, changed, sentence
from liuke.present.report.findings import Moved
from liuke.present.report.gathering.metrics import Months, there

WATCHED = {
    "churn_rate": "churn",
    "revenue": "headline",
    "repeat_rate": "headline",
    "mrr": "subscriptions",
    "net_revenue_retention": "subscriptions",
    "conversion_rate": "acquisition",
    "win_rate": "acquisition",
    "active_users": "engagement",
    "stickiness": "engagement",
    "nps": "satisfaction",
    "csat": "satisfaction",
    "csi": "satisfaction",
    "first_response_time": "service",
    "resolution_time": "service",
    "reopen_rate": "service",
}
"""The metrics that are watched, and the section that shows each."""
GROUPINGS = ("region", "acquisition_channel", "plan", "industry", "tier", "gender")
"""What customers are grouped by to see where a change comes from; besides, what the rows of a metric are of."""
OWN = ("channel", "category", "origin")
MOST = 6
"""The changes that are told one by one."""
MIRRORED = {"retention_rate": "churn_rate"}
"""What is one less a watched metric, and so changed as it did, the other way round."""
_RANK = {"real": 0, "level": 1, "untold": 2, "usual": 3}
_BETTER = {"up": 1, "down": -1, "none": 0}


def changes(inputs: Inputs, currency: str) -> tuple[Moved, ...]:
    """Return how the watched metrics changed, real changes first; then those that are usual or may be chance."""
    found = [one for metric in _watched(inputs) if (one := _changed(inputs, metric, ()))]
    found.sort(key=lambda one: _RANK.get(one.verdict, len(_RANK)))
    groupings = _groupings(inputs) if found else []
    return tuple(
        _moved(inputs, one, currency, groupings, told=place < MOST or one.verdict == "real")
        for place, one in enumerate(found)
    )


def tested(months: Mapping[str, Months], moved: Iterable[Moved]) -> dict[str, Months]:
    """Return rows by month with `verdict` and `beyond` where a change was tested.

    So figures, titles and sentences take what is said of a change from one test, and do not contradict each other.
    """
    found = {(one.metric, one.period): one for one in moved}

    def mark(name: str, row: dict[str, Any]) -> dict[str, Any]:
        one = found.get((MIRRORED.get(name, name), row["period"]))
        way = -1 if name in MIRRORED else 1
        return row | {"verdict": one.verdict, "beyond": way * one.beyond} if one else row

    return {name: [mark(name, row) for row in rows] for name, rows in months.items()}


def _watched(inputs: Inputs) -> list[Metric]:
    return [METRICS[name] for name in WATCHED if there(inputs, METRICS[name])]


def _changed(inputs: Inputs, metric: Metric, by: Iterable[str]) -> Change | None:
    """Return the change of the last whole month; None where there are not two of them to compare."""
    try:
        return changed(inputs, metric, by=list(by))
    except UsageError:
        return None


def _groupings(inputs: Inputs) -> list[str]:
    """Return those attributes of customers that divide them into several groups."""
    names = [name for name in GROUPINGS if name in inputs.attributes()]
    if not names:
        return []
    people = inputs.people(names)
    counted = inputs.engine.rows(people.aggregate(**{name: people[name].nunique() for name in names}))[0]
    return [name for name in names if counted[name] > 1]


def _moved(inputs: Inputs, one: Change, currency: str, groupings: Sequence[str], *, told: bool) -> Moved:
    """Return a change in words; where it is told by itself, with the groups that it comes from."""
    said = None
    if told and one.verdict in _RANK:
        own = [name for name in OWN if name in one.metric.base.own]
        said = sentence(_changed(inputs, one.metric, [*own, *groupings]) or one, currency)
    metric, beyond = one.metric, _beyond(one)
    return Moved(
        metric.id,
        metric.label,
        WATCHED[metric.id],
        one.verdict,
        _tone(beyond * _BETTER[metric.direction]),
        one.now["value"],
        said,
        one.now["period"],
        beyond,
    )


def _beyond(one: Change) -> int:
    """Return 1 for a change up to more than is usual, −1 down to less, 0 for any other."""
    if one.verdict == "real":
        return 1 if one.difference > 0 else -1
    if one.verdict == "level" and one.usual:
        side = 1 if one.now["value"] > one.usual.high else -1
        return side if side * one.difference > 0 else 0
    return 0


def _tone(way: int) -> Literal["good", "bad", "plain"]:
    return "plain" if not way else "good" if way > 0 else "bad"
