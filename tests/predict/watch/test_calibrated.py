"""Calibration on outcomes that have come: alarms where scores did not come true, and peace where they did."""

from typing import Any

import numpy as np
import pytest

from liuke.measure.intervals import wilson
from liuke.predict.watch.calibrated import apart, calibration_rows, held


def entry(
    said: np.ndarray, truth: np.ndarray, seed: int = 0, as_of: str = "2026-01-31", until: str = "2026-03-02"
) -> dict[str, Any]:
    """Return a ledger's entry: customers who leave with the chance `truth` were given `said`."""
    left = (np.random.default_rng(seed).random(len(said)) < truth).astype(float)
    group = np.minimum((said * 10).astype(int), 9)
    rows = []
    for band in np.unique(group):
        p, y = said[group == band], left[group == band]
        sums = {
            "customers": len(p),
            "left": int(y.sum()),
            "said": float(p.sum()),
            "spread": float((p * (1 - p)).sum()),
            "tilt": float(((y - p) * (1 - 2 * p)).sum()),
            "tilt_spread": float(((1 - 2 * p) ** 2 * p * (1 - p)).sum()),
        }
        rows.append({"group": int(band), **sums})
    return {"run": f"of {as_of}", "as_of": as_of, "settled_on": until, "model": "churn@1", "groups": rows}


def chances(customers: int = 2000, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).beta(2, 3, customers)


def test_the_figures_are_those_worked_out_by_hand() -> None:
    """Two of four were given 0.25 and two 0.75; one of the low and both of the high left."""
    group = {"spread": 0.375, "tilt_spread": 0.09375}
    rows = [
        {"group": 2, "customers": 2, "left": 1, "said": 0.5, "tilt": 0.25, **group},
        {"group": 7, "customers": 2, "left": 2, "said": 1.5, "tilt": -0.25, **group},
    ]
    found = held({"groups": rows})
    assert found is not None
    assert (found.customers, found.said, found.happened, found.error) == (4, 0.5, 0.75, 0.25)
    assert found.whole == pytest.approx(0.2482130789)  # z = 1 / √0.75 = 1.1547
    assert found.shape == pytest.approx(1.0)


def test_scores_that_came_true_raise_no_alarm() -> None:
    false = sum(
        bool((one := held(entry(chances(seed=seed), chances(seed=seed), seed))) and one.off) for seed in range(200)
    )
    assert false <= 4


def test_scores_that_are_too_high_raise_one() -> None:
    truth = chances()
    found = held(entry(np.clip(truth + 0.08, 0, 1), truth))
    assert found is not None
    assert found.off
    assert found.said - found.happened == pytest.approx(0.08, abs=0.03)


def test_scores_that_are_too_bold_raise_one_though_the_total_is_right() -> None:
    truth = np.repeat([0.4, 0.6], 1500)
    found = held(entry(np.repeat([0.15, 0.85], 1500), truth))
    assert found is not None
    assert found.off
    assert found.shape < 1e-6
    assert found.whole > 0.01


def test_a_gap_too_small_to_matter_raises_none_however_many_customers_show_it() -> None:
    truth = chances(400_000)
    found = held(entry(np.clip(truth + 0.012, 0, 1), truth))
    assert found is not None
    assert found.whole < 1e-6
    assert not found.off


def test_a_certain_score_that_was_wrong_is_an_alarm() -> None:
    assert held(entry(np.zeros(50), np.zeros(50)))
    row = {"group": 0, "customers": 50, "left": 5, "said": 0.0, "spread": 0.0, "tilt": 5.0, "tilt_spread": 0.0}
    found = held({"groups": [row]})
    assert found is not None
    assert found.off


def test_nobody_to_judge_is_no_judgement() -> None:
    assert held({"groups": []}) is None


def test_outcomes_are_not_counted_twice() -> None:
    """Of runs a month apart that look 60 days ahead, every other one counts, the latest first."""
    days = [("2026-01-31", "2026-04-01"), ("2026-02-28", "2026-04-29"), ("2026-04-01", "2026-05-31")]
    found = apart([{"as_of": first, "settled_on": last} for first, last in days])
    assert [one["as_of"] for one in found] == ["2026-01-31", "2026-04-01"]
    assert apart([]) == []


def test_the_chart_s_rows_are_overall_and_by_run_with_wilson_s_intervals() -> None:
    first = entry(chances(300), chances(300), 1)
    second = entry(chances(300, 2), chances(300, 2), 2, "2026-03-02", "2026-04-01")
    rows = calibration_rows([first, second])
    assert [row["run"] for row in rows] == sorted([row["run"] for row in rows], key=lambda run: run or "")
    whole = [row for row in rows if row["run"] is None]
    assert sum(row["customers"] for row in whole) == 600
    assert sum(row["customers"] for row in rows) == 1200
    one = whole[0]
    assert (one["low"], one["high"]) == wilson(round(one["observed"] * one["customers"]), one["customers"])
    assert one["predicted"] < 0.1
