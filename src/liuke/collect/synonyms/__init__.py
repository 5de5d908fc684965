"""What columns are called out there, in English and Chinese: one file a family of tables, data and no code.

Words are separated by spaces, so a space within a name is written as an underscore. Earlier names win over later ones.
`NAMES` are the names of columns, `AROUND` what else tends to stand in such a file and helps to tell the table.
`BESIDE` are names that say nothing alone: each column's, and the headers of which one must stand beside them.
"""

from collections.abc import Mapping
from functools import cache

from liuke.collect.headers import plain
from liuke.collect.synonyms import behaviour, contracts, people, sales, selling, service
from liuke.collect.synonyms.shared import VAGUE as _VAGUE
from liuke.schema import TABLES

_FILES = (sales, people, contracts, behaviour, service, selling)
_NAMES: dict[str, dict[str, str]] = {table: columns for file in _FILES for table, columns in file.NAMES.items()}
_AROUND: dict[str, str] = {table: words for file in _FILES for table, words in file.AROUND.items()}
_BESIDE: dict[str, dict[str, tuple[str, str]]] = {**sales.BESIDE, **service.BESIDE}
FAMILIES = {"order_line": "order", "feedback_status": "feedback"}
"""Tables that share their words with another: what both know counts as known to one."""


def _plain(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(word) for word in words.split()))


@cache
def names_of(table: str, column: str) -> tuple[str, ...]:
    """Return the plain names that a canonical column goes by, the likeliest first."""
    label = TABLES[table][column].label
    own = (plain(word) for word in (column, label.zh, label.en))
    return tuple(dict.fromkeys((*_plain(_NAMES[table].get(column, column)), *own)))


@cache
def places(table: str, column: str) -> Mapping[str, int]:
    """Return the place of each plain name in `names_of`."""
    return {name: place for place, name in enumerate(names_of(table, column))}


@cache
def beside(table: str) -> Mapping[str, tuple[tuple[str, ...], frozenset[str]]]:
    """Return by column the plain names that hold only beside certain headers, and the plain names of those."""
    found = _BESIDE.get(table, {})
    return {column: (_plain(names), frozenset(_plain(others))) for column, (names, others) in found.items()}


@cache
def around(table: str) -> frozenset[str]:
    """Return the plain names of what tends to stand in a file of this table without being one of its columns."""
    return frozenset(_plain(_AROUND.get(table, "")))


@cache
def known_to(name: str) -> frozenset[str]:
    """Return the families of tables that have a column of this plain name."""
    return frozenset(
        FAMILIES.get(table.name, table.name)
        for table in TABLES.values()
        if any(name in places(table.name, column) for column in table.names)
    )


@cache
def numbers_of(name: str) -> frozenset[str]:
    """Return the families of tables whose own number goes by this plain name."""
    return frozenset(
        FAMILIES.get(table.name, table.name) for table in TABLES.values() if name in places(table.name, table.key[0])
    )


PRICES = {name: place for place, name in enumerate(_plain(sales.PRICE))}
QUANTITIES = {name: place for place, name in enumerate(_plain(sales.QUANTITY))}
UNIT_PRICES = _plain(contracts.UNIT_PRICE)
SEATS = _plain(contracts.SEATS)
WHOLE_PRICES = _plain(contracts.WHOLE_PRICE)
MONTHLY, YEARLY = frozenset(_plain(contracts.MONTHLY)), frozenset(_plain(contracts.YEARLY))
PERIOD_UNITS, PERIOD_COUNTS = _plain(contracts.PERIOD_UNIT), _plain(contracts.PERIOD_COUNT)
TERM_STARTS, TERM_ENDS = _plain(contracts.TERM_START), _plain(contracts.TERM_END)
REACHED = frozenset(_plain(people.REACHED))
ALSO_IDS = {name: place for place, name in enumerate(_plain(people.ALSO_IDS))}
ORDER_TOTALS = frozenset(_plain(sales.ORDER_TOTAL))
VAGUE = frozenset(_plain(_VAGUE))
KNOWN = frozenset(name for table in TABLES.values() for column in table.names for name in names_of(table.name, column))
KNOWN |= frozenset(PRICES)
