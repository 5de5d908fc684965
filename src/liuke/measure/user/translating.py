"""From the tree of an expression to an Ibis value over the columns of a table: node by node, with its types checked.

Sums and differences of money are exact decimals; products and quotients are floats. What has no value (a division by
zero, a number beyond 10¹⁵) is NULL.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Literal

import ibis
from ibis.expr.types import Table, Value

from liuke.expression import Node, RefusedError
from liuke.language import Text
from liuke.measure.user.numbers import EXACT, Build, check_size, exactly, product, quotient, same, tame

type Kind = Literal["number", "text", "condition", "day", "nothing"]

KINDS: Mapping[Kind, Text] = {
    "number": Text("a number", "数字"),
    "text": Text("a text", "文字"),
    "condition": Text("a condition (true or false)", "条件（真或假）"),
    "day": Text("a date", "日期"),
    "nothing": Text("NULL", "NULL"),
}
_SMALL, _PLACES = 10**9, 4
"""Whole numbers below it stay whole, and decimals of so many places exact; others are floats."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation takes and how it is built.

    Its values are of the kinds listed, each one of them (`alike`: all of the same one).
    """

    kinds: tuple[Kind, ...]
    build: Build
    alike: bool = False


def kind_of(value: Value) -> Kind | None:
    """Return of what kind a value is; None for one that expressions cannot use, such as a list or a time."""
    type_ = value.type()
    if type_.is_boolean():
        return "condition"
    if type_.is_numeric():
        return "number"
    if type_.is_string():
        return "text"
    if type_.is_date():
        return "day"
    return "nothing" if type_.is_null() else None


def translate(node: Node, table: Table) -> Value:
    """Return the value of a node; raises `RefusedError` for an unknown column, or one of the wrong type."""
    value = tame(_raw(node, table))
    check_size(value)
    return value


def _raw(node: Node, table: Table) -> Value:
    """Return the value of a node, whose last number may still be one that means nothing."""
    if node.name == "column":
        return _column(node, table)
    if node.name == "constant":
        return _constant(node.value)
    values = [_raw(part, table) for part in node.parts]
    if node.name not in PASSING:
        values = [tame(value) for value in values]
    if node.name in SPECIAL:
        return SPECIAL[node.name](node, values)
    operation = OPERATIONS[node.name]
    _check_kinds(node, node.parts, values, operation)
    return operation.build(same(values) if operation.alike else values)


def _column(node: Node, table: Table) -> Value:
    names = {name.casefold(): name for name in table.columns}
    written = str(node.value)
    name = names.get(written.casefold())
    if name is None:
        near = difflib.get_close_matches(written.casefold(), names, n=_SHOWN, cutoff=0.6) or list(names)
        raise RefusedError(
            Text("there is no column “{name}”.", "没有名为“{name}”的列。").fill(name=written),
            Text("Columns: {names}.", "可用的列：{names}。").fill(names=", ".join(names[one] for one in near)),
            node.at,
        )
    if kind_of(table[name]) is None:
        told = Text("“{name}” holds {type}, which cannot be used.", "“{name}”的类型为 {type}，不能使用。")
        usable = ", ".join(one for one in table.columns if kind_of(table[one]))
        hint = Text("Columns that can: {names}.", "可用的列：{names}。").fill(names=usable)
        raise RefusedError(told.fill(name=name, type=table[name].type()), hint, node.at)
    return table[name]


def _constant(value: Decimal | str | bool | date | None) -> Value:
    if value is None:
        return ibis.null()
    if not isinstance(value, Decimal):
        return ibis.literal(value)
    if value == value.to_integral_value() and abs(value) < _SMALL:
        return ibis.literal(int(value), "int64")
    places = -int(value.as_tuple().exponent)
    return ibis.literal(value, EXACT) if 0 < places <= _PLACES else ibis.literal(float(value), "float64")


def _check_kinds(node: Node, parts: Sequence[Node], values: Sequence[Value], operation: Operation) -> None:
    """Refuse values of a kind that the operation does not take, and two kinds where they must be alike."""
    kinds: list[Kind] = [kind_of(value) or "nothing" for value in values]
    first: Kind = next((kind for kind in kinds if kind != "nothing"), "nothing")
    for part, kind in zip(parts, kinds, strict=True):
        if kind not in operation.kinds:
            raise _wrong_kind(node, part, kind, [KINDS[one] for one in operation.kinds if one != "nothing"])
        if operation.alike and kind not in (first, "nothing"):
            raise _wrong_kind(node, part, kind, [KINDS[first]])


def _wrong_kind(node: Node, part: Node, kind: Kind, wanted: Sequence[Text]) -> RefusedError:
    told = Text("“{operation}” takes {wanted}, but {part} is {kind}.", "“{operation}”需要{wanted}，而{part}是{kind}。")
    one_of = reduce(lambda so_far, one: Text(f"{so_far.en} or {one.en}", f"{so_far.zh}或{one.zh}"), wanted)
    hint = Text("Use columns and values of the same kind.", "请使用类型一致的列与值。")
    if kind == "nothing":
        hint = Text("To test for it, write IS NULL or IS NOT NULL.", "判断空值请写 IS NULL 或 IS NOT NULL。")
    elif kind == "text" and KINDS["day"] in wanted:
        hint = Text("Write a date as DATE '2024-01-31'.", "日期请写成 DATE '2024-01-31'。")
    return RefusedError(
        told.fill(operation=node.name.upper(), wanted=one_of, part=_said(part), kind=KINDS[kind]),
        hint,
        _place(node, part),
    )


def _place(node: Node, part: Node) -> int:
    """Return where a part stands; where SQLGlot does not say, as of NULL, what stands before it, or the whole."""
    if part.name != "constant" or part.value is not None:
        return part.at
    before = node.parts[: node.parts.index(part)] if part in node.parts else ()
    return max((one.at for one in before), default=node.at)


def _said(part: Node) -> Text:
    if part.name in ("column", "constant"):
        written = "NULL" if part.value is None else str(part.value)
        return Text(f"“{written}”", f"“{written}”")
    return Text("what “{name}” gives", "“{name}”的结果").fill(name=part.name.upper())


def _minus(node: Node, values: Sequence[Value]) -> Value:
    """Return a difference of numbers, or the days from the second date to the first."""
    if [kind_of(value) for value in values] == ["day", "day"]:
        return values[0].delta(values[1], unit="day")
    _check_kinds(node, node.parts, values, _NUMBERS)
    return exactly(lambda a, b: a - b)(values)


def _round(node: Node, values: Sequence[Value]) -> Value:
    """Return a number rounded to 0 to 9 places, half away from zero."""
    _check_kinds(node, node.parts, values, _NUMBERS)
    value, places = values[0], node.parts[1].value if len(node.parts) > 1 else Decimal(0)
    if not isinstance(places, Decimal) or places not in range(10):
        told = Text("“ROUND” takes a whole number of places from 0 to 9.", "“ROUND”的小数位数应为 0 到 9 的整数。")
        raise RefusedError(told, at=node.parts[1].at)
    if value.type().is_integer() or (value.type().is_decimal() and places >= value.type().scale):
        return value
    rounded = value.round(int(places))
    return rounded.cast(EXACT if value.type().is_decimal() else "float64")


def _like(node: Node, values: Sequence[Value]) -> Value:
    """Return whether a text matches a pattern; engines do not agree on what a backslash in it means."""
    _check_kinds(node, node.parts, values, Operation(("text",), _first))
    pattern = node.parts[1]
    if pattern.name != "constant" or "\\" in str(pattern.value):
        told = Text("“LIKE” takes a text in quotes, without “\\”.", "“LIKE”之后应为带引号的文字，且不含“\\”。")
        hint = Text("In it % stands for any characters, _ for one.", "其中 % 代表任意多个字符，_ 代表一个字符。")
        raise RefusedError(told, hint, pattern.at)
    return values[0].like(str(pattern.value))


def _case(node: Node, values: Sequence[Value]) -> Value:
    """Return the value after the first condition that holds: parts are conditions and values in turn, and what else."""
    whole = len(values) // 2 * 2
    parts, results = ([*given[1:whole:2], *given[whole:]] for given in (node.parts, values))
    conditions = values[:whole:2]
    _check_kinds(Node("when"), node.parts[:whole:2], conditions, _CONDITIONS)
    _check_kinds(node, parts, results, Operation((*_ANY, "nothing"), _first, alike=True))
    results = same(results)
    otherwise = results.pop() if len(values) > whole else ibis.null()
    return ibis.cases(*zip(conditions, results, strict=True), else_=otherwise)


def _weekday(values: Sequence[Value]) -> Value:
    return (values[0].day_of_week.index() + 1).cast("int32")


def _first(values: Sequence[Value]) -> Value:
    return values[0]


_ANY: tuple[Kind, ...] = ("number", "text", "condition", "day")
_ORDERED: tuple[Kind, ...] = ("number", "text", "day")
_NUMBERS, _CONDITIONS = Operation(("number",), _first), Operation(("condition",), _first)

OPERATIONS: Mapping[str, Operation] = {
    "+": Operation(("number",), exactly(lambda a, b: a + b)),
    "*": Operation(("number",), product),
    "/": Operation(("number",), quotient),
    "negative": Operation(("number",), lambda given: -given[0]),
    "and": Operation(("condition",), lambda given: given[0] & given[1]),
    "or": Operation(("condition",), lambda given: given[0] | given[1]),
    "not": Operation(("condition",), lambda given: ~given[0]),
    "=": Operation(_ANY, lambda given: given[0] == given[1], alike=True),
    "<>": Operation(_ANY, lambda given: given[0] != given[1], alike=True),
    "<": Operation(_ORDERED, lambda given: given[0] < given[1], alike=True),
    "<=": Operation(_ORDERED, lambda given: given[0] <= given[1], alike=True),
    ">": Operation(_ORDERED, lambda given: given[0] > given[1], alike=True),
    ">=": Operation(_ORDERED, lambda given: given[0] >= given[1], alike=True),
    "in": Operation(_ANY, lambda given: given[0].isin(list(given[1:])), alike=True),
    "between": Operation(_ORDERED, lambda given: given[0].between(given[1], given[2]), alike=True),
    "is null": Operation((*_ANY, "nothing"), lambda given: given[0].isnull()),
    "coalesce": Operation((*_ANY, "nothing"), lambda given: ibis.coalesce(*given), alike=True),
    "least": Operation(_ORDERED, lambda given: ibis.least(*given), alike=True),
    "greatest": Operation(_ORDERED, lambda given: ibis.greatest(*given), alike=True),
    "abs": Operation(("number",), lambda given: given[0].abs()),
    "lower": Operation(("text",), lambda given: given[0].lower()),
    "upper": Operation(("text",), lambda given: given[0].upper()),
    "length": Operation(("text",), lambda given: given[0].length()),
    "day": Operation(("day",), lambda given: given[0].day()),
    "month": Operation(("day",), lambda given: given[0].month()),
    "year": Operation(("day",), lambda given: given[0].year()),
    "weekday": Operation(("day",), _weekday),
}
PASSING = frozenset({"+", "-", "*", "/", "negative", "abs", "case"})
"""Operations whose result means nothing where a number they take means nothing: that is told of the result alone."""
SPECIAL: Mapping[str, Callable[[Node, Sequence[Value]], Value]] = {
    "-": _minus,
    "round": _round,
    "like": _like,
    "case": _case,
}
"""What each operation of the language is on an engine: by the kinds it takes, or by more than these."""
