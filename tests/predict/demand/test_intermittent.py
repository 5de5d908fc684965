"""Croston, SBA and TSB equal the recursions of their papers worked by hand, row by row or all at once."""

import numpy as np
import pytest

from liuke.predict.demand.kinds import demand_kind, rare
from liuke.predict.demand.methods.intermittent import croston, rate, sba, tsb

SPARSE = np.array([0.0, 0, 3, 0, 0, 6, 0])
"""Sizes 3 and 6, each after three periods: size 3 + 0.1 · 3 = 3.3, interval 3."""


def test_croston_is_mean_size_over_mean_interval() -> None:
    assert croston(SPARSE, 2).tolist() == pytest.approx([1.1, 1.1])


def test_sba_takes_half_of_alpha_off() -> None:
    assert sba(SPARSE, 1)[0] == pytest.approx(1.1 * 0.95)


def test_tsb_lowers_the_chance_while_nothing_is_asked_for() -> None:
    """1/3 at the first demand, ·0.9 twice, +0.1 of the rest at the second, ·0.9 after it."""
    chance = (1 / 3 * 0.81 * 0.9 + 0.1) * 0.9
    assert tsb(SPARSE, 1)[0] == pytest.approx(chance * 3.3)
    later = np.concatenate([SPARSE, np.zeros(50)])
    assert tsb(later, 1)[0] < 0.01 < croston(later, 1)[0]


def test_a_demand_in_every_period_is_simple_exponential_smoothing() -> None:
    values = np.array([10.0, 20, 30])
    assert croston(values, 1)[0] == pytest.approx(10 * 0.81 + 20 * 0.09 + 30 * 0.1)


def test_rows_at_once_equal_rows_one_by_one() -> None:
    chance = np.random.default_rng(3)
    rows = chance.poisson(0.4, (40, 60)).astype(float)
    for name, one in (("croston", croston), ("sba", sba), ("tsb", tsb)):
        assert rate(rows, name) == pytest.approx([one(row, 1)[0] for row in rows])


def test_where_nothing_was_ever_asked_for_nothing_is_expected() -> None:
    assert [rate(np.zeros((2, 9)), name).tolist() for name in ("croston", "sba", "tsb")] == [[0, 0]] * 3


def test_sba_is_less_biased_than_croston_on_what_it_was_made_for() -> None:
    """Demand of size 5 with chance 0.25 a period: 1.25 a period (Syntetos & Boylan 2001)."""
    chance = np.random.default_rng(8)
    rows = np.where(chance.random((4_000, 200)) < 0.25, 5.0, 0.0)
    biased, mended = (rate(rows, name, alpha=0.3).mean() / 1.25 - 1 for name in ("croston", "sba"))
    assert biased > 0.05
    assert abs(mended) < biased / 3


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([5, 6, 5, 6], "smooth"),
        ([1, 1, 1, 9], "erratic"),
        ([5, 0, 6, 0, 5, 0], "intermittent"),
        ([1, 0, 0, 9, 0, 0], "lumpy"),
        ([0, 0, 0], "none"),
    ],
)
def test_demand_is_of_four_kinds(values: list[float], kind: str) -> None:
    assert demand_kind(np.array(values, dtype=float))[0] == kind


def test_the_interval_counts_from_the_first_demand_and_cv2_is_of_sizes() -> None:
    kind, interval, variation = demand_kind(np.array([0.0, 0, 2, 0, 4, 0]))
    assert (kind, interval) == ("intermittent", 2.0)
    assert variation == pytest.approx(1 / 9)


def test_returns_are_no_intermittent_demand() -> None:
    assert rare(np.array([1.0, 0, 0, 0, 1]))
    assert not rare(np.array([1.0, 0, -1, 0, 1]))
