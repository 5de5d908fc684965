"""Amounts of money and other numbers as people write them, read by engine expressions.

The same few replacements are made on a column's shapes, to learn what it needs, and on its values, to read them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import ibis
from ibis.expr.types import NumericValue, StringValue

from liuke.collect.shapes import Shapes, narrow

_CODES = "CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|KRW|AUD|CAD|SGD|CHF|INR|RUB|THB|MYR|VND|BRL|MXN|NZD|SEK|NOK|DKK|PLN"
_SIGNS = r"CN¥|US\$|HK\$|NT\$|CA\$|AU\$|A\$|C\$|S\$|R\$|[¥$£€₩₹₽]"
_WORDS = "人民币|美元|欧元|英镑|港币|港元|日元|元|圆|块"
_MARK = rf"(?i)\s*(?:{_SIGNS}|(?:{_CODES})|{_WORDS})\s*"

STEPS = (
    (_MARK, ""),
    (r"^\(\s*(.*?)\s*\)$", r"-\1"),
    (r"^(.*\d.*?)\s*-$", r"-\1"),
    (r"^\+\s*", ""),
    (r"^-\s+", "-"),
)
_TIMES = {"万": 10_000, "亿": 100_000_000}
_SCIENTIFIC = r"\d+(?:\.\d+)?[eE][+-]?\d+"
_POINT = rf"^-?(?:(?:\d+|\d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}|\d{{1,3}}(?:[ ']\d{{3}})+)(?:\.\d*)?|\.\d+|{_SCIENTIFIC})$"
_COMMA = r"^-?(?:(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ ']\d{3})+)(?:,\d*)?|,\d+)$"
_SAYS_COMMA = re.compile(
    r"^-?[\d. ']*,(?:\d{1,2}|\d{4,})$|^-?\d{1,3}(?:\.\d{3}){2,}(?:,\d*)?$|^-?\d{1,3}(?:\.\d{3})+,\d*$"
)
_SAYS_POINT = re.compile(
    r"^-?[\d, ']*\.(?:\d{1,2}|\d{4,})$|^-?\d{1,3}(?:,\d{2,3}){2,}(?:\.\d*)?$|^-?[\d,]+,\d{3}\.\d*$"
)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")

CURRENCIES = {
    r"CN¥|CNY|RMB|人民币|元|圆|块": "CNY",
    r"US\$|USD|美元": "USD",
    r"HK\$|HKD|港币|港元": "HKD",
    r"NT\$|TWD": "TWD",
    r"A\$|AU\$|AUD": "AUD",
    r"CA\$|C\$|CAD": "CAD",
    r"S\$|SGD": "SGD",
    r"R\$|BRL": "BRL",
    r"€|EUR|欧元": "EUR",
    r"£|GBP|英镑": "GBP",
    r"JPY|日元": "JPY",
    r"₩|KRW": "KRW",
    r"₹|INR": "INR",
    r"₽|RUB": "RUB",
    r"CHF": "CHF",
    r"¥": "CNY",
    r"\$": "USD",
}
_SHARED = {"¥": ("CNY", "JPY"), r"\$": ("USD", "AUD", "CAD", "SGD", "NZD", "HKD", "TWD", "MXN")}


@dataclass(frozen=True, slots=True)
class Style:
    """How a column writes numbers: which steps it needs, and whether the comma is the decimal sign."""

    steps: tuple[tuple[str, str], ...]
    scaled: tuple[str, ...]
    comma: bool
    plain: bool
    sure: bool


def _after(shape: str, steps: Iterable[tuple[str, str]]) -> str:
    return reduce(lambda text, step: re.sub(step[0], step[1], text), steps, shape)


def _core(shape: str) -> str:
    return re.sub(f"({'|'.join(_TIMES)})$", "", _after(shape, STEPS)).strip()


def reads_as_number(text: str) -> bool:
    """Say whether a value is a number in some way of writing."""
    core = _core(narrow(text))
    return bool(re.fullmatch(_POINT, core) or re.fullmatch(_COMMA, core))


def find_style(shapes: Shapes) -> Style:
    """Return how a column of these shapes writes its numbers."""
    cores = {shape: _core(shape) for shape in shapes.present}
    comma, point = (
        sum(shapes.counts[shape] for shape, core in cores.items() if says.match(core))
        for says in (_SAYS_COMMA, _SAYS_POINT)
    )
    valid = re.compile(_COMMA if comma > point else _POINT)
    whole = shapes.complete
    return Style(
        steps=tuple(step for step in STEPS if not whole or _changes(step, shapes.present)),
        scaled=tuple(word for word in _TIMES if not whole or _found(word, shapes.present)),
        comma=comma > point,
        plain=whole and all(map(_PLAIN.fullmatch, shapes.present)),
        sure=whole and all(map(valid.fullmatch, cores.values())),
    )


def _found(word: str, shapes: tuple[str, ...]) -> bool:
    return any(word in shape for shape in shapes)


def _changes(step: tuple[str, str], shapes: tuple[str, ...]) -> bool:
    place = STEPS.index(step)
    before = (_after(shape, STEPS[:place]) for shape in shapes)
    return any(re.sub(step[0], step[1], shape) != shape for shape in before)


def read_number(text: StringValue, shapes: Shapes, type_: str) -> NumericValue:
    """Return a text column as numbers of an Ibis type; NULL where a value is none or too large."""
    style = find_style(shapes)
    if style.plain:
        return text.try_cast(type_)
    core = text
    for pattern, replacement in style.steps:
        core = core.re_replace(pattern, replacement)
    scaled = core
    core = core.re_replace(f"({'|'.join(_TIMES)})$", "").strip() if style.scaled else core.strip()
    if not style.sure:
        core = ibis.ifelse(core.re_search(_COMMA if style.comma else _POINT), core, ibis.null("string"))
    core = core.re_replace("[. ']" if style.comma else "[, ']", "")
    number = (core.replace(",", ".") if style.comma else core).try_cast("decimal(38, 8)")
    if not style.scaled:
        return number.try_cast(type_)
    times = ibis.cases(*((scaled.endswith(word), _TIMES[word]) for word in style.scaled), else_=1)
    return (number.try_cast("decimal(26, 8)") * times).try_cast(type_)


def read_currency(text: StringValue, shapes: Shapes, home: str | None) -> StringValue | None:
    """Return the ISO 4217 code that each amount carries; None where no amount carries one.

    ¥ and $ are shared by several currencies: `home`, the workspace's own, decides where it is one of them.
    """
    branches = []
    for pattern, code in CURRENCIES.items():
        if not shapes.complete or any(re.search(f"(?i){pattern}", shape) for shape in shapes.present):
            meant = home if home in _SHARED.get(pattern, ()) else code
            branches.append((text.re_search(f"(?i){pattern}"), meant))
    return ibis.cases(*branches, else_=ibis.null("string")) if branches else None
