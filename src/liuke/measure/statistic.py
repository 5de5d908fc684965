"""The shapes a number can have: a count or sum, a ratio, a median; each with the interval that is honest for it.

A statistic declares its terms, aggregates over the rows of a base, so that several over one base need one pass; then
it reads its value from what they came to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from ibis.expr.types import Scalar, Table, Value

from liuke.language import Text
from liuke.measure.intervals import Interval, ratio, wilson

type Pick = Callable[[Table], Value]
type IntervalMethod = Literal["wilson", "delta", "none"]

NO_INTERVAL: Interval = (None, None)
METHODS: Mapping[IntervalMethod, Text] = {
    "wilson": Text("95 % score interval of a proportion (Wilson 1927)", "95% 得分区间（Wilson 1927）"),
    "delta": Text(
        "95 % delta-method interval of a ratio over customers (Cochran 1977)",
        "95% 区间，按客户的比率估计与 delta 法（Cochran 1977）",
    ),
    "none": Text("none", "无"),
}
CENSUS = Text("all that happened is counted, nothing is estimated", "全量统计，无需估计")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a statistic came to. Where nothing happened a sum is 0 and a ratio has no value."""

    value: float | None
    numerator: float | None
    denominator: float | None = None
    interval: Interval = NO_INTERVAL


class Statistic(Protocol):
    """The terms to aggregate over the rows of a base, and how the value is read from them."""

    @property
    def interval(self) -> IntervalMethod:
        """How the interval is made."""
        ...

    @property
    def why_none(self) -> Text:
        """Why there is no interval, where there is none."""
        ...

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return the aggregates by name."""
        ...

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the value; `found` holds the terms, None where no row was there."""
        ...


def _sum(value: Value, where: Value | None) -> Scalar:
    """Return an exact sum: whole numbers as int64, money summed as decimal and then given as a float."""
    total = value.cast("int32").sum(where=where) if value.type().is_boolean() else value.sum(where=where)
    return total.cast("int64") if value.type().is_integer() or value.type().is_boolean() else total.cast("float64")


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the rows; of a condition, the number of rows that meet it."""

    of: Pick
    interval: IntervalMethod = "none"
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return the sum."""
        return {"numerator": _sum(self.of(rows), None)}

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the sum; 0 where nothing happened."""
        total = found["numerator"] or 0
        return Reading(total, total)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Σ of / Σ over, for the rows that `where` keeps.

    Wilson needs conditions (or counts of cases); delta needs one row an independent customer.
    """

    of: Pick
    over: Pick
    interval: IntervalMethod
    where: Pick | None = None
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return both sums, and for the delta method the sums of squares and products."""
        kept = self.where(rows) if self.where else None
        y, x = self.of(rows), self.over(rows)
        sums = {"numerator": _sum(y, kept), "denominator": _sum(x, kept)}
        if self.interval != "delta":
            return sums
        y, x = y.cast("float64"), x.cast("float64")
        squares = {"yy": (y * y).sum(where=kept), "xx": (x * x).sum(where=kept), "xy": (y * x).sum(where=kept)}
        return sums | squares | {"n": rows.count(where=kept)}

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the ratio; no value where the denominator is 0."""
        above, below = found["numerator"] or 0, found["denominator"] or 0
        if not below:
            return Reading(None, above, below)
        interval = NO_INTERVAL
        if self.interval == "wilson":
            interval = wilson(above, below)
        elif self.interval == "delta":
            interval = ratio(above, below, (found["yy"], found["xx"], found["xy"]), found["n"])
        return Reading(above / below, above, below, interval)


@dataclass(frozen=True, slots=True)
class Median:
    """The median of `of`, from a base that holds a histogram.

    Its rows have `below`, the number of cases up to and with this value, and `cases`, the number of all.
    """

    of: Pick
    why_none: Text
    interval: IntervalMethod = "none"

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return the two middle values, which are one for an odd number of cases."""
        value = self.of(rows)
        return {
            "lower": value.min(where=rows.below * 2 >= rows.cases),
            "upper": value.min(where=rows.below * 2 > rows.cases),
        }

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the median; none where there was no case."""
        if found["lower"] is None:
            return Reading(None, None)
        middle = (found["lower"] + found["upper"]) / 2
        return Reading(middle, middle)
