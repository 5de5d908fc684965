"""Scores: everything a run says of one customer, one row a customer."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import ibis
import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.predict.bands import band, profit_of_contacting, thresholds
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.reasons import RECENCY, Known, listed, top_reasons
from liuke.predict.churn_model.snapshots import matrix
from liuke.predict.features import BY_ID, Feature, build, checked
from liuke.predict.value import ValueFit
from liuke.settings import RiskSettings, Settings

KEPT = ("customer_id", "segment", "stage", "recency_days", "orders", "amount", "first_on", "last_on")
RHYTHM = tuple(BY_ID[name] for name in ("recency_days", "usual_gap_days", "purchase_days"))
"""What is known of a shop's customers where there is no model."""
COLUMNS = (
    "customer_id", "segment", "stage", "risk", "probability", "probability_low", "probability_high", "p_alive",
    "remaining_days", "expected_orders", "clv", "value_at_risk", "contact_profit", "recency_days", "orders", "amount",
    "first_on", "last_on", "usual_gap_days", "reasons",
)  # fmt: skip


def build_scores(
    engine: Engine,
    tables: Mapping[str, Table],
    customer: Table,
    as_of: date,
    churn: ChurnFit,
    value: ValueFit,
    settings: Settings,
    before: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the score table, ordered by customer_id; `before` has customer_id and risk of the run before.

    probability is that of no purchase within the churn horizon after `as_of`: by the churn model for customers who are
    not lost; for the lost, the share of lost customers who stayed away that long; NULL where there is neither a churn
    nor a value model. probability_low and probability_high are its 95 % interval: of the share that leaves among
    customers who look like this one. value_at_risk = probability × clv. contact_profit is what a contact is expected
    to earn under the campaign of the settings; NULL where they describe none.

    Where contracts are foreseen it is that of a loss known within the horizon, of customers under contract; NULL of
    the others. remaining_days is how many days of the horizon of lifetime value a customer is expected to stay.
    """
    kept = engine.polars(customer.select(*KEPT)).sort("customer_id")
    scored = kept.join(value.customers, on="customer_id", how="left", maintain_order="left")
    known = features_now(engine, tables, customer, as_of, churn.features or RHYTHM)
    asked = _asked(engine, tables, as_of, churn, kept)
    judged = judge(churn, known, asked)
    if churn.model is None:
        judged = judged.with_columns(probability=_from_value(scored, value, churn.horizon_days))
    scored = scored.with_columns(*judged.get_columns(), usual_gap_days=pl.Series(known.rhythm()).fill_nan(None))
    risk = banded(scored, asked, settings.risk, before)
    at_risk, profit = pl.col("probability") * pl.col("clv"), profit_of_contacting(settings.risk)
    return scored.with_columns(risk=risk, value_at_risk=at_risk, contact_profit=profit).select(*COLUMNS)


def features_now(
    engine: Engine, tables: Mapping[str, Table], customer: Table, as_of: date, features: Sequence[Feature]
) -> Known:
    """Return the features of customers as they are known at the end of `as_of`, ordered by customer_id."""
    snapshot = as_of + timedelta(days=1)
    asked = customer.select("customer_id", snapshot=ibis.literal(snapshot))
    built = checked(engine, build(tables, asked, features, snapshot), asked)
    rows = engine.polars(built).sort("customer_id")
    engine.drop(built)
    return Known(features, matrix(rows, [one.id for one in features]))


def judge(churn: ChurnFit, known: Known, asked: NDArray[np.bool_]) -> pl.DataFrame:
    """Return probability, its interval and reasons of each customer; `asked` marks those whom the model is about."""
    if churn.model is None:
        nothing = pl.Series([None] * len(asked), dtype=pl.Float64)
        columns = dict.fromkeys(("probability", "probability_low", "probability_high"), nothing)
        return pl.DataFrame({**columns, "reasons": _silences(known)})
    margin, calibration = churn.model.margin(known.rows), churn.model.calibration
    probability = calibration.probability(margin)
    rest = (churn.lost_stay_away, *(churn.lost_interval or (None, None)))
    said = zip(
        ("probability", "probability_low", "probability_high"),
        (probability, *calibration.interval(margin)),
        rest,
        strict=True,
    )
    columns = {
        name: pl.Series(np.where(asked, own, np.nan if other is None else other)).fill_nan(None)
        for name, own, other in said
    }
    if churn.shape.id == "orders" and churn.lost_stay_away is None:
        columns["probability"] = pl.Series(probability)
    reasons = top_reasons(known, churn.model.contributions(known.rows), asked)
    return pl.DataFrame({**columns, "reasons": reasons})


def _asked(
    engine: Engine, tables: Mapping[str, Table], as_of: date, churn: ChurnFit, kept: pl.DataFrame
) -> NDArray[np.bool_]:
    """Say which customers the model is about: those not lost, or those under contract."""
    living: NDArray[np.bool_] = (kept["stage"] != "lost").to_numpy()
    if churn.shape.id == "orders":
        return living
    return kept["customer_id"].is_in(running(engine, tables, as_of, churn).implode()).to_numpy()


def running(engine: Engine, tables: Mapping[str, Table], as_of: date, churn: ChurnFit) -> pl.Series:
    """Return the ids of the customers whom the churn model is about at the end of `as_of`, in order."""
    day = engine.table(pl.DataFrame({"snapshot": [as_of + timedelta(days=1)]}), "snapshot")
    return engine.polars(churn.shape.population(tables, day))["customer_id"].sort()


def _silences(known: Known) -> pl.Series:
    """Return the one reason there is without a model: silent for longer than usual."""
    recency, gap = known.column(RECENCY), known.rhythm()  # of contracts there is none
    unknown = np.full((len(recency), 1), np.nan)
    longer = (gap > 0) & (recency > gap)
    feature = np.zeros((len(recency), 1), dtype=np.int64)
    return listed([RECENCY], longer[:, None], feature, recency[:, None], gap[:, None], unknown)


def _from_value(scored: pl.DataFrame, value: ValueFit, horizon: int) -> pl.Series:
    """Return P(no purchase) by the value model: gone already, or alive and silent at the expected rate (Poisson)."""
    if value.champion is None:
        return pl.Series([None] * scored.height, dtype=pl.Float64)
    alive = pl.col("p_alive").clip(1e-9, 1)
    expected = pl.col("expected_orders") / value.horizon_days * horizon / alive
    return scored.select(1 - alive + alive * (-expected).exp()).to_series()


def banded(
    scored: pl.DataFrame, asked: NDArray[np.bool_], risk: RiskSettings, before: pl.DataFrame | None
) -> pl.Series:
    """Return the risk by the probability, or where there is none by the stage.

    Thresholds are made for the customers who can be handled, those in `asked`; `before` has the bands of the run
    before.
    """
    limits = thresholds(scored.filter(asked)["probability"], risk)
    by_stage = pl.col("stage").replace_strict({"lost": "high", "dormant": "medium"}, default="low")
    return scored.select(band(scored, limits, before).fill_null(scored.select(by_stage).to_series())).to_series()
