"""Gradient-boosted trees that may mix features (LightGBM; Ke et al. 2017): the challenger of the additive models.

Contributions are TreeSHAP's (Lundberg et al. 2020): they add up to the log-odds, exactly. Small trees give them by
look-up, larger ones by LightGBM's own pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from liuke.language import Text
from liuke.predict.cores import in_batches
from liuke.predict.learning.boosting import APART, THREADS, boost
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.sample import Matrix, Vector
from liuke.predict.learning.shapley import Shapley
from liuke.predict.learning.small_trees import Tree, margin, small_trees

if TYPE_CHECKING:
    import lightgbm
    from optuna import Trial


@dataclass(frozen=True, slots=True)
class Trees:
    """LightGBM's trees, and the same trees as look-ups where all of them are small."""

    booster: "lightgbm.Booster"
    small: tuple[Tree, ...] | None

    @classmethod
    def of(cls, booster: "lightgbm.Booster") -> Self:
        """Return the trees of a booster."""
        return cls(booster, small_trees(booster))

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving."""
        if (small := self.small) is not None:
            return in_batches(lambda some: margin(small, some), rows)
        return in_batches(lambda some: self._says(some, raw_score=True), rows)

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each input adds to the log-odds, beside the average of the training rows."""
        if self.small is not None:
            return in_batches(Shapley.of(self.small, self.booster.num_feature()).contributions, rows)
        return in_batches(lambda some: self._says(some, pred_contrib=True)[:, :-1], rows)

    def _says(self, rows: Matrix, **what: bool) -> NDArray[np.float64]:
        return np.asarray(self.booster.predict(rows, num_threads=THREADS, **what), dtype=np.float64)

    def record(self) -> dict[str, Any]:
        """Return the trees in LightGBM's own text."""
        return {"trees": self.booster.model_to_string()}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the trees that `record` wrote."""
        import lightgbm  # noqa: PLC0415 - slow to load, and only such a model needs it

        return cls.of(lightgbm.Booster(model_str=record["trees"]))


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
    return Trees.of(boost(task, options))


def _options(trial: "Trial") -> dict[str, Any]:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.1, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 2, 48, log=True),
        "lambda_l2": trial.suggest_float("lambda_l2", 0.1, 50, log=True),
        "min_data_in_leaf": trial.suggest_int("min_data_in_leaf", 5, 200, log=True),
        "feature_fraction": trial.suggest_float("feature_fraction", 0.3, 1.0),
        "bagging_fraction": trial.suggest_float("bagging_fraction", 0.5, 1.0),
    }


TREES = Kind("trees", "trees", Text("boosted trees", "梯度提升树"), _fit, Trees.read, _options, apart=APART)
