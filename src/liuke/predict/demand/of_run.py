"""What a run keeps of demand: how revenue and orders (of contracts: losses) are expected to go on."""

from datetime import date
from typing import Any

import polars as pl

from liuke.clock import Grain  # noqa: TC001 - as elsewhere
from liuke.errors import LiukeError
from liuke.measure import Inputs
from liuke.predict.demand.asking import Ask
from liuke.predict.demand.origins import CHECKED, SEASONS
from liuke.predict.demand.question import ask_demand
from liuke.predict.demand.record import record_of
from liuke.predict.demand.series import whole_periods
from liuke.predict.demand.sources import OF
from liuke.predict.demand.words import teller
from liuke.workspace import Draft

REHEARSALS = 8
"""How often a run rehearses: enough to see whether a model beats the naive, and a second of time."""
SHOPS, CONTRACTS = ("revenue", "orders"), ("churned",)


def keep_demand(draft: Draft, inputs: Inputs, country: str) -> None:
    """Write the table `demand`, and what the manifest says of it: a record for each, or why there is none.

    By month where enough years are known for a yearly season, by week before.
    """
    wanted = SHOPS if inputs.has("activity") else CONTRACTS if inputs.has("stay") else ()
    told: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    for of in wanted:
        try:
            record = _record(inputs, of, country)
        except LiukeError as refusal:
            told[of] = {"refusal": refusal.refusal()}
            continue
        (whole,) = record.pop("series")
        rows += [{"of": of, **row} for row in _rows(whole)]
        told[of] = record | whole
    if rows:
        draft.write("demand", draft.engine.table(pl.DataFrame(rows, schema=SCHEMA), "demand"))
    draft.manifest["demand"] = told


def _record(inputs: Inputs, of: str, country: str) -> dict[str, Any]:
    first = inputs.first_day("activity" if inputs.has("activity") else "stay")
    months = len(whole_periods(first, inputs.as_of, "month"))
    grain: Grain = "month" if months >= 2 * SEASONS["month"] + CHECKED else "week"
    answer = ask_demand(inputs, of, grain, ask=Ask(country=country, few=False, origins=REHEARSALS))
    return record_of(answer.found, teller(OF[of].unit, inputs.currency))


ENDS = ("low80", "high80", "low95", "high95")
SCHEMA = {"of": pl.String, "period": pl.Date, "seen": pl.Float64, "expected": pl.Float64}
SCHEMA |= dict.fromkeys((*ENDS, "naive"), pl.Float64)


def _rows(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Take history and forecast out of a record, as rows of a table."""
    rows: list[dict[str, Any]] = [
        {"period": date.fromisoformat(row["period"]), "seen": row["value"]} for row in whole.pop("history")
    ]
    for row in whole.pop("forecast"):
        rows.append({"period": date.fromisoformat(row["period"]), "expected": row["value"], "naive": row["naive"]})
        rows[-1] |= {end: row[end] for end in ENDS}
    return rows
