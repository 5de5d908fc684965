"""Which currency a workspace's amounts are in, and what people write for it."""

from collections.abc import Iterable

from babel.core import get_global
from babel.numbers import get_territory_currencies

UNKNOWN = "XXX"
"""The ISO 4217 code for no currency."""

_ALIASES = {
    "RMB": "CNY", "CNH": "CNY", "人民币": "CNY", "元": "CNY", "YUAN": "CNY", "CN¥": "CNY", "CN￥": "CNY",
    "€": "EUR", "EURO": "EUR", "欧元": "EUR", "£": "GBP", "英镑": "GBP", "STG": "GBP",
    "US$": "USD", "美元": "USD", "HK$": "HKD", "港币": "HKD", "港元": "HKD", "NT$": "TWD", "新台币": "TWD",
    "日元": "JPY", "JP¥": "JPY", "円": "JPY", "₩": "KRW", "韩元": "KRW", "₹": "INR", "RS": "INR",
    "A$": "AUD", "C$": "CAD",
}  # fmt: skip
_SHARED_SIGNS = {"¥": ("CNY", "JPY"), "￥": ("CNY", "JPY"), "$": ("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "MXN")}
_NONE = {"", "-", "NULL", "NAN", "NONE", "N/A", "NA", "无"}


def code(written: str, home: str) -> str | None:
    """Return the ISO code of a currency as written, or None where it names none.

    A sign that several currencies share is `home`'s if `home` is one of them, else the most usual one's.
    """
    text = written.strip().upper()
    if text in _NONE:
        return None
    if shared := _SHARED_SIGNS.get(text):
        return home if home in shared else shared[0]
    return _ALIASES.get(text, text)


def of_zone(zone: str) -> str:
    """Return the currency of the country that a time zone belongs to, or `UNKNOWN` (UTC belongs to none)."""
    country = get_global("zone_territories").get(zone, "001")
    known = [] if country == "001" else get_territory_currencies(country)
    return str(known[0]) if known else UNKNOWN


def foreign(written: Iterable[str], home: str) -> tuple[str, ...]:
    """Return those of the spellings that name another currency than `home`."""
    return tuple(text for text in written if code(text, home) not in (None, home))
