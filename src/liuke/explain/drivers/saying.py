"""Values of attributes in words, by their unit."""

from collections.abc import Callable, Mapping
from typing import Any

from liuke.explain.drivers.coding import OTHER
from liuke.explain.drivers.table import Column
from liuke.language import LANGUAGES, NO_CURRENCY, Language, Text, money, number, percent

UNKNOWN = Text("not known", "未知")
OTHERS = Text("all others", "其他")
STEP = Text("{step} more (one standard deviation)", "每多 {step}（一个标准差）")
AGAINST = Text("{group} rather than {against}", "{group}（对比 {against}）")
RANGE = Text("{low} – {high}", "{low} – {high}")
DAYS, DAY, HOURS, HOUR = (
    Text("{n} days", "{n} 天"), Text("{n} day", "{n} 天"), Text("{n} hours", "{n} 小时"), Text("{n} hour", "{n} 小时"),
)  # fmt: skip


def value(amount: float, unit: str, currency: str = NO_CURRENCY) -> Text:
    """Return a number with its unit, in both languages."""
    return Text(*(_UNITS.get(unit, _plain)(amount, to, currency) for to in LANGUAGES))


def group(name: str | None) -> Text:
    """Return what a group is called."""
    return UNKNOWN if name is None else OTHERS if name == OTHER else Text(name, name)


def effect(row: Mapping[str, Any], column: Column, currency: str = NO_CURRENCY) -> Text:
    """Return what a row of effects compares."""
    if row["what"] == "unknown":
        return UNKNOWN
    if row["against"] is not None:
        return AGAINST.fill(group=group(row["group"]), against=group(row["against"]))
    return STEP.fill(step=value(row["step"], column.unit, currency))


def view(row: Mapping[str, Any], column: Column, currency: str = NO_CURRENCY) -> Text:
    """Return which customers a row of a view is about."""
    if row["what"] != "range":
        return group(row["group"])
    ends = [value(row[end], column.unit, currency) for end in ("from", "to")]
    return ends[0] if row["from"] == row["to"] else RANGE.fill(low=ends[0], high=ends[1])


def _plain(amount: float, language: Language, _currency: str = "") -> str:
    size = abs(amount)
    return number(amount, language, 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4)


def _counted(amount: float, language: Language, many: Text, one: Text) -> str:
    said = number(amount, language, 0 if abs(amount) >= 10 else 1)
    return (one if said == "1" else many).say(language, n=said)


def _money(amount: float, language: Language, currency: str) -> str:
    return money(amount, currency, language).removesuffix(".00")


_UNITS: Mapping[str, Callable[[float, Language, str], str]] = {
    "days": lambda amount, to, _: _counted(amount, to, DAYS, DAY),
    "hours": lambda amount, to, _: _counted(amount, to, HOURS, HOUR),
    "share": lambda amount, to, _: percent(amount, to, 0 if abs(amount) >= 0.1 else 1),
    "part of both": lambda amount, to, _: percent(amount, to, 0 if abs(amount) >= 0.1 else 1),
    "money": _money,
}
