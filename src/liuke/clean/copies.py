"""Rows that say again what another row says: copies, order numbers used again, overlapping exports.

A cheap look finds out which keys repeat at all; only their rows are compared with each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

from liuke import schema
from liuke.clean.rows import FILE_SPAN, NOTHING, position
from liuke.engine import Engine

_ORDER = list(schema.TABLES["order"].names)
_LINE = list(schema.TABLES["order_line"].names)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that were compared, and the held `keys` that they share with others.

    Added columns: rule (NULL: the row stays), kept (position of the row that counts instead), shown (the value to show
    for it) and flag (NULL, or the rule that flags a row that stays). `column` is the one whose value is shown; by
    default the number of the row.
    """

    rows: Table
    keys: Table
    column: str = ""


def repeated_orders(engine: Engine, rows: Table) -> Found | None:
    """Find order rows whose number comes more than once: the last one received counts.

    A refund under the number of its order is not the order said again, so signs are kept apart.
    """
    return repeated_keys(engine, rows.mutate(refund=rows.amount < 0), "order_id", apart=("refund",), content=_ORDER)


def repeated_keys(
    engine: Engine,
    rows: Table,
    *key: str,
    content: Sequence[str],
    apart: Sequence[str] = (),
    again_rule: str = "key_duplicate",
) -> Found | None:
    """Find rows whose key comes more than once: the last one received counts.

    Rows without the first part of the key are left alone; `apart` are further columns that keep rows apart.
    """
    numbered = rows.filter(rows[key[0]].notnull())
    one = len(key) == 1
    numbered = numbered.mutate(key=numbered[key[0]] if one else _fingerprint(numbered, key))
    again = _repeating(engine, numbered, "key")
    if again is None:
        return None
    names = [*key, *apart]
    rows = _placed(numbered.semi_join(again, "key"), *names, content=content)
    rows = rows.mutate(
        last=_latest(rows, *names),
        last_in_file=_latest(rows, *names, "file"),
        last_same=_latest(rows, *names, "file", "print"),
    )
    rows = rows.mutate(
        rule=_choose(
            (rows.place < rows.last_same, "exact_duplicate"),
            (rows.place < rows.last_in_file, again_rule),
            (rows.place < rows.last, "superseded"),
        ),
        kept=ibis.ifelse(rows.place < rows.last_same, rows.last_same, rows.last),
        shown=rows[key[0]].cast("string"),
        flag=NOTHING,
    )
    return Found(rows, again)


def repeated_contents(engine: Engine, rows: Table) -> Found | None:
    """Find order rows without a number that are the same as another. Flags possible_duplicate."""
    return repeated_rows(
        engine, rows, "customer_id", "ordered_at", "amount", number="order_id", content=_ORDER[1:], doubt=True
    )


def repeated_rows(
    engine: Engine, rows: Table, *key: str, number: str, content: Sequence[str], doubt: bool = False
) -> Found | None:
    """Find rows without a number that are the same as another, looking closer where the `key` comes again.

    In one file two same rows may have happened twice; the k-th of a file and the k-th of a later file are one, and the
    later counts. With `doubt`, the second and later ones of a file are flagged.
    """
    rows = rows.filter(rows[number].isnull())
    rows = rows.mutate(key=_fingerprint(rows, key))
    again = _repeating(engine, rows, "key")
    if again is None:
        return None
    rows = _placed(rows.semi_join(again, "key"), *key, content=content)
    same = [*key, "print"]
    rows = rows.mutate(turn=ibis.row_number().over(group_by=["file", *same], order_by="source_row"))
    rows = rows.mutate(last=_latest(rows, "turn", *same))
    rule = _choose((rows.place < rows.last, "superseded"))
    beside = _choose((rule.isnull() & (rows.turn > 0), "possible_duplicate")) if doubt else NOTHING
    rows = rows.mutate(rule=rule, kept=rows.last, shown=rows[key[0]].cast("string"), flag=beside)
    return Found(rows, again, key[0])


def repeated_lines(engine: Engine, rows: Table) -> Found | None:
    """Find lines that are exact copies of another line of their file; the last one counts."""
    key = ("order_id", "product_id", "amount")
    rows = rows.mutate(key=_fingerprint(rows, key))
    again = _repeating(engine, rows, "key")
    if again is None:
        return None
    rows = _placed(rows.semi_join(again, "key"), *key, content=_LINE)
    rows = rows.mutate(last=_latest(rows, "file", *key, "print"))
    rule = _choose((rows.place < rows.last, "exact_duplicate"))
    return Found(rows.mutate(rule=rule, kept=rows.last, shown=rows.order_id, flag=NOTHING), again)


def overlapping_orders(engine: Engine, rows: Table) -> Found | None:
    """Find lines of orders that several files have, or that name several customers.

    A later file that has some product of the order again has the order again, and replaces what earlier files had of
    it. One that has only other products goes on where the earlier file was cut, and adds to it. Flags
    conflicting_customers.
    """
    orders = rows.group_by("order_id").aggregate(
        first_file=rows.file.min(),
        last_file=rows.file.max(),
        first_name=rows.customer_id.min(),
        last_name=rows.customer_id.max(),
    )
    unclear = engine.hold(
        orders.filter((orders.first_file < orders.last_file) | (orders.first_name != orders.last_name)).select(
            "order_id"
        )
    )
    if not engine.count(unclear):
        engine.drop(unclear)
        return None
    rows = _placed(rows.semi_join(unclear, "order_id"), "order_id", "product_id", "customer_id", content=())
    rows = rows.mutate(last=_latest(rows, "order_id", "product_id"))
    rows = rows.mutate(kept=rows.last.max().over(group_by=["order_id", "file"]))
    rows = rows.mutate(rule=_choose((rows.kept >= (rows.file + 1) * FILE_SPAN, "superseded")))
    name = ibis.ifelse(rows.rule.isnull(), rows.customer_id, NOTHING)
    rows = rows.mutate(
        several=name.min().over(group_by="order_id") != name.max().over(group_by="order_id"), shown=rows.order_id
    )
    return Found(rows.mutate(flag=_choose((rows.rule.isnull() & rows.several, "conflicting_customers"))), unclear)


def _repeating(engine: Engine, rows: Table, key: str) -> Table | None:
    """Return the values of a column that come more than once, as column `key`; None where there are none."""
    counted = rows.group_by(key=rows[key]).aggregate(times=rows.count())
    again = engine.hold(counted.filter(counted.times > 1).select("key"))
    if engine.count(again):
        return again
    engine.drop(again)
    return None


def _placed(rows: Table, *names: str, content: Sequence[str]) -> Table:
    """Return the columns that tell rows apart: their place, `names`, and a `print` of all their content."""
    return rows.select(
        "file", "source", "source_row", *names, place=position(rows),
        print=_fingerprint(rows, content) if content else NOTHING,
    )  # fmt: skip


def _latest(rows: Table, *keys: str) -> IntegerValue:
    return rows.place.max().over(group_by=list(keys))


def _fingerprint(rows: Table, names: Sequence[str]) -> IntegerValue:
    """Return a 64-bit hash of columns. It is compared only among rows that agree in their key, column by column."""
    return ibis.struct({name: rows[name] for name in names}).hash()


def _choose(*cases: tuple[BooleanValue, str]) -> StringValue:
    return ibis.cases(*cases, else_=NOTHING)
