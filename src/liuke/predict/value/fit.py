"""Lifetime value of every customer: which model, what it expects, and how well it held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.cores import side_by_side
from liuke.predict.value import holdout
from liuke.predict.value.champion import choose
from liuke.predict.value.counts import Counts
from liuke.predict.value.gap import gap, told
from liuke.predict.value.history import daily_purchases, histories
from liuke.predict.value.intervals import parameter_intervals, total_interval
from liuke.predict.value.maximise import Maximum
from liuke.predict.value.models import MODELS, BuyTillYouDie
from liuke.predict.value.spend import FEWEST, fit_spend, judge_spend, spend_record
from liuke.predict.value.worth import Terms, score, terms
from liuke.settings import Settings

type Fits = Mapping[str, tuple[BuyTillYouDie, Maximum]]

COLUMNS = ("x", "t_x", "T", "p_alive", "expected_orders", "remaining_days", "expected_amount", "clv")
ALWAYS = 0.99

NO_END = Text(
    "These histories show no sign that customers stop: nearly all count as active, and the order of the list rests on "
    "how often and how much they buy.",
    "历史数据未显示客户停止购买的迹象：几乎所有客户都视为活跃，排序主要取决于购买频次与金额。",
)
EDGE = Text(
    "A parameter ran to the end of its range: the data do not tell its value, only the forecasts.",
    "有参数达到取值范围边界：数据无法确定其数值，但预测仍有效。",
)


@dataclass(frozen=True, slots=True)
class ValueFit:
    """What the value models say: a row a customer, a record a model, or why there is no model.

    `customers` has customer_id; x, t_x and T in weeks; p_alive; expected_orders (purchase days within `horizon_days`);
    remaining_days (expected to stay of the next `horizon_days`);
    expected_amount (net, of a purchase day); clv (discounted margin of the horizon). All NULL but customer_id after a
    refusal. `champion` scores customers; it is None after a refusal. `records` are JSON-ready.
    """

    customers: pl.DataFrame
    records: list[dict[str, Any]]
    champion: BuyTillYouDie | None
    horizon_days: int
    refusal: Text | None


def fit_value(engine: Engine, activity: Table, as_of: date, settings: Settings) -> ValueFit:
    """Fit the purchase models and Gamma-Gamma on what was known at the end of `as_of`, and score every customer.

    The purchase model that held better on later time scores; see `champion`.
    """
    horizon = settings.predict.clv_days
    frame, held = _read(engine, activity, as_of, horizon)
    fits, refusal = _fit_or_refuse(frame)
    if refusal:
        nothing = {name: pl.lit(None, pl.Float64) for name in COLUMNS}
        return ValueFit(frame.select("customer_id", **nothing), [], None, horizon, refusal)
    earlier = _fit_all(held.judged) if held else {}
    said = {name: holdout.forecast(model, held) for name, (model, _) in earlier.items()} if held else {}
    name, why = choose(said)
    if name not in fits:
        name = next(iter(fits))
    to = terms(engine, activity, as_of, settings.predict)
    spend = fit_spend(frame)
    scored = score(frame, fits[name][0], spend, to)

    def told_of(each: str) -> dict[str, Any]:
        record = _record(fits[each], frame, as_of)
        judged = _judged(earlier.get(each), said.get(each), held, record["notes"])
        return record | judged | {"champion": each == name, "why": why.record()}

    records = side_by_side(told_of, fits)
    for record in records:
        if record["champion"]:
            total = total_interval(*fits[name], to.weeks, Counts.of(frame))
            record |= {
                "value": _said(to) | {"purchases": total.record()},
                "notes": [*record["notes"], *_no_end(scored)],
            }
    amounts = judge_spend(earlier[name][0], held) if held and name in earlier else None
    records.append(spend_record(spend, amounts) | {"as_of": str(as_of)})
    return ValueFit(scored, records, fits[name][0], horizon, None)


def _read(engine: Engine, activity: Table, as_of: date, horizon: int) -> tuple[pl.DataFrame, holdout.HoldOut | None]:
    """Return the histories, ordered by customer_id, and their hold-out: the last third, no longer than the horizon.

    There is no hold-out where the time before it has too few customers to fit on.
    """
    first = engine.rows(activity.aggregate(first=activity.day.min(where=activity.orders > 0)))[0]["first"] or as_of
    until = as_of - timedelta(days=max(0, min(horizon, (as_of - first).days // 3)))
    table = engine.hold(histories(activity, until, as_of))
    frame = engine.polars(table).sort("customer_id")
    held = None
    if until < as_of and int((frame["early_x"] > 0).sum()) >= FEWEST:
        daily = engine.polars(daily_purchases(activity, table, until, as_of)).sort("day")
        held = holdout.split_time(frame, daily, until, as_of)
    engine.drop(table)
    return frame, held


def _fit_or_refuse(frame: pl.DataFrame) -> tuple[Fits, Text | None]:
    repeaters = int((frame["x"] > 0).sum())
    if repeaters < FEWEST:
        why = Text(
            "Lifetime value needs at least {few} customers who bought on two days; there are {count}.",
            "估算终身价值至少需要 {few} 位有两个购买日的客户，目前为 {count} 位。",
        )
        return {}, why.fill(few=FEWEST, count=repeaters)
    fits = _fit_all(frame)
    if not fits:
        return {}, Text(
            "Lifetime value cannot be estimated: the customers' histories are all alike.",
            "无法估算终身价值：所有客户的购买历史完全相同。",
        )
    return fits, None


def _fit_all(frame: pl.DataFrame) -> Fits:
    """Return the models that can be fitted, by name."""
    counts, found = Counts.of(frame), {}
    for name, model in MODELS.items():
        try:
            found[name] = model.fit(counts)
        except DataError:
            continue
    return found


def _record(fit: tuple[BuyTillYouDie, Maximum], frame: pl.DataFrame, as_of: date) -> dict[str, Any]:
    model, found = fit
    names = model.parameters()
    errors = [float(error) if np.isfinite(error) else None for error in found.standard_errors]
    return {
        "name": model.kind,
        "kind": "buy_till_you_die",
        "label": model.label,
        "parameters": names,
        "standard_errors": dict(zip(names, errors, strict=True)),
        "intervals": parameter_intervals(names, found),
        "log_likelihood": found.log_likelihood,
        "notes": [EDGE.record()] if found.on_edge else [],
        "trained_on": {
            "customers": frame.height,
            "from": str(frame["first_on"].min()),
            "to": str(as_of),
            "time_unit": "week",
        },
        "as_of": str(as_of),
    }


def _judged(
    earlier: tuple[BuyTillYouDie, Maximum] | None,
    said: holdout.Forecast | None,
    held: holdout.HoldOut | None,
    notes: list[dict[str, str]],
) -> dict[str, Any]:
    """Return the hold-out's part of a record; empty where there is none."""
    if earlier is None or said is None or held is None:
        return {"metrics": {}, "baselines": {}, "calibration": [], "tracking": [], "hold_out": None}
    tracked = holdout.tracking(earlier[0], held)
    total = total_interval(*earlier, held.weeks, Counts.of(held.judged))
    why = told(gap(said, held, tracked), total, held)
    return {
        "metrics": holdout.evaluate(said, held) | {"intervals": {"expected": [total.least, total.most]}},
        "baselines": holdout.baselines(held),
        "calibration": holdout.calibration(said, held),
        "tracking": tracked,
        "notes": [*notes, why.record()],
        "hold_out": {"after": str(held.until), "to": str(held.as_of), "parameters": earlier[0].parameters()},
    }


def _said(to: Terms) -> dict[str, Any]:
    return {
        "horizon_days": to.horizon_days,
        "discount_rate": to.discount_rate,
        "margin": to.margin,
        "margin_from": to.margin_from,
    }


def _no_end(scored: pl.DataFrame) -> list[dict[str, str]]:
    nearly_all = np.mean(scored["p_alive"].to_numpy() > ALWAYS) > ALWAYS
    return [NO_END.record()] if nearly_all else []
