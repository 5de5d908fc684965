"""Who reads: a language and a currency, and with them every word, number, amount and date on a page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.numbers import format_compact_decimal

from liuke.language import LOCALES, NOTHING, TAGS, Language, Text, day, money, number, percent

MINUS = "\u2212"
_HYPHEN = re.compile(r"(?<![\w-])-(?=[^\s\d]{0,3}\d)")
"""A hyphen that stands for a minus: before a number or its currency, and not within a word or a date."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader's language and the currency of the amounts shown. `None` is said as a dash everywhere."""

    language: Language
    currency: str = "USD"

    @property
    def tag(self) -> str:
        """The language as HTML and Vega name it."""
        return TAGS[self.language]

    def say(self, text: Text | str | None, **values: object) -> str:
        """Return a text in the reader's language; a plain string stays as it is."""
        if text is None:
            return NOTHING
        if isinstance(text, str):
            return text
        return text.fill(**values).say(self.language) if values else text.say(self.language)

    def text(self, en: str, zh: str, **values: object) -> str:
        """Return one of two texts given side by side, values filled in."""
        return self.say(Text(en, zh), **values)

    def plain(self, text: Text) -> str:
        """Return a text with amounts in it, as amounts are written here."""
        return _HYPHEN.sub(MINUS, near(self.say(text)))

    def number(self, value: float | None, digits: int = 0) -> str:
        """Return a grouped number."""
        return signed(number(value, self.language, digits))

    def short_number(self, value: float | None) -> str:
        """Return a count shortened to 12.3K or 1.2万 from ten thousand on."""
        if value is None or abs(value) < 10_000:
            return self.number(value)
        return signed(format_compact_decimal(value, locale=LOCALES[self.language], fraction_digits=1))

    def fixed(self, value: float | None, digits: int) -> str:
        """Return a number with exactly `digits` decimals, for columns that are compared."""
        return NOTHING if value is None else signed(f"{value:.{digits}f}")

    def percent(self, value: float | None, digits: int = 1) -> str:
        """Return a share as a percentage."""
        return signed(percent(value, self.language, digits))

    def points(self, value: float | None, digits: int = 1) -> str:
        """Return a difference of two shares in percentage points."""
        if value is None:
            return NOTHING
        return f"{self.number(100 * value, digits)} {self.text('pp', '个百分点')}"

    def money(self, value: float | None) -> str:
        """Return an amount in full."""
        return signed(near(money(value, self.currency, self.language)))

    def short_money(self, value: float | None) -> str:
        """Return an amount shortened to 12.3M or 1,227.8万 from ten thousand on; from a hundred on without cents.

        One decimal of 万 is a thousand: below 10万 there are two, so that as much is told as in English.
        """
        said = signed(near(money(value, self.currency, self.language, short=True)))
        if self.language == "zh" and value is not None and 10_000 <= abs(value) < 100_000:
            sign = money(0, self.currency, "zh").rstrip("0.")
            short = format_compact_decimal(abs(value), locale=LOCALES["zh"], fraction_digits=2)
            return f"{MINUS if value < 0 else ''}{near(sign)}{short}"
        if value is not None and 100 <= abs(value) < 1_000:
            return re.sub(r"\.\d+$", "", self.money(round(value)))
        return said

    def hours(self, value: float | None) -> str:
        """Return a time in working hours, the first ten to a tenth."""
        return self._units(value, "h", "小时")

    def days(self, value: float | None) -> str:
        """Return a number of days, the first ten to a tenth."""
        return self._units(value, "days", "天", one="day")

    def months(self, value: float | None) -> str:
        """Return a number of months, the first ten to a tenth."""
        return self._units(value, "months", "个月", one="month")

    def _units(self, value: float | None, en: str, zh: str, one: str = "") -> str:
        if value is None:
            return NOTHING
        said = self.number(value, 1 if abs(value) < 10 else 0)
        return f"{said} {self.text(one if one and said == '1' else en, zh)}"

    def day(self, value: date | str | None) -> str:
        """Return a date in full."""
        return day(_date(value), self.language)

    def month(self, value: date | str | None) -> str:
        """Return a month with its year."""
        return day(_date(value), self.language, "y年M月" if self.language == "zh" else "MMM y")

    def short_month(self, value: date | str | None) -> str:
        """Return a month for a narrow table: 2026-03 in both languages."""
        return NOTHING if (found := _date(value)) is None else f"{found:%Y-%m}"

    def format(self, kind: str, value: Any) -> str:  # noqa: ANN401 - a cell of any of the kinds below
        """Return a cell by its kind, one of `KINDS`."""
        if value is None:
            return NOTHING
        return KINDS[kind](self, value)


KINDS: dict[str, Callable[[Reader, Any], str]] = {
    "text": Reader.say,
    "number": Reader.number,
    "decimal": lambda reader, value: reader.number(value, 2),
    "small": lambda reader, value: reader.fixed(value, 4),
    "score": lambda reader, value: reader.fixed(value, 1),
    "percent": Reader.percent,
    "money": Reader.money,
    "hours": Reader.hours,
    "days": Reader.days,
    "months": Reader.months,
    "day": Reader.day,
    "month": Reader.month,
}


def signed(said: str) -> str:
    """Write a minus as the sign that is as wide as a plus; files for other programs keep the hyphen."""
    return said.replace("-", MINUS)


def near(said: str) -> str:
    """Write the yuan without its country: one page has one currency, named in its head."""
    return said.replace("CN¥", "¥")


def _date(value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value
