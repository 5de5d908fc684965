"""Profiles are those of a hand-made table; medians have the interval between order statistics."""

import numpy as np
import polars as pl
import pytest

from liuke.measure.intervals import wilson
from liuke.segment.clusters.profile import mean, median, profiles

FRAME = pl.DataFrame(
    {
        "cluster": ["a", "a", "a", "b"],
        "monetary": [10.0, 30.0, 20.0, 5.0],
        "lost": [False, True, False, False],
        "probability": [0.2, 0.9, 0.4, None],
        "clv": [100.0, 0.0, 300.0, None],
    }
)


def test_sizes_medians_and_scores_are_read_off_the_table() -> None:
    a, b = profiles(FRAME, ["a", "b"], ["monetary"])
    assert (a["customers"], a["share"], b["share"]) == (3, 0.75, 0.25)
    assert a["medians"]["monetary"]["value"] == 20.0
    assert (a["lost"]["value"], (a["lost"]["low"], a["lost"]["high"])) == (1 / 3, wilson(1, 3))
    assert a["probability"]["value"] == pytest.approx(0.3), "of those who are not lost"
    assert a["clv"]["value"] == 200.0
    assert b["probability"] == {"value": None, "low": None, "high": None, "denominator": 0}


def test_a_cluster_that_nobody_is_in_any_more_is_told_as_empty() -> None:
    (none,) = profiles(FRAME, ["c"], ["monetary"])
    assert (none["customers"], none["share"], none["medians"]["monetary"]["value"]) == (0, 0.0, None)


def test_the_interval_of_a_median_is_between_its_order_statistics() -> None:
    told = median(np.arange(1.0, 101.0))  # 50 ± 1.96 × 10 / 2 ranks
    assert (told["value"], told["low"], told["high"]) == (50.5, 41.0, 61.0)
    assert median(np.array([1.0, 2.0]))["low"] is None


def test_the_interval_of_a_median_covers_it_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        told = median(random.exponential(size=60))
        held += told["low"] <= np.log(2) <= told["high"]
    assert 0.93 <= held / 400 <= 0.99


def test_the_interval_of_a_mean_is_the_usual_one() -> None:
    values = np.array([1.0, 2.0, 3.0, 6.0])
    told, half = mean(values), 1.959963984540054 * values.std(ddof=1) / 2
    assert (told["value"], told["low"]) == (3.0, pytest.approx(3 - half))
