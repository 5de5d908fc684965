"""The shapes a number can have: a count or sum, a ratio, a median; each with the interval that is honest for it.

A statistic declares its terms, aggregates over the rows of a base, so that several over one base need one pass; then
it reads its value from what they came to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import ibis
from ibis.expr.types import Scalar, Table, Value

from liuke.language import Text
from liuke.measure.intervals import Interval, Z, events, net_share, ratio, wilson

type Pick = Callable[[Table], Value]
type IntervalMethod = Literal["wilson", "delta", "adjusted_wald", "byar", "ranks", "none"]

NO_INTERVAL: Interval = (None, None)
METHODS: Mapping[IntervalMethod, Text] = {
    "wilson": Text("95% score interval of a proportion (Wilson 1927)", "95% 得分区间（Wilson 1927）"),
    "delta": Text(
        "95% delta-method interval of a ratio over customers (Cochran 1977)",
        "95% 区间，按客户的比率估计与 delta 法（Cochran 1977）",
    ),
    "adjusted_wald": Text(
        "95% adjusted-Wald interval of a difference of shares (Agresti & Min 2005; Sauro 2011)",
        "95% 校正 Wald 区间，用于占比之差（Agresti & Min 2005；Sauro 2011）",
    ),
    "byar": Text(
        "95% interval of a rate of events (Byar's approximation of Poisson; Breslow & Day 1987)",
        "95% 区间，用于事件速率（泊松的 Byar 近似；Breslow & Day 1987）",
    ),
    "ranks": Text(
        "95% distribution-free interval between two ranks (Conover 1999, §3.2)",
        "95% 区间，按次序统计量，不依赖分布（Conover 1999, §3.2）",
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
class Pooled:
    """Σ of / Σ over, for rows that are sums over customers already and bring the sums of squares with them."""

    of: Pick
    over: Pick
    squares: tuple[Pick, Pick, Pick]
    customers: Pick
    interval: IntervalMethod = "delta"
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return both sums, Σy², Σx² and Σxy of the customers, and their number."""
        found = {"numerator": _sum(self.of(rows), None), "denominator": _sum(self.over(rows), None)}
        names = ("yy", "xx", "xy")
        sums = {name: pick(rows).sum().cast("float64") for name, pick in zip(names, self.squares, strict=True)}
        return found | sums | {"n": _sum(self.customers(rows), None)}

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the ratio; no value where the denominator is 0."""
        above, below = found["numerator"] or 0, found["denominator"] or 0
        if not below:
            return Reading(None, above, below)
        return Reading(
            above / below, above, below, ratio(above, below, (found["yy"], found["xx"], found["xy"]), found["n"])
        )


@dataclass(frozen=True, slots=True)
class PooledPart(Pooled):
    """The same of a part of a whole: what it is a share of cannot be less than it, so its interval ends at 0 and 1."""

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the share; no value where the denominator is 0."""
        told = Pooled.read(self, found)
        low, high = told.interval
        return told if low is None or high is None else replace(told, interval=(max(low, 0.0), min(high, 1.0)))


@dataclass(frozen=True, slots=True)
class Rate:
    """Σ of / Σ over: events for each unit of time that could have brought them."""

    of: Pick
    over: Pick
    interval: IntervalMethod = "byar"
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return both sums."""
        return {"numerator": _sum(self.of(rows), None), "denominator": _sum(self.over(rows), None)}

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the rate; no value where there was no time."""
        above, below = found["numerator"] or 0, found["denominator"] or 0
        if not below:
            return Reading(None, above, below)
        low, high = events(above)
        return Reading(above / below, above, below, (low / below, high / below))


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different values of `of` there are among the rows that `where` keeps."""

    of: Pick
    where: Pick | None = None
    interval: IntervalMethod = "none"
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return the count."""
        kept = self.where(rows) if self.where else None
        return {"numerator": self.of(rows).nunique(where=kept).cast("int64")}

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the count; 0 where nothing happened."""
        return Reading(found["numerator"] or 0, found["numerator"] or 0)


@dataclass(frozen=True, slots=True)
class NetShare:
    """(Σ of − Σ less) / n in points from −100 to 100, such as promoters less detractors; rows of `where` count."""

    of: Pick
    less: Pick
    where: Pick
    interval: IntervalMethod = "adjusted_wald"
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return both counts and that of all answers."""
        kept = self.where(rows)
        return {
            "of": _sum(self.of(rows), kept),
            "less": _sum(self.less(rows), kept),
            "denominator": rows.count(where=kept),
        }

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the points; no value without an answer."""
        of, less, n = (found[name] or 0 for name in ("of", "less", "denominator"))
        if not n:
            return Reading(None, 0, 0)
        return Reading(100 * (of - less) / n, of - less, n, net_share(of, less, n))


def ranked(rows: Table, keys: list[str], value: str) -> Table:
    """Return the histogram that a quantile is read from: keys, value, below (cases up to it) and cases (all)."""
    kept = rows.filter(rows[value].notnull())
    counted = kept.group_by([*keys, value]).agg(count=lambda t: t.count())
    so_far = ibis.cumulative_window(group_by=keys, order_by=value)
    return counted.mutate(
        below=counted["count"].sum().over(so_far).cast("int64"),
        cases=counted["count"].sum().over(ibis.window(group_by=keys)).cast("int64"),
    )


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of `of`, by default the median, from a base that holds a histogram made by `ranked`.

    Where the rank falls between two cases, the middle of both (definition 2 of Hyndman & Fan 1996).
    """

    of: Pick
    share: float = 0.5
    interval: IntervalMethod = "ranks"
    why_none: Text = CENSUS

    def terms(self, rows: Table) -> dict[str, Scalar]:
        """Return the two values around the rank, the number of cases, and the values at the interval's ranks."""
        value, rank = self.of(rows), (rows.cases * self.share).round(9)
        found = {
            "lower": value.min(where=rows.below >= rank),
            "upper": value.min(where=rows.below > rank),
            "cases": rows.cases.max(),
        }
        if self.interval == "ranks":
            spread = (rows.cases * (self.share * (1 - self.share))).sqrt() * Z
            low, high = ((rank + side).ceil() for side in (-spread, spread))
            found |= {
                "low": value.min(where=(rows.below >= low) & (low >= 1)),
                "high": value.min(where=rows.below >= high),
            }
        return found

    def read(self, found: Mapping[str, Any]) -> Reading:
        """Return the quantile; none where there was no case."""
        if found["lower"] is None:
            return Reading(None, None)
        above = found["lower"] if found["upper"] is None else found["upper"]
        value = (float(found["lower"]) + float(above)) / 2
        known = self.interval == "ranks" and found["low"] is not None and found["high"] is not None
        interval = (float(found["low"]), float(found["high"])) if known else NO_INTERVAL
        return Reading(value, value, None, interval)
