"""The retention curve: what is drawn of the average and the cohorts, and what it says."""

from typing import Any

import pytest

from liuke.present.charts.retention import RETENTION_CURVE, average, cohorts, points
from liuke.present.reader import Reader

EN, ZH = Reader("en", "CNY"), Reader("zh", "CNY")


def cell(k: int, numerator: float, denominator: float, **more: Any) -> dict[str, Any]:
    value = numerator / denominator if denominator else None
    low, high = (None, None) if value is None else (max(value - 0.1, 0.0), value + 0.1)
    return {
        "k": k, "numerator": numerator, "denominator": denominator, "value": value, "low": low, "high": high,
        "partial": value is None, **more,
    }  # fmt: skip


def row(cohort: str | None, *shares: int, by: str = "month", of: str = "customers", **more: Any) -> dict[str, Any]:
    cells = [cell(k, share, 100, **more) for k, share in enumerate(shares)]
    return {"cohort": cohort, "by": by, "of": of, "size": 100, "cells": [*cells, cell(len(shares), 0, 0)]}


ROWS = [
    row(None, 100, 50, 40, 30, 25),
    row("2025-11-01", 100, 50, 40, 30, 25),
    row("2025-12-01", 100, 50, 40, 30, 25),
    row("2026-01-01", 100, 60, 40, 30, 25),
    row("2026-02-01", 100, 40, 40),
    row("2026-03-01", 100, 50),
]


def test_bucket_0_and_what_has_not_elapsed_are_not_drawn() -> None:
    assert [point["k"] for point in points(ROWS[1])] == [1, 2, 3, 4]
    assert [point["k"] for point in average(ROWS)] == [1, 2, 3, 4]


def test_a_cohort_of_one_point_has_no_line() -> None:
    assert [one["cohort"] for one in cohorts(ROWS)] == ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]


def test_the_average_ends_where_fewer_than_three_cohorts_are_left() -> None:
    """All together “rose” to 50 % after 11 months, which was the one cohort old enough."""
    rows = [row(None, 100, 50, 40, 30, 25, 50, 60), *ROWS[1:], row("2025-10-01", 100, 60, 40, 30, 25, 50, 60)]
    assert [point["k"] for point in average(rows)] == [1, 2, 3, 4]
    assert "25.0% after 4 months" in RETENTION_CURVE.summary(rows, EN)
    drawn = RETENTION_CURVE.draw(rows, EN)
    assert drawn
    assert max(point["k"] for point in drawn.plan["data"]["values"]) == 4
    two = [row(None, 100, 50, 40), row("2026-01-01", 100, 60, 40), row("2026-02-01", 100, 40, 40)]
    assert [point["k"] for point in average(two)] == [1, 2]


def test_only_the_last_cohorts_and_the_first_year_are_drawn() -> None:
    many = [row(None, *[50] * 30), *(row(f"2025-{month:02d}-01", *[50] * 30) for month in range(1, 13))]
    many += [row(f"2026-{month:02d}-01", 100, 50, 50) for month in range(1, 6)]
    assert [one["cohort"] for one in cohorts(many)][::11] == ["2025-06-01", "2026-05-01"]
    assert max(point["k"] for point in average(many)) == 12


@pytest.mark.parametrize(
    ("by", "of", "english", "chinese"),
    [
        ("month", "customers", "3 months on, 30% of customers are back", "第 3 个月的平均留存率为 30%"),
        ("week", "net", "3 weeks on, cohorts bring 30% of their first revenue", "第 3 周的净收入留存率为 30%"),
        ("day", "gross", "3 days on, cohorts keep 30% of their first revenue", "第 3 天的毛收入留存率为 30%"),
    ],
)
def test_the_title_tells_what_is_left_after_a_while(by: str, of: str, english: str, chinese: str) -> None:
    rows = [one | {"by": by, "of": of} for one in ROWS]
    assert RETENTION_CURVE.title(rows, EN) == english
    assert RETENTION_CURVE.title(rows, ZH) == chinese


def test_a_young_company_is_told_by_its_first_bucket() -> None:
    assert RETENTION_CURVE.title([row(None, 100, 50)], EN) == "1 month on, 50% of customers are back"
    assert RETENTION_CURVE.title([row(None, 100)], ZH) == "客户留存曲线"
    assert RETENTION_CURVE.summary([row(None, 100)], EN) == "No cohort is through its first period yet."


def test_the_summary_has_the_interval_where_there_is_one() -> None:
    assert "50.0% after 1 month, 25.0% after 4 months (95% interval 15.0% to 35.0%)" in RETENTION_CURVE.summary(
        ROWS, EN
    )
    assert "1 个月后为 50.0%，4 个月后为 25.0%（95% 区间 15.0% 至 35.0%）" in RETENTION_CURVE.summary(ROWS, ZH)
    without = [row(None, 100, 50, low=None, high=None)]
    assert "95%" not in RETENTION_CURVE.summary(without, EN)
    assert RETENTION_CURVE.plan(without, EN)["data"]["values"][0]["interval"] == "–"


def test_the_table_has_the_average_first_and_then_every_line() -> None:
    drawn = RETENTION_CURVE.draw(ROWS, EN)
    assert drawn
    assert [line[0] for line in drawn.body] == [
        *["Weighted average"] * 4,
        *["2025-11-01"] * 4,
        *["2025-12-01"] * 4,
        *["2026-01-01"] * 4,
        *["2026-02-01"] * 2,
    ]
    assert drawn.body[0][1:] == ("1", "50.0%", "40.0%", "60.0%", "50", "100")
