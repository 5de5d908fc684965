"""Which table a file is and which column is which: given by hand, stored from before, or guessed."""

import difflib
from collections.abc import Mapping as Pairs
from pathlib import Path

from liuke.collect.headers import plain
from liuke.collect.kinds import tell_kind
from liuke.collect.layout import Layout
from liuke.collect.made import price_notes, tell_period
from liuke.collect.matching import GIVEN, LEAVE_OUT, STORED, Guess, guess_columns
from liuke.collect.proposal import Proposal
from liuke.collect.tables import Choice, choose_table
from liuke.collect.unmapped import Near, unmapped
from liuke.errors import UsageError
from liuke.language import Text
from liuke.schema import TABLES, find_table
from liuke.settings import Mapping, Settings

_BY_VALUES = Text(
    "{label} was chosen by its values: “{header}”. Check it.", "“{label}”是根据数据内容选择的：“{header}”。请核对。"
)
_BY_CONTACT = Text(
    "The file has no customer numbers, so “{header}” stands for them. It must be what orders call the customer by; if "
    "it is not, choose another with --map customer_id=…",
    "文件中没有客户编号，以“{header}”代替。它必须与订单中的客户标识一致；如不一致，请用 --map customer_id=… 另行指定。",
)


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
    asked = find_table(table).name if table else None
    stored = _stored(settings, layout.headers, asked)
    choice = _choose(path, layout, pairs, asked, stored)
    if choice.told_once:
        pairs = {"items": LEAVE_OUT} | pairs
    _check_given(path, choice.table, pairs)
    guess = guess_columns(layout, choice.table, pairs, stored)
    columns = {
        column: guess.columns[column]
        for column in TABLES[choice.table].names
        if guess.columns.get(column, LEAVE_OUT) != LEAVE_OUT
    }
    _check_required(path, choice.table, columns, layout, chosen=bool(asked or stored))
    mapping = Mapping(
        table=choice.table,
        headers=stored.headers if stored else layout.headers,
        columns=columns,
        day_first=stored.day_first if stored else None,
        timezone=timezone or (stored.timezone if stored else None),
    )
    filled, said = tell_kind(path, choice.table, columns, layout.headers)
    filled |= tell_period(choice.table, columns, pairs)
    said += price_notes(layout, choice.table, columns, filled.get("period"))
    notes = (*layout.notes, *choice.notes, *_notes(choice.table, guess), *said)
    return Proposal(path, layout, mapping, guess.reasons, notes, choice.why, filled)


def _choose(path: Path, layout: Layout, pairs: Pairs[str, str], asked: str | None, stored: Mapping | None) -> Choice:
    if asked:
        return Choice(asked, GIVEN)
    return Choice(stored.table, STORED) if stored else choose_table(path, layout, pairs)


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
    canonical = TABLES[table]
    for column in pairs:
        if column not in canonical.names:
            raise UsageError(
                "collect.no_canonical_column",
                Text("The table “{table}” has no column “{column}”.", "数据表“{table}”没有“{column}”列。").fill(
                    table=table, column=column
                ),
                Text(
                    "It has: {names}. For another table, add --table NAME.",
                    "可用的列：{names}。如果是其他数据表，请加上 --table 表名。",
                ).fill(names=", ".join(canonical.names)),
                file=str(path),
                column=column,
            )


def _check_required(path: Path, table: str, columns: Pairs[str, str], layout: Layout, *, chosen: bool) -> None:
    missing = [column for column in TABLES[table].required if column not in columns and column != "order_id"]
    if missing:
        raise unmapped(path, layout.headers, [Near(table, tuple((column,) for column in missing))], chosen=chosen)


def _notes(table: str, guess: Guess) -> tuple[Text, ...]:
    notes = []
    for column, reason in guess.reasons.items():
        label, header = TABLES[table][column].label, guess.columns[column]
        if column not in guess.named and reason not in (GIVEN, STORED):
            notes.append(_BY_VALUES.fill(label=label, header=header))
        elif reason.en.startswith("“"):
            notes.append(_BY_CONTACT.fill(header=header))
    return tuple(notes)
