"""Splines and logistic regression: a broken line an input, drawn through its quantiles, smooth by a penalty.

Generalised additive models: Hastie & Tibshirani (1990); penalised splines: Eilers & Marx (1996). The broken lines are
kept as tables, so that the model is its own explanation.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liuke.language import Text
from liuke.predict.learning.additive import Additive, Curve, Line
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.regression import regress
from liuke.predict.learning.sample import Matrix, Sample, Vector, held_out

if TYPE_CHECKING:
    from optuna import Trial

KNOTS = 12
PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)


def _fit(task: Task) -> Additive:
    knots = [_knots(task.train.features[:, place]) for place in range(len(task.inputs))]
    if "penalty" in task.options:
        penalty = float(task.options["penalty"])
    else:
        train, watch = (task.train, task.watch) if task.watch is not None else held_out(task.train, task.seed)
        penalty = min(PENALTIES, key=lambda each: _loss(_learn(train, knots, each), watch))
    curves, intercept = _learn(task.train, knots, penalty)
    return Additive(tuple(one.id for one in task.inputs), curves, intercept)


def _options(trial: "Trial") -> dict[str, Any]:
    return {"penalty": trial.suggest_float("penalty", 0.01, 10, log=True)}


def _knots(column: Vector) -> Vector:
    """Return where the line may bend: distinct quantiles of the known values, both ends among them."""
    known = column[~np.isnan(column)]
    return np.unique(np.quantile(known, np.linspace(0, 1, KNOTS))) if len(known) else np.zeros(1)


def _bases(rows: Matrix, knots: Sequence[Vector]) -> NDArray[np.float64]:
    """Return, for each input, hat functions at its knots but the first, and a mark of a missing value."""
    blocks = []
    for place, edges in enumerate(knots):
        column = rows[:, place]
        missing = np.isnan(column)
        filled = np.where(missing, edges[0], column)
        hats = [np.interp(filled, edges, np.eye(len(edges))[at]) for at in range(1, len(edges))]
        blocks.append(np.column_stack([*hats, missing.astype(np.float64)]))
    return np.hstack(blocks)


def _learn(sample: Sample, knots: Sequence[Vector], penalty: float) -> tuple[tuple[Curve, ...], float]:
    design = _bases(sample.features, knots)
    mean, spread = design.mean(axis=0), design.std(axis=0)
    varies = spread > 1e-9  # of equal values rounding leaves a trace
    coefficients, level = regress((design[:, varies] - mean[varies]) / spread[varies], sample, penalty)
    slopes = np.zeros(len(spread))
    slopes[varies] = coefficients / spread[varies]
    intercept = float(level - slopes @ mean)
    curves: list[Curve] = []
    start = 0
    for edges in knots:
        here = slopes[start : start + len(edges)]
        start += len(edges)
        values = np.concatenate([[0.0], here[:-1]])
        centre = float(values.mean())
        curves.append(Line(edges, values - centre, float(here[-1]) - centre))
        intercept += centre
    return tuple(curves), intercept


def _loss(learnt: tuple[tuple[Curve, ...], float], watch: Sample) -> float:
    curves, intercept = learnt
    margin = intercept + sum((curve(watch.features[:, at]) for at, curve in enumerate(curves)), np.zeros(len(watch)))
    return float(np.average(np.logaddexp(0, margin) - watch.left * margin, weights=watch.weight))


SPLINES = Kind(
    "splines",
    "additive",
    Text("splines and logistic regression", "样条逻辑回归"),
    _fit,
    Additive.read,
    _options,
    simple=True,
)
