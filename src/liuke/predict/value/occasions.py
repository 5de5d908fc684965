"""Purchases at occasions: whether a customer bought in each month, quarter or year after the one of the first purchase.

What the BG/BB model is fitted on, where what counts is that one bought in a period, not how often: yearly gifts, a
season's ticket, the monthly order of a canteen. Only periods that are over count.
"""

from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import IntegerValue, Table

from liuke.predict.value.bg_bb import BGBB

UNITS = {1: "month", 3: "quarter", 12: "year"}


def occasions(activity: Table, as_of: date, months: int = 12) -> Table:
    """Return customer_id, x, t_x, T of who first purchased in a period of `months` months that was over at `as_of`.

    x of the T occasions after that of the first purchase were purchases, the t_x-th the last; see `Counts`.
    """
    bought = _bought(activity, as_of, months)
    last = _last(as_of, months)
    return bought.group_by("customer_id").agg(
        x=(bought.count() - 1).cast("float64"),
        t_x=(bought.period.max() - bought["first"].min()).cast("float64"),
        T=(last - bought["first"].min()).cast("float64"),
    )


def by_cohort(activity: Table, as_of: date, months: int = 12) -> Table:
    """Return first, period, customers: how many of those whose first purchase was in period `first` bought in another.

    Periods are counted from the year 0; `first` = `period` tells how many began. A small table, for `tracking`.
    """
    bought = _bought(activity, as_of, months)
    return bought.group_by("first", "period").agg(customers=bought.count()).order_by("first", "period")


def _bought(activity: Table, as_of: date, months: int) -> Table:
    """Return customer_id, period, first: a row a customer and period with a purchase, of periods that are over."""
    bought = activity.filter((activity.orders > 0) & (activity.day <= ibis.literal(as_of)))
    rows = bought.select("customer_id", period=_period(bought, months)).distinct()
    rows = rows.filter(rows.period <= _last(as_of, months))
    return rows.mutate(first=rows.period.min().over(ibis.window(group_by="customer_id")))


def _period(rows: Table, months: int) -> IntegerValue:
    counted: IntegerValue = (rows.day.year() * 12 + rows.day.month() - 1) // months
    return counted.cast("int64")


def _last(as_of: date, months: int) -> int:
    """Return the last period that was over at the end of `as_of`."""
    tomorrow = as_of + timedelta(days=1)
    return (tomorrow.year * 12 + tomorrow.month - 1) // months - 1


def last_day(period: int, months: int) -> date:
    """Return the last day of a period."""
    after = (period + 1) * months
    return date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def tracking(model: BGBB, cohorts: pl.DataFrame, until: date, months: int = 12) -> list[dict[str, Any]]:
    """Return period by period the cumulative repeat purchases that came and that the model expected.

    Rows of the chart `tracking`, of the customers who had come by `until`, the last day that the model had seen;
    `cohorts` are the rows of `by_cohort`.
    """
    seen = _last(until, months)
    known = cohorts.filter(pl.col("first") <= seen)
    births = known.filter(pl.col("first") == pl.col("period")).select("first", "customers")
    repeats = known.filter(pl.col("first") < pl.col("period")).group_by("period").agg(pl.col("customers").sum())
    start, end = int(known["first"].to_numpy().min()), int(cohorts["period"].to_numpy().max())
    periods = np.arange(start + 1, end + 1)
    came = dict(repeats.iter_rows())
    so_far = model.expected_new(np.arange(float(end - start + 1)))
    ages = np.maximum(periods[None, :] - births["first"].to_numpy()[:, None], 0)
    expected = (births["customers"].to_numpy()[:, None] * so_far[ages]).sum(axis=0)
    happened = np.cumsum([came.get(int(period), 0) for period in periods])
    return [
        {
            "week": last_day(int(period), months).isoformat(),
            "unit": UNITS.get(months, "period"),
            "actual": float(done),
            "expected": float(thought),
            "held_out": bool(period > seen),
        }
        for period, done, thought in zip(periods, happened, expected, strict=True)
    ]
