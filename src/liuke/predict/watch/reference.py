"""What the inputs and scores of a model were like when it learnt: kept in its card, to be compared with later.

    card["reference"] = {"customers", "inputs": {id: picture}, "score": picture}

A picture holds the cuts between tenths (equal ones once), the share of customers in each bin, the share without a
value, and the values at every twentieth.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from liuke.predict.learning.sample import Input, Sample, Vector

BINS, LEVELS = 10, np.arange(1, 20) / 20


def reference(sample: Sample, inputs: Sequence[Input], probability: Vector | None = None) -> dict[str, Any]:
    """Return the picture of each input of `sample`, and of the scores that the model gives to its rows.

    A customer in many snapshots has one say: rows count by their weight. `customers` is the sum of the weights, which
    is what a test may count on.
    """
    columns = {one.id: sample.features[:, place] for place, one in enumerate(inputs)}
    found: dict[str, Any] = {
        "customers": float(sample.weight.sum()),
        "inputs": {name: picture(column, sample.weight) for name, column in columns.items()},
    }
    if probability is not None:
        found["score"] = picture(probability, sample.weight)
    return found


def picture(column: Vector, weight: Vector) -> dict[str, Any]:
    """Return the picture of one column; values that are not finite count as missing."""
    known = np.isfinite(column)
    values, weights = column[known], weight[known]
    if not len(values):
        return {"cuts": [], "shares": [0.0], "missing": 1.0, "values": []}
    tenths = _quantiles(values, np.arange(1, BINS) / BINS, weights)
    cuts = np.unique(tenths[tenths < values.max()])
    return {
        "cuts": cuts.tolist(),
        "shares": shares(column, cuts, weight).tolist(),
        "missing": float(1 - weights.sum() / weight.sum()),
        "values": _quantiles(values, LEVELS, weights).tolist(),
    }


def shares(column: Vector, cuts: Vector, weight: Vector) -> Vector:
    """Return the share of all rows in each bin: up to and including the first cut, …, above the last."""
    known = np.isfinite(column)
    found = np.bincount(np.searchsorted(cuts, column[known]), weight[known], len(cuts) + 1)
    return np.asarray(found / weight.sum(), dtype=np.float64)


def _quantiles(values: Vector, levels: Vector, weights: Vector) -> Vector:
    return np.asarray(np.quantile(values, levels, weights=weights, method="inverted_cdf"), dtype=np.float64)
