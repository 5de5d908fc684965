"""The hypergeometric function beside 1 and for large parameters, against Euler's integral."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betaln

from liuke.predict.value.hypergeometric import hypergeometric, mean_of_powers


def vector(value: float) -> np.ndarray:
    return np.array([value])


def integral(one: float, other: float, whole: float, at: float, count: float = 0.0) -> float:
    """Return (1 − at)^count · 2F1 by Euler's integral (DLMF 15.6.1), which needs 0 < other < whole."""

    def inside(q: float) -> float:
        log = (other - 1) * np.log(q) + (whole - other - 1) * np.log1p(-q) - one * np.log1p(-at * q)
        return float(np.exp(log - betaln(other, whole - other) + count * np.log1p(-at)))

    return quad(inside, 0, 1, limit=500, epsabs=1e-14, points=[0.01, 0.05, 0.9, 0.99])[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("at", [0.0, 0.3, 0.86, 0.92, 0.999])
@pytest.mark.parametrize(("one", "other", "whole"), [(1.718, 1.718, 104.4), (-0.63, 2.1, 103.0), (0.4, 30.0, 400.0)])
def test_it_agrees_with_the_integral(one: float, other: float, whole: float, at: float) -> None:
    found = hypergeometric(one, vector(other), vector(whole), vector(at))[0]
    assert found == pytest.approx(integral(one, other, whole, at), rel=1e-8)


@pytest.mark.parametrize("at", [0.0, 0.3, 0.8, 0.95, 0.999])
@pytest.mark.parametrize(("count", "part", "whole"), [(0.3, 1.0, 25.0), (120.0, 102.7, 121.8), (401.0, 401.0, 420.0)])
def test_the_mean_of_powers_agrees_with_the_integral(count: float, part: float, whole: float, at: float) -> None:
    found = mean_of_powers(vector(count), vector(part), vector(whole), vector(at))[0]
    assert found == pytest.approx(integral(count, part, whole, at, count), rel=1e-6, abs=1e-12)
    assert 0 <= found <= 1
