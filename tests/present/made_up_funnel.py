"""Rows of the chart of funnels, of a shop that is made up but good to look at."""

from typing import Any

from liuke.language import Text
from liuke.measure.intervals import wilson
from liuke.present.report.findings import Panel

CHECKOUT = {"catalog": 3_611, "cart": 1_924, "delivery": 1_356, "payment": 958, "paid": 653}
SECONDS = (None, 53.0, 2.5, 4.3, 2.7)
SINCE = (None, 53.0, 70.0, 81.0, 90.0)


def steps(name: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the rows of a funnel, a row a step."""
    found, before = [], 0
    first, following = next(iter(counts.values())), [*list(counts.values())[1:], None]
    for place, (step, count) in enumerate(counts.items(), start=1):
        after = following[place - 1]
        row = {"funnel": name, "by": None, "group": None, "place": place, "step": step, "customers": count}
        row |= _share("of_first", count, first) | _share("of_previous", count, before)
        row |= {"dropped": None if after is None else count - after, "excluded": None}
        row |= {"previous_median_seconds": SECONDS[place - 1], "first_median_seconds": SINCE[place - 1]}
        found.append(row)
        before = count
    return found


def _share(name: str, count: int, of: int) -> dict[str, Any]:
    low, high = wilson(count, of)
    return {name: count / of if of else None, f"{name}_low": low, f"{name}_high": high}


STEPS = steps("checkout", CHECKOUT)


def panel() -> Panel:
    """Return the section on funnels, the same every time."""
    note = Text("checkout: catalog → paid · within 7 days.", "checkout：catalog → paid · 7 天内。")
    return Panel((), {"steps": STEPS}, notes=(note,))
