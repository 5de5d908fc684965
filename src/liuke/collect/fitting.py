"""How well a file fits a table: which columns tell it, what it lacks, and what speaks for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from liuke.collect.evidence import values_of
from liuke.collect.headers import plain
from liuke.collect.kinds import kind_in
from liuke.collect.layout import Layout
from liuke.collect.matching import LEAVE_OUT, Guess, bare_names, guess_columns
from liuke.collect.signatures import SALES, SIGNATURES, Signature
from liuke.collect.synonyms import FAMILIES, VAGUE, around, known_to, numbers_of, places
from liuke.schema import TABLES

_VAGUE_WEIGHT = 0.1
_OWN_NUMBER = 1.0
_NUMBERED_OTHERWISE = -2.0
_FILE_NAME = 1.0
_AROUND, _AROUND_AT_MOST = 0.4, 2.0
_SALE = {"customer_id", "ordered_at", "amount"}
_SALE_BONUS = {1: 0.0, 2: 1.0, 3: 1.5}
_IDLE_AMOUNT = -1.0
_NAMED = -1.0
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a file fits a table: `lacks` are the columns it misses, each with its alternatives."""

    signature: Signature
    guess: Guess
    telling: tuple[str, ...]
    missing: tuple[str, ...]
    unmet: tuple[tuple[str, ...], ...]
    score: float
    by_file: bool

    @property
    def table(self) -> str:
        """The table's name."""
        return self.signature.table

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not (self.missing or self.unmet)

    @property
    def lacks(self) -> tuple[tuple[str, ...], ...]:
        """What the table misses, each as the columns of which one would do."""
        missing = tuple((column,) for column in self.missing)
        return missing + tuple(group for group in self.unmet if not set(group) & set(self.missing))


def fit_table(path: Path, layout: Layout, signature: Signature, given: Mapping[str, str]) -> Fit:
    """Return how well a file fits a table; `given` are canonical columns said by hand, all of them the table's."""
    table = signature.table
    guess = guess_columns(layout, table, given)
    telling, by_file = _telling(signature, guess), _called(path, signature)
    nearby = {header for header in layout.headers if plain(header) in around(table)} - set(guess.named.values())
    missing = tuple(column for column in TABLES[table].required if not _has(guess, table, column))
    score = _score(layout, table, guess, telling, nearby) + _FILE_NAME * by_file
    known = {*telling, *given}
    enough = len(known) + len(nearby) >= signature.least
    groups = tuple(tuple(group.split()) for group in signature.groups)
    unmet = tuple(group for group in groups if not known & set(group)) or (() if enough else groups[:1])
    score += signature.bonus * (not unmet)
    return Fit(signature, guess, telling, missing, () if by_file and not signature.strict else unmet, score, by_file)


def _has(guess: Guess, table: str, column: str) -> bool:
    """Say whether a column is there; the number of an order can be made from customer and time."""
    return guess.columns.get(column, LEAVE_OUT) != LEAVE_OUT or (table, column) == ("order_line", "order_id")


def _telling(signature: Signature, guess: Guess) -> tuple[str, ...]:
    """Return the columns whose headers tell the table."""
    own, found = signature.own.split(), []
    for column, header in guess.named.items():
        name = _name(signature.table, column, header)
        known = name in VAGUE or ("order" in known_to(name) and signature.table not in SALES)
        if name and (column in own or not known):
            found.append(column)
    return tuple(found)


def _name(table: str, column: str, header: str) -> str:
    """Return the plain name by which a header, or the first of a product, was matched; empty where by none."""
    first = header.partition(" * ")[0]
    if (table, column) == ("survey_response", "score") and kind_in(first):
        return plain(first)
    return next((name for _, name in bare_names(first, table) if name in places(table, column)), "")


def _score(layout: Layout, table: str, guess: Guess, telling: Sequence[str], nearby: set[str]) -> float:
    """Return what speaks for a table: names that few tables know, its own number, and what stands around."""
    score = 0.0
    for column, header in guess.named.items():
        name = _name(table, column, header)
        score += _VAGUE_WEIGHT if name in VAGUE or not name else 1 / max(1, len(known_to(name)))
    score += _OWN_NUMBER * _has_own_number(table, guess, telling)
    score += _NUMBERED_OTHERWISE * (table == "customer" and any(map(_numbers_others, layout.headers)))
    score += _NAMED * (
        table == "identity" and any(plain(header) in places("customer", "name") for header in layout.headers)
    )
    score += _sale(layout, table, guess)
    return score + min(_AROUND * len(nearby), _AROUND_AT_MOST)


def _has_own_number(table: str, guess: Guess, telling: Sequence[str]) -> bool:
    """Say whether the rows have a number by a name that only rows of this table are numbered by."""
    number = TABLES[table].key[0]
    if number not in telling or table == "customer":
        return False
    return numbers_of(_name(table, number, guess.named[number])) == {FAMILIES.get(table, table)}


def _numbers_others(header: str) -> bool:
    """Say whether a header is the number of something that customers have, as of a ticket: no list of customers."""
    return plain(header) not in VAGUE and bool(numbers_of(plain(header))) and "customer" not in known_to(plain(header))


def _sale(layout: Layout, table: str, guess: Guess) -> float:
    """Return what customer, time and amount together say for orders, and an amount for nothing against the others."""
    if table in SALES:
        told = guess.named.keys() & _SALE
        if "amount" not in told or not guess.columns.keys() >= _SALE:
            return 0.0
        return _SALE_BONUS[len(told)] if _filled(layout, guess.named["amount"]) else _IDLE_AMOUNT
    spare = (header for header in layout.headers if header not in guess.columns.values())
    return _IDLE_AMOUNT * any(
        plain(header) in places("order", "amount") and _filled(layout, header) for header in spare
    )


def _filled(layout: Layout, header: str) -> bool:
    """Say whether most rows have an amount; a price that stands for one does not count."""
    if " * " in header:
        return True
    there = len(values_of(layout.head[:_LOOKED_AT], header))
    return bool(_name("order", "amount", header)) and 2 * there >= len(layout.head[:_LOOKED_AT])


def _called(path: Path, signature: Signature) -> bool:
    """Say whether a file's name says the table: the last word that says any, as in 客户投诉.csv."""
    stem = path.name.partition(".")[0].casefold()
    said = {one.table: _last(stem, one.file.split()) for one in SIGNATURES}
    return said[signature.table] >= 0 and said[signature.table] == max(said.values())


def _last(stem: str, words: Sequence[str]) -> int:
    """Return where the last of some words ends in a name; -1 where none stands there."""
    joined = re.sub(r"[\s_\-]+", "", stem)
    chinese = [joined.rfind(word) + len(word) for word in words if not word.isascii() and word in joined]
    spelt = {found[0]: found.end() for found in re.finditer("[a-z]+", stem)}
    english = [end for word, end in spelt.items() if {word, word.removesuffix("s")} & set(words)]
    return max(chinese + english, default=-1)
