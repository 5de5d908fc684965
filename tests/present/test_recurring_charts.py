"""Recurring revenue drawn: the bridge adds up in words and bars, the movement says how much went for what came."""

from typing import Any

import pytest

from liuke.present.charts.lines import REVENUE_RETENTION
from liuke.present.charts.mrr import MOVES, net
from liuke.present.charts.mrr_bridge import MRR_BRIDGE
from liuke.present.charts.mrr_movement import MRR_MOVEMENT
from liuke.present.charts.trend import usual
from liuke.present.reader import Reader

EN, ZH = Reader("en", "USD"), Reader("zh", "CNY")


def month(opening: float, *moves: float, period: str = "2026-03-01", partial: bool = False) -> dict[str, Any]:
    row: dict[str, Any] = {"period": period, "partial": partial, "mrr_opening": opening}
    row |= dict(zip(MOVES, moves, strict=True))
    return row | {"mrr": opening + net(row)}


MARCH = month(60.0, 10.0, 10.0, 10.0, 20.0, 20.0)
"""The club of the metric reference: 60 + 10 + 10 + 10 − 20 − 20 = 50."""


def test_the_bridge_says_what_it_came_to() -> None:
    assert MRR_BRIDGE.title([MARCH], EN) == "Recurring revenue shrank by $10.00 to $50.00 in Mar 2026"
    assert MRR_BRIDGE.summary([MARCH], ZH) == "期初 ¥60.00，增加 ¥30.00，减少 ¥40.00，期末 ¥50.00。"
    level = month(60.0, 20.0, 0.0, 0.0, 0.0, 20.0)
    assert "stood still at $60.00" in MRR_BRIDGE.title([level], EN)


def test_each_bar_starts_where_the_one_before_ended() -> None:
    bars = MRR_BRIDGE.plan([MARCH], EN)["data"]["values"]
    assert [bar["end"] for bar in bars] == [0, 10, 20, 30, 10, -10, -10]
    assert [bar["start"] for bar in bars] == [0, 0, 10, 20, 30, 10, 0]
    assert [bar["said"] for bar in bars][-3:] == ["−$20.00", "−$20.00", "$50.00"]


def test_the_table_of_the_bridge_adds_up() -> None:
    drawn = MRR_BRIDGE.draw([MARCH], EN)
    assert drawn
    assert [cells[1] for cells in drawn.body] == [
        "$60.00",
        "$10.00",
        "$10.00",
        "$10.00",
        "−$20.00",
        "−$20.00",
        "$50.00",
    ]


def test_large_amounts_are_shortened() -> None:
    assert "$12.3M" in MRR_BRIDGE.title([month(12_000_000.0, 300_000.0, 0.0, 0.0, 0.0, 0.0)], EN)


def test_the_movement_counts_the_months_that_grew() -> None:
    rows = [month(50.0, 0.0, 0.0, 20.0, 0.0, 10.0), MARCH, month(50.0, 99.0, 0, 0, 0, 0, partial=True)]
    assert MRR_MOVEMENT.title(rows, EN) == "Recurring revenue grew in 1 of 2 months"
    assert "100 for each 100 that came" in MRR_MOVEMENT.summary(rows, EN)
    assert "没有增加" in MRR_MOVEMENT.summary([month(50.0, 0.0, 0.0, 0.0, 5.0, 5.0)], ZH)
    assert MRR_MOVEMENT.title(rows[-1:], ZH) == "经常性收入的变动"


def test_what_went_is_drawn_below_the_line() -> None:
    points = MRR_MOVEMENT.plan([MARCH], EN)["data"]["values"]
    assert [point["amount"] for point in points] == [10, 10, 10, -20, -20]


def kept(line: str, value: float, period: str = "2026-03-01", *, partial: bool = False) -> dict[str, Any]:
    bounds = {"low": value - 0.02, "high": value + 0.02, "numerator": 98, "denominator": 100}
    return {"line": line, "period": period, "value": value, "partial": partial, **bounds}


def test_two_lines_are_told_side_by_side() -> None:
    rows = [
        kept("net_revenue_retention", 1.01),
        kept("gross_revenue_retention", 0.95),
        kept("gross_revenue_retention", 0.2, "2026-04-01", partial=True),
    ]
    assert REVENUE_RETENTION.title(rows, EN) == "Net 101.0%, Gross 95.0% in Mar 2026"
    assert "20.0%" not in REVENUE_RETENTION.summary(rows, ZH)
    spec = REVENUE_RETENTION.plan(rows, EN)
    assert [row["period"] for row in spec["layer"][1]["data"]["values"]] == ["2026-03-01", "2026-03-01", "2026-04-01"]
    assert REVENUE_RETENTION.title(rows[-1:], ZH) == "净留存与毛留存"
    assert REVENUE_RETENTION.summary(rows[-1:], EN) == "No month has fully elapsed yet."


def test_values_that_cannot_be_pooled_are_averaged() -> None:
    rows = [kept("x", value) | {"denominator": None} for value in (0.2, 0.4, 0.9)]
    assert usual(rows) == pytest.approx(0.3)
