"""Cold start: the shape of the parent at one's own level, and how far off by what the same rule did of siblings."""

import numpy as np
import pytest

from liuke.predict.demand.cold import by_share, is_cold, spread_by_siblings
from liuke.predict.demand.origins import Plan

PLAN = Plan(20, 2, 1, (14, 16, 18))
PARENT = np.arange(100.0, 120)
ROLLED = np.array([[10.0, 20], [30, 40], [50, 60], [70, 80]])


def test_who_began_less_than_sixteen_periods_ago_is_cold() -> None:
    assert is_cold(np.r_[np.zeros(10), 5, np.zeros(9)])
    assert not is_cold(np.r_[5, np.zeros(30)])
    assert not is_cold(np.zeros(30)), "nothing was ever asked for: zero is expected"


def test_the_share_since_the_first_demand_is_of_what_was_known_at_each_origin() -> None:
    values = np.r_[np.zeros(15), PARENT[15:] / 4]
    values[16:] = PARENT[16:] / 2
    found = by_share(values, PARENT, ROLLED, PLAN)
    assert found[0].tolist() == [0, 0], "not known yet"
    assert found[1].tolist() == [7.5, 10]
    assert found[3] == pytest.approx(ROLLED[3] * values.sum() / PARENT[15:].sum())


def test_a_parent_without_demand_leaves_the_mean() -> None:
    values = np.r_[np.zeros(15), 1.0, 2, 3, 4, 5]
    assert by_share(values, np.zeros(20), ROLLED, PLAN)[-1].tolist() == [3, 3]


def test_siblings_that_follow_their_parent_leave_no_doubt() -> None:
    siblings = np.array([PARENT / 2, PARENT / 5])
    rolled = np.array([[PARENT[at] if at < 20 else 120.0, 121] for at in (14, 16, 18, 20)])
    actual = np.array([[rolled[row] * share for row in range(3)] for share in (0.5, 0.2)])
    spread = spread_by_siblings(4, siblings, PARENT, rolled, actual, PLAN)
    assert spread is not None
    assert spread.sizes == pytest.approx([0, 0], abs=1e-12)


def test_the_doubt_is_in_units_of_the_siblings_own_level() -> None:
    siblings = np.array([np.full(20, 10.0), np.full(20, 1_000.0)])
    parent, rolled = siblings.sum(axis=0), np.full((4, 2), 1_010.0)
    actual = np.stack([np.full((3, 2), 12.0), np.full((3, 2), 800.0)])
    spread = spread_by_siblings(5, siblings, parent, rolled, actual, PLAN)
    assert spread is not None
    assert spread.sizes == pytest.approx([0.2, 0.2], rel=1e-6)
    assert spread_by_siblings(5, np.zeros((0, 20)), parent, rolled, np.zeros((0, 3, 2)), PLAN) is None
