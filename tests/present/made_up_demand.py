"""Rows of the charts of demand, of a company that is made up but good to look at."""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from liuke.language import Text
from liuke.present.report.findings import Headline, Panel

REVENUE = Text("revenue", "收入")
NONE = {"seen": None, "expected": None, "naive": None, "low80": None, "high80": None, "low95": None, "high95": None}


def _value(place: int) -> float:
    return 20_000 + 90 * place + 2_500 * math.sin(place / 4) + 900 * math.sin(place * 1.7)


def weeks(known: int = 80, ahead: int = 13) -> list[dict[str, Any]]:
    """Return weeks that were, and weeks to come with their fan."""
    rows = []
    for place in range(known + ahead):
        day, value = date(2024, 9, 2) + timedelta(weeks=place), _value(place)
        row = NONE | {"period": day.isoformat(), "grain": "week", "unit": "money", "of": REVENUE}
        if place < known:
            rows.append(row | {"seen": value})
            continue
        room = 1_800 * math.sqrt(place - known + 1)
        told = {"expected": value, "naive": _value(known - 1), "low80": value - room, "high80": value + room}
        rows.append(row | told | {"low95": value - 1.6 * room, "high95": value + 1.6 * room})
    return rows


WEEKS = weeks()
ERRORS = [
    {
        "ahead": ahead,
        "origins": 12 - ahead // 2,
        "error": 1_500.0 + 90 * ahead,
        "naive": 1_900.0 + 160 * ahead,
        "usual": 26_000.0,
        "grain": "week",
    }
    for ahead in range(1, 14)
]
ROWS: Mapping[str, list[dict[str, Any]]] = {"demand": WEEKS, "demand_error": ERRORS}


def panel() -> Panel:
    """Return the section on what to expect, the same every time."""
    label, note = Text("Revenue, next 13 weeks", "未来 13 周收入"), Text("average of the models", "模型平均")
    basis = Text("off by 8% in rehearsals, the past repeated by 11%", "演练偏差 8%，重复过去的偏差 11%")
    figures = (Headline("demand_revenue", label, "money", 362_000.0, note, basis=basis),)
    said = Text("Only 80 weeks are known.", "已知仅 80 周。")
    return Panel(figures, ROWS, notes=(said,))
