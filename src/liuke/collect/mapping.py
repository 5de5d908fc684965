"""Which column is which: given by hand, stored from before, or guessed from headers and values."""

import difflib
import shlex
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from liuke.collect.evidence import guess_from_values, repeats, told_by_order
from liuke.collect.headers import plain
from liuke.collect.layout import Layout
from liuke.collect.proposal import Proposal
from liuke.collect.synonyms import PRICES, QUANTITIES, names_of
from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.schema import TABLES, find_table
from liuke.settings import Mapping, Settings

GIVEN = Text("given by hand", "手工指定")
STORED = Text("stored in liuke.toml", "来自 liuke.toml 中保存的映射")
NAMED = Text("the name “{header}”", "列名“{header}”")
LEAVE_OUT = "-"
TOLD_BY_ORDER = Text(
    "Rows of one order repeat its amount, so rows with the same order number count as one order. "
    "If the amounts are those of single products, add it with --table order_line.",
    "同一订单的各行金额相同，因此订单号相同的行按一笔订单计。如果金额其实是单件商品的金额，请加上 --table order_line。",
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A choice of columns for a table, each with its reason."""

    columns: dict[str, str]
    reasons: dict[str, Text]


def propose(
    path: Path,
    layout: Layout,
    settings: Settings,
    *,
    table: str | None = None,
    given: Pairs[str, str] | None = None,
    timezone: str | None = None,
) -> Proposal:
    """Return the mapping for a file: `given` wins over stored, stored wins over guessed."""
    pairs = {column: _resolve(path, header, layout.headers) for column, header in (given or {}).items()}
    stored = _stored(settings, layout.headers, table)
    notes = layout.notes
    if table or stored:
        name = table or (stored.table if stored else "")
    else:
        name, told_once = _table_for(layout, pairs)
        if told_once:
            pairs, notes = {"items": LEAVE_OUT} | pairs, (*notes, TOLD_BY_ORDER)
    _check_given(path, name, pairs)
    guess = _guess(layout, name, pairs, stored)
    columns = {
        column: guess.columns[column]
        for column in TABLES[name].names
        if guess.columns.get(column, LEAVE_OUT) != LEAVE_OUT
    }
    _check_required(path, name, columns, layout.headers)
    mapping = Mapping(
        table=name,
        headers=stored.headers if stored else layout.headers,
        columns=columns,
        day_first=stored.day_first if stored else None,
        timezone=timezone or (stored.timezone if stored else None),
    )
    return Proposal(path, layout, mapping, guess.reasons, notes + _notes(name, guess))


def _stored(settings: Settings, headers: tuple[str, ...], table: str | None) -> Mapping | None:
    for mapping in settings.mapping:
        if set(mapping.headers) == set(headers) and table in (None, mapping.table):
            return mapping
    return None


def _resolve(path: Path, wanted: str, headers: tuple[str, ...]) -> str:
    """Return what a given value names among the headers; raises `UsageError` where there is none of that name."""
    wanted = wanted.strip()
    if wanted in headers or wanted == LEAVE_OUT:
        return wanted
    return " * ".join(_header(path, part.strip(), headers) for part in wanted.split("*"))


def _header(path: Path, wanted: str, headers: tuple[str, ...]) -> str:
    if wanted in headers:
        return wanted
    alike = [header for header in headers if plain(header) == plain(wanted)]
    if len(alike) == 1:
        return alike[0]
    ordered = sorted(headers, key=lambda header: -difflib.SequenceMatcher(None, plain(wanted), plain(header)).ratio())
    raise UsageError(
        "collect.no_such_column",
        Text("{name} has no column “{wanted}”.", "{name} 中没有名为“{wanted}”的列。").fill(
            name=path.name, wanted=wanted
        ),
        Text("Its columns: {headers}.", "现有的列：{headers}。").fill(headers=", ".join(ordered)),
        file=str(path),
        column=wanted,
    )


def _check_given(path: Path, table: str, pairs: Pairs[str, str]) -> None:
    canonical = find_table(table)
    for column in pairs:
        if column not in canonical.names:
            raise UsageError(
                "collect.no_canonical_column",
                Text("The table “{table}” has no column “{column}”.", "数据表“{table}”没有“{column}”列。").fill(
                    table=table, column=column
                ),
                Text("It has: {names}.", "可用的列：{names}。").fill(names=", ".join(canonical.names)),
                file=str(path),
                column=column,
            )


def _table_for(layout: Layout, pairs: Pairs[str, str]) -> tuple[str, bool]:
    """Choose between one row an order and one row a line; say whether lines repeat the amount of their order."""
    orders, lines = TABLES["order"].names, TABLES["order_line"].names
    if any(column not in orders and column in lines for column in pairs):
        return "order_line", False
    if any(column not in lines and column in orders for column in pairs):
        return "order", False
    columns = _guess(layout, "order_line", pairs, None).columns
    if not {"product_id", "product"} & columns.keys():
        return "order", False
    order, amount = columns.get("order_id"), columns.get("amount")
    if order is None:
        return "order_line", False
    if amount in layout.headers and "amount" not in pairs and told_by_order(layout.head, order, str(amount)):
        return "order", True
    return "order_line" if repeats(layout.head, order) else "order", False


def _guess(layout: Layout, table: str, given: Pairs[str, str], stored: Mapping | None) -> Guess:
    by_hand = dict.fromkeys(given, GIVEN)
    if stored:
        return Guess(stored.columns | dict(given), dict.fromkeys(stored.columns, STORED) | by_hand)
    guess = Guess(dict(given), dict(by_hand))
    _by_name(guess, layout.headers, table)
    _by_product(guess, layout.headers, table)
    for column, header, reason in guess_from_values(layout, table, guess.columns):
        guess.columns[column], guess.reasons[column] = header, reason
    return guess


def _by_name(guess: Guess, headers: Sequence[str], table: str) -> None:
    """Give each header the canonical column whose names list it earliest; a column takes its best header."""
    found = sorted(
        (rank, position, column, header)
        for column in TABLES[table].names
        for position, header in enumerate(headers)
        if (rank := _rank(header, names_of(table, column))) is not None
    )
    used = set(guess.columns.values())
    for _, _, column, header in found:
        if column not in guess.columns and header not in used:
            guess.columns[column], guess.reasons[column] = header, NAMED.fill(header=header)
            used.add(header)


def _rank(header: str, names: Sequence[str]) -> int | None:
    """Return the place of a header in a list of names; with its unit in brackets left off, a later one."""
    whole = plain(header)
    bare = plain(header.replace("（", "(").partition("(")[0])
    for offset, name in ((0, whole), (500, bare)):
        if name in names:
            return offset + names.index(name)
    return None


def _by_product(guess: Guess, headers: Sequence[str], table: str) -> None:
    """Where no amount is named, take unit price times quantity, or the price alone."""
    if "amount" in guess.columns or table not in ("order", "order_line"):
        return
    prices = [header for header in headers if _rank(header, PRICES) is not None]
    counts = [header for header in headers if _rank(header, QUANTITIES) is not None]
    if prices:
        price = min(prices, key=lambda header: _rank(header, PRICES) or 0)
        value = f"{price} * {counts[0]}" if counts else price
        guess.columns["amount"], guess.reasons["amount"] = value, NAMED.fill(header=value)


def _check_required(path: Path, table: str, columns: Pairs[str, str], headers: Sequence[str]) -> None:
    missing = [column for column in TABLES[table].required if column not in columns and column != "order_id"]
    if not missing:
        return
    labels = [TABLES[table][column].label for column in missing]
    named = Text(
        ", ".join(f"{column} ({label.en})" for column, label in zip(missing, labels, strict=True)),
        "、".join(f"{column}（{label.zh}）" for column, label in zip(missing, labels, strict=True)),
    )
    raise DataError(
        "collect.unmapped",
        Text(
            "{name}: no column could be recognised as {missing}. Its columns: {headers}.",
            "{name}：无法识别 {missing} 对应的列。现有的列：{headers}。",
        ).fill(name=path.name, missing=named, headers=", ".join(headers)),
        Text("Say which it is: {call}", "请指定对应的列：{call}").fill(
            call=f"liuke add {shlex.quote(str(path))} " + " ".join(f"--map {column}=…" for column in missing)
        ),
        file=str(path),
        column=missing[0],
    )


def _notes(table: str, guess: Guess) -> tuple[Text, ...]:
    return tuple(
        Text(
            "{label} was chosen by its values: “{header}”. Check it.",
            "“{label}”是根据数据内容选择的：“{header}”。请核对。",
        ).fill(label=TABLES[table][column].label, header=guess.columns[column])
        for column, reason in guess.reasons.items()
        if reason not in (GIVEN, STORED) and not reason.en.startswith(NAMED.en[:8])
    )
