"""Lifetime value of every customer: which model, what it expects, and how well it held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.value import holdout
from liuke.predict.value.bg_nbd import BGNBD
from liuke.predict.value.counts import Counts
from liuke.predict.value.gamma_gamma import GammaGamma
from liuke.predict.value.history import DAYS_A_WEEK, summarize
from liuke.predict.value.maximise import Maximum
from liuke.predict.value.pareto_nbd import ParetoNBD
from liuke.settings import Settings

type Vector = NDArray[np.float64]

MODELS: Mapping[str, type[BGNBD] | type[ParetoNBD]] = {"bg_nbd": BGNBD, "pareto_nbd": ParetoNBD}
FEWEST = 20
MOST_DISTINCT = 40_000
WEEKS_A_YEAR = 365.25 / 7
STEP = 13.0


@dataclass(frozen=True, slots=True)
class ValueFit:
    """What the value models say: a row a customer, a record a model, or why there is no model.

    `customers` has customer_id, p_alive, expected_orders, expected_amount (of a purchase day), clv; all NULL after a
    refusal. `champion` scores customers; it is None after a refusal.
    """

    customers: pl.DataFrame
    records: list[dict[str, Any]]
    champion: BGNBD | ParetoNBD | None
    horizon_days: int
    refusal: Text | None


def fit_value(engine: Engine, activity: Table, as_of: date, settings: Settings) -> ValueFit:
    """Fit BG/NBD, Pareto/NBD and Gamma-Gamma; the purchase model that held better on later time scores customers."""
    frame = engine.polars(summarize(activity, as_of)).sort("customer_id")
    repeaters = int((frame["x"] > 0).sum()) if frame.height else 0
    if repeaters < FEWEST:
        why = Text(
            "Lifetime value needs at least {few} customers who bought on two days; there are {count}.",
            "估算终身价值至少需要 {few} 位有两个购买日的客户，目前为 {count} 位。",
        ).fill(few=FEWEST, count=repeaters)
        nothing = pl.lit(None, pl.Float64)
        empty = frame.select(
            "customer_id", p_alive=nothing, expected_orders=nothing, expected_amount=nothing, clv=nothing
        )
        return ValueFit(empty, [], None, settings.predict.clv_days, why)
    champion, records = _choose(engine, activity, frame, as_of, settings)
    spend, record = _spend(frame)
    scored = _score(frame, champion, spend, settings)
    records.append(record | {"as_of": str(as_of)})
    return ValueFit(scored, records, champion, settings.predict.clv_days, None)


def _choose(
    engine: Engine, activity: Table, frame: pl.DataFrame, as_of: date, settings: Settings
) -> tuple[BGNBD | ParetoNBD, list[dict[str, Any]]]:
    first = frame["first_on"].min()
    assert isinstance(first, date)  # noqa: S101 - for the type checker
    until = as_of - timedelta(days=min(settings.predict.clv_days, (as_of - first).days // 3))
    held = holdout.split_time(engine, activity, until, as_of)
    fitted = {name: _fit(model, frame) for name, model in MODELS.items()}
    judged = {name: _judge(model, held) for name, model in MODELS.items()}
    scores = {name: report["metrics"].get("deviance", np.inf) for name, report in judged.items()}
    best = min(scores, key=lambda name: scores[name])
    records = [
        {
            "name": name,
            "kind": "buy_till_you_die",
            "champion": name == best,
            "parameters": fitted[name][0].parameters(),
            "standard_errors": dict(
                zip(fitted[name][0].parameters(), map(_finite, fitted[name][1].standard_errors), strict=True)
            ),
            "log_likelihood": fitted[name][1].log_likelihood,
            **judged[name],
            "trained_on": {"customers": frame.height, "from": str(first), "to": str(as_of), "time_unit": "week"},
            "hold_out": {"after": str(until), "to": str(as_of)},
            "as_of": str(as_of),
        }
        for name in MODELS
    ]
    return fitted[best][0], records


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _fit(model: type[BGNBD] | type[ParetoNBD], frame: pl.DataFrame) -> tuple[BGNBD | ParetoNBD, Maximum]:
    """Fit on all distinct counts; the Pareto/NBD, whose likelihood is an integral, on a fixed sample of very many."""
    if model is ParetoNBD and frame.height > MOST_DISTINCT:
        order = frame["customer_id"].hash(seed=7).arg_sort()
        frame = frame[order[:MOST_DISTINCT]]
    found: tuple[BGNBD | ParetoNBD, Maximum] = model.fit(Counts.of(frame))
    return found


def _judge(model: type[BGNBD] | type[ParetoNBD], held: holdout.HoldOut) -> dict[str, Any]:
    """Return the metrics of a model fitted on the time before the hold-out; none where that time has too little."""
    if held.frame.is_empty() or int((held.frame["x"] > 0).sum()) < FEWEST:
        return {"metrics": {}, "baselines": {}, "calibration": [], "tracking": []}
    try:
        earlier, _ = _fit(model, held.frame)
    except DataError:
        return {"metrics": {}, "baselines": {}, "calibration": [], "tracking": []}
    return {
        "metrics": holdout.evaluate(earlier, held),
        "baselines": holdout.baselines(held),
        "calibration": holdout.calibration(earlier, held),
        "tracking": holdout.tracking(earlier, held),
    }


def _spend(frame: pl.DataFrame) -> tuple[GammaGamma | float, dict[str, Any]]:
    """Return what a purchase day is worth: Gamma-Gamma, or the plain mean where it cannot be used; and its record."""
    known = frame.filter((pl.col("x") > 0) & (pl.col("monetary") > 0))
    record: dict[str, Any] = {
        "name": "gamma_gamma",
        "kind": "spend",
        "champion": False,
        "parameters": {},
        "log_likelihood": None,
        "metrics": {},
        "baselines": {},
        "trained_on": {"customers": known.height},
    }
    if known.is_empty():
        return 0.0, record
    x, monetary = known["x"].to_numpy(), known["monetary"].to_numpy()
    mean = float(np.average(monetary, weights=x))
    if known.height < FEWEST or np.ptp(monetary) == 0:
        return mean, record | {"metrics": {"mean": mean}}
    model, found = GammaGamma.fit(x, monetary)
    correlation = float(np.corrcoef(x, monetary)[0, 1]) if np.ptp(x) else 0.0
    usable = model.q > 1 and np.isfinite(model.expected(x, monetary)).all()
    fitted = model.expected(x, monetary)
    return (model if usable else mean), record | {
        "champion": bool(usable),
        "parameters": model.parameters(),
        "log_likelihood": found.log_likelihood,
        "metrics": {
            "correlation_with_frequency": correlation,
            "expected_mean": float(np.average(fitted, weights=x)) if usable else None,
            "observed_mean": mean,
        },
        "baselines": {"mean": mean},
    }


def _score(
    frame: pl.DataFrame, model: BGNBD | ParetoNBD, spend: GammaGamma | float, settings: Settings
) -> pl.DataFrame:
    """Return a row a customer; the purchase model is asked once for each distinct (x, t_x, T)."""
    distinct = frame.select("x", "t_x", "T").unique()
    counts = holdout.columns(distinct)
    horizon = settings.predict.clv_days / DAYS_A_WEEK
    expected, discounted = _discounted(model, counts, horizon, settings.predict.discount_rate)
    scored = distinct.with_columns(
        p_alive=model.p_alive(*counts), expected_orders=expected, discounted_orders=discounted
    )
    joined = frame.join(scored, on=["x", "t_x", "T"], how="left", maintain_order="left")
    amount = _amount(joined, spend)
    worth = joined["discounted_orders"].to_numpy() * amount * settings.predict.margin
    return joined.select("customer_id", "p_alive", "expected_orders", expected_amount=amount, clv=worth)


def _amount(frame: pl.DataFrame, spend: GammaGamma | float) -> Vector:
    if isinstance(spend, float):
        return np.full(frame.height, spend)
    monetary = frame["monetary"].fill_null(0).to_numpy()
    return spend.expected(np.where(monetary > 0, frame["x"].to_numpy(), 0.0), monetary)


def _discounted(
    model: BGNBD | ParetoNBD, counts: tuple[Vector, Vector, Vector], horizon: float, rate: float
) -> tuple[Vector, Vector]:
    """Return expected purchases within the horizon (weeks), and their sum discounted at `rate` a year.

    Purchases of each quarter of a year are discounted from its middle.
    """
    edges = [*np.arange(STEP, horizon, STEP), horizon]
    total, discounted, before = np.zeros_like(counts[0]), np.zeros_like(counts[0]), 0.0
    for edge in edges:
        so_far = model.expected(edge, *counts)
        discounted += (so_far - total) / (1 + rate) ** ((before + edge) / 2 / WEEKS_A_YEAR)
        total, before = so_far, edge
    return total, discounted
