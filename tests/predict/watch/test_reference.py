"""The picture of what a model learnt from is of customers, not of rows."""

import numpy as np
import pytest

from liuke.predict.learning.sample import Input, Sample
from liuke.predict.watch.reference import reference

INPUTS = (Input("x", "x"),)


def test_a_customer_in_many_snapshots_has_one_say() -> None:
    """One customer in nine rows says 1 and then nothing; nine customers in a row each say 2, 3, …, 10."""
    column = np.array([1.0] * 8 + [np.nan] + [float(value) for value in range(2, 11)])
    weight = np.array([1 / 9] * 9 + [1.0] * 9)
    found = reference(Sample(column[:, None], np.zeros(18, np.int8), weight), INPUTS, np.nan_to_num(column))
    assert found["customers"] == pytest.approx(10)
    one = found["inputs"]["x"]
    assert one["missing"] == pytest.approx(1 / 90)
    assert one["values"][9] == 6, "half of the customers are below, though half of the rows say 1"
    assert one["shares"][0] == pytest.approx(17 / 90), "who says 1 and who says 2"
    assert found["score"]["values"][9] == 5
