"""Steps: the last events of each customer before the moment at which his path is cut off."""

from collections.abc import Sequence

import ibis
from ibis.expr.types import Table


def prepared(rows: Table, without: Sequence[str]) -> Table:
    """Return events (of `explain.sessions.numbered`) with `kept`, and with `place` counting kept events only."""
    if not without:
        return rows.mutate(kept=ibis.literal(True))
    rows = rows.mutate(kept=rows.name.notin(list(without)))
    so_far = ibis.cumulative_window(group_by="customer_id", order_by="place")
    before = rows.kept.cast("int64").sum().over(so_far) - rows.kept.cast("int64")
    return rows.mutate(place=before.cast("int64"))


def visits_of(rows: Table) -> Table:
    """Return customer_id, session, times (which visit it is), cut (steps until its end), started_on, day (of its end).

    Visits without a step are left out.
    """
    found = rows.group_by("customer_id", "session").agg(
        cut=(rows.place + rows.kept.cast("int64")).max(),
        started_on=rows.day.min(),
        day=rows.day.max(),
        kept=rows.kept.any(),
    )
    return found.filter(found.kept).mutate(times=found.session.cast("int64")).drop("kept")


def last_steps(rows: Table, moments: Table, steps: int) -> Table:
    """Return customer_id, left, back (1 is the last step before the moment), name, following (NULL after the last).

    A customer may be in both groups, with a moment in each.
    """
    seen = rows.filter(rows.kept).select("customer_id", "place", "name").inner_join(moments, "customer_id")
    seen = seen.filter((seen.place < seen.cut) & (seen.place >= seen.cut - steps))
    order = ibis.window(group_by=["customer_id", "left"], order_by="place")
    return seen.select(
        "customer_id", "left", "name",
        back=(seen.cut - seen.place).cast("int32"),
        following=seen.name.lead().over(order),
    )  # fmt: skip
