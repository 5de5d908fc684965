"""The stage itself: from received rows to clean tables, and a report in which every row is accounted for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke import schema
from liuke.clean import report
from liuke.clean.facts import Facts, currencies, look_at, sift_facts
from liuke.clean.identities import named, one_name
from liuke.clean.limits import choose_currency, customer_pattern, limits_for
from liuke.clean.orders import as_placed, of_table, orders_of, things_bought
from liuke.clean.returns import Returns, known_lines, match_returns, no_match
from liuke.clean.rows import together, without
from liuke.clean.rules import ORDERS, RULES
from liuke.clean.sift import Sifted, order_finders, sift
from liuke.clean.survey import Survey, look
from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.settings import Settings
from liuke.workspace import Source

HAPPENS = tuple(name for name, table in schema.TABLES.items() if table.time)
"""The tables whose rows happened on a day."""
UNDONE = "undone_order"
"""The rule that finds orders which a status undoes."""
LAST_KNOWN: Mapping[str, tuple[str, ...]] = {
    "subscription": ("started_at", "cancelled_at"),
    "bill": ("billed_at", "paid_at"),
    "feedback": ("received_at", "first_response_at", "resolved_at"),
    "lead": ("created_at", "contacted_at", "converted_at"),
    "treatment": ("assigned_at", "delivered_at"),
}
"""Where another column than that of the time tells too how far the data reach. What lies ahead of them does not: an
expiry, or the day on which a deal that is open yet is meant to be closed."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is fit to be measured, what was set aside, and the proof that nothing got lost.

    `order` is an expression over the raw files, None where there are no orders, and so are the `facts`, by canonical
    table, and `line`, what was bought in orders, where lines tell it; the other tables are small and held. `names`
    has the ids that stand for a customer's number. `placed` are orders and lines (where lines tell it) that no status
    undoes, as they were known on their day; None where no status does, and they are the same. `first_day` and
    `last_day` are the local days of the first and the last purchase kept; without orders, of all that happened.
    """

    order: Table | None
    facts: Mapping[str, Table]
    names: Table | None
    quarantine: Table
    quality: Table
    reconciliation: Table
    return_match: Table
    currency: str
    first_day: date
    last_day: date
    line: Table | None = None
    placed: tuple[Table, Table | None] | None = None


def clean(engine: Engine, sources: Sequence[Source], settings: Settings, *, today: date) -> Cleaned:
    """Clean all sources.

    Raises `DataError` where nothing that happened is among them or no purchase is left, `ConfigError` for settings that
    cannot be used.
    """
    return _Cleaning(engine, sources, settings, today).run()


@dataclass(slots=True)
class _Cleaning:
    """One cleaning: each table is sifted by itself, then all of them are accounted for together."""

    engine: Engine
    sources: Sequence[Source]
    settings: Settings
    today: date
    currency: str = ""
    surveys: dict[str, Survey] = field(default_factory=dict)
    looks: dict[str, Facts] = field(default_factory=dict)
    sifted: dict[str, Sifted] = field(default_factory=dict)

    def run(self) -> Cleaned:
        if not any(source.table in HAPPENS for source in self.sources):
            raise _nothing_added()
        self._look()
        self._sift()
        rejected = _rejected(self.engine, self.sources)
        quarantine = _quarantine(self.engine, rejected, self.sifted.values())
        kept, names = self._kept(quarantine)
        rows, lines = kept.pop("order", None), kept.pop("order_line", None)
        order = None if rows is None and lines is None else orders_of(self.engine, rows, lines, self.currency)
        returns = self._returns(rows, lines, order)
        findings = [quarantine.select(*report.FINDING), *(returns.findings if returns else [])]
        if rows is not None and lines is not None:
            findings.append(known_lines(rows, lines))
        quality = _quality(self.engine, self.sifted.values(), findings, self.sources)
        first, last = self._span(order, kept, quality)
        own = [table for table in (rows, lines, *kept.values()) if table is not None]
        return Cleaned(
            order=order,
            facts=kept,
            names=names,
            quarantine=quarantine,
            quality=self.engine.table(quality, "quality"),
            reconciliation=self.engine.table(self._reconciliation(rejected, quarantine, own), "reconciliation"),
            return_match=returns.found if returns else no_match(self.engine),
            currency=self.currency,
            first_day=first,
            last_day=last,
            line=None if lines is None else things_bought(self.engine, rows, lines),
            placed=self._placed(rows, lines) if UNDONE in quality["rule"] else None,
        )

    def _placed(self, rows: Table | None, lines: Table | None) -> tuple[Table, Table | None]:
        rows, lines = (None if one is None else as_placed(one) for one in (rows, lines))
        bought = None if lines is None else things_bought(self.engine, rows, lines)
        return orders_of(self.engine, rows, lines, self.currency), bought

    def _kept(self, quarantine: Table) -> tuple[dict[str, Table], Table | None]:
        """Return the rows of each table that were not set aside, each person under one id, and who goes by which."""
        kept = {table: without(self.engine, found.rows, quarantine) for table, found in self.sifted.items()}
        names = one_name(self.engine, kept["identity"]) if "identity" in kept else None
        return {table: named(rows, names) for table, rows in kept.items()}, names

    def _look(self) -> None:
        pattern = customer_pattern(self.settings)
        for table in schema.TABLES:
            own = of_table(self.sources, table)
            if own and table in ORDERS:
                self.surveys[table] = look(self.engine, own, pattern)
            elif own:
                self.looks[table] = look_at(self.engine, table, own, pattern)
        orders = [(survey.sources, survey.currencies) for survey in self.surveys.values()]
        elsewhere = [(facts.sources, currencies(self.engine, facts)) for facts in self.looks.values()]
        self.currency = choose_currency(self.engine, orders, self.settings, elsewhere)

    def _sift(self) -> None:
        pattern = customer_pattern(self.settings)
        for table, survey in self.surveys.items():
            limits = limits_for(
                survey, self.settings, table=table, today=self.today, test_customers=pattern, currency=self.currency
            )
            self.sifted[table] = sift(self.engine, survey, limits, order_finders(table, survey))
        for table, facts in self.looks.items():
            self.sifted[table] = sift_facts(self.engine, facts, self.settings, today=self.today, currency=self.currency)

    def _returns(self, rows: Table | None, lines: Table | None, order: Table | None) -> Returns | None:
        if order is None or not any(survey.returns for survey in self.surveys.values()):
            return None
        return match_returns(self.engine, rows, lines, order)

    def _span(self, order: Table | None, facts: Mapping[str, Table], quality: pl.DataFrame) -> tuple[date, date]:
        """Return the first and the last local day that count; raises `DataError` where there is none."""
        zone = ZoneInfo(self.settings.workspace.timezone)
        if order is not None:
            moments = _bounds(self.engine, order.filter(~order.returned), "ordered_at")
        else:
            moments = [
                moment
                for table, rows in facts.items()
                for column in LAST_KNOWN.get(table, (schema.TABLES[table].time,))
                if table in HAPPENS
                for moment in _bounds(self.engine, rows, column)
            ]
        days = [day for moment in moments if (day := moment.replace(tzinfo=UTC).astimezone(zone).date()) <= self.today]
        if not days:
            raise _nothing_left(quality)
        return min(days), max(days)

    def _reconciliation(self, rejected: Sequence[Table], quarantine: Table, kept: Sequence[Table]) -> pl.DataFrame:
        looks: list[Survey | Facts] = [*self.surveys.values(), *self.looks.values()]
        sources = [source for one in looks for source in one.sources]
        rows_in = {source.id: one.rows_in(source) for one in looks for source in one.sources}
        for source, rows in _by_source(self.engine, rejected).items():
            rows_in[source] += rows
        return report.reconciliation(
            sources, rows_in, _by_source(self.engine, kept), _by_source(self.engine, [quarantine])
        )


def _bounds(engine: Engine, rows: Table, column: str) -> list[datetime]:
    """Return the first and the last moment of a column, as far as there are any."""
    found = engine.rows(rows.aggregate(first=rows[column].min(), last=rows[column].max()))[0]
    return [moment for moment in found.values() if moment is not None]


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


def _by_source(engine: Engine, tables: Sequence[Table]) -> dict[str, int]:
    if not tables:
        return {}
    rows = together([table.select("source") for table in tables])
    return {row["source"]: row["rows"] for row in engine.rows(rows.group_by("source").aggregate(rows=rows.count()))}


def _nothing_added() -> DataError:
    return DataError(
        "clean.no_orders",
        Text("There is nothing to measure yet.", "还没有可以度量的数据。"),
        Text(
            "Add a file of orders, subscriptions or anything else that happened with `liuke add FILE`.",
            "请用 `liuke add 文件` 添加订单、订阅或其他发生过的记录。",
        ),
    )


def _nothing_left(quality: pl.DataFrame) -> DataError:
    lost = quality.filter(pl.col("action") != "flagged").sort("rows", descending=True, maintain_order=True)
    if lost.is_empty():
        return _nothing_added() if quality.is_empty() else _only_returns()
    rule, worst = RULES[lost["rule"][0]], lost.row(0, named=True)
    return DataError(
        "clean.nothing_left",
        Text(
            "Nothing to measure is left after cleaning. The main reason: {label} ({rows} rows, for example {example}).",
            "清洗后没有剩下可以度量的数据。最主要的原因：{label}（{rows} 行，例如 {example}）。",
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
