"""How well the renewals of contracts were foreseen: learnt on what was known on a day, read on what came later."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.value.contracts import FEW, FEWEST_ENDED, Fits, fit_all, model_for
from liuke.predict.value.lives import lives


def judge_contracts(
    engine: Engine, contract: Table, movement: Table, until: date, as_of: date, grace_days: int
) -> dict[str, Any]:
    """Return how many of those under contract at the end of `until` were expected to be at `as_of`, and how many were.

    bias is expected / actual − 1; brier is by customer, and so is brier_of_all, that of one chance for everybody, known
    only afterwards. `by_renewed` is the same by how often they had renewed. A renewal counts once its grace period is
    over. Raises `DataError` where nothing could be learnt by then.
    """
    then = engine.polars(lives(contract, movement, until, grace_days))
    fits = fit_all(then.group_by("term_days", "plan", "settled", "ended").agg(contracts=pl.len()))
    now = engine.polars(lives(contract, movement, as_of, grace_days)).select("customer_id", "number", later="ended")
    rows = then.filter(~pl.col("ended")).join(now, on=["customer_id", "number"], how="left")
    if not fits or rows.is_empty():
        why = FEW.fill(few=FEWEST_ENDED, count=then.height, ended=int(then["ended"].sum()))
        raise DataError("value.too_alike", why, Text("Hold out less time.", "请缩短留出时段。"))
    groups = _alike(rows, as_of - timedelta(days=grace_days))
    chances = [_stays(row, fits) for row in groups.iter_rows(named=True)]
    judged = groups.with_columns(chance=pl.Series(chances, dtype=pl.Float64)).drop_nulls("chance")
    by = judged.group_by("renewed").agg(_sums()).sort("renewed").to_dicts()
    figures = judged.select(_sums()).to_dicts()[0]
    many, expected, actual = (float(figures[name]) for name in ("customers", "expected", "actual"))
    chance, stay = judged["chance"], judged["stay"]
    squares = judged["customers"] * chance**2 - 2 * chance * stay + stay
    return figures | {
        "bias": expected / actual - 1 if actual else None,
        "brier": float(squares.sum()) / many,
        "brier_of_all": actual / many * (1 - actual / many),
        "by_renewed": by,
    }


def _alike(rows: pl.DataFrame, settled: date) -> pl.DataFrame:
    """Return customers who are alike, with how many of them stayed and how many renewals they came to by `settled`."""
    faced = ((pl.lit(settled) - pl.col("next_on")).dt.total_days() / pl.col("term_days")).floor().cast(pl.Int64) + 1
    told = rows.with_columns(faced=faced.clip(lower_bound=0), stays=~pl.col("later").fill_null(value=True))
    alike = ("term_days", "plan", "renewed", "faced", "noticed")
    return told.group_by(alike).agg(customers=pl.len(), stay=pl.col("stays").sum()).sort(alike)


def _sums() -> list[pl.Expr]:
    weighted = (pl.col("customers") * pl.col("chance")).sum()
    return [pl.col("customers").sum(), weighted.alias("expected"), pl.col("stay").sum().alias("actual")]


def _stays(row: Mapping[str, Any], fits: Fits) -> float | None:
    """Return P(all renewals faced are made) of a contract renewed so many times; 0 after a notice, as it is valued."""
    model = model_for(row["term_days"], row["plan"], fits)
    if model is None:
        return None
    if row["noticed"] and row["faced"]:
        return 0.0
    return float(np.prod(model.retention(row["renewed"] + 1.0 + np.arange(row["faced"]))))
