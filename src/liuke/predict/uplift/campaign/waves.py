"""Waves: campaigns that ran on several days, and drew another share of the customers on each.

Were customers of such days pooled, the treated would be those of some days and the control group those of others, and
what changed between the days would pass for an effect. So each day's share is its customers' probability of treatment.
"""

import polars as pl
from scipy.special import chdtrc

from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.uplift.campaign.words import said

BY_CHANCE = 1e-3
FEWEST = 20
"""A day with fewer customers in one of the arms says too little of its share."""


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `snapshot`, `customers` and `treated` (their number) of each day of assignment, in order."""
    counted = rows.group_by("snapshot").agg(customers=pl.len(), treated=pl.col("treated").sum())
    return counted.sort("snapshot")


def differ(days: pl.DataFrame) -> bool:
    """Say whether the shares of the days are further apart than one lottery makes them (Pearson's chi-squared test)."""
    share = float(days["treated"].sum()) / float(days["customers"].sum())
    if days.height < 2 or not 0 < share < 1:
        return False
    statistic = ((days["treated"] - days["customers"] * share) ** 2 / (days["customers"] * share * (1 - share))).sum()
    return bool(chdtrc(days.height - 1, statistic) < BY_CHANCE)


def with_chance(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Text, ...]]:
    """Return the rows with `chance`, the probability of treatment, where it differs between days; else as they are.

    Days on which hardly anybody was in one of the arms are left out then; raises `DataError` where no other is left.
    """
    days = shares(rows)
    if not differ(days):
        return rows, ()
    enough = (pl.col("treated") >= FEWEST) & (pl.col("customers") - pl.col("treated") >= FEWEST)
    kept = days.filter(enough).select("snapshot", chance=pl.col("treated") / pl.col("customers"))
    if kept.is_empty():
        raise DataError(
            "uplift.overlap",
            Text(
                "On each day only one of the arms was assigned: nobody of the same day is there to be compared with.",
                "每个分配日都只有一个组别：没有同日的客户可供比较。",
            ),
            Text(
                "Draw the control group from the same customers on the same day as the treated.",
                "请在同一天、从同一批客户中抽取干预组与对照组。",
            ),
        )
    found = rows.join(kept, on="snapshot", maintain_order="left")
    within = Text(
        "The share treated differs between the days of assignment: customers are compared within their day.",
        "各分配日的干预比例不同：客户只与同日分配的客户比较。",
    )
    gone = Text(
        "{count} customers of days on which hardly anybody was in one of the arms are left out.",
        "某些分配日几乎只有一个组别，其 {count} 位客户已略去。",
    )
    less = rows.height - found.height
    return found, (within, gone.fill(count=said(less))) if less else (within,)
