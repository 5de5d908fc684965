"""Flow: how many went from which step to which, place by place, up to the moment."""

from collections.abc import Sequence

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine

MOST_NAMES = 12
"""Steps told by name; the rest are told together."""


def flow_of(engine: Engine, steps: Table, named: Sequence[str] = ()) -> pl.DataFrame:
    """Return left, back, name, following, customers: who went from the step `back` places before the end to the next.

    `name` and `following` are "" for the rarer steps together, which none of `named` is; where `back` is 1 nothing
    follows (NULL).
    """
    had = steps.group_by("name").agg(customers=steps.customer_id.nunique())
    most = had.order_by(ibis.desc("customers"), "name").limit(MOST_NAMES)
    names = [*named, *(row["name"] for row in engine.rows(most))]
    name, following = (ibis.ifelse(column.isin(names), column, "") for column in (steps.name, steps.following))
    told = steps.select("left", "back", name=name, following=ibis.ifelse(steps.following.isnull(), None, following))
    counts = told.group_by("left", "back", "name", "following").agg(customers=told.count().cast("int64"))
    return engine.polars(counts.order_by("left", ibis.desc("back"), "name", ibis.asc("following", nulls_first=True)))
