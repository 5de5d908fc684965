"""Which header is which column of a table: by its name, by unit price and quantity, and by its values at last."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis

from liuke.collect.amounts import reads_as_number
from liuke.collect.dates import reads_as_moment
from liuke.collect.evidence import guess_from_values, masked, share_filled, shared, values_of
from liuke.collect.headers import plain
from liuke.collect.kinds import kind_in
from liuke.collect.layout import Layout
from liuke.collect.made import count_and_unit, price_of_all
from liuke.collect.synonyms import ALSO_IDS, PRICES, QUANTITIES, REACHED, beside, places
from liuke.language import Text
from liuke.schema import TABLES
from liuke.settings import Mapping as Stored

GIVEN = Text("given by hand", "手工指定")
STORED = Text("stored in liuke.toml", "来自 liuke.toml 中保存的映射")
NAMED = Text("the name “{header}”", "列名“{header}”")
LEAVE_OUT = "-"
_UNIT_LEFT_OFF, _PATH_LEFT_OFF = 500, 1_000
_PATHS = ("properties", "traits", "attributes", "fields", "data", "record")
_ASKED = re.compile(r"(?i)\d+\s*[、.．)]\s*(请?(输入|填写|留下)?[您你]的|your )?")
_DURATION = re.compile(r"(?i)\b(in )?(hrs?|hours?|mins?|minutes?|secs?|seconds?|ms|days?)\b|小时|分钟|秒|天")
CONTACT = Text("“{header}”, as there is no number", "“{header}”（文件中没有编号）")
_LOOKED_AT = 200
_DOUBTED = 10_000
_HALF, _AS_FULL = 0.5, 0.9
_NUMBERED_ONCE = ("event", "interaction", "treatment")


@dataclass(frozen=True, slots=True)
class Guess:
    """A choice of columns for a table, each with its reason; `named` are those that were told by their names."""

    columns: dict[str, str]
    reasons: dict[str, Text]
    named: dict[str, str]


def guess_columns(layout: Layout, table: str, given: Mapping[str, str], stored: Stored | None = None) -> Guess:
    """Choose a header for each column of a table: as given, as stored, by name, by values."""
    by_hand = dict.fromkeys(given, GIVEN)
    if stored:
        return Guess(stored.columns | dict(given), dict.fromkeys(stored.columns, STORED) | by_hand, {})
    guess = Guess(dict(given), dict(by_hand), {})
    _by_neighbours(guess, layout, table)
    _by_name(guess, layout, table)
    _by_another_number(guess, layout, table)
    _by_question(guess, layout, table)
    _by_product(guess, layout.headers, table)
    _by_seats_and_period(guess, layout, table)
    _by_contact(guess, layout, table)
    for column, header, reason in guess_from_values(layout, table, guess.columns):
        guess.columns[column], guess.reasons[column] = header, reason
    return guess


def bare_names(header: str, table: str) -> Iterator[tuple[int, str]]:
    """Yield the plain forms of a header, each with what its places in a list of names are raised by.

    Whole, without a unit in brackets, without the number of a question (`3、您的手机号`), and without the path of a
    table's own field (`subscriptions.plan_id`).
    """
    whole = header.replace("（", "(")
    yield 0, plain(whole)
    yield _UNIT_LEFT_OFF, plain(whole.partition("(")[0])
    if asked := _ASKED.match(whole):
        yield _UNIT_LEFT_OFF, plain(whole[asked.end() :])
    path, _, field = whole.rpartition(".")
    own = TABLES[table]
    if path and plain(path) in {plain(name) for name in (own.name, f"{own.name}s", *own.also, *_PATHS)}:
        yield _PATH_LEFT_OFF, plain(field)


def _rank(header: str, table: str, column: str) -> int | None:
    """Return the place of a header among the names of a column; None where it is none of them."""
    names = places(table, column)
    is_time = ibis.dtype(TABLES[table][column].type).is_temporal()
    for offset, name in bare_names(header, table):
        if name in names and not (offset == _UNIT_LEFT_OFF and is_time and _counts_time(header)):
            return offset + names[name]
    return None


def _counts_time(header: str) -> bool:
    """Say whether a header's brackets hold a unit, as in `First response time (in hrs)`: a duration is no date."""
    return bool(_DURATION.search(header.replace("（", "(").partition("(")[2]))


def _by_name(guess: Guess, layout: Layout, table: str, barred: Collection[str] = ()) -> None:
    """Give each header the canonical column whose names list it earliest; a column takes its best header."""
    found = sorted(
        (rank + _DOUBTED * _doubtful(layout, table, column, header), position, column, header)
        for column in TABLES[table].names
        for position, header in enumerate(layout.headers)
        if header not in barred and (rank := _rank(header, table, column)) is not None
    )
    used = set(guess.columns.values())
    for _, _, column, header in found:
        if column not in guess.columns and header not in used and _could_be(layout, table, column, header):
            _name(guess, column, header)
            used.add(header)


