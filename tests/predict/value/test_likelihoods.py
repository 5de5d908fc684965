"""The laws of the likelihoods: gradients, weights, densities; and their values against integrals taken another way."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln, gammaln

from liuke.predict.value import BGNBD, MBGNBD, Counts, ParetoNBD, gamma_gamma
from liuke.predict.value import bg_nbd as bg
from liuke.predict.value import pareto_nbd as pareto
from liuke.predict.value.models import MODELS
from tests.predict.value.shops import drawn, one

LIKELIHOODS: dict[str, Callable[[Counts], Any]] = {
    "bg_nbd": lambda counts: bg.Likelihood(counts, 0),
    "mbg_nbd": lambda counts: bg.Likelihood(counts, 1),
    "pareto_nbd": pareto.Likelihood,
}

positive = st.floats(-2.5, 3.5).map(np.exp)
four = st.tuples(positive, positive, positive, positive).map(np.array)


@st.composite
def histories(draw: st.DrawFn) -> Counts:
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        x, days = draw(st.sampled_from([0, 0, 1, 2, 5, 40, 400])), draw(st.integers(1, 700))
        last = draw(st.integers(1, days)) if x else 0
        rows.append((x, last / 7, days / 7, draw(st.integers(1, 9))))
    return Counts.grouped(*np.array(rows, dtype=float).T)


def numeric_gradient(function: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    steps = np.diag(at * 1e-5)
    return np.array([(function(at + step) - function(at - step)) / (2 * step.sum()) for step in steps])


@pytest.mark.parametrize("name", LIKELIHOODS)
@settings(deadline=None, max_examples=40)
@given(counts=histories(), parameters=four)
def test_the_gradient_is_the_slope_of_the_log_likelihood(name: str, counts: Counts, parameters: np.ndarray) -> None:
    likelihood = LIKELIHOODS[name](counts)
    value, gradient = likelihood(parameters)
    slope = numeric_gradient(lambda at: likelihood(at)[0], parameters)
    assert np.isfinite(value)
    assert gradient == pytest.approx(slope, rel=1e-4, abs=1e-6 * (1 + abs(value)) / parameters.min())


@settings(deadline=None, max_examples=30)
@given(
    spent=st.lists(st.tuples(st.integers(1, 60), st.floats(0.5, 500)), min_size=1, max_size=8),
    parameters=st.tuples(positive, positive, positive).map(np.array),
)
def test_the_gradient_of_gamma_gamma_is_its_slope(spent: list[tuple[int, float]], parameters: np.ndarray) -> None:
    likelihood = gamma_gamma.Likelihood(*np.array(spent, dtype=float).T)
    value, gradient = likelihood(parameters)
    slope = numeric_gradient(lambda at: likelihood(at)[0], parameters)
    assert gradient == pytest.approx(slope, rel=1e-4, abs=1e-6 * (1 + abs(value)) / parameters.min())


@pytest.mark.parametrize("name", LIKELIHOODS)
@settings(deadline=None, max_examples=25)
@given(counts=histories(), parameters=four)
def test_a_weight_of_k_is_k_customers(name: str, counts: Counts, parameters: np.ndarray) -> None:
    """And the sum over all customers is the sum of what the model says of each."""
    model = MODELS[name](*map(float, parameters))
    each = counts.weight @ model.log_likelihood(*counts.triple)
    value, gradient = LIKELIHOODS[name](counts)(parameters)
    apart = Counts(
        *(np.repeat(column, counts.weight.astype(int)) for column in (*counts.triple, np.ones(len(counts.x))))
    )
    value_apart, gradient_apart = LIKELIHOODS[name](apart)(parameters)
    assert value == pytest.approx(each, rel=1e-9)
    assert value_apart == pytest.approx(value, rel=1e-9)
    assert gradient_apart == pytest.approx(gradient, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_many_customers_are_fitted_as_exactly_as_few(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search on a thinned set only finds the start: the end is that of the search on everybody."""
    counts = drawn(3000)
    plain, _ = MODELS[name].fit(counts)
    monkeypatch.setattr(bg, "COARSE", 300)
    monkeypatch.setattr(pareto, "COARSE", 300)
    staged, found = MODELS[name].fit(counts)
    assert list(staged.parameters().values()) == pytest.approx(list(plain.parameters().values()), rel=1e-6)
    value, gradient = LIKELIHOODS[name](counts)(found.parameters)
    assert found.log_likelihood == pytest.approx(value, rel=1e-12)
    assert gradient * found.parameters / counts.customers == pytest.approx(np.zeros(4), abs=1e-8)


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_repeating_every_customer_moves_no_parameter(name: str) -> None:
    rows = np.array([(0, 0, 30), (1, 10, 30), (4, 25, 28), (2, 3, 33), (0, 0, 12), (7, 29, 31), (1, 1, 14)], float)
    once, one_found = MODELS[name].fit(Counts.grouped(*rows.T))
    thrice, found = MODELS[name].fit(Counts.grouped(*rows.T, np.full(len(rows), 3)))
    assert list(thrice.parameters().values()) == pytest.approx(list(once.parameters().values()), rel=1e-5)
    assert found.log_likelihood == pytest.approx(3 * one_found.log_likelihood, rel=1e-9)


