"""Penalised additive regression: a broken line an input, for outcomes of money and for effects.

Broken lines through quantiles (Hastie & Tibshirani 1990) with one ridge penalty, chosen by generalised cross-validation
(Golub, Heath & Wahba 1979) with each degree of freedom counted 1.4 times, against wiggling after noise (Kim & Gu 2004).
The largest penalty leaves the mean alone: where nothing differs, nothing is said to differ.
"""

from collections.abc import Sequence

import numpy as np

from liuke.predict.learning.additive import Additive
from liuke.predict.learning.hats import additive, bases, knots
from liuke.predict.learning.sample import Input, Matrix, Vector

KNOTS = 10
PENALTIES = np.geomspace(1e-4, 10, 16)
"""In units of the rows: a column of spread 1 is shrunk by 1 / (1 + penalty)."""
CAUTION = 1.4


def regress(inputs: Sequence[Input], rows: Matrix, outcome: Vector, weight: Vector | None = None) -> Additive:
    """Return the additive regression of `outcome` on `rows`, shape (rows, inputs), NaN where a value is not known."""
    weights = np.ones(len(outcome)) if weight is None else weight / weight.mean()
    edges = [knots(rows[:, place], KNOTS) for place in range(len(inputs))]
    design = bases(rows, edges)
    total = weights.sum()
    mean = weights @ design / total
    spread = np.sqrt(np.maximum(weights @ (design - mean) ** 2 / total, 0.0))
    known = spread > 1e-9
    scaled = np.where(known, (design - mean) / np.where(known, spread, 1.0), 0.0)
    level = float(weights @ outcome / total)
    slopes = np.where(known, _solve(scaled, outcome - level, weights) / np.where(known, spread, 1.0), 0.0)
    return additive(inputs, edges, slopes, level - float(slopes @ mean))


def _solve(design: Matrix, outcome: Vector, weights: Vector) -> Vector:
    """Return the ridge slopes whose penalty generalised cross-validation likes best; zeros where the mean is best."""
    rows = float(weights.sum())
    weighed = design * weights[:, None]
    values, vectors = np.linalg.eigh(weighed.T @ design)
    values = np.maximum(values, 0.0)
    along = vectors.T @ (weighed.T @ outcome)
    square = float(weights @ outcome**2)
    best, slopes = square / rows, np.zeros(design.shape[1])
    for penalty in PENALTIES * rows:
        shrunk = along / (values + penalty)
        freedom = CAUTION * float((values / (values + penalty)).sum()) / rows
        left = square - 2 * float(shrunk @ along) + float(shrunk**2 @ values)
        if freedom < 1 and (score := left / rows / (1 - freedom) ** 2) < best:
            best, slopes = score, vectors @ shrunk
    return slopes