def _doubtful(layout: Layout, table: str, column: str, header: str) -> bool:
    """Say whether a column tells of too few rows who it was or when, so that any other of such a name is better."""
    if column == "customer_id" and masked(layout.head, header):
        return True
    needed = column in TABLES[table].required and column in ("customer_id", TABLES[table].time)
    return needed and share_filled(layout.head, header) < _HALF


def _by_another_number(guess: Guess, layout: Layout, table: str) -> None:
    """Leave out a number that several customers share, and take the next: rows of a number count as one."""
    number, barred = TABLES[table].key[0], []
    while table in _NUMBERED_ONCE and (header := guess.named.get(number)) and _is_shared(guess, layout, header):
        barred.append(header)
        del guess.columns[number], guess.named[number], guess.reasons[number]
        _by_name(guess, layout, table, barred)


def _is_shared(guess: Guess, layout: Layout, number: str) -> bool:
    customer = guess.columns.get("customer_id", guess.columns.get("anonymous_id"))
    return customer in layout.headers and shared(layout.head, number, str(customer))


def _by_neighbours(guess: Guess, layout: Layout, table: str) -> None:
    """Give columns the headers that are theirs because of what stands beside them, such as `Name` of an order."""
    headers = {plain(header): header for header in reversed(layout.headers)}
    for column, (names, others) in beside(table).items():
        found = next((headers[name] for name in names if name in headers), None)
        if column not in guess.columns and found and found not in guess.columns.values() and others & headers.keys():
            _name(guess, column, found)


def _name(guess: Guess, column: str, header: str) -> None:
    guess.columns[column] = guess.named[column] = header
    guess.reasons[column] = NAMED.fill(header=header)


def _could_be(layout: Layout, table: str, column: str, header: str) -> bool:
    """Say whether values fit: what an optional time is called may be a duration or a yes."""
    canonical = TABLES[table][column]
    if (table, column) == ("event", "name") and plain(header) == "name":
        return not _is_of_people(layout, header)
    if canonical.required or not ibis.dtype(canonical.type).is_temporal():
        return True
    values = values_of(layout.head[:_LOOKED_AT], header)
    return not values or 2 * sum(map(reads_as_moment, values)) >= len(values)


def _is_of_people(layout: Layout, header: str) -> bool:
    """Say whether names beside phones or e-mails are about as many as those: people's, not those of events."""
    reached = next((other for other in layout.headers if plain(other) in REACHED), None)
    people = len(set(values_of(layout.head, reached))) if reached else 0
    return 2 * len(set(values_of(layout.head, header))) > people > 0


def _by_question(guess: Guess, layout: Layout, table: str) -> None:
    """Where no score is named, take the numbers under the question itself, as survey tools export it."""
    if table != "survey_response" or "score" in guess.columns:
        return
    for header in layout.headers:
        values = values_of(layout.head[:_LOOKED_AT], header)
        if header not in guess.columns.values() and kind_in(header) and values and all(map(reads_as_number, values)):
            _name(guess, "score", header)
            return


def _by_product(guess: Guess, headers: Sequence[str], table: str) -> None:
    """Where no amount is named, take unit price times quantity, or the price alone."""
    if "amount" in guess.columns or table not in ("order", "order_line"):
        return
    prices = {header: rank for header in headers if (rank := _rank_in(header, PRICES)) is not None}
    counts = [header for header in headers if _rank_in(header, QUANTITIES) is not None]
    if prices:
        price = min(prices, key=lambda header: prices[header])
        _name(guess, "amount", f"{price} * {counts[0]}" if counts else price)


def _by_seats_and_period(guess: Guess, layout: Layout, table: str) -> None:
    """Where a subscription is priced by the seat, take the price of all; a period of a count and a unit, both."""
    if table != "subscription":
        return
    names = {name: header for header in reversed(layout.headers) for _, name in bare_names(header, table)}
    price, period = guess.named.get("price"), guess.named.get("period")
    if price and (whole := price_of_all(names, price)):
        _name(guess, "price", whole)
    if period and (both := count_and_unit(layout, names)):
        _name(guess, "period", both)


def _by_contact(guess: Guess, layout: Layout, table: str) -> None:
    """Where customers have no number, take what tells them apart: phone, e-mail, the name at last.

    Of phones and e-mails, one is passed over that tells of fewer customers than another: those without a value could
    not be told apart. Names, which several may have, only stand in where most customers have neither.
    """
    if "customer_id" in guess.columns or table != "customer":
        return
    ranks = {header: rank for header in layout.headers if (rank := _rank_in(header, ALSO_IDS)) is not None}
    if ranks:
        parts = {header: share_filled(layout.head, header) * (not masked(layout.head, header)) for header in ranks}
        reached = [header for header in ranks if plain(header) in REACHED and parts[header] >= _HALF]
        fullest = max(parts[header] for header in reached or ranks)
        full = [header for header in reached or ranks if parts[header] >= _AS_FULL * fullest]
        header = min(full, key=lambda header: ranks[header])
        _name(guess, "customer_id", header)
        guess.reasons["customer_id"] = CONTACT.fill(header=header)


def _rank_in(header: str, names: Mapping[str, int]) -> int | None:
    return next((offset + names[name] for offset, name in bare_names(header, "order") if name in names), None)
