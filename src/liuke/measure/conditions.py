"""Filters: conditions on attributes, as people write them: region=华东,华南 or orders>=3."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import BooleanValue, Value

from liuke.errors import UsageError
from liuke.language import Text

_WRITTEN = re.compile(r"^\s*([^=<>!]+?)\s*(!=|>=|<=|=|<|>)\s*(.*?)\s*$")
_TRUTH = {**dict.fromkeys(("true", "yes", "1", "是"), True), **dict.fromkeys(("false", "no", "0", "否"), False)}
_TESTS: Mapping[str, Callable[[Value, Value], BooleanValue]] = {
    ">=": lambda column, value: column >= value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    "<": lambda column, value: column < value,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. Several values of `=` mean any of them, of `!=` none of them; an empty value means unknown."""

    name: str
    test: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}{self.test}{','.join(self.values)}"

    @property
    def holds_of_unknown(self) -> bool:
        """Whether one of whom this is not known meets the condition."""
        return ("" in self.values) == (self.test == "=") and self.test in ("=", "!=")

    def holds(self, column: Value) -> BooleanValue:
        """Return whether a row meets the condition; raises `UsageError` where a value does not fit the column."""
        values = [_value(self, text, column) for text in self.values if text]
        if self.test in _TESTS:
            if len(values) != 1 or column.type().is_string() or column.type().is_boolean():
                raise _wrong(self, column)
            return _TESTS[self.test](column, values[0]).fill_null(False)
        found = column.isin(values).fill_null(False) if values else ibis.literal(False)
        if "" in self.values:
            found = found | column.isnull()
        return ~found if self.test == "!=" else found


def read_condition(text: str) -> Condition:
    """Return a condition from its text; raises `UsageError` for one that cannot be read."""
    if found := _WRITTEN.match(text):
        name, test, values = found.groups()
        return Condition(name, test, tuple(part.strip() for part in re.split("[,，]", values)))
    raise UsageError(
        "metric.where",
        Text("The condition “{text}” cannot be read.", "无法识别条件“{text}”。").fill(text=text),
        Text(
            "Write name=value, name=value,value, name!=value or name>=number.",
            "请写成 名称=值、名称=值,值、名称!=值 或 名称>=数字。",
        ),
    )


def _value(condition: Condition, text: str, column: Value) -> Value:
    type_ = column.type()
    try:
        if type_.is_boolean():
            return ibis.literal(_TRUTH[text.casefold()])
        if type_.is_numeric():
            return ibis.literal(float(text))
        if type_.is_date():
            return ibis.literal(date.fromisoformat(text))
        if type_.is_timestamp():
            return ibis.literal(date.fromisoformat(text)).cast("timestamp(6)")
    except (KeyError, ValueError) as fault:
        raise _wrong(condition, column) from fault
    return ibis.literal(text)


def _wrong(condition: Condition, column: Value) -> UsageError:
    type_ = column.type()
    kind = (
        Text("words: = and != with one or several values", "文字，可用 = 或 !=，后接一个或多个值")
        if type_.is_string()
        else Text("yes or no", "是或否")
        if type_.is_boolean()
        else Text("dates such as 2024-03-31", "日期，如 2024-03-31")
        if type_.is_temporal()
        else Text("numbers", "数字")
    )
    return UsageError(
        "metric.where",
        Text("The condition “{condition}” does not fit.", "条件“{condition}”不适用。").fill(condition=condition),
        Text("“{name}” holds {kind}.", "“{name}”的取值为{kind}。").fill(name=condition.name, kind=kind),
        column=condition.name,
    )
