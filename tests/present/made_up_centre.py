"""What the sections of the metric centre show of a company that is made up but good to look at."""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from liuke.language import Text
from liuke.measure import METRICS
from liuke.present.charts.frame import Column
from liuke.present.report.findings import Listing, Panel
from liuke.present.report.gathering.panels import SECTIONS, WANTED

AS_OF = date(2026, 6, 17)
MONTHS = 18
ROOM = {"share": 0.02, "money": 6.0, "hours": 0.4, "points": 5.0}
LEVELS = {"share": 0.6, "money": 900.0, "hours": 4.0, "points": 40.0, "customers": 190.0}
"""Where made-up values of a unit lie, and how far their intervals reach."""


def months() -> list[date]:
    found = [AS_OF.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def by_month(name: str) -> list[dict[str, Any]]:
    """Return rows of a metric as the contract states them; the last is of the running month."""
    one, rows = METRICS[name], []
    for place, month in enumerate(months()):
        level = LEVELS.get(one.unit, 120.0)
        value = level * (1 + 0.02 * place + 0.06 * math.sin(place + len(name)))
        value = min(value, 1.0) if one.unit == "share" else value
        room = None if one.interval == "none" else ROOM.get(one.unit, 4.0)
        rows.append(
            {
                "period": month.isoformat(),
                "split": {},
                "value": value,
                "numerator": round(value * 200),
                "denominator": None if one.denominator is None else 200,
                "low": None if room is None else value - room,
                "high": None if room is None else value + room,
                "partial": month == months()[-1],
            }
        )
    return rows


def _balanced(found: dict[str, list[dict[str, Any]]]) -> None:
    """Make recurring revenue add up: what a month opens with is what the one before closed with."""
    level = 14_000.0
    shares = {
        "mrr_new": 0.06,
        "mrr_returned": 0.01,
        "mrr_expansion": 0.03,
        "mrr_contraction": 0.012,
        "mrr_churned": 0.04,
    }
    for place in range(MONTHS):
        found["mrr_opening"][place]["value"] = level
        for name, share in shares.items():
            amount = round(level * share * (1 + 0.4 * math.sin(place * 2 + len(name))), 2)
            found[name][place]["value"] = amount
            level += -amount if name in ("mrr_contraction", "mrr_churned") else amount
        found["mrr"][place]["value"] = level


def _cell(value: float, room: float | None = None) -> dict[str, Any]:
    bounds = (None, None) if room is None else (value - room, value + room)
    return {"value": value, "low": bounds[0], "high": bounds[1], "numerator": None, "denominator": None}


def _plans() -> Listing:
    return Listing(
        "plans",
        Text("How the plans do", "各套餐表现"),
        Text("in May 2026", "2026年5月"),
        (
            Column("group", Text("Plan", "套餐")),
            Column("mrr", METRICS["mrr"].label, "money"),
            Column("renewal_rate", METRICS["renewal_rate"].label, "percent"),
        ),
        [
            {"group": "pro", "mrr": _cell(11_200.0), "renewal_rate": _cell(0.91, 0.04)},
            {"group": "basic", "mrr": _cell(4_900.0), "renewal_rate": _cell(0.84, 0.05)},
        ],
    )


LISTINGS: Mapping[str, tuple[Listing, ...]] = {"subscriptions": (_plans(),)}


def _share(numerator: int, denominator: int) -> dict[str, Any]:
    value = numerator / denominator
    bounds = {"low": max(0.0, value - 0.04), "high": min(1.0, value + 0.04)}
    return {"value": value, "numerator": numerator, "denominator": denominator} | bounds


def _step(step: str, count: int, of: int | None) -> dict[str, Any]:
    none = dict.fromkeys(("value", "low", "high", "numerator", "denominator"))
    return {"step": step, "count": count} | (none if of is None else _share(count, of))


ASKED: Mapping[str, list[dict[str, Any]]] = {
    "funnel": [
        _step("contacts", 900, None),
        _step("leads", 430, 900),
        _step("opportunities", 210, 430),
        _step("customers", 96, 430),
        _step("repeat", 61, 96),
    ],
    "active_by_day": [
        {
            "period": (AS_OF - timedelta(days=back)).isoformat(),
            "value": round(90 - 0.2 * back - (30 if (AS_OF - timedelta(days=back)).weekday() > 4 else 0)),
            "partial": False,
        }
        for back in range(90, -1, -1)
    ],
    "features": [
        _share(used, 190) | {"name": name, "period": "2026-05-01"}
        for name, used in (("open", 190), ("search", 121), ("export", 64), ("share", 9))
    ],
}
"""The rows of charts that are not by month."""


def panels() -> dict[str, Panel]:
    """Return every section of the metric centre, the same every time."""
    rows = {name: by_month(name) for name in WANTED}
    _balanced(rows)
    return {
        id_: Panel(
            tuple(section.figure(name, rows) for name in section.figures),
            section.drawn(rows, lambda id_, _: ASKED[id_]),
            LISTINGS.get(id_, ()),
            section.metrics,
        )
        for id_, section in SECTIONS.items()
    }
