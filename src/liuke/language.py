"""Words, numbers, money and dates in the reader's language.

Everything a person reads is a `Text` with both languages side by side; Babel formats what CLDR knows about.
"""

import math
import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)

type Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = ("en", "zh")
LOCALES: dict[Language, str] = {"en": "en_US", "zh": "zh_Hans_CN"}
TAGS: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}
NOTHING = "–"
NO_CURRENCY = "XXX"
"""ISO 4217's code for amounts whose currency nobody has said."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English and in Simplified Chinese; `{name}` marks a value to fill in."""

    en: str
    zh: str

    def say(self, language: Language, **values: object) -> str:
        """Return the text in `language` with the values filled in."""
        template = self.zh if language == "zh" else self.en
        return template.format(**values) if values else template

    def fill(self, **values: object) -> "Text":
        """Return both languages with the values filled in; a `Text` value is filled in by language."""
        return Text(*(self.say(to, **{k: _word(v, to) for k, v in values.items()}) for to in LANGUAGES))

    def record(self) -> dict[str, str]:
        """Return both languages for JSON."""
        return {"en": self.en, "zh": self.zh}


def _word(value: object, language: Language) -> object:
    return value.say(language) if isinstance(value, Text) else value


def preferred_language() -> Language:
    """Return the language that the environment asks for: the first of LC_ALL, LC_MESSAGES, LANG that is set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _finite(value: float | Decimal | None) -> float | None:
    """Return the number, or None for none; adding 0 to what is rounded makes 0 of −0."""
    found = math.nan if value is None else float(value)
    return found if math.isfinite(found) else None


def number(value: float | Decimal | None, language: Language, digits: int = 0) -> str:
    """Return a number with grouping and at most `digits` decimals; a dash where there is none."""
    if (value := _finite(value)) is None:
        return NOTHING
    return format_decimal(round(value, digits) + 0, format="#,##0." + "#" * digits, locale=LOCALES[language])


def signed(value: float, digits: int, *, plus: bool = True) -> str:
    """Return a change with its sign and exactly `digits` decimals; a minus is the minus sign, not a hyphen."""
    return f"{round(value, digits) + 0:{'+' if plus else ''}.{digits}f}".replace("-", "\N{MINUS SIGN}")


def percent(value: float | Decimal | None, language: Language, digits: int = 1) -> str:
    """Return a share (0.125) as a percentage with exactly `digits` decimals (12.5%)."""
    if (value := _finite(value)) is None:
        return NOTHING
    mask = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(round(value, digits + 2) + 0, format=mask, locale=LOCALES[language])


def money(value: float | Decimal | None, currency: str, language: Language, *, short: bool = False) -> str:
    """Return an amount in its ISO 4217 currency; `short` gives 12.3M in English and 1,227.8万 in Chinese."""
    if (value := _finite(value)) is None:
        return NOTHING
    locale = LOCALES[language]
    if currency == NO_CURRENCY:
        return re.sub(r"US|\$", "", money(value, "USD", language, short=short))
    if short and abs(value) >= 10_000:
        said = format_compact_currency(value, currency, locale=locale, fraction_digits=1)
        return re.sub(r"\d{4,}", lambda digits: f"{int(digits[0]):,}", said)
    if abs(value) >= 1_000:
        return format_currency(round(value), currency, format="¤#,##0", locale=locale, currency_digits=False)
    places = get_currency_precision(currency)
    return format_currency(round(value, places) + 0, currency, locale=locale)


def day(value: date | None, language: Language, pattern: str = "medium") -> str:
    """Return a date by the reader's custom, or a dash."""
    return NOTHING if value is None else format_date(value, format=pattern, locale=LOCALES[language])


def moment(value: datetime, language: Language) -> str:
    """Return a date and time by the reader's custom."""
    return format_datetime(value, format="medium", locale=LOCALES[language])
