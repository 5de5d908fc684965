"""Paces: how often a plan is billed, from the days of its bills, as far as they were known at each bill.

A pace is a number of months, or of days where it is below zero. The weeks between two bills stand for a pace only where
they are about as many as one has: a bill some days late does, one for the rest of a month does not.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import ibis
from ibis.expr.types import DateValue, IntegerValue, NumericValue, StringValue, Table

from liuke.measure.derived.periods import DAYS_A_MONTH

MONTH = 1


class _Pace(NamedTuple):
    """How many days may lie between two bills, and how often that must be seen to be believed.

    Two bills a week apart may be one for the rest of a month and the next month's; two months apart, one left out.
    """

    low: int
    high: int
    seen: int


PACES: Mapping[int, _Pace] = {
    -7: _Pace(6, 8, 2),
    -14: _Pace(12, 16, 2),
    MONTH: _Pace(25, 37, 1),
    2: _Pace(54, 68, 2),
    3: _Pace(82, 100, 1),
    6: _Pace(170, 196, 1),
    12: _Pace(350, 381, 1),
}
_WEEK = 7 / DAYS_A_MONTH
_WORDS: Mapping[float, tuple[str, ...]] = {
    _WEEK: ("week", "weekly", "p1w", "周", "每周", "周付", "星期"),
    1.0: ("mo", "mon", "month", "monthly", "p1m", "1 month", "月", "每月", "月付", "月度", "包月", "1个月"),
    2.0: ("bimonthly", "p2m", "2 months", "双月", "2个月"),
    3.0: ("quarter", "quarterly", "p3m", "3 months", "季", "季度", "每季", "季付", "包季", "3个月"),
    6.0: ("half-year", "half year", "semiannual", "semi-annual", "p6m", "6 months", "半年", "半年付", "6个月"),
    12.0: (
        "yr", "year", "yearly", "annual", "annually", "p1y", "p12m", "12 months", "年", "每年", "年付", "年度", "包年",
        "12个月",
    ),
    24.0: ("p2y", "2 years", "24 months", "biennial", "两年", "2年", "24个月"),
    36.0: ("p3y", "3 years", "36 months", "三年", "3年", "36个月"),
}  # fmt: skip
"""What in the name of a plan tells of its period; a cell that holds nothing but the period may say it shorter."""
_NAMED: Mapping[int, float] = {36: 36.0, 24: 24.0, 6: 6.0, 3: 3.0, 2: 2.0, 12: 12.0, MONTH: 1.0, -7: _WEEK}
"""Paces that names tell of, in months. Half a year also says “year”, so that it comes before."""
_CARDS: Mapping[float, str] = {12.0: "年", 3.0: "季", 1.0: "月", _WEEK: "周"}
"""What stands before 卡, 费 and the like in the name of a plan."""
_NO_YEAR = "青少中老成童新周百万千学今去明0-9"
"""What 年 follows where it is no period: 青年, 新年, 2024年."""


def months_of_pace(pace: IntegerValue) -> NumericValue:
    """Return how many months a pace is."""
    return ibis.ifelse(pace > 0, pace.cast("float64"), -pace.cast("float64") / DAYS_A_MONTH)


def later(day: DateValue, pace: IntegerValue, anchor: IntegerValue) -> DateValue:
    """Return the day one pace later; where that is months, on the day `anchor` of its month, or the month's last."""
    months = (day.year() * 12 + day.month() - 1 + ibis.greatest(pace, 0)).cast("int32")
    first, following = _first(months), _first((months + 1).cast("int32"))
    on = (first + (anchor - 1).cast("int32").as_interval("D")).cast("date")
    last = (following - ibis.interval(days=1)).cast("date")
    by_days = (day + ibis.greatest(-pace, 0).cast("int32").as_interval("D")).cast("date")
    return ibis.ifelse(pace > 0, ibis.least(on, last), by_days)


