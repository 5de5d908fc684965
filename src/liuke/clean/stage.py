"""The stage itself: from received rows to orders, and a report in which every row is accounted for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.clean import report
from liuke.clean.limits import choose_currency, customer_pattern, limits_for
from liuke.clean.orders import of_table, orders_of
from liuke.clean.returns import known_lines, match_returns, no_match
from liuke.clean.rows import together, without
from liuke.clean.rules import RULES
from liuke.clean.sift import Sifted, sift
from liuke.clean.survey import Survey, look
from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.settings import Settings
from liuke.workspace import Source

TABLES = ("order", "order_line")
"""The canonical tables that orders come from."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Orders fit to be measured, what was set aside, and the proof that nothing got lost.

    `order` is an expression over the raw files; the other tables are small and held. `first_day` and `last_day` are
    the local days of the first and the last purchase kept.
    """

    order: Table
    quarantine: Table
    quality: Table
    reconciliation: Table
    return_match: Table
    currency: str
    first_day: date
    last_day: date


def clean(engine: Engine, sources: Sequence[Source], settings: Settings, *, today: date) -> Cleaned:
    """Clean the orders of all sources; sources of other tables are left alone.

    Raises `DataError` where there are no order sources or no purchase is left, `ConfigError` for settings that cannot
    be used.
    """
    pattern = customer_pattern(settings)
    own = {table: found for table in TABLES if (found := of_table(sources, table))}
    if not own:
        raise _nothing_added()
    surveys = {table: look(engine, found, pattern) for table, found in own.items()}
    currency = choose_currency(engine, surveys, settings)
    sifted = {
        table: sift(
            engine,
            survey,
            table,
            limits_for(survey, settings, today=today, test_customers=pattern, currency=currency),
        )
        for table, survey in surveys.items()
    }
    given = [source for found in own.values() for source in found]
    rejected = _rejected(engine, given)
    quarantine = _quarantine(engine, rejected, sifted.values())
    kept = {table: without(engine, result.rows, quarantine) for table, result in sifted.items()}
    rows, lines = kept.get("order"), kept.get("order_line")
    order = orders_of(engine, rows, lines, currency)
    returns = match_returns(engine, rows, lines, order) if any(survey.returns for survey in surveys.values()) else None
    findings = [quarantine.select(*report.FINDING), *(returns.findings if returns else [])]
    if rows is not None and lines is not None:
        findings.append(known_lines(rows, lines))
    quality = _quality(engine, sifted.values(), findings, given)
    first, last = _span(engine, order, quality, ZoneInfo(settings.workspace.timezone))
    return Cleaned(
        order=order,
        quarantine=quarantine,
        quality=engine.table(quality, "quality"),
        reconciliation=engine.table(
            _reconciliation(engine, surveys, rejected, quarantine, (rows, lines)), "reconciliation"
        ),
        return_match=returns.found if returns else no_match(engine),
        currency=currency,
        first_day=first,
        last_day=last,
    )


def _quarantine(engine: Engine, rejected: Sequence[Table], sifted: Iterable[Sifted]) -> Table:
    """Hold all rows that leave, and forget what they were found with."""
    quarantine = engine.hold(together([*rejected, *(part for each in sifted for part in each.dropped)]), "quarantine")
    for table in (table for each in sifted for table in each.held):
        engine.drop(table)
    return quarantine


def _quality(
    engine: Engine, sifted: Iterable[Sifted], findings: Sequence[Table], sources: Sequence[Source]
) -> pl.DataFrame:
    flags = [count for each in sifted for count in each.flags]
    return report.quality([*flags, *report.counted(engine, together(findings))], sources)


def _rejected(engine: Engine, sources: Sequence[Source]) -> list[Table]:
    """Return, in the columns of the quarantine, what the reader of each file could not take for a row."""
    found = []
    for source in sources:
        path = source.folder / "rejected.parquet"
        if not source.about.get("rejected", path.exists()):
            continue
        raw = engine.read(path)
        known = raw.rule.cast("string").isin(tuple(RULES))
        found.append(
            raw.select(
                source=ibis.literal(source.id),
                source_row=raw.source_row.cast("int64"),
                table=ibis.literal(source.table),
                rule=ibis.ifelse(known, raw.rule.cast("string"), "unusable_row"),
                column=ibis.literal(""),
                value=raw.text.cast("string").left(200),
                detail=raw.rule.cast("string"),
            )
        )
    return found


def _reconciliation(
    engine: Engine,
    surveys: Mapping[str, Survey],
    rejected: Sequence[Table],
    quarantine: Table,
    kept: Sequence[Table | None],
) -> pl.DataFrame:
    sources = [source for survey in surveys.values() for source in survey.sources]
    rows_in = {source.id: survey.rows_in(source) for survey in surveys.values() for source in survey.sources}
    for source, rows in _by_source(engine, rejected).items():
        rows_in[source] += rows
    return report.reconciliation(
        sources,
        rows_in,
        _by_source(engine, [rows for rows in kept if rows is not None]),
        _by_source(engine, [quarantine]),
    )


def _by_source(engine: Engine, tables: Sequence[Table]) -> dict[str, int]:
    if not tables:
        return {}
    rows = together([table.select("source") for table in tables])
    return {row["source"]: row["rows"] for row in engine.rows(rows.group_by("source").aggregate(rows=rows.count()))}


def _span(engine: Engine, order: Table, quality: pl.DataFrame, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and the last local day with a purchase; raises `DataError` where there is none."""
    bought = order.filter(~order.returned)
    found: dict[str, Any] = engine.rows(bought.aggregate(first=bought.ordered_at.min(), last=bought.ordered_at.max()))[
        0
    ]
    if found["first"] is None:
        raise _nothing_left(quality)
    first, last = (found[name].replace(tzinfo=UTC).astimezone(zone).date() for name in ("first", "last"))
    return first, last


def _nothing_added() -> DataError:
    return DataError(
        "clean.no_orders",
        Text("There are no orders yet.", "还没有任何订单。"),
        Text("Add a file of orders with `liuke add FILE`.", "请用 `liuke add 文件` 添加订单文件。"),
    )


def _nothing_left(quality: pl.DataFrame) -> DataError:
    lost = quality.filter(pl.col("action") != "flagged").sort("rows", descending=True, maintain_order=True)
    if lost.is_empty():
        return _nothing_added() if quality.is_empty() else _only_returns()
    rule, worst = RULES[lost["rule"][0]], lost.row(0, named=True)
    return DataError(
        "clean.nothing_left",
        Text(
            "No purchase is left after cleaning. The main reason: {label} ({rows} rows, for example {example}).",
            "清洗后没有剩下任何购买。最主要的原因：{label}（{rows} 行，例如 {example}）。",
        ).fill(label=rule.label, rows=worst["rows"], example=worst["example"]),
        rule.explanation,
        column=rule.column or None,
    )


def _only_returns() -> DataError:
    return DataError(
        "clean.only_returns",
        Text("The files have returns only, and no purchase.", "文件中只有退货，没有购买。"),
        Text(
            "Check the sign of the amounts and the mapping of the status column.",
            "请检查金额的正负号以及状态列的映射。",
        ),
    )
