"""Scores of customers under contract, where there are no orders: the same columns, as far as they mean something."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.predict.bands import profit_of_contacting
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.score import COLUMNS, banded, features_now, judge, running
from liuke.settings import Settings

TYPES: Mapping[str, type[pl.DataType] | pl.DataType] = {
    "segment": pl.String, "p_alive": pl.Float64, "remaining_days": pl.Float64, "expected_orders": pl.Float64,
    "recency_days": pl.Int32, "orders": pl.Int64, "amount": pl.Decimal(18, 4), "last_on": pl.Date,
    "usual_gap_days": pl.Float64,
}  # fmt: skip
"""What only purchases tell, or the run adds (remaining_days): NULL of everybody."""


def contract_scores(
    engine: Engine,
    tables: Mapping[str, Table],
    as_of: date,
    churn: ChurnFit,
    settings: Settings,
    worth: pl.DataFrame,
    before: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the score table by a model of the customers under contract at the end of `as_of`, by customer_id.

    probability is that of a loss known within the churn horizon, their stage is `active`, and first_on the day on which
    they came under contract, without a break since. `worth` has customer_id and clv; value_at_risk = probability × clv.
    `before` has customer_id and risk of the run before.
    """
    ids = pl.DataFrame({"customer_id": running(engine, tables, as_of, churn)})
    people = engine.table(ids, "people")
    since = engine.polars(tables["movement"].group_by("customer_id").agg(first_on=lambda t: t.since_on.argmax(t.day)))
    rows = ids.join(since, on="customer_id", how="left", maintain_order="left")
    known = features_now(engine, tables, people, as_of, churn.features)
    judged = judge(churn, known, np.ones(ids.height, dtype=bool))
    nothing = [pl.lit(None, type_).alias(name) for name, type_ in TYPES.items()]
    valued = rows.join(worth.select("customer_id", "clv"), on="customer_id", how="left", maintain_order="left")
    scored = valued.with_columns(*judged.get_columns(), *nothing, stage=pl.lit("active"))
    at_risk = pl.col("probability") * pl.col("clv")
    scored = scored.with_columns(value_at_risk=at_risk, contact_profit=profit_of_contacting(settings.risk))
    risk = banded(scored, np.ones(scored.height, dtype=bool), settings.risk, before)
    return scored.with_columns(risk=risk).select(*COLUMNS)
