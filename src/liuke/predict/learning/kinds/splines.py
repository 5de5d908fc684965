"""Splines and logistic regression: a broken line an input, drawn through its quantiles, smooth by a penalty.

Generalised additive models: Hastie & Tibshirani (1990); penalised splines: Eilers & Marx (1996). The broken lines are
kept as tables, so that the model is its own explanation.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from liuke.language import Text
from liuke.predict.learning.additive import Additive
from liuke.predict.learning.hats import additive, bases, knots
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.regression import regress
from liuke.predict.learning.sample import Input, Sample, Vector, held_out

if TYPE_CHECKING:
    from optuna import Trial

KNOTS = 12
PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)


def _fit(task: Task) -> Additive:
    edges = [knots(task.train.features[:, place], KNOTS) for place in range(len(task.inputs))]
    if "penalty" in task.options:
        penalty = float(task.options["penalty"])
    else:
        train, watch = (task.train, task.watch) if task.watch is not None else held_out(task.train, task.seed)
        penalty = min(PENALTIES, key=lambda each: _loss(_learn(task.inputs, train, edges, each), watch))
    return _learn(task.inputs, task.train, edges, penalty)


def _options(trial: "Trial") -> dict[str, Any]:
    return {"penalty": trial.suggest_float("penalty", 0.01, 10, log=True)}


def _learn(inputs: Sequence[Input], sample: Sample, edges: Sequence[Vector], penalty: float) -> Additive:
    design = bases(sample.features, edges)
    mean, spread = design.mean(axis=0), design.std(axis=0)
    varies = spread > 1e-9  # of equal values rounding leaves a trace
    coefficients, level = regress((design[:, varies] - mean[varies]) / spread[varies], sample, penalty)
    slopes = np.zeros(len(spread))
    slopes[varies] = coefficients / spread[varies]
    return additive(inputs, edges, slopes, float(level - slopes @ mean))


def _loss(learnt: Additive, watch: Sample) -> float:
    margin = learnt.margin(watch.features)
    return float(np.average(np.logaddexp(0, margin) - watch.left * margin, weights=watch.weight))


SPLINES = Kind(
    "splines",
    "additive",
    Text("splines and logistic regression", "样条逻辑回归"),
    _fit,
    Additive.read,
    _options,
)
