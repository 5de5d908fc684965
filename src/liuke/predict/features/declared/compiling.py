"""From declarations to features: each becomes an ordinary `Feature`, so that all that is done with these is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis
from ibis.expr.types import BooleanValue, NumericValue, Table, Value

from liuke.errors import ConfigError
from liuke.expression import FeaturePart, Node, RefusedError, UserFeature, read_expression
from liuke.language import Text
from liuke.measure.user.translating import KINDS, kind_of, translate
from liuke.predict.features.declared.tables import READABLE, Readable
from liuke.predict.features.families import BY_ID, FEATURES
from liuke.predict.features.feature import Feature, Total, Window
from liuke.settings import Settings

EXACT = "decimal(38, 6)"
"""What is not whole is added up to a millionth, so that the order of rows changes nothing."""
NUMBERS = ("sum", "mean", "min", "max")
REASON = Text("{label}: {value}; {usual} is usual", "{label}：{value}，一般客户 {usual}")
_TAKEN = frozenset(BY_ID)

type Totals = tuple[Total, ...]
type Said = Callable[[Table], NumericValue]


@dataclass(frozen=True, slots=True)
class DeclaredFeature(Feature):
    """A feature with the declaration that it is made from."""

    declaration: UserFeature | None = None


def all_features(settings: Settings) -> tuple[Feature, ...]:
    """Return the features there are and those that settings declare.

    Raises `ConfigError` for a name or label that is taken, and for an expression that does not fit its table.
    """
    names = {name: one.id for one in FEATURES for name in (one.label.en.casefold(), one.label.zh)}
    made = []
    for one in settings.features.values():
        feature = declared_feature(one)
        labels = (feature.label.en.casefold(), feature.label.zh)
        if one.id in _TAKEN:
            raise _taken(one, one.id, one.id)
        if clash := next((name for name in labels if name in names), None):
            raise _taken(one, clash, names[clash])
        names |= dict.fromkeys(labels, one.id)
        made.append(feature)
    return (*FEATURES, *made)


def declared_feature(one: UserFeature) -> DeclaredFeature:
    """Return the feature that is declared; raises `ConfigError` for an expression that does not fit its table."""
    table, label = READABLE[one.table], one.label.text(Text(one.id, one.id))
    totals, value = _aggregate(one, table, "", one)
    if one.over:
        below, divisor = _aggregate(one, table, "over.", one.over)
        totals, value = (*totals, *below), _ratio(value, divisor)
    spans = [part.window_days for part in one.parts.values()]
    whole = None if None in spans else max(days for days in spans if days is not None)
    reason = REASON.fill(label=label, value="{value}", usual="{usual}")
    meaning = one.meaning.text(_meaning(one))
    own = f"declared {one.id}"
    return DeclaredFeature(
        one.id, own, label, meaning, one.told_in, Window(whole), totals, one.risky, value, reason, declaration=one
    )


def _aggregate(one: UserFeature, table: Readable, before: str, part: FeaturePart) -> tuple[Totals, Said]:
    """Return the totals of one part, and its value by them."""
    nodes = {name: read_expression(text) for name, text in part.expressions.items()}
    _check(one, table, before, part, nodes)
    columns = tuple(dict.fromkeys(name for node in nodes.values() for name in _columns(node, table)))
    name = f"declared_{one.id}{'_over' if before else ''}"

    def kept(t: Table) -> BooleanValue:
        recent = ibis.literal(True) if part.window_days is None else t.age <= part.window_days
        return recent & translate(nodes["where"], t).fill_null(False) if "where" in nodes else recent

    def of(t: Table) -> Value:
        return translate(nodes["of"], t)

    def total(at: str, make: Callable[[Table], Value], empty: int | None = None) -> Total:
        return Total(table, name + at, make, columns, empty)

    if part.kind == "mean":
        sums = total("", lambda t: _exact(of(t)).sum(where=kept(t)))
        count = total("_n", lambda t: _exact(of(t)).count(where=kept(t)), 0)
        return (sums, count), lambda t: t[name].cast("float64") / t[f"{name}_n"].nullif(0)
    if part.kind == "days_since_last":
        last = total("", lambda t: t.day.max(where=kept(t)))
        return (last,), lambda t: t.snapshot.delta(t[name], unit="day") - 1
    made: Mapping[str, Total] = {
        "count": total("", lambda t: t.count(where=kept(t)), 0),
        "sum": total("", lambda t: _exact(of(t)).sum(where=kept(t)), 0),
        "min": total("", lambda t: _exact(of(t)).min(where=kept(t))),
        "max": total("", lambda t: _exact(of(t)).max(where=kept(t))),
        "distinct": total("", lambda t: of(t).nunique(where=kept(t)), 0),
    }
    return (made[part.kind],), lambda t: t[name].cast("float64")


def _exact(value: Value) -> Value:
    """Return a number that can be added up in any order; a condition as 1 or 0."""
    if value.type().is_boolean():
        return value.cast("int64")
    if not value.type().is_floating():
        return value
    return ibis.ifelse(value.isnan() | value.isinf(), None, value).cast(EXACT)


def _ratio(above: Said, below: Said) -> Said:
    def value(t: Table) -> NumericValue:
        found: NumericValue = above(t).cast("float64") / below(t).cast("float64").nullif(0)
        return found

    return value


def _columns(node: Node, table: Readable) -> list[str]:
    """Return the columns that an expression reads, as the table spells them."""
    if node.name == "column":
        return [name for name in table.row.columns if name.casefold() == str(node.value).casefold()]
    return [name for part in node.parts for name in _columns(part, table)]


def _check(one: UserFeature, table: Readable, before: str, part: FeaturePart, nodes: Mapping[str, Node]) -> None:
    """Raise `ConfigError` for a column that is not there, or an expression of the wrong kind."""
    row = table.row
    for name, node in nodes.items():
        try:
            kind = kind_of(translate(node, row)) or "nothing"
            if name == "where" and kind != "condition":
                raise _wrong(Text("a condition such as amount > 100", "条件，如 amount > 100"), kind)
            if name == "of" and part.kind in NUMBERS and kind not in ("number", "condition"):
                raise _wrong(Text("a number", "数字"), kind)
        except RefusedError as refused:
            told = refused.told_of_feature(one.id, before + name)
            told.file = one.file
            raise told from refused


def _wrong(wanted: Text, kind: str) -> RefusedError:
    told = Text("there should be {wanted}, but it is {kind}.", "应为{wanted}，而它是{kind}。")
    hint = Text("Compare it with something, or choose another column.", "请加上比较，或改用其他列。")
    return RefusedError(told.fill(wanted=wanted, kind=next(text for name, text in KINDS.items() if name == kind)), hint)


def _taken(one: UserFeature, name: str, other: str) -> ConfigError:
    return ConfigError(
        "feature.taken",
        Text("“{name}” is the name of another feature, {other}.", "“{name}”已是另一特征 {other} 的名称。").fill(
            name=name, other=other
        ),
        Text("Give “{id}” another name or label.", "请为“{id}”换一个名称或 label。").fill(id=one.id),
        file=one.file,
        column=f"features.{one.id}",
    )


def _meaning(one: UserFeature) -> Text:
    said = [_part_meaning(part, one.table) for part in one.parts.values()]
    if len(said) == 1:
        return Text(said[0].en + ".", said[0].zh + "。")
    return Text(f"{said[0].en}, over: {said[1].en}.", f"{said[0].zh}，除以：{said[1].zh}。")


AGGREGATES: Mapping[str, Text] = {
    "count": Text("Rows", "行数"),
    "sum": Text("Sum of “{of}”", "“{of}”之和"),
    "mean": Text("Mean of “{of}”", "“{of}”的平均值"),
    "min": Text("Lowest “{of}”", "“{of}”的最小值"),
    "max": Text("Highest “{of}”", "“{of}”的最大值"),
    "distinct": Text("Different values of “{of}”", "“{of}”的不同取值数"),
    "days_since_last": Text("Days since the last row", "距最近一行的天数"),
}


def _part_meaning(part: FeaturePart, table: str) -> Text:
    what = AGGREGATES[part.kind].fill(of=part.of)
    where = Text(f" with “{part.where}”", f"中满足“{part.where}”的行：") if part.where else Text("", "：")
    days = part.window_days
    when = Text(f", of the last {days} days", f"近 {days} 天") if days else Text(", to date", "累计")
    return Text(f"{what.en} of table {table}{where.en}{when.en}", f"{when.zh} {table} 表{where.zh}{what.zh}")
