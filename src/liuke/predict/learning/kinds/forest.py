"""Random forest (Breiman 2001; scikit-learn), kept as plain arrays of its nodes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from liuke.language import Text
from liuke.predict.learning.kinds.logistic import medians
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.replacing import replaced
from liuke.predict.learning.sample import Matrix, Vector

if TYPE_CHECKING:
    from optuna import Trial

TREES, SMALLEST = 200, 1e-4


@dataclass(frozen=True, slots=True)
class Tree:
    """The nodes of one tree: the input asked (−1 in a leaf), its threshold, where to go on, and the share who left."""

    asked: NDArray[np.int64]
    threshold: Vector
    below: NDArray[np.int64]
    above: NDArray[np.int64]
    share: Vector

    def __call__(self, rows: Matrix) -> Vector:
        """Return the share who left in the leaf of each row."""
        node = np.zeros(len(rows), dtype=np.int64)
        going = np.arange(len(rows)) if self.asked[0] >= 0 else np.empty(0, dtype=np.int64)
        while len(going):
            here = node[going]
            lower = rows[going, self.asked[here]] <= self.threshold[here]
            node[going] = np.where(lower, self.below[here], self.above[here])
            going = going[self.asked[node[going]] >= 0]
        found: Vector = self.share[node]
        return found


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees, whose shares are averaged; `middle` stands in for values that are not known."""

    middle: Vector
    trees: tuple[Tree, ...]

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of the average share."""
        known = np.where(np.isnan(rows), self.middle, rows).astype(np.float32).astype(np.float64)  # as it was grown
        total = np.zeros(len(rows))
        for tree in self.trees:
            total += tree(known)
        share = (total / len(self.trees)).clip(SMALLEST, 1 - SMALLEST)
        found: Vector = np.log(share / (1 - share))
        return found

    def contributions(self, rows: Matrix) -> Matrix:
        """Return how the log-odds differ where one input is replaced by its median."""
        return replaced(self.margin, rows, self.middle)

    def record(self) -> dict[str, Any]:
        """Return the trees as plain numbers for JSON."""
        return {
            "middle": self.middle.tolist(),
            "trees": [{name: getattr(tree, name).tolist() for name in Tree.__slots__} for tree in self.trees],
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the forest that `record` wrote."""
        trees = tuple(Tree(**{name: np.array(tree[name]) for name in Tree.__slots__}) for tree in record["trees"])
        return cls(np.array(record["middle"]), trees)


def _fit(task: Task) -> Forest:
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415 - slow to load, and only learning needs it

    train = task.train
    middle = medians(train.features)
    options = {"n_estimators": TREES, "min_samples_leaf": max(5, len(train) // 400), "max_features": 0.4}
    forest = RandomForestClassifier(**(options | dict(task.options)), random_state=task.seed)
    known = np.where(np.isnan(train.features), middle, train.features)
    forest.fit(known, train.left, sample_weight=train.weight)
    return Forest(middle, tuple(_tree(one.tree_) for one in forest.estimators_))


def _tree(grown: Any) -> Tree:  # noqa: ANN401 - scikit-learn's tree has no public type
    counts = grown.value[:, 0, :]
    leaf = grown.children_left < 0
    return Tree(
        np.where(leaf, -1, grown.feature).astype(np.int64),
        grown.threshold.astype(np.float64),
        grown.children_left.astype(np.int64),
        grown.children_right.astype(np.int64),
        counts[:, -1] / counts.sum(axis=1) if counts.shape[1] == 2 else np.zeros(len(counts)),
    )


def _options(trial: "Trial") -> dict[str, Any]:
    return {
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, 200, log=True),
        "max_features": trial.suggest_float("max_features", 0.1, 0.9),
    }


FOREST = Kind("forest", "forest", Text("random forest", "随机森林"), _fit, Forest.read, _options, exact=False)
