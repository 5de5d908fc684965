"""The sentences and the numbers of single charts, on rows small enough to check by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from liuke.present.charts.calibration import CALIBRATION, agreeing
from liuke.present.charts.cohorts import COHORTS, cells, pooled
from liuke.present.charts.concentration import CONCENTRATION, revenue_of
from liuke.present.charts.gains import GAINS, found_by
from liuke.present.charts.lifecycle import LIFECYCLE
from liuke.present.charts.rfm import RFM
from liuke.present.charts.silence import SILENCE, binned, within
from liuke.present.charts.tracking import TRACKING, deviation
from liuke.present.charts.trend import CHURN, complete, usual
from liuke.present.reader import Reader

EN, ZH = Reader("en", "USD"), Reader("zh", "CNY")


def month(place: int, lost: int, opening: int, low: float, high: float, *, partial: bool = False) -> dict[str, Any]:
    return {
        "period": f"2026-{place:02d}-01",
        "split": {},
        "value": lost / opening if opening else None,
        "numerator": lost,
        "denominator": opening,
        "low": low,
        "high": high,
        "partial": partial,
    }


STEADY = [month(place, 10, 100, 0.05, 0.17) for place in range(1, 5)]


def test_a_rate_above_its_usual_by_more_than_chance_rose() -> None:
    rows = [*STEADY, month(5, 30, 100, 0.22, 0.40)]
    assert CHURN.title(rows, EN) == "Churn rate rose to 30.0% in May 2026, above its usual 10.0%"
    assert CHURN.title(rows, ZH) == "2026年5月流失率升至 30.0%，高于平常的 10.0%"


def test_a_rate_below_its_usual_by_more_than_chance_fell() -> None:
    assert "fell to 1.0%" in CHURN.title([*STEADY, month(5, 1, 100, 0.0, 0.05)], EN)


def test_a_rate_within_chance_of_its_usual_is_steady() -> None:
    assert "held steady at 13.0%" in CHURN.title([*STEADY, month(5, 13, 100, 0.08, 0.21)], EN)


def test_a_running_month_is_in_no_sentence_and_in_no_usual_rate() -> None:
    rows = [*STEADY, month(5, 90, 100, 0.8, 0.95, partial=True)]
    assert len(complete(rows)) == 4
    assert usual(rows) == 0.1
    assert "90" not in CHURN.title(rows, EN) + CHURN.summary(rows, EN)


def test_a_running_month_is_hollow_and_dashed_and_outside_the_band() -> None:
    spec = CHURN.plan([*STEADY, month(5, 9, 100, 0.05, 0.15, partial=True)], EN)
    band, tail, line, points, _ = spec["layer"]
    assert [row["period"] for row in tail["data"]["values"]] == ["2026-04-01", "2026-05-01"]
    assert tail["mark"]["strokeDash"]
    assert len(band["data"]["values"]) == len(line["data"]["values"]) == 4
    assert points["encoding"]["fill"]["condition"]["test"] == "datum.partial"


def test_a_month_without_customers_is_left_out() -> None:
    rows = [month(1, 0, 0, 0, 0), *STEADY[1:]]
    assert len(CHURN.plan(rows, EN)["data"]["values"]) == 3


def test_a_shop_in_its_first_month_gets_a_plain_title() -> None:
    rows = [month(1, 0, 10, 0.0, 0.3, partial=True)]
    assert CHURN.title(rows, EN) == "Churn rate"
    assert CHURN.summary(rows, ZH) == "尚无完整的月份。"


COHORT_ROWS = [
    {
        "cohort": "2026-01-01",
        "size": 10,
        "cells": [
            {"k": 0, "customers": 10, "value": 1.0, "partial": False},
            {"k": 1, "customers": 4, "value": 0.4, "partial": False},
            {"k": 2, "customers": 1, "value": None, "partial": True},
        ],
    },
    {
        "cohort": "2026-02-01",
        "size": 30,
        "cells": [
            {"k": 0, "customers": 30, "value": 1.0, "partial": False},
            {"k": 1, "customers": 6, "value": 0.2, "partial": False},
        ],
    },
]


def test_immature_cohort_cells_are_empty_not_zero() -> None:
    assert [(cell["cohort"][:7], cell["k"]) for cell in cells(COHORT_ROWS)] == [("2026-01", 1), ("2026-02", 1)]


def test_cohorts_are_pooled_by_their_size() -> None:
    assert pooled(cells(COHORT_ROWS), 1) == 0.25
    assert pooled(cells(COHORT_ROWS), 2) is None
    assert COHORTS.title(COHORT_ROWS, EN).startswith("25% of new customers buy again")
    assert "Jan 2026 kept most (40.0%)" in COHORTS.summary(COHORT_ROWS, EN)


def test_cohorts_that_are_not_on_the_page_are_not_named() -> None:
    old = COHORT_ROWS[0] | {"cohort": "2020-01-01", "cells": [{"k": 1, "customers": 9, "value": 0.9, "partial": False}]}
    rows = [old, *([COHORT_ROWS[1]] * 12), COHORT_ROWS[0]]
    assert "2020" not in COHORTS.summary(rows, EN)


def test_a_single_cohort_is_not_compared() -> None:
    assert COHORTS.summary(COHORT_ROWS[:1], EN) == "There are too few complete cohorts to compare."
    assert COHORTS.title([COHORT_ROWS[0] | {"cells": []}], ZH) == "按首购月份看复购留存"


CURVE = [{"customers": 0.0, "revenue": 0.0}, {"customers": 0.5, "revenue": 0.8}, {"customers": 1.0, "revenue": 1.0}]


def test_concentration_is_read_between_two_points_of_the_curve() -> None:
    assert revenue_of(CURVE, 0.25) == pytest.approx(0.4)
    assert revenue_of(CURVE, 0.75) == pytest.approx(0.9)
    assert revenue_of([], 0.2) is None
    assert CONCENTRATION.title(CURVE, ZH) == "前 20% 的客户贡献了 32% 的收入"


def test_gaps_are_binned_in_whole_weeks_and_none_is_lost() -> None:
    gaps = [{"days": days, "closed": days, "open": 1} for days in (1, 7, 8, 14, 15, 500)]
    rows = binned(gaps, 28)
    assert sum(row["gaps"] for row in rows) == sum(gap["closed"] for gap in gaps)
    assert [row["gaps"] for row in rows[:3]] == [8, 22, 15]
    assert {(row["to_days"] - row["from_days"]) for row in rows[:-1]} == {6}
    assert within(rows) == pytest.approx(45 / 545)
    assert rows[-1]["to_days"] is None


def test_bins_break_at_the_window_so_that_what_is_within_can_be_counted() -> None:
    """A title said 91 % where 92.0 % came within the window, whose last days shared a bin with what is beyond."""
    rows = binned([{"days": 29, "closed": 1}, {"days": 30, "closed": 2}, {"days": 31, "closed": 1}], 30)
    assert [row["to_days"] for row in rows] == [7, 14, 21, 28, 30, 35]
    assert within(rows) == 0.75


def test_the_last_bin_of_gaps_is_open() -> None:
    drawn = SILENCE.draw(binned([{"days": 500, "closed": 2}], 28), EN)
    assert drawn
    assert drawn.body[-1] == ("204+", "2")
    assert [mark["said"] for mark in drawn.plan["layer"][1]["data"]["values"]] == ["204+"]
    chinese = SILENCE.draw(binned([{"days": 500, "closed": 2}], 28), ZH)
    assert chinese
    assert chinese.body[-1] == ("204 以上", "2")


def test_the_window_is_marked_in_the_gaps() -> None:
    rows = binned([{"days": 5, "closed": 3, "open": 0}], 28)
    assert SILENCE.plan(rows, EN)["layer"][-1]["data"]["values"] == [{"start": 28}]
    assert SILENCE.title(rows, ZH) == "100% 的复购发生在 28 天以内"


def test_no_gaps_make_no_bins() -> None:
    assert binned([], 28) == []


def _tracked(*rows: tuple[int, float, float, bool]) -> list[dict[str, Any]]:
    weeks = [date(2026, 1, 4) + timedelta(weeks=row[0]) for row in rows]
    rows = tuple((week.isoformat(), *row[1:]) for week, row in zip(weeks, rows, strict=True))  # type: ignore[misc]
    return [{"week": week, "actual": came, "expected": said, "held_out": held} for week, came, said, held in rows]


def test_the_hold_out_is_judged_on_unseen_weeks_only() -> None:
    rows = _tracked((1, 50, 80, False), (2, 100, 100, False), (3, 150, 155, True))
    assert deviation(rows) == pytest.approx(0.1)
    assert TRACKING.title(rows, EN).startswith("Over 1 week it had not seen, the model expected 10.0% more")


def test_without_unseen_weeks_there_is_no_judgement() -> None:
    assert deviation(_tracked((1, 5, 5, False))) is None
    assert TRACKING.title(_tracked((1, 5, 5, False)), ZH) == "预期复购与实际复购"


POINTS = [{"model": "model", "share": share, "found": found} for share, found in ((0.0, 0.0), (0.1, 0.3), (1.0, 1.0))]


def test_gains_are_said_as_lift_over_chance() -> None:
    assert found_by(POINTS, "model", 0.1) == 0.3
    assert "reached 30% of the leavers, 3× what chance does" in GAINS.title(POINTS, EN)
    assert GAINS.title([], ZH) == "尽早找到将要流失的客户"


def _bins(observed: float) -> list[dict[str, Any]]:
    return [{"model": "model", "predicted": 0.5, "observed": observed, "low": 0.4, "high": 0.6, "customers": 50}]


def test_calibration_is_praised_only_where_chance_explains_the_difference() -> None:
    assert agreeing(_bins(0.52)) == (1, 1)
    assert agreeing([_bins(0.8)[0] | {"low": 0.7, "high": 0.9}]) == (0, 1)
    assert CALIBRATION.title(_bins(0.52), EN).startswith("Its probabilities held: 1 of 1 groups")
    assert CALIBRATION.title([_bins(0.8)[0] | {"low": 0.7, "high": 0.9}], EN).startswith("Trust its order more")
    assert CALIBRATION.title([], ZH) == "预测流失与实际流失"


def _stage(at: str, **stages: int) -> list[dict[str, Any]]:
    return [{"month": at, "stage": stage, "customers": count} for stage, count in stages.items()]


def test_the_living_base_leaves_the_lost_out() -> None:
    rows = _stage("2026-01-01", active=100, lost=1) + _stage("2026-02-01", active=90, lost=500)
    assert LIFECYCLE.title(rows, EN) == "The base of customers not lost shrank 10% in 1 month"
    level = _stage("2026-01-01", active=100, lost=1) + _stage("2026-02-01", active=101, lost=1)
    assert "level" in LIFECYCLE.title(level, EN)


def test_a_base_that_nobody_could_be_lost_from_yet_is_not_said_to_grow() -> None:
    young = _stage("2026-01-01", active=100) + _stage("2026-02-01", active=300)
    assert LIFECYCLE.title(young, EN) == "Customers by lifecycle stage"
    first = young + _stage("2026-03-01", active=200, lost=150) + _stage("2026-04-01", active=220, lost=160)
    assert LIFECYCLE.title(first, EN) == "The base of customers not lost grew 10% in 1 month"


def test_cohorts_without_customers_take_no_row_of_the_map() -> None:
    cell = {"k": 1, "customers": 3, "value": 0.3, "partial": False}
    old = {"cohort": "2024-01-01", "size": 10, "cells": [cell]}
    later = [{"cohort": f"2025-{place:02d}-01", "size": 0, "cells": []} for place in range(1, 13)]
    later += [{"cohort": f"2026-{place:02d}-01", "size": 0, "cells": []} for place in range(1, 6)]
    drawn = COHORTS.draw([old, *later], EN)
    assert drawn
    assert [row[0] for row in drawn.body] == ["Jan 2024"]
    assert [row["cohort"] for row in drawn.plan["data"]["values"]] == ["2024-01"]
    assert drawn.plan["height"] == 54 + 4


def test_a_legend_explains_the_running_month_only_where_there_is_one() -> None:
    whole, with_running = CHURN.draw(STEADY, EN), CHURN.draw([*STEADY, month(5, 1, 100, 0, 0.1, partial=True)], EN)
    assert whole
    assert with_running
    assert [label for _, _, label in whole.legend] == ["Churn rate", "95% interval"]
    assert [label for _, _, label in with_running.legend] == ["Churn rate", "95% interval", "Running month"]


def test_the_rfm_map_counts_once_frequent_customers_gone_quiet() -> None:
    rows = [
        {"recency": 1, "frequency": 5, "customers": 3, "amount": 30_000},
        {"recency": 5, "frequency": 5, "customers": 7, "amount": 90_000},
    ]
    assert RFM.title(rows, EN) == "3 once frequent customers have gone quiet"
    assert "3 customers (30.0%), who have spent $30K" in RFM.summary(rows, EN)
    assert RFM.title(rows[1:], ZH) == "按最近购买与购买频次看客户"
