"""Orders from what was received: order rows as they are, lines summed to their order.

The result is an expression over the raw files, so a run need not copy facts that did not change.
"""

from collections.abc import Sequence

import ibis
from ibis.expr.types import Table

from liuke import schema
from liuke.clean.currency import of_zone
from liuke.clean.identities import named
from liuke.clean.rows import FILE_SPAN, Doubts, position, read_rows, tidy_rows, together, without
from liuke.clean.rules import RULES, undone
from liuke.clean.survey import find_doubts
from liuke.engine import Engine
from liuke.settings import Settings
from liuke.workspace import Source

_QUANTITY = schema.TABLES["order"]["items"].type

COLUMNS = (*schema.TABLES["order"].names, "source", "source_row", "returned")
"""The columns of table `order` between stages."""


def of_table(sources: Sequence[Source], table: str) -> list[Source]:
    """Return the sources of one canonical table, in the order they were added."""
    return [source for source in sources if source.table == table]


def kept_rows(engine: Engine, sources: Sequence[Source], table: str, quarantine: Table, doubts: Doubts) -> Table | None:
    """Return the rows of one table that are not in the quarantine, tidied; None where no source has this table."""
    own = of_table(sources, table)
    if not own:
        return None
    rows = read_rows(engine, own)
    rows = tidy_rows(engine, rows.mutate(undone=undone(rows)), table, doubts)
    return without(engine, rows, quarantine)


def valued(rows: Table) -> Table:
    """Return rows with `returned`; an order undone by its status counts for nothing: the money came and went."""
    returned = rows.undone | (rows.amount < 0)
    void = rows.undone & (rows.amount > 0)
    counted = {
        name: ibis.ifelse(void, ibis.literal(0, rows[name].type()), rows[name])
        for name in ("amount", "cost", "items", "quantity")
        if name in rows.columns
    }
    return rows.mutate(**counted, returned=returned)


def as_placed(rows: Table) -> Table:
    """Return rows that no status undoes: it has no day, so that when they were placed nobody knew of it."""
    return rows.mutate(undone=ibis.literal(False))


def summed(lines: Table) -> Table:
    """Return one row an order from its lines: sums, the first time, the place of its first line.

    Texts that differ within an order give the alphabetically first, so that the order of lines changes nothing.
    An order is a return if no line of it is a purchase, or if its sum is negative.
    """
    lines = valued(lines)
    lines = lines.mutate(place=position(lines))
    texts = ("customer_id", "channel", "coupon", "status")
    orders = lines.group_by("order_id").aggregate(
        **{name: lines[name].min() for name in texts},
        ordered_at=lines.ordered_at.min(),
        amount=lines.amount.sum().cast(schema.MONEY),
        cost=lines.cost.sum().cast(schema.MONEY),
        items=lines.quantity.sum().cast(_QUANTITY),
        source=lines.source.argmin(lines.place),
        source_row=lines.place.min() % FILE_SPAN,
        all_returned=lines.returned.all(),
    )
    return orders.mutate(returned=orders.all_returned | (orders.amount < 0))


def orders_of(engine: Engine, rows: Table | None, lines: Table | None, currency: str) -> Table:
    """Return table `order` from kept order rows and kept lines; an order known as a whole is not summed again."""
    named = ibis.literal(currency, "string")
    parts = [] if rows is None else [valued(rows).mutate(currency=named).select(*COLUMNS)]
    if lines is not None:
        parts.append(summed(loose_lines(rows, lines)).mutate(currency=named).select(*COLUMNS))
    return engine.view(together([part.cast({"source_row": "int64"}) for part in parts]), "order")


def things_bought(engine: Engine, rows: Table | None, lines: Table) -> Table:
    """Return the lines with `returned`, those of orders known as a whole too, but not of orders that were undone."""
    if rows is not None:
        lines = lines.anti_join(rows.filter(rows.undone).select("order_id"), "order_id")
    return engine.view(valued(lines), "line")


def loose_lines(rows: Table | None, lines: Table) -> Table:
    """Return the lines of orders that no order file has as a whole."""
    return lines if rows is None else lines.anti_join(rows.select("order_id"), "order_id")


def kept_orders(
    engine: Engine,
    sources: Sequence[Source],
    quarantine: Table,
    settings: Settings,
    *,
    currency: str | None = None,
    quality: Table | None = None,
    names: Table | None = None,
    placed: bool = False,
) -> Table:
    """Return table `order` again, from the raw files and a stored quarantine.

    `names` are the ids that stand for a customer's number, as stored with a run. `currency` is the run's (default: as
    set for the workspace, or that of its time zone). `quality`, the run's table, tells which files have ids to tidy;
    without it, all ids are looked at once more. `placed` asks for orders that no status undoes.
    """
    rows, lines = _kept(engine, sources, quarantine, quality, names, placed=placed)
    return orders_of(
        engine, rows, lines, currency or settings.workspace.currency or of_zone(settings.workspace.timezone)
    )


def kept_lines(
    engine: Engine,
    sources: Sequence[Source],
    quarantine: Table,
    quality: Table | None = None,
    names: Table | None = None,
    *,
    placed: bool = False,
) -> Table | None:
    """Return what was bought in orders again, as `kept_orders` does the orders; None where no lines tell it."""
    rows, lines = _kept(engine, sources, quarantine, quality, names, placed=placed)
    return None if lines is None else things_bought(engine, rows, lines)


def _kept(
    engine: Engine,
    sources: Sequence[Source],
    quarantine: Table,
    quality: Table | None,
    names: Table | None,
    *,
    placed: bool,
) -> tuple[Table | None, Table | None]:
    """Return the kept rows of the tables `order` and `order_line`."""
    doubts = (
        find_doubts(engine, [*of_table(sources, "order"), *of_table(sources, "order_line")])
        if quality is None
        else _known_doubts(engine, quality)
    )
    kept = (kept_rows(engine, sources, table, quarantine, doubts) for table in ("order", "order_line"))
    rows, lines = (None if one is None else named(as_placed(one) if placed else one, names) for one in kept)
    return rows, lines


def _known_doubts(engine: Engine, quality: Table) -> Doubts:
    """Return the id columns that were tidied, from what the quality table says of rows that were kept."""
    found: dict[str, list[str]] = {}
    for row in engine.rows(quality.select("source", "rule")):
        rule = RULES[row["rule"]]
        if rule.about_ids and not rule.drops:
            found.setdefault(row["source"], []).append(rule.column)
    return found
