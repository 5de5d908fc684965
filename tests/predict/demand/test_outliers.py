"""A value far from all others is seen and tamed for the models; a rise, a season and a busy month are not."""

import numpy as np

from liuke.predict.demand.outliers import far_out, tamed

CALM = 100 + np.random.default_rng(5).normal(0, 5, 60)


def test_one_huge_value_is_seen_and_brought_to_the_edge_of_the_usual() -> None:
    values = CALM.copy()
    values[30] = 90_000
    assert np.flatnonzero(far_out(values)).tolist() == [30]
    assert 100 < tamed(values)[30] < 250
    assert np.delete(tamed(values), 30).tolist() == np.delete(values, 30).tolist()


def test_what_is_usual_is_left_as_it_is() -> None:
    stepped = CALM + np.where(np.arange(60) > 30, 5_000, 0)
    several = CALM + np.where(np.isin(np.arange(60), (28, 29, 30)), 5_000, 0)
    for values in (CALM, stepped, several, CALM * np.arange(60), np.zeros(60), CALM[:5]):
        assert tamed(values).tolist() == values.tolist()


def test_the_last_value_may_be_one() -> None:
    assert np.flatnonzero(far_out(np.r_[CALM, 9_000])).tolist() == [60]
