"""The customers at the last snapshot whose outcome is known, for what is to be explained of it.

All that is told of a customer was known before the snapshot: features as models read them, and words that a business
writes down of its customers. What peers do says nothing of the customer, whose region or plan is there as a word.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.drivers import LEFT, Column, Settled
from liuke.language import Text
from liuke.measure import attribute_label
from liuke.predict.features import Feature
from liuke.predict.features.sources.peers import Peers

PAIR = ("customer_id", "snapshot")
WORDS = (
    Peers("plan", "contract", "plan", "starts_on"),
    Peers("channel", "first_channel", "acquisition_channel"),
    *(Peers(name, "profile", name) for name in ("region", "gender", "income_band", "occupation", "industry")),
)
"""The words that are told of a customer: what each is called, and where it is written."""


def settled_at(
    engine: Engine,
    tables: Mapping[str, Table],
    rows: pl.DataFrame,
    features: Sequence[Feature],
    snapshot: date,
    reach_days: int,
) -> Settled:
    """Return the rows of a snapshot (customer_id, snapshot, left and features) with the words known of them then.

    `reach_days` is from the snapshot to the day on which the outcome is known.
    """
    there = rows.filter(pl.col("snapshot") == snapshot)
    own = [one for one in features if one.theme != "peers"]
    words = _words(engine, tables, there.select(*PAIR))
    frame = there.select("customer_id", LEFT, *(one.id for one in own)).join(words, "customer_id", "left")
    columns = [
        *(Column(one.id, one.label, "number", one.unit) for one in own),
        *(Column(name, _label(name), "word") for name in words.columns if name != "customer_id"),
    ]
    return Settled(frame.select(LEFT, *(one.id for one in columns)), tuple(columns), snapshot, reach_days)


def _words(engine: Engine, tables: Mapping[str, Table], pairs: pl.DataFrame) -> pl.DataFrame:
    """Return customer_id and the words that are known of anybody."""
    asked = engine.table(pairs, "pairs")
    found = pairs.select("customer_id")
    for one in WORDS:
        if one.table in tables and one.column in tables[one.table].columns:
            named = one.named(tables, asked).select("customer_id", **{one.column: "peer"})
            told = engine.polars(named)
            if told[one.column].null_count() < told.height:
                found = found.join(told, "customer_id", "left")
    engine.drop(asked)
    return found


def _label(name: str) -> Text:
    label = attribute_label(name)
    return Text(label.en[:1].upper() + label.en[1:], label.zh)
