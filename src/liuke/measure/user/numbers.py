"""Numbers of an expression: of one type where they meet, exact where they can be, and no value where there is none.

A chain of sums, differences, products and quotients is computed as it stands, and judged once, where it is used:
judging repeats what it judges, and a chain judged at every step would double with each of them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import ibis
import ibis.expr.operations as ops
from ibis.expr.types import Value

from liuke.expression import RefusedError
from liuke.language import Text

type Build = Callable[[Sequence[Value]], Value]

EXACT = "decimal(38, 4)"
GREATEST = 1e15
"""Beyond it a float means nothing: what adds up to cents there is lost."""
_SMALLEST = 1e-300
"""What is divided by less comes to more than that."""
LARGEST = 10_000
"""How many steps an engine may be given for one expression, each counted as often as it is repeated."""


def same(values: Sequence[Value]) -> list[Value]:
    """Return numbers of one type, which holds all of them exactly where none is a float; others as they are."""
    numbers = [value.type() for value in values if value.type().is_numeric()]
    if len(set(numbers)) <= 1:
        return list(values)
    type_ = "int64" if all(one.is_integer() for one in numbers) else EXACT
    if any(one.is_floating() for one in numbers):
        type_ = "float64"
    return [value.cast(type_) if value.type().is_numeric() else value for value in values]


def tame(value: Value) -> Value:
    """Return a number that can be added up; NULL for a float beyond any that means something."""
    if not value.type().is_floating():
        return value
    return ibis.ifelse(value.abs() <= GREATEST, value, None)


def exactly(combine: Callable[[Value, Value], Value]) -> Build:
    """Return a sum or difference that is exact for whole numbers and decimals."""

    def build(values: Sequence[Value]) -> Value:
        first, second = same(values)
        type_ = "int64" if first.type().is_integer() else "float64" if first.type().is_floating() else EXACT
        return combine(first.cast(type_), second.cast(type_)).cast(type_)

    return build


def product(values: Sequence[Value]) -> Value:
    """Return a product, as a float."""
    first, second = (value.cast("float64") for value in values)
    return first * second


def quotient(values: Sequence[Value]) -> Value:
    """Return a quotient, as a float; NULL for a division by zero, or by what means nothing."""
    first, second = (value.cast("float64") for value in values)
    return first / ibis.ifelse(second.abs().between(_SMALLEST, GREATEST), second, None)


def check_size(value: Value) -> None:
    """Refuse a value that an engine would have to work on for ever: what is repeated inside what is repeated."""
    if _size(value.op(), {}) > LARGEST:
        told = Text(
            "divisions, roundings and conditions are nested too deep in each other.", "除法、取整与条件相互嵌套过深。"
        )
        hint = Text(
            "Split it into several metrics, or nest less: a * b / c in a row is fine.",
            "请拆成多个指标，或减少嵌套；a * b / c 这样连写没有问题。",
        )
        raise RefusedError(told, hint)


def _size(step: Any, known: dict[Any, int]) -> int:  # noqa: ANN401 - Ibis' steps have no type of their own to name
    """Return how many steps a step comes to when written out; engines may write BETWEEN as two comparisons."""
    if isinstance(step, ops.Field | ops.Literal):
        return 1
    if step not in known:
        inner = [_size(one, known) for one in _inner(step.args)]
        known[step] = 1 + sum(inner) + (inner[0] if isinstance(step, ops.Between) else 0)
    return known[step]


def _inner(given: Any) -> list[Any]:  # noqa: ANN401
    if isinstance(given, tuple):
        return [one for part in given for one in _inner(part)]
    return [given] if isinstance(given, ops.Node) else []
