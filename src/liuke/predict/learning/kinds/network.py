"""A small neural network (scikit-learn's multi-layer perceptron), kept as its weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from liuke.language import Text
from liuke.predict.learning.kinds.logistic import medians
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.replacing import replaced
from liuke.predict.learning.sample import Matrix, Vector

if TYPE_CHECKING:
    from optuna import Trial

LAYERS, FARTHEST = (16, 8), 5.0


@dataclass(frozen=True, slots=True)
class Network:
    """The weights, on signed logarithms that are standardised and cut off at `FARTHEST`; `middle` are the medians."""

    middle: Vector
    mean: Vector
    spread: Vector
    weights: tuple[Matrix, ...]
    biases: tuple[Vector, ...]

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving."""
        at = _scaled(rows, self.middle, self.mean, self.spread)
        for weights, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            at = np.maximum(at @ weights + bias, 0)
        found: Vector = (at @ self.weights[-1] + self.biases[-1])[:, 0]
        return found

    def contributions(self, rows: Matrix) -> Matrix:
        """Return how the log-odds differ where one input is replaced by its median."""
        return replaced(self.margin, rows, self.middle)

    def record(self) -> dict[str, Any]:
        """Return the weights as plain numbers for JSON."""
        return {
            **{name: getattr(self, name).tolist() for name in ("middle", "mean", "spread")},
            "weights": [one.tolist() for one in self.weights],
            "biases": [one.tolist() for one in self.biases],
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the network that `record` wrote."""
        middle, mean, spread = (np.array(record[name], dtype=float) for name in ("middle", "mean", "spread"))
        weights, biases = (tuple(np.array(one, dtype=float) for one in record[name]) for name in ("weights", "biases"))
        return cls(middle, mean, spread, weights, biases)


def _fit(task: Task) -> Network:
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415 - slow to load, and only learning needs it

    train = task.train
    middle = medians(train.features)
    plain = _scaled(train.features, middle, np.zeros_like(middle), np.ones_like(middle), np.inf)
    mean, spread = plain.mean(axis=0), plain.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    options = {"hidden_layer_sizes": LAYERS, "alpha": 1.0, "learning_rate_init": 0.003, "max_iter": 200}
    network = MLPClassifier(
        **(options | dict(task.options)), random_state=task.seed, early_stopping=True, n_iter_no_change=10
    )
    network.fit(_scaled(train.features, middle, mean, spread), train.left, sample_weight=train.weight)
    return Network(middle, mean, spread, tuple(network.coefs_), tuple(network.intercepts_))


def _scaled(rows: Matrix, middle: Vector, mean: Vector, spread: Vector, farthest: float = FARTHEST) -> Matrix:
    known = np.where(np.isnan(rows), middle, rows)
    found: Matrix = ((np.sign(known) * np.log1p(np.abs(known)) - mean) / spread).clip(-farthest, farthest)
    return found


def _options(trial: "Trial") -> dict[str, Any]:
    return {
        "alpha": trial.suggest_float("alpha", 0.01, 30, log=True),
        "learning_rate_init": trial.suggest_float("learning_rate_init", 0.0005, 0.02, log=True),
    }


NETWORK = Kind(
    "network", "network", Text("small neural network", "小型神经网络"), _fit, Network.read, _options, exact=False
)
