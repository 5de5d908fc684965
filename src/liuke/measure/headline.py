"""What a run says at a glance: its customers, those at high risk, and the churn of the last whole month."""

from typing import Any

from ibis import _
from ibis.expr.types import Table

from liuke.engine import union
from liuke.measure.asking import ask
from liuke.measure.inputs import Inputs


def headline(inputs: Inputs, score: Table | None) -> dict[str, Any]:
    """Return how many customers there are, how many at high risk, and the churn of the last whole month.

    There is no churn to tell while the data are younger than it takes to know a loss: 0 % would be no good news.
    """
    risky = None if score is None else score.filter((score.risk == "high") & (score.stage != "lost"))
    found: dict[str, Any] = {
        "customers": inputs.engine.count(_everybody(inputs)),
        "high_risk": 0 if risky is None else inputs.engine.count(risky),
        "headline": {"period": None, "churn_rate": None, "lost": None, "opening": None},
    }
    if inputs.has("stay"):
        answer = ask(inputs, "churn_rate")
        row = answer.rows[0]
        if not answer.tells(row):
            return found
        found["headline"] = {
            "period": row["period"],
            "churn_rate": row["value"],
            "lost": row["numerator"],
            "opening": row["denominator"],
        }
    return found


def _everybody(inputs: Inputs) -> Table:
    """Return those who purchased, as the metric counts them; without orders, those of whom something is known.

    Where nothing is known but what they did, those who did it.
    """
    if "customer" in inputs.tables:
        return inputs.customer
    if {"profile", "contract"} & {*inputs.tables}:
        return inputs.people()
    ids = [table.select("customer_id") for table in inputs.tables.values() if "customer_id" in table.columns]
    return union(ids).filter(_.customer_id.notnull()).distinct() if ids else inputs.people()
