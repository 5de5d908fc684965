"""A published run of a small shop, made by the stages themselves from random purchases; without scores unless given."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from liuke.engine import Engine
from liuke.measure import Inputs, gap_histogram, propose_window, spells, summary, visits, with_previous
from liuke.predict import History, build_scores, fit_value, predict_churn
from liuke.predict.demand.of_run import keep_demand
from liuke.predict.timing import Stays, keep_timing
from liuke.segment import rfm, stage_flow, stages
from liuke.settings import Settings
from liuke.workspace import Draft, Run, write_json

FIRST, AS_OF = date(2025, 1, 5), date(2026, 5, 20)


def activity(customers: int = 150, seed: int = 4) -> pl.DataFrame:
    """Return customers × purchase days: each buys in their own rhythm until they silently stop."""
    chance = random.Random(seed)  # noqa: S311 - a made-up shop, no secret
    rows: list[dict[str, Any]] = []
    for number in range(customers):
        day = FIRST + timedelta(days=chance.randint(0, 430))
        rhythm = chance.uniform(6, 45)
        while day <= AS_OF:
            rows.append({"customer_id": f"C{number:04d}", "day": day, "amount": round(chance.uniform(20, 400), 2)})
            if chance.random() < 0.13:
                break
            day += timedelta(days=1 + int(chance.expovariate(1 / rhythm)))
    frame = pl.DataFrame(rows).group_by("customer_id", "day", maintain_order=True).first()
    return frame.with_columns(
        orders=pl.lit(1, pl.Int32),
        returns=pl.lit(0, pl.Int32),
        amount=pl.col("amount").cast(pl.Decimal(18, 4)),
        cost=pl.lit(None, pl.Decimal(18, 4)),
        costed=pl.lit(None, pl.Decimal(18, 4)),
        coupons=pl.lit(0, pl.Int32),
        items=pl.lit(None, pl.Decimal(18, 3)),
    )


def small_run(folder: Path, engine: Engine, bought: pl.DataFrame, as_of: date = AS_OF) -> Run:
    """Write the tables of a run and return it as published."""
    draft = Draft("20260521T080000000000Z", folder / "20260521T080000000000Z", engine)
    draft.folder.mkdir(parents=True)
    active = draft.write("activity", with_previous(engine.table(bought)))
    visit = engine.hold(visits(active))
    gap = draft.write("gap", gap_histogram(visit, as_of))
    window = propose_window(engine.rows(gap), (as_of - FIRST).days)
    spell = draft.write("spell", spells(visit, window.days, as_of))
    draft.write("customer", stages(rfm(summary(active, as_of)), spell, window.days, as_of))
    draft.write("stage_flow", engine.table(stage_flow(engine, visit, window.days, as_of)))
    timing = keep_timing(draft, Stays(spell, as_of, window.days), 364).told
    draft.manifest |= {
        "run": draft.id,
        "timing": timing,
        "as_of": as_of.isoformat(),
        "currency": "USD",
        "name": "Corner shop",
        "made_at": datetime(2026, 5, 21, 8, tzinfo=UTC).isoformat(),
        "lost": {"days": window.days, "rule": window.rule},
        "inputs": [],
    }
    keep_demand(draft, Inputs(engine, {"activity": active, "stay": spell}, as_of, "USD", window.days), "")
    return Run(draft.folder, draft.manifest)


def scored_run(folder: Path, engine: Engine, bought: pl.DataFrame, as_of: date = AS_OF) -> Run:
    """Return a published run with scores and model cards."""
    run, settings = small_run(folder, engine, bought, as_of), Settings()
    draft = Draft(run.id, run.folder, engine, run.manifest)
    active, customer = run.table(engine, "activity"), run.table(engine, "customer")
    window, customers = int(run.manifest["lost"]["days"]), engine.count(customer)
    value = fit_value(engine, active, as_of, settings)
    tables = {"activity": active, "customer": customer}
    churn = predict_churn(engine, History(tables, FIRST, as_of, customers, window), settings)
    draft.write("score", engine.table(build_scores(engine, tables, customer, as_of, churn, value, settings)))
    for card in [*value.records, *([churn.card] if churn.card else [])]:
        write_json(draft.models / f"{card['name']}.json", card)
    return Run(draft.folder, draft.manifest)