def _first(months: IntegerValue) -> DateValue:
    """Return the first day of a month, counted from the year 0."""
    return ibis.date((months // 12).cast("int32"), (months % 12 + 1).cast("int32"), ibis.literal(1, "int32"))


def pace_in_name(plan: StringValue) -> IntegerValue:
    """Return the pace that the name of a plan tells of; NULL where it tells of none."""
    name = plan.lower()
    told = [(name.re_search(_pattern(months)), ibis.literal(pace, "int32")) for pace, months in _NAMED.items()]
    return ibis.cases(*told, else_=ibis.null("int32"))


def _pattern(months: float) -> str:
    """Return the expression of names that tell of a period: its words, but for single letters, set apart."""
    words = sorted(word for word in _WORDS[months] if len(word) > 1)
    latin = "|".join(
        word.removesuffix("s").replace("-", " ").replace(" ", "[ _-]?") for word in words if word.isascii()
    )
    found = rf"(^|[^a-z0-9])({latin})s?([^a-z]|$)"
    chinese = "|".join(word for word in words if not word.isascii())
    if chinese:
        found += rf"|(^|[^0-9])({chinese})"
    if months in _CARDS:
        found += rf"|(^|[^{_NO_YEAR}]){_CARDS[months]}(卡|费|缴|订|会员|版|套餐|[\s)）\]】/_-]|$)"
    return found


def with_paces(bills: Table) -> Table:
    """Return bills that say no period with their pace, the `anchor` day of the month, and whether they `recur`.

    Needs chain, named_plan, amount, starts_on, billed_on; a row a chain, plan and day. What was known by the day of a
    bill decides: its own price in its chain, then the name of the plan, then the price with other customers, then its
    chain at other prices. Only where that tells nothing, as with the first bills of a new plan, what came later does.
    """
    own = ["chain", "named_plan"]
    order = ibis.window(group_by=own, order_by=["starts_on", "billed_on"])
    gap = bills.starts_on.delta(bills.starts_on.lag().over(order), unit="day")
    bills = bills.mutate(
        named=pace_in_name(bills.named_plan),
        gap=ibis.cases(*((gap.between(one.low, one.high), pace) for pace, one in PACES.items()), else_=0),
        still=(bills.amount.lag().over(order) == bills.amount).fill_null(False),
        repeated=bills.starts_on.max().over(ibis.window(group_by=own))
        > bills.starts_on.min().over(ibis.window(group_by=own)),
        month_day=bills.starts_on.day().max().over(ibis.cumulative_window(group_by=own, order_by="starts_on")),
    )
    bills = bills.mutate(priced_gap=ibis.ifelse(bills.still, bills.gap, 0))
    for name, gaps, keys, times, so_far in (
        ("own_price", "priced_gap", [*own, "amount"], 2, True),
        ("price", "priced_gap", ["named_plan", "amount"], 1, True),
        ("before", "gap", own, 1, True),
        ("after", "gap", own, 1, False),
        ("of_plan", "gap", ["named_plan"], 1, True),
    ):
        bills = _with_seen(bills, name, bills[gaps], keys, times, so_far=so_far)
    pace = ibis.coalesce(
        bills.own_price,
        bills.named,
        bills.price,
        bills.before,
        bills.after,
        bills.of_plan,
        ibis.literal(MONTH, "int32"),
    )
    ends_month = (bills.starts_on + ibis.interval(days=1)).cast("date").day() == 1
    anchor = ibis.ifelse(ends_month, bills.month_day, bills.starts_on.day()).cast("int32")
    paced = bills.mutate(pace=pace.cast("int32"), anchor=anchor)
    return _with_recurring(paced)


def _with_seen(bills: Table, name: str, gap: IntegerValue, keys: Sequence[str], times: int, *, so_far: bool) -> Table:
    """Return bills with the pace that bills of the same keys were seen at most often, as column `name`.

    The shorter of two, since a lapse makes a gap longer and nothing makes it shorter; NULL if none was seen so many
    times. With `so_far`, of what was known by the day of the bill.
    """
    window = ibis.window(group_by=keys, order_by="billed_on", range=(None, 0)) if so_far else ibis.window(group_by=keys)
    counts = {f"seen_{place}": (gap == pace).cast("int64").sum().over(window) for place, pace in enumerate(PACES)}
    counted = bills.mutate(**counts)
    needed = {f"seen_{place}": max(times, one.seen) for place, one in enumerate(PACES.values())}
    enough = counted.mutate(
        **{each: ibis.ifelse(counted[each] >= least, counted[each], 0) for each, least in needed.items()}
    )
    enough = enough.mutate(most=ibis.greatest(*(enough[each] for each in needed)))
    found = [
        ((enough.most > 0) & (enough[each] == enough.most), ibis.literal(pace, "int32"))
        for each, pace in zip(needed, PACES, strict=True)
    ]
    return enough.mutate(ibis.cases(*found, else_=ibis.null("int32")).name(name)).drop(*needed, "most")


def _with_recurring(bills: Table) -> Table:
    """Return bills with `recurs`: billed again to the customer, or to one in five of the plan's, or named for it.

    A fee charged now and then comes twice to somebody too.
    """
    plans = bills.group_by("named_plan").agg(
        chains=bills.chain.nunique(), again=bills.chain.nunique(where=bills.repeated)
    )
    joined = bills.left_join(plans, "named_plan").drop("named_plan_right")
    recurs = joined.repeated | joined.named.notnull() | (5 * joined.again >= joined.chains)
    return joined.mutate(recurs=recurs.fill_null(False)).drop("chains", "again")
