"""What the rules compare with, from the settings and from a first look at the data."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from liuke.clean.currency import code, foreign, of_zone
from liuke.clean.rows import read_rows, together
from liuke.clean.rules import Limits
from liuke.clean.survey import Survey, outlier_limit
from liuke.engine import Engine
from liuke.errors import ConfigError
from liuke.language import Text
from liuke.settings import FILE, Settings
from liuke.workspace import Source

type Written = tuple[Sequence[Source], Sequence[str]]
"""The files of a table, and the currencies written in them."""

_NEVER = r"[^\s\S]"
_LOOKS_AROUND = re.compile(r"\(\?<?[=!]|\\[1-9]")


def customer_pattern(settings: Settings) -> str:
    """Return one pattern for all of `clean.test_customers`; raises `ConfigError` for one that engines cannot run."""
    patterns = settings.clean.test_customers
    for pattern in patterns:
        try:
            re.compile(pattern)
            fault = "look-around and back-references are not supported" if _LOOKS_AROUND.search(pattern) else ""
        except re.error as error:
            fault = str(error)
        if fault:
            raise ConfigError(
                "clean.pattern",
                Text(
                    "The pattern “{pattern}” in clean.test_customers cannot be used: {fault}.",
                    "clean.test_customers 中的模式“{pattern}”无法使用：{fault}。",
                ).fill(pattern=pattern, fault=fault),
                Text("Correct the regular expression in liuke.toml.", "请更正 liuke.toml 中的正则表达式。"),
                file=FILE,
                column="clean.test_customers",
            )
    return "|".join(f"(?:{pattern})" for pattern in patterns) or _NEVER


def midnight(day: date, zone: str) -> datetime:
    """Return the start of a local day as a naive UTC time."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def choose_currency(
    engine: Engine, orders: Sequence[Written], settings: Settings, elsewhere: Sequence[Written] = ()
) -> str:
    """Return the currency of the workspace: as set, else what most customers pay in, else that of the time zone.

    `orders` decide where they name one, else what is written `elsewhere`. Customers are counted rather than rows, so
    that a file added twice does not vote twice; a tie goes by the alphabet.
    """
    if settings.workspace.currency:
        return settings.workspace.currency
    home = of_zone(settings.workspace.timezone)
    for places in (orders, elsewhere):
        codes = {code(text, home) for _, texts in places for text in texts} - {None}
        if len(codes) > 1:
            return _most_paid_in(engine, [sources for sources, texts in places if texts], home)
        if codes:
            return str(*codes)
    return home


def _most_paid_in(engine: Engine, places: Sequence[Sequence[Source]], home: str) -> str:
    rows = together([read_rows(engine, sources).select("customer_id", "currency").distinct() for sources in places])
    voters = engine.polars(rows.group_by("currency").aggregate(customers=rows.customer_id.nunique()))
    votes: Counter[str] = Counter()
    for text, customers in voters.drop_nulls("currency").iter_rows():
        if named := code(text, home):
            votes[named] += customers
    return min(votes, key=lambda named: (-votes[named], named))


def limits_for(
    survey: Survey, settings: Settings, *, table: str, today: date, test_customers: str, currency: str
) -> Limits:
    """Return what the rules compare with, for the rows of one table."""
    zone, started = settings.workspace.timezone, settings.clean.business_started
    written = survey.currencies
    others = foreign(written, currency)
    home = survey.groups.filter(~pl.col("currency").is_in(others) | pl.col("currency").is_null())
    return Limits(
        business_started=started,
        today=today,
        too_early=midnight(started, zone),
        too_late=midnight(today + timedelta(days=1), zone),
        test_customers=test_customers,
        currency=currency,
        foreign=others,
        outlier=outlier_limit(home, settings.clean.outlier_factor),
        table=table,
    )
