"""Reasons in words, in both languages, with the customer's own numbers."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from liuke.language import NO_CURRENCY, NOTHING, Language, Text, money, number, percent
from liuke.predict.features import BY_ID, Feature

NONE: Mapping[str, Feature] = MappingProxyType({})
OTHER = Text("{feature}: {value}; {usual} is usual", "{feature}：{value}，一般为 {usual}")


def word(
    reason: Mapping[str, Any],
    language: Language,
    currency: str = NO_CURRENCY,
    declared: Mapping[str, Feature] = NONE,
) -> str:
    """Return a reason as a person would say it."""
    return sentence(reason, currency, declared).say(language)


def sentence(reason: Mapping[str, Any], currency: str = NO_CURRENCY, declared: Mapping[str, Feature] = NONE) -> Text:
    """Return a reason in both languages; one of a feature that is not known here is told by its name.

    `declared` are the features that the model's card says were declared.
    """
    feature = BY_ID.get(reason["feature"], declared.get(reason["feature"]))
    unit = feature.unit if feature else "number"
    usual = BY_ID[feature.beside].unit if feature and feature.beside else unit
    said = {
        name: Text(*(_say(reason[name], of, to, currency) for to in ("en", "zh")))
        for name, of in (("value", unit), ("usual", usual))
    }
    if feature is None:
        return OTHER.fill(feature=reason["feature"], **said)
    text = _template(feature, reason)
    one = unit in WHOLE and said["value"].en == "1"
    return (Text(PLURAL.sub(r"{value} \1", text.en), text.zh) if one else text).fill(**said)


def _template(feature: Feature, reason: Mapping[str, Any]) -> Text:
    if feature.none and reason["value"] == 0:
        return feature.none
    return feature.own if feature.own and reason["usual"] is not None else feature.reason


def _say(value: float | None, unit: str, language: Language, currency: str) -> str:
    if value is None:
        return NOTHING
    if unit in SHARES:
        return percent(SHARES[unit](value), language, 0)
    if unit == "money":
        return money(round(value), currency, language).removesuffix(".00")
    if unit == "difference":  # told of those who do less, which the sentence says
        return number(abs(value), language)
    fine = unit in FINE and abs(value) < FINE[unit]
    said = number(value, language, 1 if fine else 0)
    return COUNTED[unit][said == "1"].say(language, n=said) if unit in COUNTED else said


FINE: Mapping[str, float] = {"ratio": 10, "days": 10, "hours": 10, "points": 1000, "number": 1000}
"""Below which a number is told with a decimal."""
COUNTED: Mapping[str, tuple[Text, Text]] = {
    "days": (Text("{n} days", "{n} 天"), Text("{n} day", "{n} 天")),
    "hours": (Text("{n} hours", "{n} 小时"), Text("{n} hour", "{n} 小时")),
}
"""Many, and one."""
WHOLE = ("count", "difference")
PLURAL = re.compile(r"\{value\} (\w+)s\b")
"""What is counted, in our English sentences: of one of them there is no s."""
SHARES: Mapping[str, Callable[[float], float]] = {
    "share": lambda value: value,
    # Of orders and returns together; a person asks how many of the orders were returned.
    "part of both": lambda value: value / max(1 - value, value) if value else 0.0,
}
