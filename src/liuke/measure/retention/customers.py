"""Customers in the cells of a retention matrix, by joining returns to starts on the engine."""

from ibis.expr.types import Table

from liuke.measure.retention.actions import Actions, Counts, Grid, beyond, spread, whole


def join(actions: Actions, returns: Table, entries: Table) -> Table:
    """Return the returns of every entry from its start on: cohort, elapsed, start and k beside the return's columns."""
    hits = actions.from_the_start(returns.inner_join(entries, "customer_id"))
    return hits.mutate(k=actions.bucket(hits))


def counted(actions: Actions) -> Counts:
    """Count the customers of every cell, each once."""
    entries = actions.engine.hold(actions.entries(), "entry")
    returning = _last if actions.timing.question.returning == "on_or_after" else _each
    shape, engine = actions.shape, actions.engine
    entered = engine.rows(entries.group_by("cohort", "elapsed").agg(n=entries.count()))
    so_far, numerator = returning(actions, entries)
    engine.drop(entries)
    mature = whole(beyond(entered, "n", "elapsed", shape))
    sizes = whole(spread(entered, "n", "elapsed", (shape[0], 1))[:, 0])
    return Counts(sizes, mature, so_far, numerator, mature)


def _each(actions: Actions, entries: Table) -> tuple[Grid, Grid]:
    """Count who returned in each bucket."""
    returns, rolling = actions.returns, actions.timing.question.rolling
    if not rolling:
        returns = returns.group_by("customer_id", "period").agg(tick=returns.tick.max())
    hits = join(actions, returns, entries).select("customer_id", "cohort", "elapsed", "k")
    hits = hits.distinct() if rolling else hits
    cells = hits.group_by("cohort", "k").agg(so_far=hits.count(), numerator=hits.count(where=hits.k < hits.elapsed))
    rows = actions.engine.rows(cells)
    so_far, numerator = (whole(spread(rows, name, "k", actions.shape)) for name in ("so_far", "numerator"))
    return so_far, numerator


def _last(actions: Actions, entries: Table) -> tuple[Grid, Grid]:
    """Count who returned in each bucket or later: the last return says it all."""
    returns = actions.returns
    names = [name for name in ("tick", "moment", "period") if name in returns.columns]
    last = returns.group_by("customer_id").agg(**{name: returns[name].max() for name in names})
    hits = join(actions, last, entries)
    rows = actions.engine.rows(hits.group_by("cohort", "elapsed", "k").agg(n=hits.count()))
    for row in rows:
        row["reached"], row["kept"] = row["k"] + 1, min(row["k"] + 1, row["elapsed"])
    so_far, numerator = (whole(beyond(rows, "n", name, actions.shape)) for name in ("reached", "kept"))
    return so_far, numerator
