"""What the first values of a column say about it, for columns whose header says nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from liuke.collect.amounts import reads_as_number
from liuke.collect.dates import reads_as_time
from liuke.collect.layout import Cell, Layout, Row
from liuke.language import Text
from liuke.schema import TABLES

type Chooser = Callable[[Mapping[str, list[str]]], str | None]

_LOOKED_AT = 5_000
_DATES = Text("values are dates, such as {value}", "取值是日期，如 {value}")
_MONEY = Text("values are amounts, such as {value}", "取值是金额，如 {value}")
_REPEATING = Text("values are numbers that come back, such as {value}", "取值是重复出现的编号，如 {value}")


def values_of(head: Sequence[Row], header: str) -> list[str]:
    """Return the values that are there in the first rows of a column."""
    return [text for row in head[:_LOOKED_AT] if (text := (row[header] or "").strip())]


def share_filled(head: Sequence[Row], header: str) -> float:
    """Return the part of the first rows that have a value in a column; 1 where there are no rows."""
    rows = head[:_LOOKED_AT]
    return len(values_of(rows, header)) / len(rows) if rows else 1.0


def masked(head: Sequence[Row], header: str) -> bool:
    """Say whether most values are made unreadable, as 138****0001: such a value may be several people's."""
    values = values_of(head, header)
    return bool(values) and 2 * sum("**" in text for text in values) > len(values)


def shared(head: Sequence[Row], number: str, customer: str) -> bool:
    """Say whether most numbers are those of several customers, such as a number of all who got a message."""
    owners: dict[str, set[str]] = {}
    for row in head[:_LOOKED_AT]:
        if (said := row[number]) and (owner := row[customer]):
            owners.setdefault(said, set()).add(owner)
    return 2 * sum(len(found) > 1 for found in owners.values()) > len(owners)


def repeats(head: Sequence[Row], header: str) -> bool:
    """Say whether a number comes back in the first rows."""
    values = [text for row in head if (text := (row[header] or "").strip())]
    return len(set(values)) < len(values)


def told_by_order(head: Sequence[Row], order: str, amount: str, *, by_name: bool = False) -> bool | None:
    """Say whether lines repeat the amount of their order: it differs between orders, never within one.

    Ten orders of several lines must say so; where the amount is an order's by its name, two are enough, and None says
    that fewer, or only most of them, do.
    """
    seen = _amounts_of_orders(head[:_LOOKED_AT], order, amount)
    alike = sum(len(amounts) == 1 and any(amounts) for amounts in seen)
    different = len({one for amounts in seen for one in amounts})
    if len(seen) >= 10 and alike > 0.95 * len(seen) and different > len(seen) // 4:
        return True
    if not by_name or not seen or 2 * alike < len(seen):
        return False
    return True if alike == len(seen) >= 2 else None


def _amounts_of_orders(rows: Sequence[Row], order: str, amount: str) -> list[set[Cell]]:
    """Return the amounts that stand beside each order number which several rows have."""
    lines = Counter(number for row in rows if (number := row[order]))
    seen: dict[str, set[Cell]] = {number: set() for number, count in lines.items() if count > 1}
    for row in rows:
        if (number := row[order]) and number in seen:
            seen[number].add(row[amount])
    return list(seen.values())


def goes_on(head: Sequence[Row], order: str, amount: str) -> bool:
    """Say whether rows without an amount go on with an order whose amount another row says."""
    said = {row[order] for row in head[:_LOOKED_AT] if row[order] and row[amount]}
    return any(row[order] in said and not row[amount] for row in head[:_LOOKED_AT])


def guess_from_values(layout: Layout, table: str, columns: Mapping[str, str]) -> Iterator[tuple[str, str, Text]]:
    """Yield (canonical column, header, why) for what a table needs and no header names, where one choice is clear."""
    wanted = [wish for wish in _wishes(table, columns) if wish[0] not in columns]
    if not wanted:
        return
    used = {header for value in columns.values() for header in (value, *(part.strip() for part in value.split("*")))}
    free = {
        header: found for header in layout.headers if header not in used and (found := values_of(layout.head, header))
    }
    for column, candidates, why in wanted:
        if header := candidates(free):
            yield column, header, why.fill(value=free.pop(header)[0])


def _wishes(table: str, columns: Mapping[str, str]) -> Iterator[tuple[str, Chooser, Text]]:
    """Yield what may be told by values: when, how much (of orders), and who, where nobody else is named."""
    canonical = TABLES[table]
    if canonical.time:
        yield canonical.time, _times, _DATES
    if table in ("order", "order_line"):
        yield "amount", _amounts, _MONEY
        yield "customer_id", _customers, _REPEATING
    elif "customer_id" in canonical.required if table != "event" else "anonymous_id" not in columns:
        yield "customer_id", _numbered_customers, _REPEATING


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def _times(free: Mapping[str, list[str]]) -> str | None:
    return _only([header for header, values in free.items() if _mostly(values, reads_as_time)])


def _amounts(free: Mapping[str, list[str]]) -> str | None:
    return _only(
        [
            header
            for header, values in free.items()
            if _mostly(values, reads_as_number) and any(re.search(r"[.,]\d{1,2}\D*$", text) for text in values)
        ]
    )


def _customers(free: Mapping[str, list[str]]) -> str | None:
    """Return the column of codes that come back; of columns that say the same in other words, the first."""
    found = [header for header, values in free.items() if _identifies(values)]
    if not found or any(not _same(free[found[0]], free[other]) for other in found[1:]):
        return None
    return found[0]


def _numbered_customers(free: Mapping[str, list[str]]) -> str | None:
    """Return the column of codes that come back, of those that are codes with digits and no dates or measures."""
    return _customers(
        {
            header: values
            for header, values in free.items()
            if all(re.search(r"\d|@", text) for text in values)
            and not any("." in text and reads_as_number(text) for text in values)
            and not _mostly(values, reads_as_time)
        }
    )


def _identifies(values: Sequence[str]) -> bool:
    distinct = len(set(values))
    coded = all(re.fullmatch(r"[\w\-@.]{1,64}", text) for text in values)
    return coded and 20 <= distinct < len(values) * 0.95 and min(len(text) for text in values) >= 3


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    pairs = set(zip(one, other, strict=False))
    return len(one) == len(other) and len(pairs) == len(set(one)) == len(set(other))


def _mostly(values: Sequence[str], test: Callable[[str], object]) -> bool:
    """Say whether more than 95 of 100 values pass a test; stops at the one that is too many."""
    left = len(values) * 0.05
    for value in values:
        if not test(value):
            left -= 1
            if left <= 0:
                return False
    return left > 0
