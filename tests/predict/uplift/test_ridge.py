"""Additive regression: finds a curve, and says nothing where there is nothing."""

import numpy as np
import pytest

from liuke.predict.learning.additive import Additive
from liuke.predict.learning.hats import bases
from liuke.predict.learning.sample import Input
from liuke.predict.uplift.ridge import PENALTIES, _solve, regress

INPUTS = (Input("a", "a"), Input("b", "b"))


def test_it_finds_a_curve() -> None:
    random = np.random.default_rng(0)
    rows = random.uniform(-2, 2, (4_000, 2))
    truth = np.abs(rows[:, 0])
    model = regress(INPUTS, rows, truth + random.normal(0, 0.3, 4_000))
    assert np.sqrt(np.mean((model.margin(rows) - truth) ** 2)) < 0.07


def test_it_says_the_mean_where_there_is_only_noise() -> None:
    flat = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        rows, noise = random.normal(size=(600, 2)), random.normal(3, 1, 600)
        said = regress(INPUTS, rows, noise).margin(rows)
        assert said.mean() == pytest.approx(noise.mean())
        flat += said.std() < 1e-9
    assert flat >= 10


def test_a_missing_value_has_a_level_of_its_own() -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(2_000, 2))
    rows[:500, 0] = np.nan
    outcome = np.where(np.isnan(rows[:, 0]), 5.0, rows[:, 0]) + random.normal(0, 0.1, 2_000)
    said = regress(INPUTS, rows, outcome).margin(rows)
    assert said[:500].mean() == pytest.approx(5.0, abs=0.1)
    assert np.corrcoef(said[500:], rows[500:, 0])[0, 1] > 0.99


def test_columns_that_are_constant_or_wholly_missing_do_no_harm() -> None:
    rows = np.column_stack([np.full(50, 7.0), np.full(50, np.nan)])
    outcome = np.arange(50.0)
    assert np.allclose(regress(INPUTS, rows, outcome).margin(rows), outcome.mean())


def test_a_weight_of_two_is_a_row_twice() -> None:
    random = np.random.default_rng(2)
    rows, outcome = random.normal(size=(300, 2)), random.normal(size=300)
    weight = np.where(np.arange(300) < 100, 2.0, 1.0)
    design = bases(rows, [np.linspace(-3, 3, 5)] * 2)
    twice = np.repeat(np.arange(300), weight.astype(int))
    assert np.allclose(_solve(design, outcome, weight), _solve(design[twice], outcome[twice], np.ones(400)))


def test_the_penalty_is_the_ridge_of_the_normal_equations() -> None:
    """Whatever penalty is chosen, the slopes solve (X'X + λ n I) β = X'y for one of the penalties offered."""
    random = np.random.default_rng(4)
    design = random.normal(size=(200, 3))
    outcome = design @ np.array([1.0, -0.5, 0.0]) + random.normal(size=200)
    found = _solve(design, outcome, np.ones(200))
    square = design.T @ design
    candidates = [np.linalg.solve(square + p * 200 * np.eye(3), design.T @ outcome) for p in PENALTIES]
    assert min(np.abs(found - one).max() for one in candidates) < 1e-9


def test_the_regression_is_read_back_from_its_record() -> None:
    random = np.random.default_rng(5)
    rows = random.normal(size=(500, 2))
    model = regress(INPUTS, rows, rows[:, 0] + random.normal(size=500))
    assert np.allclose(Additive.read(model.record()).margin(rows), model.margin(rows))
