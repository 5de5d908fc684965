"""Columns that are made of two headers, and what a header says of a subscription's price besides its name."""

from collections.abc import Mapping, Sequence

from liuke.collect.evidence import values_of
from liuke.collect.headers import plain
from liuke.collect.layout import Layout
from liuke.collect.synonyms import (
    MONTHLY,
    PERIOD_COUNTS,
    PERIOD_UNITS,
    SEATS,
    TERM_ENDS,
    TERM_STARTS,
    UNIT_PRICES,
    WHOLE_PRICES,
    YEARLY,
)
from liuke.language import Text

_PRICE_OF_ONE = Text(
    "“{price}” is taken for the price of the whole subscription, though there are several of “{seats}”. If it is the "
    "price of one, add it with --map 'price={price} * {seats}'.",
    "已把“{price}”当作整个订阅的价格，但“{seats}”不止一个。如果它是单价，请加上 --map 'price={price} * {seats}'。",
)
_PERIOD = Text(
    "“{price}” is a price {per_en}, whatever is paid at a time.",
    "“{price}”是{per_zh}的价格，与付款周期无关。",
)
_NO_PERIOD = Text(
    "No column says for how long “{price}” is paid, and from “{start}” to “{end}” there may lie several terms, over "
    "which the price would be spread. Say which column is the period with --map period=…",
    "没有列说明“{price}”对应的计费周期，而“{start}”到“{end}”之间可能有多个周期，价格会被摊到整段时间上。"
    "请用 --map period=… 指定周期列。",
)
_LOOKED_AT = 200


def price_of_all(names: Mapping[str, str], price: str) -> str | None:
    """Return what is the price of all seats where `price` is that of one: a total, or price times seats.

    `names` are the headers by their plain names, without the table's own path.
    """
    if not any(names[name] == price for name in UNIT_PRICES if name in names):
        return None
    seats = _first(names, SEATS)
    whole = _first(names, WHOLE_PRICES)
    return (whole or f"{price} * {seats}") if seats else None


def count_and_unit(layout: Layout, names: Mapping[str, str]) -> str | None:
    """Return the length of a billing period where one header counts and another says what; None for one of each."""
    count, unit = _first(names, PERIOD_COUNTS), _first(names, PERIOD_UNITS)
    counts = set(values_of(layout.head[:_LOOKED_AT], count)) if count and unit else set()
    if not counts or not all(text.isdigit() for text in counts):
        return None
    return unit if counts == {"1"} else f"{count} * {unit}"


def tell_period(table: str, columns: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the period where the header of a subscription's price says it, such as MRR."""
    name = plain(columns.get("price", ""))
    if table != "subscription" or "period" in given or name not in MONTHLY | YEARLY:
        return {}
    return {"period": "month" if name in MONTHLY else "year"}


def price_notes(layout: Layout, table: str, columns: Mapping[str, str], period: str | None) -> tuple[Text, ...]:
    """Return notes on a subscription's price that may be that of one seat, of a month, or of no known period."""
    price = columns.get("price")
    if table != "subscription" or price not in layout.headers:
        return ()
    if period:
        return (_PERIOD.fill(price=price, per_en=f"a {period}", per_zh="每月" if period == "month" else "每年"),)
    notes = []
    names = {plain(header.rpartition(".")[2]): header for header in reversed(layout.headers)}
    seats = _first(names, SEATS)
    if seats and plain(price) not in WHOLE_PRICES and _several(values_of(layout.head[:_LOOKED_AT], seats)):
        notes.append(_PRICE_OF_ONE.fill(price=price, seats=seats))
    start, end = columns.get("started_at", ""), columns.get("expires_at", "")
    if "period" not in columns and _last(end) in TERM_ENDS and _last(start) not in TERM_STARTS:
        notes.append(_NO_PERIOD.fill(price=price, start=start, end=end))
    return tuple(notes)


def _last(header: str) -> str:
    return plain(header.partition("(")[0].rpartition(".")[2])


def _several(values: Sequence[str]) -> bool:
    return any(text.isdigit() and int(text) > 1 for text in values)


def _first(names: Mapping[str, str], wanted: Sequence[str]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)
