"""The paths of a tree as sentences: what customers at its end have in common, and how many of them left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from liuke.explain.drivers.saying import group, value
from liuke.explain.drivers.table import WENT, Column
from liuke.language import NO_CURRENCY, Text, number, percent

UNDER = Text("{name} under {high}", "{name}低于 {high}")
FROM = Text("{name} {low} or more", "{name}不低于 {low}")
WITHIN = Text("{name} from {low} to under {high}", "{name}在 {low} 至 {high} 之间（不含）")
IS = Text("{name}: {group}", "{name}为“{group}”")
NOT = Text("{name} other than {group}", "{name}不是“{group}”")
OR_UNKNOWN = Text("{said} (or not known)", "{said}（或未知）")
TOLD = Text(
    "{who}: {share} {outcome} ({left} of {customers}; 95% interval {low} to {high})",
    "{who}：{outcome} {share}（{customers} 位中 {left} 位；95% 区间 {low} 至 {high}）",
)
EVERYBODY = Text("Everybody", "全部客户")

type Row = Mapping[str, Any]


@dataclass(slots=True)
class _Condition:
    """All that a path asks of one attribute."""

    low: float | None = None
    high: float | None = None
    groups: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    unknown: bool = True

    def take(self, row: Row, yes: bool) -> None:
        """Add the answer to a question."""
        if row["test"] == "is":
            (self.groups if yes else self.others).append(row["group"])
            self.unknown = False
            return
        if yes:
            self.high = row["limit"] if self.high is None else min(self.high, row["limit"])
        else:
            self.low = row["limit"] if self.low is None else max(self.low, row["limit"])
        self.unknown = self.unknown and row["unknown"] is not None and row["unknown"] == yes

    def say(self, column: Column, currency: str) -> Text:
        """Return the condition in words."""
        if self.groups:
            return IS.fill(name=column.label, group=group(self.groups[-1]))
        if self.others:
            names = [group(one) for one in self.others]
            either = Text(", ".join(one.en for one in names), "”“".join(one.zh for one in names))
            return NOT.fill(name=column.label, group=either)
        ends = {
            end: value(limit, column.unit, currency)
            for end, limit in (("low", self.low), ("high", self.high))
            if limit is not None
        }
        said = (WITHIN if len(ends) == 2 else FROM if "low" in ends else UNDER).fill(name=column.label, **ends)
        return OR_UNKNOWN.fill(said=said) if self.unknown else said


def answer(asked: Row, yes: bool, columns: Mapping[str, Column], currency: str = NO_CURRENCY) -> Text:
    """Return the answer to the question of a node, in words."""
    one = _Condition()
    one.take(asked, yes)
    return one.say(columns[asked["attribute"]], currency)


def leaves(nodes: Sequence[Row]) -> list[Row]:
    """Return the ends of a tree, those with the largest share of leavers first."""
    inner = {row["parent"] for row in nodes}
    ends = [row for row in nodes if row["node"] not in inner]
    return sorted(ends, key=lambda row: (-(row["share"] or 0), row["node"]))


def conditions(nodes: Sequence[Row], leaf: Row, columns: Mapping[str, Column], currency: str) -> list[Text]:
    """Return what customers at a leaf have in common, in the order in which it was asked."""
    by_number, steps, row = {one["node"]: one for one in nodes}, [], leaf
    while row["parent"] is not None:
        steps.append((by_number[row["parent"]], bool(row["yes"])))
        row = by_number[row["parent"]]
    found: dict[str, _Condition] = {}
    for asked, yes in reversed(steps):
        found.setdefault(asked["attribute"], _Condition()).take(asked, yes)
    return [one.say(columns[name], currency) for name, one in found.items()]


def who(nodes: Sequence[Row], node: Row, columns: Mapping[str, Column], currency: str = NO_CURRENCY) -> Text:
    """Return what customers at a node have in common, in one phrase."""
    said = conditions(nodes, node, columns, currency)
    return reduce(_joined, said) if said else EVERYBODY


def sentence(
    nodes: Sequence[Row],
    leaf: Row,
    columns: Mapping[str, Column],
    outcome: Text = WENT,
    currency: str = NO_CURRENCY,
) -> Text:
    """Return a path as a sentence: who they are, which share of them left, of how many, with its interval."""
    shares = {
        name: Text(percent(leaf[name], "en", 0), percent(leaf[name], "zh", 0)) for name in ("share", "low", "high")
    }
    counts = {name: Text(number(leaf[name], "en"), number(leaf[name], "zh")) for name in ("left", "customers")}
    return TOLD.fill(who=who(nodes, leaf, columns, currency), outcome=outcome, **shares, **counts)


def _joined(first: Text, then: Text) -> Text:
    word = then.en.split(":")[0].split(" ")[0]
    lowered = then.en[0].lower() + then.en[1:] if word[1:].islower() else then.en
    return Text(f"{first.en}, {lowered}", f"{first.zh}，{then.zh}")
