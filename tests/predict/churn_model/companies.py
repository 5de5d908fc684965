"""Simulated companies as they were known on some day, what happened in the days after it, and what was truly likely."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from ibis.expr.types import Table
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from liuke.engine import Engine
from liuke.measure import activity, with_previous
from liuke.measure.derived import Known, contract_spells, derive
from liuke.predict import ChurnFit, History, predict_churn
from liuke.predict.churn_model.score import features_now, judge, running
from liuke.predict.features.sources.known import FEATURE_TABLES, made_for_features
from liuke.settings import Settings
from liuke.simulate import Scenario, shop, simulate, subscription
from tests.measure.miniatures.worked import facts

WINDOW, MONTHS, GRACE, MONTH = 180, 60, 7, 30.44
"""The horizon of a shop is its inactivity window; that of a club is set to two months."""
ZONE = {"timezone": "Asia/Shanghai"}
SHOP = Settings.model_validate({"workspace": ZONE})
CLUB = Settings.model_validate({"predict": {"horizon_days": MONTHS}, "workspace": ZONE})
type Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """What was said of customers, what happened to them, and how likely that truly was."""

    churn: ChurnFit
    said: Vector
    low: Vector
    high: Vector
    left: Vector
    truth: Vector

    @property
    def error(self) -> float:
        """Mean distance of said and happened over tenths of the customers by what was said."""
        parts = np.array_split(np.argsort(self.said, kind="stable"), 10)
        return float(sum(abs(self.said[p].mean() - self.left[p].mean()) * len(p) for p in parts) / len(self.said))

    def auc(self, of: Vector) -> float:
        """Return how well something ranks who left."""
        return float(roc_auc_score(self.left, of))


def shop_judged(engine: Engine, folder: Path, customers: int, seed: int) -> Judged:
    """Judge a shop without contracts by the days after the last that it knew."""
    scenario = replace(shop(customers), seed=seed)
    company = simulate(scenario, folder)
    as_of = scenario.last - timedelta(days=WINDOW)
    order = engine.read(company.orders[0])
    order = order.mutate(returned=order.amount < 0)
    bounds = (datetime.combine(day, time()) for day in (scenario.first, scenario.last + timedelta(days=2)))
    whole = engine.hold(with_previous(activity(order, scenario.timezone, *bounds)))
    known = engine.hold(whole.filter(whole.day <= as_of))
    churn = predict_churn(engine, History({"activity": known}, scenario.first, as_of, customers, WINDOW), SHOP)
    ids = running(engine, {"activity": known}, as_of, churn)
    later = whole.filter((whole.day > as_of) & (whole.orders > 0)).select("customer_id").distinct()
    bought = set(engine.polars(later)["customer_id"])
    truth = _people(company.truth_table, ids)
    left = ~ids.is_in(list(bought))
    return _judged(engine, {"activity": known}, as_of, churn, ids, left, _silent(scenario, truth, as_of))


def club_judged(engine: Engine, folder: Path, customers: int, seed: int) -> Judged:
    """Judge a club of subscribers by the days after the last that it knew."""
    scenario = replace(subscription(customers), seed=seed)
    company = simulate(scenario, folder)
    as_of = scenario.last - timedelta(days=MONTHS)
    rows = pl.read_csv(company.subscriptions, try_parse_dates=True)
    tables = contract_tables(engine, _as_known(rows, as_of), scenario.first, as_of)
    history = History(tables, scenario.first, as_of, customers, lost="contract", grace=GRACE)
    churn = predict_churn(engine, history, CLUB)
    ids = running(engine, tables, as_of, churn)
    moved = contract_tables(engine, rows, scenario.first, scenario.last)["movement"]
    gone = engine.polars(moved.filter((moved.kind == "churned") & (moved.day > as_of)).select("customer_id"))
    left = ids.is_in(gone["customer_id"].implode())
    latest = rows.filter(pl.col("started_at") <= as_of).sort("started_at").group_by("customer_id").last()
    contracts = pl.DataFrame({"customer_id": ids}).join(latest, on="customer_id", maintain_order="left")
    return _judged(engine, tables, as_of, churn, ids, left, _ends(contracts, _people(company.truth_table, ids), as_of))


def contract_tables(engine: Engine, rows: pl.DataFrame, first: date, as_of: date) -> dict[str, Table]:
    """Return the tables that features of contracts are made from."""
    known = Known(engine, {"subscription": facts(engine, "subscription", _times(rows))}, CLUB, first, as_of, {})
    made = derive(known, lambda _name, table: engine.hold(table))
    made["stay"] = engine.hold(contract_spells(made["movement"]))
    return {name: made[name] for name in FEATURE_TABLES if name in made} | made_for_features(known)


def _times(rows: pl.DataFrame) -> list[dict[str, object]]:
    noon = [pl.col(name).cast(pl.Datetime("us")) for name in ("started_at", "cancelled_at", "expires_at")]
    return rows.with_columns(*noon, pl.col("price").cast(pl.Decimal(18, 4))).to_dicts()


def _as_known(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return contracts as an export of the day has them: who has not cancelled yet is paid for until some day soon."""
    ahead = (pl.col("cancelled_at") > as_of).fill_null(True)
    return rows.filter(pl.col("started_at") <= as_of).with_columns(
        expires_at=pl.when(ahead).then(as_of + timedelta(days=15)).otherwise(pl.col("expires_at")),
        end_reason=pl.when(ahead).then(None).otherwise(pl.col("end_reason")),
        cancelled_at=pl.when(ahead).then(None).otherwise(pl.col("cancelled_at")),
    )


