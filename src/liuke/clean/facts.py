"""Cleaning of the tables besides orders: the same rules, quarantine and account as for orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import ibis
from ibis.expr.types import Table

from liuke import schema
from liuke.clean import copies
from liuke.clean.currency import foreign
from liuke.clean.identities import named
from liuke.clean.limits import customer_pattern, midnight
from liuke.clean.rows import Doubts, read_rows, tidy_rows, without
from liuke.clean.rules import KINDS, Limits
from liuke.clean.sift import Finder, Sifted, sift
from liuke.clean.survey import find_doubts
from liuke.engine import Engine
from liuke.settings import Settings
from liuke.workspace import Source

STATE = (
    "status",
    "stage",
    "outcome",
    "owner",
    "agent",
    "priority",
    "paid_at",
    "delivered_at",
    "first_response_at",
    "resolved_at",
    "contacted_at",
    "converted_at",
    "closed_at",
    "cancelled_at",
    "end_reason",
    "paused_at",
    "resumed_at",
)
"""What changes while a thing goes on: an export of today says more of the bill that last week's had as unpaid."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of one table after a first look; `counts` are the rows of each source."""

    table: str
    sources: tuple[Source, ...]
    rows: Table
    doubts: Doubts
    counts: dict[str, int]

    def rows_in(self, source: Source) -> int:
        """Return the number of rows of a source."""
        return self.counts.get(source.id, 0)


def look_at(engine: Engine, table: str, sources: Sequence[Source], test_customers: str) -> Facts:
    """Look over the rows of one table: how many there are, and which ids need a closer look."""
    rows = read_rows(engine, sources)
    counted = engine.rows(rows.group_by("source").aggregate(rows=rows.count()))
    counts = {row["source"]: int(row["rows"]) for row in counted}
    return Facts(table, tuple(sources), rows, find_doubts(engine, sources, test_customers), counts)


def sift_facts(engine: Engine, facts: Facts, settings: Settings, *, today: date, currency: str) -> Sifted:
    """Judge the rows of one table by themselves and compare them with each other."""
    zone, started = settings.workspace.timezone, settings.clean.business_started
    limits = Limits(
        business_started=started,
        today=today,
        too_early=midnight(started, zone),
        too_late=midnight(today + timedelta(days=1), zone),
        test_customers=customer_pattern(settings),
        currency=currency,
        foreign=_foreign(engine, facts, currency),
        table=facts.table,
        scales=dict(
            zip(KINDS, ((0, 10), (1, settings.survey.csat_scale), (1, settings.survey.ces_scale), (1, 10)), strict=True)
        ),
    )
    return sift(engine, facts, limits, _finders(facts.table))


def currencies(engine: Engine, facts: Facts) -> list[str]:
    """Return the currencies as they are written, in alphabetical order."""
    if "currency" not in facts.rows.columns:
        return []
    return sorted(row["currency"] for row in engine.rows(facts.rows.select("currency").distinct()) if row["currency"])


def _foreign(engine: Engine, facts: Facts, currency: str) -> tuple[str, ...]:
    return foreign(currencies(engine, facts), currency)


def _finders(table: str) -> Iterator[Finder]:
    """Yield what finds rows that come again: by their number, and by their content where they have none."""
    canonical = schema.TABLES[table]
    told = [name for name in canonical.names if name != schema.RECORDED.name]  # when it was written down is no content
    yield lambda engine, rows: copies.repeated_keys(engine, rows, *canonical.key, content=told, again_rule="key_again")
    number = canonical.key[0]
    if number not in canonical.required:
        content = [name for name in told if name != number]
        yield partial(_again, content=content, number=number)


def _again(engine: Engine, rows: Table, *, content: Sequence[str], number: str) -> copies.Found | None:
    """Find rows without a number that say again what another says, be it of a later state.

    Where no customer is named, too little tells one thing from another, and only equal rows are one.
    """
    state = [name for name in STATE if name in content]
    rows = rows.mutate(
        **{name: ibis.ifelse(rows.customer_id.isnull(), rows[name], ibis.null(rows[name].type())) for name in state}
    )
    return copies.repeated_rows(engine, rows, *content, number=number, content=content)


def kept_facts(
    engine: Engine, sources: Sequence[Source], table: str, quarantine: Table, names: Table | None = None
) -> Table | None:
    """Return the kept rows of one table again, from the raw files and a stored quarantine; None without a source.

    With `names`, the ids of a run, customers go by their own number.
    """
    own = [source for source in sources if source.table == table]
    if not own:
        return None
    rows = tidy_rows(engine, read_rows(engine, own), table, find_doubts(engine, own))
    return named(without(engine, rows, quarantine), names)
