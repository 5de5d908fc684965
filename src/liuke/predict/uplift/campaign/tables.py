"""From a run's tables to a row a customer: of a campaign as they were when it was assigned, and of today.

Features read what was known before the day of assignment, the outcome the days from it on. The day itself belongs to
the outcome: what happened on it before the assignment does so in both arms alike.
"""

from collections.abc import Sequence
from datetime import timedelta

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.churn_model.shape import Shape
from liuke.predict.churn_model.snapshots import sampled
from liuke.predict.features import Feature, build, checked
from liuke.predict.uplift.campaign.campaigns import Campaign, assigned, known_until
from liuke.predict.uplift.campaign.material import Material

MOST = 50_000
"""So many customers of a campaign are learnt from at most: that tells their effects, and bounds the memory."""
PAIR = ("customer_id", "snapshot")


def of_campaign(material: Material, shape: Shape, one: Campaign, arms: tuple[str, str], days: int) -> pl.DataFrame:
    """Return customer_id, snapshot (day of assignment), arm, treated, cost, left, revenue and every feature.

    `left` is 1 for who was lost within `days` from the snapshot on, by the shape's own definition; `revenue` the money
    of those days, NULL without orders. Only customers whose days are over, and who could be lost at all.
    """
    engine, history = material.engine, material.history
    rows = assigned(material.treatment)
    rows = rows.filter((rows.campaign == one.id) & (rows.arms == 1) & rows.arm.isin(arms))
    rows = rows.filter(rows.assigned_on <= ibis.literal(known_until(history.as_of, days)))
    people = rows.select("customer_id", "arm", "cost", snapshot=rows.assigned_on)
    if shape.id != "orders":
        people = _under_contract(material, shape, people)
    people = sampled(people, sum(one.ripe.get(arm, 0) for arm in arms), 1, MOST)
    people = engine.hold(people, "assigned")
    labelled = shape.labelled(history.tables, people, 0, days)
    held = engine.hold(_with_revenue(material, labelled, days), "campaign")
    shared = one.first if one.first == one.last else None
    built = checked(engine, build(history.tables, held, material.features, shared), held)
    frame = engine.polars(built).sort("customer_id").drop_nulls("left")
    for table in (built, held, people):
        engine.drop(table)
    return frame.with_columns(treated=pl.col("arm") == arms[0])


def _under_contract(material: Material, shape: Shape, people: Table) -> Table:
    """Return those whom a contract covered when they were assigned: nobody else can be lost."""
    covered = shape.population(material.history.tables, people.select("snapshot").distinct())
    return people.semi_join(covered, PAIR)


def _with_revenue(material: Material, people: Table, days: int) -> Table:
    if "activity" not in material.history.tables:
        return people.mutate(revenue=ibis.literal(None, "float64"))
    spent = material.history.tables["activity"].select("customer_id", "day", "amount")
    spent = spent.inner_join(people.select(*PAIR), "customer_id")
    ends = (spent.snapshot + ibis.interval(days=days)).cast("date")
    spent = spent.filter((spent.day >= spent.snapshot) & (spent.day < ends))
    sums = spent.group_by(*PAIR).agg(revenue=spent.amount.sum().cast("float64"))
    joined = people.left_join(sums, PAIR)
    return joined.select(*people.columns, revenue=joined.revenue.fill_null(0.0))


def of_today(material: Material, shape: Shape, features: Sequence[Feature]) -> pl.DataFrame:
    """Return customer_id and features of every customer who has bought or is under contract, as known today.

    Raises `DataError` where there is nobody.
    """
    engine, history = material.engine, material.history
    snapshot = history.as_of + timedelta(days=1)
    if shape.id == "orders":
        active = history.tables["activity"]
        who = active.filter(active.orders > 0).select("customer_id").distinct()
        people = who.mutate(snapshot=ibis.literal(snapshot))
    else:
        today = engine.table(pl.DataFrame({"snapshot": [snapshot]}), "snapshot")
        people = shape.population(history.tables, today)
    held = engine.hold(people, "today")
    built = checked(engine, build(history.tables, held, features, snapshot), held)
    frame = engine.polars(built).sort("customer_id")
    for table in (built, held):
        engine.drop(table)
    if frame.is_empty():
        raise DataError(
            "uplift.nobody",
            Text("There is nobody to be contacted today.", "目前没有可联系的客户。"),
            Text("Add newer data with `liuke add FILE`.", "请用 `liuke add 文件` 添加更新的数据。"),
        )
    return frame


def alike(frame: pl.DataFrame, campaign: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Say which rows lie, in the columns `names`, within what the customers of the campaign had.

    A campaign for customers silent for two to six months says nothing of those who bought yesterday.
    """
    found = pl.lit(value=True)
    for name in (one for one in names if one in frame.columns and one in campaign.columns):
        known = campaign[name].drop_nulls()
        within = pl.col(name).is_between(known.min(), known.max()) if len(known) else pl.lit(value=False)
        found &= within.fill_null(campaign[name].null_count() > 0)
    return frame.select(found.alias("alike")).to_series() if frame.height else pl.Series([], dtype=pl.Boolean)
