"""Clubs with a planted reason to leave, as the pipeline sees them: many seeds in one pass over the data."""

from collections.abc import Iterator
from dataclasses import replace

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke import schema
from liuke.engine import Engine
from liuke.explain.drivers import Settled
from liuke.measure.derived import Known, contract_spells, derive
from liuke.predict.churn_model.contracts import Contracts
from liuke.predict.churn_model.settled import settled_at
from liuke.predict.churn_model.snapshots import Plan, rows_of
from liuke.predict.features import available
from liuke.predict.features.sources.known import tables_for_features
from liuke.settings import Settings
from liuke.simulate.departures import FIRST, LAST, SNAPSHOT, Departures, Reason, run_club

GRACE, HORIZON = 7, 60


def _canonical(engine: Engine, table: str, frame: pl.DataFrame) -> Table:
    """Return rows with all the columns of their canonical table."""
    types = ibis.schema({column.name: column.type for column in schema.TABLES[table].columns})
    columns = pl.DataFrame(types.to_pyarrow().empty_table()).schema
    told = [
        (pl.col(name).cast(type_) if name in frame.columns else pl.lit(None, type_)).alias(name)
        for name, type_ in columns.items()
    ]
    rows = frame.select(*told, source=pl.lit("file"), source_row=pl.int_range(1, pl.len() + 1))
    return engine.table(rows, table)


def clubs(engine: Engine, reason: Reason, seeds: range, customers: int) -> Iterator[Settled]:
    """Yield the settled customers of one club a seed, each with all features and words that the data give."""
    made = [run_club(Departures(customers, reason, seed, f"{seed:04d}-")) for seed in seeds]
    given = {"customer": "customers", "subscription": "subscriptions", "feedback": "feedback"}
    rows = {table: pl.concat([getattr(one, name) for one in made]) for table, name in given.items()}
    known = Known(
        engine,
        {table: _canonical(engine, table, frame) for table, frame in rows.items()},
        Settings.model_validate({"lost": {"definition": "contract", "grace_days": GRACE}}),
        FIRST,
        LAST,
        {},
    )
    tables = derive(known, lambda name, table: engine.hold(table, name))
    known = replace(known, made={**tables, "stay": engine.hold(contract_spells(tables["movement"]))})
    tables = tables_for_features(known)
    features = available(tables)
    order = Plan(HORIZON, (SNAPSHOT,), SNAPSHOT, SNAPSHOT)
    found = rows_of(engine, Contracts(GRACE), tables, order, features)
    whole = settled_at(engine, tables, found.with_columns(pl.col("left").cast(pl.Int8)), features, SNAPSHOT, HORIZON)
    owner = found["customer_id"].str.slice(0, 4)
    for seed in seeds:
        yield replace(whole, frame=whole.frame.filter(owner == f"{seed:04d}"))
