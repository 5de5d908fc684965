"""The definitions once more, day by day and in plain Python: slow, obvious, and what the engine is held to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from liuke.clock import Grain, periods
from liuke.engine import Engine
from liuke.measure import Inputs, spells, summary, visits, with_previous
from liuke.segment import rfm, stages

type Purchases = dict[str, set[date]]

START = date(2024, 1, 1)


@dataclass(frozen=True)
class Spell:
    customer: str
    number: int
    started_on: date
    last_on: date
    lost_on: date | None


def spells_of(purchases: Purchases, window: int, as_of: date) -> list[Spell]:
    found = []
    for customer, days in purchases.items():
        runs: list[list[date]] = []
        for day in sorted(days):
            if runs and (day - runs[-1][-1]).days <= window:
                runs[-1].append(day)
            else:
                runs.append([day])
        for number, run in enumerate(runs, 1):
            falls = run[-1] + timedelta(days=window)
            found.append(Spell(customer, number, run[0], run[-1], falls if falls <= as_of else None))
    return found


def stage_of(days: set[date], window: int, day: date) -> str | None:
    """Return the stage at the end of a day, read off the purchases known then; None before the first."""
    known = {bought for bought in days if bought <= day}
    if not known:
        return None
    last = spells_of({"": known}, window, day)[-1]
    if last.lost_on:
        return "lost"
    if (day - max(known)).days > window // 2:
        return "dormant"
    if (day - last.started_on).days <= window // 2:
        return "new" if last.number == 1 else "returned"
    return "active"


def bridge_of(purchases: Purchases, window: int, as_of: date, grain: Grain) -> dict[date, Counter[str]]:
    """Return the bridge of every period, counted customer by customer on the days at its edges."""
    found = {}
    first = min(day for days in purchases.values() for day in days)
    every = spells_of(purchases, window, as_of)
    for start, end in periods(first, as_of, grain):
        counts: Counter[str] = Counter()
        for spell in every:
            there = spell.started_on < start and (spell.lost_on is None or spell.lost_on >= start)
            begins = start <= spell.started_on < end
            ends = spell.lost_on is not None and start <= spell.lost_on < end
            counts["opening"] += there
            counts["new"] += begins and spell.number == 1
            counts["returned"] += begins and spell.number > 1
            counts["lost"] += ends
            counts["churned"] += ends and there
        found[start] = counts
    return found


def activity_frame(purchases: Purchases) -> pl.DataFrame:
    rows = [
        (customer, day, before)
        for customer, days in purchases.items()
        for day, before in zip(sorted(days), [None, *sorted(days)], strict=False)
    ]
    schema = {"customer_id": pl.String, "day": pl.Date, "previous_on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        orders=pl.lit(1, pl.Int32),
        returns=pl.lit(0, pl.Int32),
        amount=pl.lit("10").cast(pl.Decimal(18, 4)),
        cost=pl.lit(None, pl.Decimal(18, 4)),
        costed=pl.lit(None, pl.Decimal(18, 4)),
        coupons=pl.lit(0, pl.Int32),
        items=pl.lit(None, pl.Decimal(18, 3)),
    )


def inputs_of(engine: Engine, activity: pl.DataFrame, window: int, as_of: date) -> Inputs:
    """Run the real stages on an activity table."""
    table = engine.hold(with_previous(engine.table(activity.drop("previous_on", strict=False))))
    spell = engine.hold(spells(visits(table), window, as_of))
    customer = engine.hold(stages(rfm(summary(table, as_of)), spell, window, as_of))
    tables = {"activity": table, "spell": spell, "stay": spell, "customer": customer}
    return Inputs(engine, tables, as_of, "CNY", window, window)