@pytest.mark.parametrize(
    ("parameters", "x", "t_x", "seen"),
    [
        ((0.55, 10.6, 0.61, 11.7), 2, 30.43, 38.86),
        ((0.55, 10.6, 0.61, 11.7), 400, 77.0, 78.0),
        ((1.2, 0.1, 3.0, 50.0), 400, 20.0, 78.0),
        ((0.05, 40.0, 8.0, 0.5), 0, 0.0, 500.0),
        ((5.0, 0.3, 0.05, 900.0), 0, 0.0, 78.0),
    ],
)
def test_pareto_nbd_integrates_over_the_unseen_end(
    parameters: tuple[float, float, float, float], x: float, t_x: float, seen: float
) -> None:
    """Against adaptive quadrature in many pieces, on the log scale of the steeper factor."""
    r, alpha, s, beta = parameters

    def density(log_y: float) -> float:
        y = np.exp(log_y) - alpha
        fall = -(r + x) * np.log((alpha + y) / (alpha + t_x)) - (s + 1) * np.log((beta + y) / (beta + t_x))
        return float(np.exp(fall) * (alpha + y))

    cuts = np.linspace(np.log(alpha + t_x), np.log(alpha + seen), 200)
    integral = sum(quad(density, low, high, epsabs=0, epsrel=1e-12)[0] for low, high in pairwise(cuts))
    scale = -(r + x) * np.log(alpha + t_x) - (s + 1) * np.log(beta + t_x)
    alive = -(r + x) * np.log(alpha + seen) - s * np.log(beta + seen)
    bracket = np.logaddexp(alive, np.log(s * integral) + scale)
    expected = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + bracket
    assert ParetoNBD(*parameters).log_likelihood(*one(x, t_x, seen))[0] == pytest.approx(expected, rel=1e-8, abs=1e-11)


def test_bg_nbd_is_the_formula_of_the_paper() -> None:
    """Fader, Hardie & Lee (2005), equation 6."""
    r, alpha, a, b, x, t_x, seen = 0.24, 4.4, 0.8, 2.4, 3, 20.0, 38.0
    first = np.exp(betaln(a, b + x) - betaln(a, b) + gammaln(r + x) - gammaln(r) + r * np.log(alpha))
    second = np.exp(betaln(a + 1, b + x - 1) - betaln(a, b) + gammaln(r + x) - gammaln(r) + r * np.log(alpha))
    whole = first * (alpha + seen) ** -(r + x) + second * (alpha + t_x) ** -(r + x)
    assert BGNBD(r, alpha, a, b).log_likelihood(*one(x, t_x, seen))[0] == pytest.approx(np.log(whole), rel=1e-12)


def test_mbg_nbd_lets_one_time_buyers_drop_out() -> None:
    """The density of no repeat: dropped out at once (a / (a+b)), or alive and silent so far."""
    r, alpha, a, b, seen = 0.5, 6.0, 0.9, 1.6, 38.0
    silent = a / (a + b) + b / (a + b) * (alpha / (alpha + seen)) ** r
    assert MBGNBD(r, alpha, a, b).log_likelihood(*one(0, 0, seen))[0] == pytest.approx(np.log(silent), rel=1e-12)
