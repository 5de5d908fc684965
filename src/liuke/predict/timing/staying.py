"""How long customers stay from now on: their survival curves, and their expected remaining life to a horizon.

From the discrete-time hazard. Those who have completed `lived` periods leave in period lived + 1, lived + 2 … with the
hazards of those periods. A customer who leaves in a period is taken to stay half of it, so that the expected life is
the area under the line through the survival at the periods' ends (the restricted mean).

Intervals by the delta method: ∂ ln S / ∂β = −Σ h(s) x(s).
"""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, logit

from liuke.predict.timing.hazard import Estimate, Hazard, given, spread

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

CHUNK = 20_000
"""Customers at a time: each has a slope by every coefficient. Those who are alike are asked of once."""
_LIVED = "lived, in periods"
_WIDTH = NormalDist().inv_cdf(0.975)
_TINY = 1e-12


def survival(model: Hazard, horizon: int, lived: int = 0, customer: pl.DataFrame | None = None) -> Estimate:
    """Return P(still a customer after 0 … `horizon` more periods) of one customer who has completed `lived`.

    Intervals are symmetric in ln(−ln S), as those of the Kaplan–Meier curve are.
    """
    steps = list(_ahead(model, horizon, np.array([float(lived)]), customer))
    share = np.array([1.0, *(float(left[0]) for left, _ in steps)])
    slopes = np.vstack([np.zeros(len(model.coefficients)), *(slope for _, slope in steps)])
    log = np.minimum(np.log(np.maximum(share, 1e-300)), -_TINY)
    width = _WIDTH * spread(slopes, model.covariance) / -log
    return Estimate(share, np.exp(log * np.exp(width)), np.exp(log * np.exp(-width)))


def remaining(model: Hazard, horizon: int, lived: Vector, customers: pl.DataFrame | None = None) -> Estimate:
    """Return the expected periods that each customer stays of the next `horizon`, with its interval.

    `lived` are the periods that each has completed. The interval is that of the expectation, of parameters only, and
    symmetric in the logit of its share of the horizon. In days: times `model.period_days`.
    """
    whole = pl.DataFrame({_LIVED: np.floor(np.asarray(lived, dtype=float))})
    rows = whole if not model.covariates else whole.hstack(given(customers).select(model.covariates))
    distinct = rows.unique(maintain_order=True)
    parts = [_remaining(model, horizon, part) for part in distinct.iter_slices(CHUNK)]
    said = pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(Estimate._fields, pl.Float64))
    found = rows.join(distinct.hstack(said), on=rows.columns, how="left", maintain_order="left")
    return Estimate(*(found[name].to_numpy() for name in Estimate._fields))


def _remaining(model: Hazard, horizon: int, customers: pl.DataFrame) -> pl.DataFrame:
    """Return value, low and high of customers who are all different."""
    lived = customers[_LIVED].to_numpy()
    area, slope = np.zeros(len(lived)), np.zeros((len(lived), len(model.coefficients)))
    before: tuple[Vector, Matrix] = (np.ones(len(lived)), np.zeros_like(slope))
    for left, steep in _ahead(model, horizon, lived, customers):
        now = (left, left[:, None] * steep)
        area += (before[0] + now[0]) / 2
        slope += (before[1] + now[1]) / 2
        before = now
    share = np.clip(area / horizon, _TINY, 1 - _TINY)
    width = _WIDTH * spread(slope, model.covariance) / horizon / (share * (1 - share))
    middle = logit(share)
    columns = (area, horizon * expit(middle - width), horizon * expit(middle + width))
    return pl.DataFrame(dict(zip(Estimate._fields, columns, strict=True)))


def _ahead(
    model: Hazard, horizon: int, lived: Vector, customers: pl.DataFrame | None
) -> Iterator[tuple[Vector, Matrix]]:
    """Give the survival after 1 … `horizon` more periods, and the slope of its logarithm by each coefficient."""
    share, slope = np.ones(len(lived)), np.zeros((len(lived), len(model.coefficients)))
    own = model.encoded(len(lived), customers)
    for ahead in range(1, horizon + 1):
        rows = np.hstack([model.tenure.columns(lived + ahead), own])
        chance = expit(rows @ model.coefficients)
        share = share * (1 - chance)
        slope = slope - chance[:, None] * rows
        yield share, slope
