"""Person-periods: how many customers were at risk in each period of their tenure, and how many left in it.

Singer & Willett (1993), It's About Time, Journal of Educational Statistics 18(2). A customer stands in every period
that they were seen through, and in the one in which they left. One in whose middle a customer came under observation
does not count. The engine counts customers who are alike: by period and covariates.

In the last period many are not seen to its end. Where the table says until when each customer was watched, whether they
left or not (`watched`, days from the start), such a period counts for nobody, which is exact. Where it does not, those
who were last seen in its middle count by the part that they were seen for, as in the life tables of Cutler & Ederer
(1958), Journal of Chronic Diseases 8: to leave them out, and not those who left in it, would overstate the hazard.
"""

from collections.abc import Sequence

import ibis
import polars as pl
from ibis.expr.types import FloatingValue, Table, Value

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.timing.durations import collected, counting, durations

MOST_CELLS = 1_000_000
"""So many different (period, covariates) are learnt from at most."""


def person_periods(
    rows: Table | pl.DataFrame,
    covariates: Sequence[str] = (),
    *,
    period_days: float = 30.0,
    engine: Engine | None = None,
) -> pl.DataFrame:
    """Return tenure (1 is the first period), the covariates, at_risk and ended: a row for customers who are alike.

    From a table of durations, a row a customer (see `durations`), with the column `watched` or without. Raises
    `DataError` where the rows would be too many, or where no customer left in a period that counts.
    """
    if not period_days > 0:
        raise UsageError(
            "timing.period",
            Text("A period of {days} days cannot be.", "{days} 天的周期无效。").fill(days=period_days),
            Text("Give the days of a period, 7, 30 or 365 for example.", "请给出周期的天数，例如 7、30 或 365。"),
        )
    with counting(rows, engine) as (given, counter):
        watched = [name for name in ("watched",) if name in given.columns]
        table = durations(given, *covariates, *watched, engine=counter)
        cells = _cells(_watched(table, period_days) if watched else _unwatched(table, period_days), covariates)
        found = collected(cells.limit(MOST_CELLS + 1), counter)
    _check(found, period_days)
    return found.sort("tenure", *covariates)


def _check(found: pl.DataFrame, period_days: float) -> None:
    if found.height > MOST_CELLS:
        raise DataError(
            "timing.too_fine",
            Text(
                "Customers are too unlike: more than {most} different periods and covariates.",
                "客户差异过细：周期与协变量的不同组合超过 {most} 种。",
            ).fill(most=MOST_CELLS),
            Text(
                "Round the covariates, take longer periods, or give a sample of the customers.",
                "请对协变量取整、改用更长的周期，或只提供部分客户样本。",
            ),
        )
    if not found["ended"].sum():
        raise DataError(
            "timing.no_periods",
            Text(
                "No customer was seen to leave in a period of {days} days that was watched from its start.",
                "没有客户在一个被完整观察的 {days} 天周期内流失。",
            ).fill(days=period_days),
            Text("Take shorter periods.", "请改用更短的周期。"),
        )


def _watched(table: Table, period_days: float) -> Table:
    """Return first and last (periods that count), leaves (the period of leaving, NULL for none), and part (1)."""
    leaves = table.ended.ifelse(_within(table, period_days), None)
    through = (ibis.greatest(table.watched.cast("float64"), table.days) / period_days).floor()
    return _spans(table, period_days, ibis.least(ibis.coalesce(leaves, through), through), leaves, ibis.literal(1.0))


def _unwatched(table: Table, period_days: float) -> Table:
    """Return the same where it is not known until when those who left would have been seen.

    `part` is how much of the last period counts.
    """
    leaves = table.ended.ifelse(_within(table, period_days), None)
    through = (table.days / period_days).ceil()
    part = ibis.ifelse(table.ended, 1.0, table.days / period_days - through + 1)
    return _spans(table, period_days, ibis.coalesce(leaves, through), leaves, part)


def _within(table: Table, period_days: float) -> FloatingValue:
    """Return the period of the last day. It holds its last day, not its first: 30 days are the first period of 30."""
    found: FloatingValue = ibis.greatest((table.days / period_days).ceil(), 1.0)
    return found


def _spans(table: Table, period_days: float, last: Value, leaves: Value, part: Value) -> Table:
    table = table.mutate(
        first=(ibis.greatest(table.entry, 0.0) / period_days).ceil().cast("int64") + 1,
        last_=last.cast("int64"),
        leaves=leaves.cast("int64"),
        part=part.cast("float64"),
    )
    return table.filter(table.first <= table.last_)


def _cells(table: Table, covariates: Sequence[str]) -> Table:
    spread = table.mutate(tenure=ibis.range(table.first, table.last_ + 1).unnest())
    at_risk = ibis.ifelse(spread.tenure == spread.last_, spread.part, 1.0)
    left = (spread.tenure == spread.leaves).fill_null(False).cast("int64")
    return spread.group_by("tenure", *covariates).agg(at_risk=at_risk.sum(), ended=left.sum())
