"""Liuke's models as a scikit-learn estimator, for pipelines, grids and comparisons in a notebook.

    from liuke.predict.estimator import ChurnClassifier
    ChurnClassifier("boosted").fit(X, y).predict_proba(X)

It is imported by itself: scikit-learn takes a second to load.
"""

from collections.abc import Mapping
from numbers import Integral
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.learn import learn_whole, out_of_fold
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Input, Matrix, Sample

FEWEST = 3
"""Rows of each class: one to judge a fold by, one to learn from and one to stop by."""


class ChurnClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One kind of model, calibrated out of fold; a matrix of numbers in, NaN where a value is not known.

    Parameters
    ----------
    kind
        The kind of model: one of `liuke.predict.learning.kinds.KINDS`.
    folds
        How many folds the calibration is learnt from.
    options
        What the kind is to use in place of its own options.
    random_state
        The seed of all that is drawn, a generator to draw it from, or None for another one each time.

    """

    def __init__(
        self,
        kind: str = "boosted",
        *,
        folds: int = 5,
        options: Mapping[str, Any] | None = None,
        random_state: int | np.random.RandomState | None = 2026,
    ) -> None:
        self.kind = kind
        self.folds = folds
        self.options = options
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:  # noqa: ANN401, N803 - scikit-learn's names
        """Learn from rows and two classes; the later one in sorted order is the one whose probability is told."""
        if self.kind not in KINDS:
            msg = f"kind must be one of {', '.join(KINDS)}, not {self.kind!r}"
            raise ValueError(msg)
        rows, labels = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan")
        check_classification_targets(labels)
        self.classes_, places = np.unique(labels, return_inverse=True)
        if len(self.classes_) != 2:
            msg = f"Only binary classification is supported. The target has {len(self.classes_)} class(es)"
            raise ValueError(msg)
        counts = np.bincount(places)
        rarer, fewest = int(counts.argmin()), int(counts.min())
        if fewest < FEWEST:
            msg = f"at least {FEWEST} rows of each class are needed; class {self.classes_[rarer]} has {fewest}"
            raise ValueError(msg)
        weight = np.asarray(_check_sample_weight(sample_weight, rows, dtype=np.float64))
        inputs = tuple(Input(f"x{place}", f"x{place}") for place in range(rows.shape[1]))
        sample = Sample(rows, places.astype(np.int8), weight)
        folds = max(2, min(self.folds, fewest))
        options, seed = dict(self.options or {}), _seed(self.random_state)
        margin, _ = out_of_fold(self.kind, inputs, sample, folds, seed, options)
        self.fitted_ = learn_whole(self.kind, inputs, sample, margin, seed, options)
        return self

    def predict_proba(self, X: Any) -> Matrix:  # noqa: ANN401, N803 - scikit-learn's names
        """Return the calibrated probability of each class, shape (rows, 2)."""
        said = self._ready().probability(self._rows(X))
        return np.column_stack([1 - said, said])

    def decision_function(self, X: Any) -> NDArray[np.float64]:  # noqa: ANN401, N803 - scikit-learn's names
        """Return the calibrated log-odds."""
        fitted = self._ready()
        return fitted.calibration.odds(fitted.margin(self._rows(X)))

    def predict(self, X: Any) -> Any:  # noqa: ANN401, N803 - scikit-learn's names
        """Return the likelier class."""
        later = self.predict_proba(X)[:, 1] > 0.5
        return self.classes_[later.astype(int)]

    def contributions(self, X: Any) -> Matrix:  # noqa: ANN401, N803 - scikit-learn's names
        """Return what each column adds to the log-odds, shape (rows, columns)."""
        return self._ready().contributions(self._rows(X))

    def _ready(self) -> Fitted:
        check_is_fitted(self)
        fitted: Fitted = self.fitted_
        return fitted

    def _rows(self, X: Any) -> Matrix:  # noqa: ANN401, N803 - scikit-learn's names
        found: Matrix = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        return found

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's type
        """Say what it takes: two classes, and values that are not known."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags


def _seed(random_state: Any) -> int:  # noqa: ANN401 - as scikit-learn takes it
    """Return a number as it is, and one drawn from a generator; raises `ValueError` for anything else."""
    generator = check_random_state(random_state)
    return int(random_state) if isinstance(random_state, Integral) else int(generator.randint(2**31 - 1))
