"""Rules and what they make of customers: the first whose conditions a customer meets has them, the rest are others."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, StringValue, Table

from liuke.errors import ConfigError, UsageError
from liuke.language import Text
from liuke.measure import Condition, Inputs, read_condition
from liuke.settings import FILE, Settings

OTHERS = "others"
OTHERS_LABEL = Text("others", "其他")
ALSO: Mapping[str, str] = {
    "recency": "recency_days",
    "frequency": "purchase_days",
    "monetary": "amount",
    "tenure": "tenure_days",
    "最近购买": "recency_days",
    "购买频次": "purchase_days",
    "消费金额": "amount",
    "留存时长": "tenure_days",
}
"""What people call the columns of a customer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A segment: its conditions, all of which must hold."""

    id: str
    label: Text
    where: tuple[Condition, ...]

    def holds(self, people: Table) -> BooleanValue:
        """Return whether a customer meets every condition."""
        return reduce(lambda one, other: one & other, [one.holds(people[one.name]) for one in self.where])


@dataclass(frozen=True, slots=True)
class Rules:
    """Segments in the order in which they are declared."""

    rules: tuple[Rule, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes that they ask for."""
        return tuple(dict.fromkeys(one.name for rule in self.rules for one in rule.where))

    @property
    def labels(self) -> Mapping[str, Text]:
        """What the segments are called, by id."""
        return {**{rule.id: rule.label for rule in self.rules}, OTHERS: OTHERS_LABEL}

    def body(self) -> dict[str, Any]:
        """Return the definition for JSON; what segments are called is no part of it."""
        return {"segments": [{"id": rule.id, "where": [str(one) for one in rule.where]} for rule in self.rules]}

    def check(self, inputs: Inputs) -> None:
        """Raise `ConfigError` for an attribute that there is not, or a value that does not fit it."""
        known = [*inputs.attributes(), *inputs.numbers()]
        for rule in self.rules:
            for one in rule.where:
                if one.name not in known:
                    raise _unknown(rule, one, known)
        people = inputs.people(self.names)
        for rule in self.rules:
            try:
                rule.holds(people)
            except UsageError as wrong:
                raise _wrong(rule.id, wrong) from wrong

    def assigned(self, inputs: Inputs) -> Table:
        """Return customer_id and rule_segment of every customer; raises `ConfigError` as `check` does."""
        self.check(inputs)
        return _with(everybody(inputs), inputs, self.names, lambda people: {"rule_segment": self._first(people)})

    def met(self, inputs: Inputs) -> Table:
        """Return customer_id, and for each rule whether its conditions hold, whoever is before it."""
        return _with(
            everybody(inputs), inputs, self.names, lambda people: {rule.id: rule.holds(people) for rule in self.rules}
        )

    def _first(self, people: Table) -> StringValue:
        cases = [(rule.holds(people), ibis.literal(rule.id)) for rule in self.rules]
        return ibis.cases(*cases, else_=OTHERS)


def _with(base: Table, inputs: Inputs, names: tuple[str, ...], columns: Any) -> Table:  # noqa: ANN401 - a function
    people = base.left_join(inputs.people(names), "customer_id")
    known = people.select("customer_id", *names)
    return known.select("customer_id", **columns(known))


def everybody(inputs: Inputs) -> Table:
    """Return customer_id of every customer: who ever bought; without orders, who has a contract or is written down."""
    for name in ("customer", "contract", "profile"):
        if name in inputs.tables:
            return inputs.tables[name].select("customer_id").distinct()
    return inputs.table("customer").select("customer_id")


def read_rules(settings: Settings) -> Rules | None:
    """Return the rules that are declared, None where there are none; raises `ConfigError` for what cannot be read."""
    found = []
    for id_, one in settings.segments.items():
        if id_ == OTHERS:
            raise _wrong(
                id_,
                UsageError(
                    "segment.others",
                    Text("“others” is whoever no rule has.", "“others”指不符合任何规则的客户。"),
                    Text("Give the segment another name.", "请换一个名称。"),
                ),
            )
        try:
            where = tuple(_read(text) for text in one.where)
        except UsageError as wrong:
            raise _wrong(id_, wrong) from wrong
        found.append(Rule(id_, one.label.text(Text(id_, id_)), where))
    return Rules(tuple(found)) if found else None


def _read(text: str) -> Condition:
    found = read_condition(text)
    return Condition(ALSO.get(found.name, found.name), found.test, found.values)


def _wrong(id_: str, wrong: UsageError) -> ConfigError:
    return ConfigError(
        "segment.rule",
        Text("The segment “{id}” in liuke.toml cannot be used: {why}", "liuke.toml 中的分群“{id}”无法使用：{why}").fill(
            id=id_, why=wrong.message
        ),
        wrong.hint,
        file=FILE,
        column=f"segments.{id_}",
    )


def _unknown(rule: Rule, condition: Condition, known: list[str]) -> ConfigError:
    near = [*difflib.get_close_matches(condition.name, known, n=3), *known]
    return _wrong(
        rule.id,
        UsageError(
            "segment.rule",
            Text("nothing called “{name}” is known of customers.", "没有名为“{name}”的客户属性。").fill(
                name=condition.name
            ),
            Text("Use any of: {names}.", "可用：{names}。").fill(names=", ".join(dict.fromkeys(near))),
        ),
    )
