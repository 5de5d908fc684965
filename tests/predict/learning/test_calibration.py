"""The covariance of a calibration holds for rows that count differently."""

import numpy as np

from liuke.predict.learning.calibration import Calibration

ROWS = 4000
RANDOM = np.random.default_rng(7)
MARGIN = RANDOM.normal(0, 1.5, ROWS)
LEFT = (RANDOM.random(ROWS) < 1 / (1 + np.exp(-MARGIN))).astype(np.int8)


def test_rows_that_do_not_count_make_nothing_surer() -> None:
    """As many rows again, of no weight and of another range, leave the covariance as it was, but for priors."""
    alone = Calibration.fit(MARGIN, LEFT)
    more, labels = np.append(MARGIN, 3 * MARGIN + 1), np.append(LEFT, LEFT[::-1])
    beside = Calibration.fit(more, labels, np.repeat([1.0, 0.0], ROWS))
    assert np.allclose(beside.covariance, alone.covariance, rtol=0.01)


def test_what_the_weights_sum_to_makes_nothing_surer() -> None:
    """White's sandwich has the squares of the weights inside: ten times the weight is not ten times the customers."""
    weight = RANDOM.uniform(0.2, 1, ROWS)
    once, ten = (Calibration.fit(MARGIN, LEFT, factor * weight) for factor in (1, 10))
    assert np.allclose(ten.covariance, once.covariance, rtol=1e-6)
    even = Calibration.fit(MARGIN, LEFT)
    assert once.covariance[0] > even.covariance[0], "uneven weights cost certainty"
