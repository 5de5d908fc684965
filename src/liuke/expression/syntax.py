"""The syntax of an expression: only listed syntax nodes with listed parts become nodes of the language."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, ParseError

from liuke.expression.node import FUNCTIONS, Constant, Node, RefusedError, not_allowed
from liuke.expression.words import MOST_WORDS, SHORTER, read_words
from liuke.language import Text

MOST_DIGITS = 15
"""Digits of a number."""

_ONE, _TWO, _LIST = ("this",), ("this", "expression"), ("this", "expressions")
_NODES: Mapping[type[exp.Expr], tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        exp.Add: ("+", _TWO),
        exp.Sub: ("-", _TWO),
        exp.Mul: ("*", _TWO),
        exp.Div: ("/", _TWO),
        exp.Neg: ("negative", _ONE),
        exp.And: ("and", _TWO),
        exp.Or: ("or", _TWO),
        exp.Not: ("not", _ONE),
        exp.EQ: ("=", _TWO),
        exp.NEQ: ("<>", _TWO),
        exp.LT: ("<", _TWO),
        exp.LTE: ("<=", _TWO),
        exp.GT: (">", _TWO),
        exp.GTE: (">=", _TWO),
        exp.In: ("in", _LIST),
        exp.Like: ("like", _TWO),
        exp.Between: ("between", ("this", "low", "high")),
        exp.Is: ("is null", _TWO),
        exp.Case: ("case", ("this", "ifs", "default")),
        exp.If: ("case", ("this", "true", "false")),
        exp.Coalesce: ("coalesce", _LIST),
        exp.Least: ("least", _LIST),
        exp.Greatest: ("greatest", _LIST),
        exp.Abs: ("abs", _ONE),
        exp.Round: ("round", ("this", "decimals")),
        exp.Lower: ("lower", _ONE),
        exp.Upper: ("upper", _ONE),
        exp.Length: ("length", _ONE),
        exp.Day: ("day", _ONE),
        exp.Month: ("month", _ONE),
        exp.Year: ("year", _ONE),
    }
)
"""The syntax nodes that become operations, and those of their parts that may be there."""
OPERATIONS = frozenset({name for name, _ in _NODES.values()} | {"weekday"})
"""What a node can be, besides a column and a constant."""
_FLAGS = {(exp.Least, "ignore_nulls"), (exp.Greatest, "ignore_nulls")}
"""What SQLGlot notes on a node by itself, and nobody wrote."""


def read_expression(text: str) -> Node:
    """Return the tree of an expression; raises `RefusedError` for anything that is not of the language."""
    dialect = Dialect.get_or_raise("")
    words = read_words(text, dialect)
    try:
        found = dialect.parser(error_level=ErrorLevel.IMMEDIATE).parse_into(exp.Condition, words, text)
        if len(found) != 1 or found[0] is None:
            raise RefusedError(Text("there should be one expression.", "应当恰好是一个表达式。"))
        return _node(found[0])
    except ParseError as fault:
        raise _unread(fault) from fault
    except RecursionError as fault:
        raise RefusedError(Text("it is nested too deeply.", "嵌套过深。"), SHORTER) from fault


def _unread(fault: ParseError) -> RefusedError:
    """Return what the reader says of a text that is not whole, with its place."""
    found = fault.errors[0] if fault.errors else {}
    near = str(found.get("highlight") or "")
    at = len(str(found.get("start_context") or "")) + 1
    told = Text("something is missing or too much near “{near}”.", "“{near}”附近缺少或多出了内容。")
    return RefusedError(told.fill(near=near), at=at)


def _node(found: exp.Expr) -> Node:
    """Return the node of a syntax node, if that and all below it are of the language."""
    kind = type(found)
    if kind is exp.Paren:
        return _node(found.this)
    if kind in _LEAVES:
        return Node("column" if kind is exp.Column else "constant", (), _LEAVES[kind](found), _place(found))
    if kind is exp.Anonymous and str(found.this).lower() == "weekday":
        return _operation("weekday", [_node(part) for part in found.expressions], found)
    if kind not in _NODES:
        raise _strange(found)
    if kind is exp.Like and found.args.get("negate"):
        found.set("negate", None)
        return _operation("not", [_node(found)], found)
    return _compound(found, *_NODES[kind])


def _compound(found: exp.Expr, name: str, allowed: tuple[str, ...]) -> Node:
    """Return the node of what has parts, of which those in `allowed` may be there."""
    _check_parts(found, allowed)
    if type(found) is exp.Case:
        return _case(found)
    if type(found) is exp.Is:
        _check_null(found)
        allowed = _ONE
    return _operation(name, [_node(part) for part in _parts(found, allowed)], found)


def _check_null(found: exp.Expr) -> None:
    if type(found.expression) is not exp.Null:
        told = Text("after IS only NULL or NOT NULL may stand.", "IS 之后只能是 NULL 或 NOT NULL。")
        raise RefusedError(told, at=_place(found))


def _operation(name: str, parts: list[Node], found: exp.Expr) -> Node:
    if name == "in" and len(parts) == 1:
        raise RefusedError(Text("IN has no values in its brackets.", "IN 的括号内没有值。"), at=_place(found))
    fewest, most = FUNCTIONS.get(name, (1, MOST_WORDS))
    if fewest <= len(parts) <= most:
        return Node(name, tuple(parts), None, _place(found))
    told = Text("“{name}” takes {many} values, not {count}.", "“{name}”应有 {many} 个值，而不是 {count} 个。")
    many = str(fewest) if fewest == most else f"{fewest}–{most}"
    raise RefusedError(told.fill(name=name, many=many, count=len(parts)), at=_place(found))


def _case(found: exp.Expr) -> Node:
    """Return CASE as condition, value, condition, value …, and what else; one over a value compares with it."""
    of = _node(found.this) if found.this else None
    if of and of.name not in ("column", "constant"):
        told = Text("between CASE and WHEN only a column may stand.", "CASE 与 WHEN 之间只能是列名。")
        hint = Text("Write CASE WHEN … = 1 THEN … instead.", "请改写成 CASE WHEN … = 1 THEN …。")
        raise RefusedError(told, hint, of.at)
    parts: list[Node] = []
    for branch in found.args["ifs"]:
        _check_parts(branch, ("this", "true"))
        when, then = (_node(part) for part in _parts(branch, ("this", "true")))
        parts += [Node("=", (of, when), None, when.at) if of else when, then]
    parts += [_node(part) for part in _parts(found, ("default",))]
    return Node("case", tuple(parts), None, _place(found))


def _check_parts(found: exp.Expr, allowed: tuple[str, ...]) -> None:
    for name, part in found.args.items():
        if part and name not in allowed and (type(found), name) not in _FLAGS:
            if type(part) in _LEAVES:
                raise RefusedError(Text("something is too much here.", "此处多出了内容。"), at=_place(part))
            raise _strange(part) if isinstance(part, exp.Expr) else not_allowed(_flag(name), _place(found))


def _flag(name: str) -> str:
    """Return the word that SQLGlot notes as a flag, such as SYMMETRIC of a BETWEEN."""
    return name.replace("_", " ").upper()


def _parts(found: exp.Expr, names: tuple[str, ...]) -> Iterator[exp.Expr]:
    for name in names:
        part = found.args.get(name)
        yield from part if isinstance(part, list) else [part] if part else []


def _place(found: exp.Expr) -> int:
    """Return where a syntax node begins, as far as SQLGlot noted it on the node or on one below."""
    return min((node.meta["start"] + 1 for node in found.walk() if "start" in node.meta), default=1)


def _strange(found: exp.Expr) -> RefusedError:
    return not_allowed(type(found).key.upper(), _place(found))


def _column(found: exp.Expr) -> str:
    _check_parts(found, _ONE)
    if type(found.this) is not exp.Identifier:
        raise _strange(found)
    return str(found.this.this)


def _literal(found: exp.Expr) -> str | Decimal:
    written = str(found.this)
    if found.args.get("is_string"):
        return written
    try:
        number = Decimal(written)
        if abs(number) < Decimal(10) ** MOST_DIGITS and len(number.as_tuple().digits) <= MOST_DIGITS:
            return number
    except InvalidOperation:
        pass
    told = Text("“{number}” is no number of at most {most} digits.", "“{number}”不是 {most} 位以内的数字。")
    raise RefusedError(told.fill(number=written, most=MOST_DIGITS), at=_place(found))


def _day(found: exp.Expr) -> date:
    """Return the date of DATE '2024-01-31', which SQLGlot reads as a cast; no other cast is allowed."""
    _check_parts(found, ("this", "to"))
    text, kind = found.this, found.args["to"]
    if type(text) is not exp.Literal or not text.args.get("is_string") or kind.this is not exp.DataType.Type.DATE:
        raise _strange(found)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(text.this), re.ASCII):
            return date.fromisoformat(str(text.this))
    except ValueError:
        pass
    told = Text("“{day}” is not a date such as 2024-01-31.", "“{day}”不是 2024-01-31 这样的日期。")
    raise RefusedError(told.fill(day=text.this), at=_place(found))


def _boolean(found: exp.Expr) -> Constant:
    return bool(found.this)


def _null(_: exp.Expr) -> Constant:
    return None


_LEAVES = {exp.Column: _column, exp.Literal: _literal, exp.Cast: _day, exp.Boolean: _boolean, exp.Null: _null}
