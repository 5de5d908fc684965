"""Of what demand can be forecast, and which rows of a run tell it: `day`, `amount`, and what it is split by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
from ibis.expr.types import Table

from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure import Condition, Inputs
from liuke.measure.frame import of_whom
from liuke.measure.framing import check_names

LINES = "order_line"
OF_LINES = ("product_id", "product", "category")
"""What order lines are split by; everything else is known of customers."""
FOUND_TODAY = ("segment", "stage", "risk", "rfm_recency", "rfm_frequency", "rfm_monetary")
"""Attributes of today that are worked out from what a customer did: a past by them is that of those in them today."""


@dataclass(frozen=True, slots=True)
class Of:
    """What is forecast: its name and unit, whether it is counted in pieces, and where it comes from.

    `rows` takes the inputs and whether order lines are asked for, and returns customer_id, day, amount and what lines
    tell; None where lines do not tell it.
    """

    label: Text
    unit: str
    table: str
    rows: Callable[[Inputs, bool], Table | None]


def _active(name: str, line: str | None) -> Callable[[Inputs, bool], Table | None]:
    def rows(inputs: Inputs, lines: bool) -> Table | None:
        if not lines:
            active = inputs.table("activity")
            return active.select("customer_id", "day", amount=active[name])
        bought = inputs.table(LINES)
        if line is None:
            return _orders_of_lines(bought)
        return bought.mutate(amount=bought[line])

    return rows


def _orders_of_lines(bought: Table) -> Table:
    """Return the lines with their share of an order that was bought: orders of several products count in each."""
    return bought.filter(~bought.returned).mutate(amount=ibis.literal(1))


def _churned(inputs: Inputs, lines: bool) -> Table | None:
    if lines:
        return None
    stay = inputs.table("stay")
    return stay.filter(stay.lost_on.notnull()).select("customer_id", day="lost_on", amount=ibis.literal(1))


OF: Mapping[str, Of] = {
    "revenue": Of(Text("revenue", "收入"), "money", "activity", _active("amount", "amount")),
    "orders": Of(Text("orders", "订单数"), "number", "activity", _active("orders", None)),
    "quantity": Of(Text("items", "件数"), "number", "activity", _active("items", "quantity")),
    "churned": Of(Text("lost customers", "流失客户数"), "number", "stay", _churned),
}


@dataclass(frozen=True, slots=True)
class Source:
    """The rows to forecast from, with the first and the last day that they tell of, and what they are of."""

    of: str
    rows: Table
    first: date
    last: date
    by: tuple[str, ...]


def source_of(inputs: Inputs, of: str, by: Sequence[str] = (), where: Sequence[Condition] = ()) -> Source:
    """Return the rows of a run; raises `UsageError` for what cannot be asked, and says what can."""
    known = OF.get(of)
    if known is None:
        raise UsageError(
            "demand.of",
            Text("There is no demand of “{name}”.", "没有“{name}”这种需求。").fill(name=of),
            Text("Use one of: {names}.", "可用：{names}。").fill(names=", ".join(OF)),
        )
    inputs.table(known.table)
    own = OF_LINES if inputs.has(LINES) else ()
    check_names(inputs, known.label, own, where)
    _check_groups(inputs, known, own, by)
    if of == "quantity" and not inputs.knows("activity", "items"):
        raise UsageError(
            "demand.no_quantity",
            Text("Nothing tells how many items were sold.", "数据中没有售出件数。"),
            Text("Add order lines or orders with a quantity.", "请补充含件数的订单或订单明细。"),
        )
    lines = [name for name in by if name in own]
    rows = known.rows(inputs, bool(lines))
    if rows is None:
        raise UsageError(
            "demand.by",
            Text("“{of}” cannot be split by “{by}”.", "“{of}”不能按“{by}”拆分。").fill(
                of=known.label, by=", ".join(lines)
            ),
            Text("Split them by what is known of customers.", "请按客户属性拆分。"),
        )
    rows = of_whom(rows, inputs, [one for one in where if one.name not in own])
    for one in where:
        if one.name in own:
            rows = rows.filter(one.holds(rows[one.name]))
    people = [name for name in by if name not in lines]
    if people:
        bare = rows.drop(*[name for name in people if name in rows.columns])
        rows = bare.left_join(inputs.people(people), "customer_id").drop("customer_id_right")
    warm = inputs.warm_up if of == "churned" else 0
    first = inputs.first_day("stay" if of == "churned" else "activity") + timedelta(days=warm)
    return Source(of, rows, first, inputs.as_of, tuple(by))


def _check_groups(inputs: Inputs, known: Of, own: Sequence[str], by: Sequence[str]) -> None:
    """Raise `UsageError` for groups that nothing tells, or that are named twice."""
    names = list(dict.fromkeys([*own, *inputs.attributes()]))
    wrong = [name for name in by if name not in names or list(by).count(name) > 1]
    if wrong:
        raise UsageError(
            "demand.by",
            Text("“{of}” cannot be split by “{by}”.", "“{of}”不能按“{by}”拆分。").fill(
                of=known.label, by=", ".join(dict.fromkeys(wrong))
            ),
            Text(
                "Use any of: {names}. By product and category needs order lines; for days or months use --every.",
                "可用：{names}。按商品或品类拆分需要订单明细；期间单位请用 --every。",
            ).fill(names=", ".join(names)),
        )
