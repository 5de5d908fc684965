"""How sure the value models are: intervals of parameters, of expected purchases, and of the purchases to come.

Parameters are drawn from the asymptotic normal of their logarithms at the maximum (parametric uncertainty; Wasserman,
All of Statistics, 2004, section 9.9–9.11). What a customer is expected to buy then varies with the draws; what all of
them will buy varies with the draws and by chance. A chunk of customers at a time: no matrix is customers × draws.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liuke.predict.value.counts import Counts
from liuke.predict.value.maximise import Maximum
from liuke.predict.value.models import BuyTillYouDie

type Vector = NDArray[np.float64]

DRAWS = 200
SURE = 0.95
CHUNK = 2_048
"""Distinct customers at a time: with 200 draws each, 3 MiB."""
CUSTOMERS = 5_000
"""As many customers, evenly chosen, tell how much a total varies; its middle is that of all of them."""


@dataclass(frozen=True, slots=True)
class Total:
    """Purchases expected of all customers in the next t, with 95 % intervals.

    `low` and `high` say how well the expectation is known (parameters only); `least` and `most` within what the actual
    purchases should come, if the model is right (parameters and chance).
    """

    expected: float
    low: float
    high: float
    least: float
    most: float

    def record(self) -> dict[str, Any]:
        """Return the total for JSON."""
        return {
            "expected": self.expected,
            "interval": [self.low, self.high],
            "prediction_interval": [self.least, self.most],
        }


def parameter_intervals(names: Iterable[str], found: Maximum) -> dict[str, list[float] | None]:
    """Return the 95 % interval of each parameter by name, None where the data do not tell it."""
    low, high = found.interval(SURE)
    pairs = zip(names, low.tolist(), high.tolist(), strict=True)
    return {name: [least, most] if np.isfinite(least) else None for name, least, most in pairs}


def expected_interval(
    kind: type[BuyTillYouDie], found: Maximum, t: float, counts: Counts, *, draws: int = DRAWS, seed: int = 0
) -> tuple[Vector, Vector]:
    """Return the 95 % interval of the purchases expected in the next t, by distinct (x, t_x, T).

    Of parameters only: it is the interval of the mean of customers who have this history.
    """
    models = [kind(*map(float, row)) for row in found.draws(draws, seed)]
    low, high = np.empty(len(counts.x)), np.empty(len(counts.x))
    for start in range(0, len(counts.x), CHUNK):
        rows = slice(start, start + CHUNK)
        triple = (counts.x[rows], counts.t_x[rows], counts.T[rows])
        said = np.stack([model.expected(t, *triple) for model in models])
        low[rows], high[rows] = np.quantile(said, _TAILS, axis=0)
    return low, high


def purchase_interval(
    kind: type[BuyTillYouDie], found: Maximum, t: float, counts: Counts, *, draws: int = DRAWS, seed: int = 0
) -> tuple[Vector, Vector]:
    """Return within what the purchases of one customer should come in the next t, by distinct (x, t_x, T).

    Of parameters and of chance: the 2.5 % and 97.5 % quantiles of what such a customer does, whole numbers. Twenty
    futures are drawn under each draw of the parameters, since whole numbers have coarse quantiles.
    """
    models = [kind(*map(float, row)) for row in found.draws(draws, seed)]
    random = np.random.default_rng((seed, 1))
    low, high = np.empty(len(counts.x)), np.empty(len(counts.x))
    size = CHUNK // _FUTURES
    for start in range(0, len(counts.x), size):
        rows = slice(start, start + size)
        x, t_x, seen = (np.repeat(column[rows], _FUTURES) for column in counts.triple)
        drawn = np.stack([model.sample(t, x, t_x, seen, random).reshape(-1, _FUTURES) for model in models])
        futures = drawn.transpose(1, 0, 2).reshape(drawn.shape[1], -1)
        low[rows], high[rows] = np.quantile(futures, _TAILS, axis=1, method="inverted_cdf")
    return low, high


def total_interval(
    model: BuyTillYouDie, found: Maximum, t: float, counts: Counts, *, draws: int = DRAWS, seed: int = 0
) -> Total:
    """Return the purchases expected of all customers in the next t, and how far they may be off.

    The spread by parameters is taken from evenly chosen customers and scaled in full, that by chance with the root of
    the scale: customers decide one by one.
    """
    exact = float((model.expected(t, *counts.triple) * counts.weight).sum())
    x, t_x, seen = _evenly(counts)
    scale = counts.customers / len(x)
    middle = max(float(model.expected(t, x, t_x, seen).sum()), 1e-300)
    random = np.random.default_rng((seed, 1))
    means, sums = np.empty(draws), np.empty(draws)
    for place, row in enumerate(found.draws(draws, seed)):
        drawn = type(model)(*map(float, row))
        alive = drawn.p_alive(x, t_x, seen)  # dear, and both need it
        expected = float((drawn.expected_if_alive(t, x, seen) * alive).sum())
        lives = random.random(len(x)) < alive
        chance = float(drawn.sample_if_alive(t, x, seen, random)[lives].sum()) - expected
        means[place] = expected / middle * exact
        sums[place] = max(means[place] + np.sqrt(scale) * chance, 0.0)
    return Total(exact, *map(float, np.quantile(means, _TAILS)), *map(float, np.quantile(sums, _TAILS)))


def _evenly(counts: Counts) -> tuple[Vector, Vector, Vector]:
    """Return x, t_x and T of single customers, all of them or evenly chosen in the order of the counts."""
    size = int(min(counts.customers, CUSTOMERS))
    places = (np.arange(size) + 0.5) * counts.customers / size
    at = np.searchsorted(np.cumsum(counts.weight), places, side="right").clip(max=len(counts.x) - 1)
    return counts.x[at], counts.t_x[at], counts.T[at]


_FUTURES = 20
_TAILS = ((1 - SURE) / 2, (1 + SURE) / 2)
