"""The value of contracts: how long each will still be renewed, and what that is worth.

sBG over the renewals of all contracts with the same term, and of each plan that is big enough to differ. The value of a
subscriber is the price of a term, times the margin, times the discounted renewals still expected within the horizon of
one renewed so many times: the term that runs is paid. Of who has given notice no renewal is expected.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.value.intervals import DRAWS, parameter_intervals
from liuke.predict.value.lives import DAYS_A_MONTH, lives
from liuke.predict.value.maximise import Maximum
from liuke.predict.value.sbg import SBG
from liuke.predict.value.survivors import Survivors
from liuke.predict.value.worth import Terms

type Vector = NDArray[np.float64]
type Key = tuple[float, str | None]
type Fits = Mapping[Key, tuple[SBG, Maximum, Survivors]]

FEWEST_ENDED = 20
"""Contracts that ended, for a model of a term."""
PLAN_ENDED = 50
"""Contracts that ended, for a plan to have a model of its own; the others take that of their term."""
HELD_OUT = 3
"""One part in so many of the renewals is held out, the last ones."""
DAYS_A_YEAR = 365.25
COLUMNS = ("plan", "term_days", "renewed", "next_on", "p_renew", "expected_renewals", "price", "clv")

FEW = Text(
    "The value of contracts needs at least {few} contracts of one term that ended and some renewed twice; of {count} "
    "contracts, {ended} have ended.",
    "估算合同价值，同一周期的合同中至少要有 {few} 份已终止，且有续约过两次的；现有合同 {count} 份，已终止 {ended} 份。",
)


@dataclass(frozen=True, slots=True)
class ContractFit:
    """What the contracts say: a row a subscriber, a record a model, or why there is no model.

    `customers` are those under contract: customer_id, and `COLUMNS`: renewed (times), next_on (when the next renewal is
    due), p_renew (the chance of that), expected_renewals (within the horizon), price (of a term), clv (discounted
    margin of those renewals). 0 of who has given notice, else NULL for a term that no model was learnt for. Empty after
    a refusal.
    """

    customers: pl.DataFrame
    records: list[dict[str, Any]]
    refusal: Text | None


def fit_contracts(
    engine: Engine, contract: Table, movement: Table, as_of: date, to: Terms, grace_days: int
) -> ContractFit:
    """Learn the renewals known at the end of `as_of` and value every customer under contract then."""
    table = engine.hold(lives(contract, movement, as_of, grace_days), "life")
    keys = ("term_days", "plan", "settled", "ended")
    counted = engine.polars(table.group_by(*keys).agg(contracts=table.count())).sort(*keys)
    running = engine.polars(table.filter(~table.ended)).sort("customer_id")
    engine.drop(table)
    fits = fit_all(counted)
    if not fits:
        ended = int(counted.filter(pl.col("ended"))["contracts"].sum())
        why = FEW.fill(few=FEWEST_ENDED, count=int(counted["contracts"].sum()), ended=ended)
        return ContractFit(_valued(running, {}, as_of, to).clear(), [], why)
    records = [_record(key, *fit, as_of, to) for key, fit in fits.items()]
    return ContractFit(_valued(running, fits, as_of, to), records, None)


def fit_all(counted: pl.DataFrame) -> Fits:
    """Return the models by (days of a term, plan); None for all plans of the term."""
    found: dict[Key, tuple[SBG, Maximum, Survivors]] = {}
    for term in counted["term_days"].unique().sort():
        own = counted.filter(pl.col("term_days") == term)
        plans = own["plan"].drop_nulls().unique().sort().to_list()
        parts = [(None, own, FEWEST_ENDED), *((plan, own.filter(plan=plan), PLAN_ENDED) for plan in plans)]
        for plan, part, fewest in parts if len(plans) > 1 else parts[:1]:
            survivors = Survivors.counted(part["settled"], part["ended"], part["contracts"])
            if survivors.lost.sum() >= fewest:
                try:
                    found[float(term), plan] = (*SBG.fit(survivors), survivors)
                except DataError:
                    continue
    return found


def _valued(running: pl.DataFrame, fits: Fits, as_of: date, to: Terms) -> pl.DataFrame:
    """Return a row a customer under contract; models are asked once for customers who are alike."""
    wait = (pl.col("next_on") - pl.lit(as_of)).dt.total_days().clip(lower_bound=0)
    left = ((to.horizon_days - wait) / pl.col("term_days")).floor().cast(pl.Int64) + 1
    rows = running.with_columns(wait=wait, renewals=pl.when(wait <= to.horizon_days).then(left).otherwise(0))
    asked = ("term_days", "plan", "renewed", "renewals", "noticed")
    distinct = rows.select(asked).unique(maintain_order=True)
    said = [_said(row, fits, to) for row in distinct.iter_rows(named=True)]
    answers = pl.DataFrame(said, schema={"p_renew": pl.Float64, "expected_renewals": pl.Float64, "worth": pl.Float64})
    joined = rows.join(distinct.hstack(answers), on=asked, how="left", nulls_equal=True, maintain_order="left")
    later = (1 + to.discount_rate) ** (-joined["wait"] / DAYS_A_YEAR)
    price = joined["monthly"] * joined["term_days"] / DAYS_A_MONTH
    return joined.with_columns(price=price, clv=price * to.margin * joined["worth"] * later).select(
        "customer_id", *COLUMNS
    )


def model_for(term_days: float, plan: str | None, fits: Fits) -> SBG | None:
    """Return the model of a plan, or else of its term; None where there is neither."""
    fit = fits.get((term_days, plan)) or fits.get((term_days, None))
    return fit[0] if fit else None


def _said(row: Mapping[str, Any], fits: Fits, to: Terms) -> dict[str, float | None]:
    """Return what the model of a plan, or else of its term, says of customers who are alike; 0 after a notice."""
    model = model_for(row["term_days"], row["plan"], fits)
    if row["noticed"] or model is None:
        return dict.fromkeys(("p_renew", "expected_renewals", "worth"), 0.0 if row["noticed"] else None)
    renewed, horizon = np.array([float(row["renewed"])]), int(row["renewals"])
    return {
        "p_renew": float(model.retention(renewed + 1)[0]),
        "expected_renewals": float(model.expected_residual(renewed, horizon)[0]),
        "worth": float(model.expected_residual(renewed, horizon, _discount(row["term_days"], to))[0]),
    }


def _discount(term_days: float, to: Terms) -> float:
    """Return the discount of a term."""
    rate: float = (1 + to.discount_rate) ** (term_days / DAYS_A_YEAR) - 1
    return rate


def _record(key: Key, model: SBG, found: Maximum, survivors: Survivors, as_of: date, to: Terms) -> dict[str, Any]:
    """Return what `liuke model show` says of a model."""
    term, plan = key
    names = model.parameters()
    horizon = math.ceil(to.horizon_days / term)  # terms that begin within it, the first one at once
    errors = [float(error) if np.isfinite(error) else None for error in found.standard_errors]
    return {
        "name": model.kind if plan is None else f"{model.kind}:{plan}",
        "kind": "contracts",
        "label": model.label,
        "plan": plan,
        "term_days": term,
        "parameters": names,
        "standard_errors": dict(zip(names, errors, strict=True)),
        "intervals": parameter_intervals(names, found),
        "log_likelihood": found.log_likelihood,
        "notes": [],
        "metrics": {},
        "baselines": {},
        "trained_on": {
            "customers": round(survivors.contracts), "ended": round(float(survivors.lost.sum())), "to": str(as_of)
        },
        "value": {
            "horizon_days": to.horizon_days,
            "discount_rate": to.discount_rate,
            "margin": to.margin,
            "expected_lifetime": _lifetime(model, found, horizon, _discount(term, to)),
        },
        "tracking": tracking(survivors),
        "as_of": str(as_of),
    }  # fmt: skip


def _lifetime(model: SBG, found: Maximum, horizon: int, discount: float) -> dict[str, Any]:
    """Return the discounted terms expected of a new contract within the horizon, with their interval."""
    drawn = [SBG(*map(float, row)).expected_lifetime(horizon, discount) for row in found.draws(DRAWS, 0)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {
        "terms": horizon,
        "expected": model.expected_lifetime(horizon, discount),
        "interval": [float(low), float(high)],
    }


def tracking(survivors: Survivors, *, seed: int = 0) -> list[dict[str, Any]]:
    """Return by renewal the share that was seen to survive, and what a model of the first renewals expected.

    Rows of the chart `renewals`: the last third of the renewals is held out, and 95 % intervals are of parameters only.
    Empty where the first ones alone tell no model.
    """
    last = len(survivors.lost)
    known = last - last // HELD_OUT
    try:
        model, found = SBG.fit(survivors.seen_until(known))
    except DataError:
        return []
    t = np.arange(last + 1.0)
    drawn = np.stack([SBG(*map(float, row)).survival(t) for row in found.draws(DRAWS, seed)])
    columns = (survivors.survival(), model.survival(t), *np.quantile(drawn, [0.025, 0.975], axis=0))
    at_risk = np.append(survivors.contracts, survivors.faced)
    return [
        {
            "period": place,
            **dict(zip(("actual", "expected", "low", "high"), map(float, row), strict=True)),
            "at_risk": float(at_risk[place]),
            "held_out": place > known,
        }
        for place, row in enumerate(zip(*columns, strict=True))
    ]
