"""Broken lines: the hat functions between knots, and the additive model that their slopes make."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.learning.hats import additive, bases, hats, knots
from liuke.predict.learning.sample import Input

INPUTS = (Input("a", "a"), Input("b", "b"))


def test_hat_functions_are_the_broken_line_through_their_knots() -> None:
    edges = np.array([0.0, 1.0, 3.0, 4.0])
    column = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 3.5, 4.0, 9.0, np.nan])
    expected = np.array([np.interp(column[:-1], edges, np.eye(4)[at]) for at in (1, 2, 3)]).T
    assert np.allclose(hats(column, edges)[:-1, :3], expected)
    assert hats(column, edges)[:, 3].tolist() == [0.0] * 8 + [1.0]
    assert (hats(column, edges)[-1, :3] == 0).all()


def test_knots_are_distinct_quantiles_of_the_known_values() -> None:
    column = np.array([np.nan, 1.0, 1.0, 1.0, 2.0, 9.0])
    assert knots(column, 3).tolist() == [1.0, 9.0]
    assert knots(column, 5).tolist() == [1.0, 2.0, 9.0]
    assert knots(np.full(3, np.nan), 5).tolist() == [0.0]


@given(st.lists(st.floats(-5, 5), min_size=6, max_size=6), st.floats(-3, 3))
def test_the_additive_model_says_what_the_slopes_of_the_bases_say(slopes: list[float], intercept: float) -> None:
    rows = np.array([[0.0, -1.0], [0.4, 2.0], [1.0, np.nan], [np.nan, 0.5], [7.0, 9.0]])
    edges = [np.array([0.0, 0.5, 1.0]), np.array([-1.0, 0.0, 2.0])]
    model = additive(INPUTS, edges, np.array(slopes), intercept)
    assert model.inputs == ("a", "b")
    assert model.margin(rows) == pytest.approx(bases(rows, edges) @ slopes + intercept, abs=1e-9)
