"""The rules, as data: what each one finds, what it does about it, and how that is said.

Their order is the order in which they judge: a row is dropped by the first one that catches it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from liuke import schema
from liuke.clean.rules.copies import COPY_RULES
from liuke.clean.rules.facts import FACT_FLAGS, FACT_RULES, KINDS
from liuke.clean.rules.flags import FLAGS
from liuke.clean.rules.rule import FACTS, ORDERS, Action, Limits, Rule, Severity, undone
from liuke.clean.rules.unusable import FILE_RULES, ID_RULES
from liuke.clean.rules.values import VALUE_RULES
from liuke.language import Text

__all__ = [
    "COPY_RULES",
    "FACTS",
    "KINDS",
    "ORDERS",
    "RULES",
    "Action",
    "Limits",
    "Rule",
    "Severity",
    "explain",
    "rules_for",
    "undone",
]

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in (*FILE_RULES, *ID_RULES, *VALUE_RULES, *FACT_RULES, *COPY_RULES, *FLAGS, *FACT_FLAGS)}
)


def rules_for(table: str) -> list[Rule]:
    """Return, in order, the rules that judge single rows of a table."""
    return [rule for rule in RULES.values() if rule.finds is not None and table in rule.tables]


def explain(rule: str, *, table: str, column: str | None, value: str | None, detail: str | None) -> Text:
    """Return the sentence that tells a person why a row of theirs is in the quarantine."""
    canonical = schema.TABLES[table]
    label = canonical[column].label if column in canonical.names else Text(column or "", column or "")
    return RULES[rule].says.fill(column=label, value=value or "", detail=detail or "")
