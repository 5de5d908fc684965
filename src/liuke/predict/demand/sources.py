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
    """What is forecast: its name and unit, and where it comes from.

    `rows` takes the inputs and what order lines are to be split by (nothing: they are not asked for), and returns
    customer_id, day, amount and what lines tell; None where lines do not tell it.
    """

    label: Text
    unit: str
    table: str
    rows: Callable[[Inputs, Sequence[str]], Table | None]


def _active(name: str, line: str) -> Callable[[Inputs, Sequence[str]], Table | None]:
    def rows(inputs: Inputs, split: Sequence[str]) -> Table | None:
        if split:
            bought = inputs.table(LINES)
            return bought.mutate(amount=bought[line])
        active = inputs.table("activity")
        return active.select("customer_id", "day", amount=active[name])

    return rows


def _orders(inputs: Inputs, split: Sequence[str]) -> Table | None:
    """Return a row an order; with lines, a row for each of the groups that an order has something of."""
    if not split:
        return _active("orders", "")(inputs, split)
    bought = inputs.table(LINES)
    kept = bought.filter(~bought.returned).select("customer_id", "day", "order_id", *split)
    return kept.distinct().mutate(amount=ibis.literal(1))


def _churned(inputs: Inputs, split: Sequence[str]) -> Table | None:
    if split:
        return None
    stay = inputs.table("stay")
    return stay.filter(stay.lost_on.notnull()).select("customer_id", day="lost_on", amount=ibis.literal(1))


OF: Mapping[str, Of] = {
    "revenue": Of(Text("revenue", "收入"), "money", "activity", _active("amount", "amount")),
    "orders": Of(Text("orders", "订单数"), "number", "activity", _orders),
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
    lines = list(dict.fromkeys(name for name in (*by, *(one.name for one in where)) if name in own))
    if of == "quantity" and not lines and not inputs.knows("activity", "items"):
        raise UsageError(
            "demand.no_quantity",
            Text("Nothing tells how many items were sold.", "数据中没有售出件数。"),
            Text("Add order lines or orders with a quantity.", "请补充含件数的订单或订单明细。"),
        )
    rows = known.rows(inputs, lines)
    if rows is None:
        raise UsageError(
            "demand.by",
            Text("“{of}” cannot be split by “{by}”.", "“{of}”不能按“{by}”拆分。").fill(
                of=known.label, by=", ".join(lines)
            ),
            Text("Split them by what is known of customers.", "请按客户属性拆分。"),
        )
    rows = _split(_filtered(rows, inputs, where, own), inputs, [name for name in by if name not in own])
    warm = inputs.warm_up if of == "churned" else 0
    first = inputs.first_day("stay" if of == "churned" else "activity") + timedelta(days=warm)
    return Source(of, rows, first, inputs.as_of, tuple(by))


def _filtered(rows: Table, inputs: Inputs, where: Sequence[Condition], own: Sequence[str]) -> Table:
    """Return the rows that meet the conditions, on customers and, where the rows tell it, on what was bought."""
    rows = of_whom(rows, inputs, [one for one in where if one.name not in own])
    for one in where:
        if one.name in own:
            rows = rows.filter(one.holds(rows[one.name]))
    return rows


def _split(rows: Table, inputs: Inputs, people: Sequence[str]) -> Table:
    """Return the rows with what is known of their customers."""
    if not people:
        return rows
    bare = rows.drop(*[name for name in people if name in rows.columns])
    return bare.left_join(inputs.people(people), "customer_id").drop("customer_id_right")


def caveats(of: str, by: Sequence[str]) -> list[Text]:
    """Return what is to be known of such a question."""
    found = []
    if today := [name for name in by if name in FOUND_TODAY]:
        found.append(TODAY.fill(names=", ".join(today)))
    if of == "orders" and any(name in OF_LINES for name in by):
        found.append(SEVERAL)
    return found


TODAY = Text(
    "“{names}” is what customers are today, worked out from what they did: the history of a group is that of those who "
    "are in it now. Rehearsals on that past look better than they would have been.",
    "“{names}”是客户今天的状态，由其行为得出：各组的历史是现在组内客户的历史，因此在过去数据上的演练会显得比当时实际能做到的更好。",
)
SEVERAL = Text(
    "An order with several of these groups counts in each of them, so that all together are more than the orders.",
    "包含多个分组的订单在每组各计一次，因此合计多于订单数。",
)


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
