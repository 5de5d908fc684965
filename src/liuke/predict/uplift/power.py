"""How many customers an experiment needs.

For a difference d between two means of standard deviations s_t and s_c, with shares p and 1 − p of N customers, the
test at 5 % (two-sided) finds it four times in five where (Fleiss, Levin & Paik 2003, ch. 4; Bloom 1995)

    N = (z₀.₉₇₅ + z₀.₈)² · (s_t² / p + s_c² / (1 − p)) / d².

For two halves of the customers to differ in their effects by d, N is four times that: each half has half of them, and
the variance of a difference of two is twice that of one.
"""

from dataclasses import asdict, dataclass
from math import ceil, sqrt
from typing import Any

from scipy.special import ndtri

from liuke.measure.intervals import Z
from liuke.predict.uplift.trial import Trial

POWER = 0.8
HALVES = 4


@dataclass(frozen=True, slots=True)
class Power:
    """Sizes for a difference worth finding, and the smallest that these customers would show.

    `worthwhile` is the difference, in outcomes a customer; `for_average` and `for_halves` the customers, both arms
    together, that show it as the average effect, or between two halves; `finds_average` and `finds_halves` the
    smallest differences that the customers there are enough for.
    """

    worthwhile: float
    for_average: int
    for_halves: int
    finds_average: float
    finds_halves: float

    def record(self) -> dict[str, Any]:
        """Return the sizes for JSON."""
        return asdict(self)


def needed(worthwhile: float, spread_treated: float, spread_control: float, share: float) -> int:
    """Return N of the formula above: customers of both arms together, `share` of them treated."""
    return ceil((_reach() / worthwhile) ** 2 * _variance(spread_treated, spread_control, share))


def power(trial: Trial, worthwhile: float) -> Power:
    """Return the sizes, given the spread of the outcomes there are; `worthwhile` is above 0."""
    share = float(trial.treated.mean())
    treated, control = (float(trial.outcome[trial.treated == arm].std(ddof=1)) for arm in (True, False))
    one = needed(worthwhile, treated, control, share)
    finds = _reach() * sqrt(_variance(treated, control, share) / len(trial))
    return Power(worthwhile, one, HALVES * one, finds, sqrt(HALVES) * finds)


def _reach() -> float:
    return Z + float(ndtri(POWER))


def _variance(spread_treated: float, spread_control: float, share: float) -> float:
    return spread_treated**2 / share + spread_control**2 / (1 - share)