def _people(path: Path, ids: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"customer_id": ids}).join(pl.read_parquet(path), on="customer_id", maintain_order="left")


def _judged(
    engine: Engine, tables: Mapping[str, Table], as_of: date, churn: ChurnFit, ids: pl.Series, left: pl.Series,
    truth: Vector,
) -> Judged:  # fmt: skip
    people = engine.table(pl.DataFrame({"customer_id": ids}))
    known = features_now(engine, tables, people, as_of, churn.features)
    found = judge(churn, known, np.ones(len(ids), dtype=bool))
    said, low, high = (found[name].to_numpy() for name in ("probability", "probability_low", "probability_high"))
    return Judged(churn, said, low, high, left.to_numpy().astype(float), truth)


def _silent(scenario: Scenario, people: pl.DataFrame, as_of: date) -> Vector:
    """Return P(no purchase) by who is truly there, their rate and their hazard: they leave first, or never buy."""
    days = [as_of + timedelta(days=ahead) for ahead in range(1, WINDOW + 1)]
    pace = np.mean([scenario.season[day.month - 1] * (scenario.weekend if day.weekday() > 4 else 1) for day in days])
    surge = sum(one.share * one.surge for one in scenario.causes) / sum(one.share for one in scenario.causes)
    rate, hazard = people["rate"].to_numpy() * pace, people["hazard"].to_numpy() * surge
    both = rate + hazard
    quiet = np.exp(-both * WINDOW)
    silent = quiet + hazard / both * (1 - quiet)
    gone = ((people["died_on"] <= as_of) & ~people["came_back"]).fill_null(False).to_numpy()
    return np.where(gone, 1.0, silent)


def _ends(contracts: pl.DataFrame, people: pl.DataFrame, as_of: date) -> Vector:
    """Return P(loss known) by the true hazard, and by the notice of who has given one.

    Who leaves is paid for to the end of a month, and lost once the grace period after it is over.
    """
    notice = (contracts["cancelled_at"] <= as_of).fill_null(False).to_numpy()
    age = (pl.Series([as_of]).cast(pl.Date)[0] - contracts["started_at"]).dt.total_days().to_numpy()
    reach = age + MONTHS - GRACE
    exposed = np.maximum(np.floor(reach / MONTH) * MONTH - age, 0)
    return np.where(notice, 1.0, 1 - np.exp(-people["hazard"].to_numpy() * exposed))
