"""Gradient-boosted trees that may mix features (LightGBM; Ke et al. 2017): the challenger of the additive models.

Contributions are LightGBM's own TreeSHAP (Lundberg et al. 2020): they add up to the log-odds, exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from liuke.language import Text
from liuke.predict.learning.boosting import THREADS, boost
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.sample import Matrix, Vector

if TYPE_CHECKING:
    import lightgbm
    from optuna import Trial


ALL = 0
"""As many threads as there are processors: rows are explained one by one, and nobody waits for another."""


@dataclass(frozen=True, slots=True)
class Trees:
    """LightGBM's trees."""

    booster: "lightgbm.Booster"

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving."""
        return np.asarray(self.booster.predict(rows, raw_score=True, num_threads=THREADS), dtype=np.float64)

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each input adds to the log-odds, beside the average of the training rows."""
        found = np.asarray(self.booster.predict(rows, pred_contrib=True, num_threads=ALL), dtype=np.float64)
        return found[:, :-1]

    def record(self) -> dict[str, Any]:
        """Return the trees in LightGBM's own text."""
        return {"trees": self.booster.model_to_string()}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the trees that `record` wrote."""
        import lightgbm  # noqa: PLC0415 - slow to load, and only such a model needs it

        return cls(lightgbm.Booster(model_str=record["trees"]))


def _fit(task: Task) -> Trees:
    options = {
        "learning_rate": 0.05,
        "num_leaves": 8,
        "rounds": 300,
        "lambda_l2": 5.0,
        "feature_fraction": 0.7,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "monotone_constraints": [one.risky for one in task.inputs],
        **task.options,
    }
    return Trees(boost(task, options))


def _options(trial: "Trial") -> dict[str, Any]:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.1, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 2, 48, log=True),
        "lambda_l2": trial.suggest_float("lambda_l2", 0.1, 50, log=True),
        "min_data_in_leaf": trial.suggest_int("min_data_in_leaf", 5, 200, log=True),
        "feature_fraction": trial.suggest_float("feature_fraction", 0.3, 1.0),
        "bagging_fraction": trial.suggest_float("bagging_fraction", 0.5, 1.0),
    }


TREES = Kind("trees", "trees", Text("boosted trees", "梯度提升树"), _fit, Trees.read, _options)
