"""What a method is, and how its libraries are kept from talking."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

type Values = NDArray[np.float64]
type Method = Callable[[Values, int, int], Values]
"""(values up to the origin, periods ahead, length of a season) → forecasts of these periods."""


@contextmanager
def quietly() -> Iterator[None]:
    """Silence what statsmodels says of fits that did not settle: a fit is judged by its forecasts, not by itself."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def seasons(values: Values, period: int) -> int:
    """Return the length of a season that a model may learn from these values: 1 where two whole ones are not there."""
    return period if period > 1 and len(values) >= 2 * period else 1
