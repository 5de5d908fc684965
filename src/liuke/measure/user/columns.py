"""What a declared metric reads of each row: its expressions as columns, named by the metric and the part they play."""

from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from liuke.expression import Node, RefusedError, UserMetric, read_expression
from liuke.language import Text
from liuke.measure.user.translating import KINDS, kind_of, translate

_CONDITIONS = {"and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "in", "between", "is null", "like"}
"""Operations that make a condition; a column or CASE may be one too, which only its type tells."""
_CONDITION, _NUMBER = Text("a condition such as amount > 100", "条件，如 amount > 100"), Text("a number", "数字")
_COMPARE = Text("Compare it with something, or choose another column.", "请加上比较，或改用其他列。")
_COLUMNS = Text("It needs a number. Columns that are one: {names}.", "此处需要数字。数字列有：{names}。")
_COUNT = Text(
    'Count rows that meet a condition with kind = "count"; make a number of one with if(condition, 1, 0).',
    '统计满足条件的行请用 kind = "count"；将条件变为数字请写 if(条件, 1, 0)。',
)


@dataclass(frozen=True, slots=True)
class Read:
    """A declaration with its expressions read."""

    declared: UserMetric
    nodes: dict[str, Node]

    @staticmethod
    def of(declared: UserMetric) -> "Read":
        """Read the expressions of a declaration; raises `ConfigError` for one that is not of the language."""
        nodes = {}
        for part, text in declared.expressions.items():
            try:
                nodes[part] = read_expression(text)
            except RefusedError as refused:
                raise refused.told(declared.id, part) from refused
        return Read(declared, nodes)

    def name(self, part: str) -> str:
        """Return the name of the column for a part."""
        return f"{self.declared.id}__{part}"

    def value(self, part: str, table: Table) -> Value:
        """Return a part over a table; raises `ConfigError` for a column that is not there or of the wrong type."""
        try:
            return translate(self.nodes[part], table)
        except RefusedError as refused:
            raise refused.told(self.declared.id, part) from refused

    def condition(self, part: str, table: Table) -> BooleanValue:
        """Return whether a row meets a part, where unknown is no; every row where the part is not given."""
        if part not in self.nodes:
            return ibis.literal(True)
        found = self.value(part, table)
        if kind_of(found) != "condition":
            raise self._wrong(part, _CONDITION, found, table)
        return found.fill_null(False)

    def number(self, part: str, table: Table, *, or_condition: bool = False) -> Value:
        """Return a part as a number of each row; a condition, where it may be one, as 1 or 0."""
        found = self.value(part, table)
        if or_condition and kind_of(found) == "condition":
            return found.fill_null(False).cast("int64")
        if kind_of(found) != "number":
            raise self._wrong(part, _NUMBER, found, table)
        return found

    def is_share(self, table: Table | None) -> bool:
        """Say whether a ratio is one of two conditions: by their types, or as far as they look like it."""
        parts = ("numerator", "denominator")
        if self.declared.kind != "ratio":
            return False
        if table is None:
            return all(self.nodes[part].name in _CONDITIONS for part in parts)
        return all(kind_of(self.value(part, table)) == "condition" for part in parts)

    def columns(self, table: Table) -> dict[str, Value]:
        """Return the columns of the metric by name: `value`, or `numerator` and `denominator`; NULL where a row is out.

        A sum has a second one, `kept`: whether a row is in, be its value known or not.
        The numerator of a share is counted within its denominator. Of two numbers, a row in which one is not known
        counts in neither.
        """
        keep = self.condition("where", table)
        if self.declared.kind == "count":
            return {self.name("value"): keep & self.condition("of", table)}
        if self.declared.kind == "sum":
            value = ibis.ifelse(keep, self.number("of", table), None)
            return {self.name("value"): value, self.name("kept"): keep}
        if self.declared.kind == "quantile":
            return {self.name("value"): ibis.ifelse(keep, self.number("of", table), None)}
        if self.is_share(table):
            below = keep & self.condition("denominator", table)
            above = below & self.condition("numerator", table)
            return {self.name("numerator"): above, self.name("denominator"): below}
        above, below = (self.number(part, table, or_condition=True) for part in ("numerator", "denominator"))
        keep = keep & above.notnull() & below.notnull()
        sides = {"numerator": above, "denominator": below}
        return {self.name(part): ibis.ifelse(keep, value, None) for part, value in sides.items()}

    def _wrong(self, part: str, wanted: Text, found: Value, table: Table) -> Exception:
        told = Text("there should be {wanted}, but it is {kind}.", "应为{wanted}，而它是{kind}。")
        kind, hint = kind_of(found) or "nothing", _COMPARE
        if kind == "condition":
            hint = _COUNT
        elif wanted is _NUMBER:
            numbers = [name for name in table.columns if kind_of(table[name]) == "number"]
            hint = _COLUMNS.fill(names=", ".join(numbers))
        refused = RefusedError(told.fill(wanted=wanted, kind=KINDS[kind]), hint)
        return refused.told(self.declared.id, part)
