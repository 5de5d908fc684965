"""What changed: which headline metrics of the last complete month really differ, and which groups that comes from."""

from collections.abc import Iterable
from typing import Literal

from liuke.errors import UsageError
from liuke.measure import METRICS, Inputs, Metric
from liuke.measure.change import Change, changed, sentence
from liuke.present.report.findings import Moved
from liuke.present.report.gathering.metrics import there

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
_RANK = {"real": 0, "level": 1, "untold": 2, "usual": 3}
_BETTER = {"up": 1, "down": -1, "none": 0}


def changes(inputs: Inputs, currency: str) -> tuple[Moved, ...]:
    """Return how the watched metrics changed, real changes first; then those that are usual or may be chance."""
    found = [one for metric in _watched(inputs) if (one := _changed(inputs, metric, ()))]
    found.sort(key=lambda one: _RANK.get(one.verdict, len(_RANK)))
    groupings = _groupings(inputs) if found else []
    return tuple(_moved(inputs, one, currency, groupings, told=place < MOST) for place, one in enumerate(found))


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


def _moved(inputs: Inputs, one: Change, currency: str, groupings: list[str], *, told: bool) -> Moved:
    """Return a change in words; where it is told by itself, with the groups that it comes from."""
    if not told or one.verdict not in _RANK:
        return Moved(one.metric.id, one.metric.label, WATCHED[one.metric.id], one.verdict, "plain", one.now["value"])
    own = [name for name in OWN if name in one.metric.base.own]
    whole = _changed(inputs, one.metric, [*own, *groupings]) or one
    said = sentence(whole, currency)
    return Moved(
        one.metric.id, one.metric.label, WATCHED[one.metric.id], one.verdict, _tone(one), one.now["value"], said
    )


def _tone(one: Change) -> Literal["good", "bad", "plain"]:
    way = _BETTER[one.metric.direction] * one.difference
    if one.verdict != "real" or not way:
        return "plain"
    return "good" if way > 0 else "bad"
