"""Sifting the rows of one canonical table: what leaves, and what is kept with a flag."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke import schema
from liuke.clean import copies, report
from liuke.clean.judge import REASON, candidates, flag_counts, judged, reasons
from liuke.clean.rows import FILE_SPAN, Doubts, tidy_rows, without
from liuke.clean.rules import Limits, rules_for
from liuke.clean.survey import Survey
from liuke.engine import Engine
from liuke.workspace import Source

type Finder = Callable[[Engine, Table], copies.Found | None]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is known of the rows of one table.

    `rows` are all of them, tidied. `dropped` has the columns of the quarantine and is read from what is `held`; `flags`
    counts findings among the rows that stay.
    """

    rows: Table
    dropped: list[Table]
    flags: list[report.Count]
    held: list[Table]


class Seen(Protocol):
    """Rows of one table after a first look: where they are from, and which ids need a closer one."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files, in the order they were added."""
        ...

    @property
    def rows(self) -> Table:
        """Their rows as written."""
        ...

    @property
    def doubts(self) -> Doubts:
        """For each source, the id columns that need a closer look."""
        ...


def sift(engine: Engine, survey: Seen, limits: Limits, finders: Iterable[Finder]) -> Sifted:
    """Judge the rows of one table by themselves, then compare those that stay with each other by `finders`."""
    table, rules = limits.table, rules_for(limits.table)
    raw = engine.hold(candidates(survey.rows, rules, limits, survey.doubts))
    single = engine.hold(judged(raw, rules, limits))
    engine.drop(raw)
    result = Sifted(
        tidy_rows(engine, survey.rows, table, survey.doubts), [reasons(single, table, rules, limits)], [], [single]
    )
    kept = single.filter(single.rule.isnull())
    rows = without(engine, result.rows, result.dropped[0])
    names = _names(engine, survey.sources)
    for finder in finders:
        found = finder(engine, rows)
        if found is None:
            continue
        told = engine.hold(_told(found.rows, names, table, found.column))
        engine.drop(found.keys)
        gone = told.filter(told.rule.notnull()).select(*REASON)
        result.held.append(told)
        result.dropped.append(gone)
        result.flags.extend(report.counted(engine, told.filter(told.flag.notnull()).drop("rule").rename(rule="flag")))
        rows, kept = without(engine, rows, gone), kept.anti_join(gone, ["source", "source_row"])
    result.flags.extend(flag_counts(engine, kept, rules))
    return result


def order_finders(table: str, survey: Survey) -> Iterator[Finder]:
    """Yield, in order, what compares rows of orders or of their lines with each other."""
    if table == "order_line":
        yield copies.repeated_lines
        yield copies.overlapping_orders
        return
    if survey.numbered:
        yield copies.repeated_orders
    if survey.unnumbered:
        yield copies.repeated_contents


def _told(found: Table, names: Table, table: str, column: str) -> Table:
    """Put findings of a comparison in the columns of the quarantine, and name the file and row that count instead."""
    found = found.filter(found.rule.notnull() | found.flag.notnull())
    found = found.left_join(names, found.kept // FILE_SPAN == names.kept_file)
    columns = ibis.ifelse(found.rule.notnull(), column or schema.TABLES[table].key[0], "")
    return found.select(
        "source",
        "source_row",
        "rule",
        "flag",
        table=ibis.literal(table),
        column=columns,
        value=found.shown,
        detail=found.name + ":" + (found.kept % FILE_SPAN).cast("string"),
    )


def _names(engine: Engine, sources: Sequence[Source]) -> Table:
    """Return what people call the files, by their place among the sources."""
    names = [str(source.about.get("name", source.id)) for source in sources]
    return engine.table(pl.DataFrame({"kept_file": range(len(names)), "name": names}))
