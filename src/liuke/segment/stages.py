"""Lifecycle stages: new, active, dormant, lost, returned; who is in which, and the flow from month to month.

Stages change on few days, and those follow from a customer's gaps: silent for half the window, dormant; for the whole
window, lost; a purchase wakes the dormant and brings back the lost; half a window after a beginning, new and returned
become active. The flow is counted from these changes, so no customer × month table is ever made.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import polars as pl
from ibis.expr.types import BooleanValue, DateValue, StringValue, Table

from liuke.clock import period_start, periods
from liuke.engine import Engine, union
from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a customer's life with the shop."""

    id: str
    label: Text
    meaning: Text


STAGES: tuple[Stage, ...] = (
    Stage("new", Text("New", "新客"), Text("First purchase at most half a window ago.", "首购距今不超过半个判定期。")),
    Stage(
        "active", Text("Active", "活跃"), Text("Purchased at most half a window ago.", "最近购买距今不超过半个判定期。")
    ),
    Stage("dormant", Text("Dormant", "沉默"), Text("Silent for more than half a window.", "静默超过半个判定期。")),
    Stage("lost", Text("Lost", "流失"), Text("Silent for the whole window.", "静默已满整个判定期。")),
    Stage(
        "returned",
        Text("Returned", "回流"),
        Text("Came back after a loss, at most half a window ago.", "流失后回流，距今不超过半个判定期。"),
    ),
)


def half(days: int) -> int:
    """Return the half window: silent for more than so many days is dormant."""
    return days // 2


def stages(summary: Table, spell: Table, days: int, as_of: date) -> Table:
    """Return `summary` with the stage of each customer at the end of `as_of`.

    Where several fit, the first of lost, dormant, returned, new, active decides.
    """
    latest = spell.group_by("customer_id").agg(
        spells=spell.number.max(), spell_started_on=spell.started_on.max(), lost=spell.lost_on.isnull().sum() == 0
    )
    joined = summary.inner_join(latest, "customer_id")
    recent = ibis.literal(as_of).delta(joined.spell_started_on, unit="day") <= half(days)
    stage = ibis.cases(
        (joined.lost, "lost"),
        (joined.recency_days > half(days), "dormant"),
        ((joined.spells > 1) & recent, "returned"),
        (recent, "new"),
        else_="active",
    )
    return joined.mutate(stage=stage).drop("spells", "spell_started_on", "lost")


def stage_changes(visit: Table, days: int, as_of: date) -> Table:
    """Return customer_id, day, from_stage, to_stage: each day at whose end a customer is in another stage than before.

    `visit` is `measure.visits`; from_stage is NULL for a first purchase. At most one change a customer and day.
    """
    short, day = half(days), visit.day
    silence = visit.following.fill_null(ibis.literal(as_of + timedelta(days=1))).delta(day, unit="day")
    gap = visit.following.delta(day, unit="day")
    came_back = visit.previous.notnull() & (day.delta(visit.previous, unit="day") > days)
    begins = visit.previous.isnull() | came_back
    beginning = ibis.ifelse(came_back, "returned", "new")
    before = ibis.ifelse(begins, beginning, "active")
    fades = days > short + 1
    falls = _later(day, days)
    parts = [
        _changes(visit, begins, day, ibis.ifelse(came_back, "lost", ibis.literal(None, "string")), beginning),
        _changes(visit, begins & (gap <= short + 1), _later(day, short + 1), beginning, ibis.literal("active")),
        _changes(visit, silence > days, falls, ibis.literal("dormant") if fades else before, ibis.literal("lost")),
    ]
    if fades:
        woken = (gap > short + 1) & (gap <= days)
        parts += [
            _changes(visit, silence > short + 1, _later(day, short + 1), before, ibis.literal("dormant")),
            _changes(visit, woken, visit.following, ibis.literal("dormant"), ibis.literal("active")),
        ]
    changes = union(parts)
    return changes.filter(changes.day <= ibis.literal(as_of))


def _later(day: DateValue, days: int) -> DateValue:
    return (day + ibis.interval(days=days)).cast("date")


def _changes(visit: Table, where: BooleanValue, day: DateValue, before: StringValue, after: StringValue) -> Table:
    named = visit.mutate(happens=where, on=day, from_stage=before, to_stage=after)
    return named.filter(named.happens).select(
        "customer_id", day=named.on, from_stage=named.from_stage, to_stage=named.to_stage
    )


def stage_flow(engine: Engine, visit: Table, days: int, as_of: date) -> pl.DataFrame:
    """Return month, from_stage, to_stage, customers: between the ends of consecutive months, stayers included.

    from_stage is None for customers whose first purchase falls in the month. The month that holds `as_of` is counted
    up to that day.
    """
    changes = stage_changes(visit, days, as_of)
    each = changes.group_by("customer_id", month=period_start(changes.day, "month")).agg(
        from_stage=changes.from_stage.fill_null("").argmin(changes.day), to_stage=changes.to_stage.argmax(changes.day)
    )
    moved = engine.polars(each.group_by("month", "from_stage", "to_stage").agg(customers=each.count()))
    if moved.is_empty():
        return moved
    months = pl.DataFrame({"month": [start for start, _ in periods(moved["month"].min(), as_of, "month")]})  # type: ignore[arg-type]
    flow = pl.concat([moved, _stayers(moved, months)]).group_by("month", "from_stage", "to_stage")
    total = flow.agg(pl.col("customers").sum()).filter(pl.col("customers") > 0)
    named = total.with_columns(pl.when(pl.col("from_stage") != "").then("from_stage").alias("from_stage"))
    return named.sort("month", "from_stage", "to_stage")


def _stayers(moved: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Return those in whom nothing changed in a month: everybody in the stage at its start, less those who changed."""
    grid = months.join(pl.DataFrame({"stage": [stage.id for stage in STAGES]}), how="cross")
    entered = moved.group_by("month", stage="to_stage").agg(entered=pl.col("customers").sum())
    left = moved.group_by("month", stage="from_stage").agg(left=pl.col("customers").sum())
    counted = grid.join(entered, on=["month", "stage"], how="left").join(left, on=["month", "stage"], how="left")
    counted = counted.with_columns(pl.col("entered", "left").fill_null(0)).sort("stage", "month")
    change = pl.col("entered") - pl.col("left")
    opening = (change.cum_sum() - change).over("stage")
    return counted.select(
        "month", from_stage="stage", to_stage="stage", customers=(opening - pl.col("left")).cast(pl.Int64)
    ).select(moved.columns)
