"""Cohorts: of the customers who first purchased in a period, how many purchase in each period after it.

One case of the retention matrix: “on” the period, by the calendar, by first purchase, by customers.
"""

from typing import Any

from liuke.measure.inputs import Inputs
from liuke.measure.retention import order_retention, read_question


def cohorts(inputs: Inputs, grain: str = "month") -> list[dict[str, Any]]:
    """Return a row a cohort: cohort (ISO date of its first day), size, and cells k = 0, 1, … of that grain.

    `grain` is day, week, month, quarter or year. A cell has customers, value (their share) and partial. One whose
    period has not fully elapsed is immature: its value is None, never 0.
    """
    rows = order_retention(inputs, read_question(by=grain)).rows()
    return [row | {"cells": [_cell(cell) for cell in row["cells"]]} for row in rows]


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    return {"k": cell["k"], "customers": cell["so_far"], "value": cell["value"], "partial": cell["partial"]}
