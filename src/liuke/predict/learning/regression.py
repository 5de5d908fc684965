"""Logistic regression with a ridge, as several kinds of models need it (scikit-learn)."""

from threading import Lock

import numpy as np

from liuke.predict.learning.sample import Matrix, Sample, Vector

ROUNDS = 200
_ALONE = Lock()
"""While scikit-learn solves, it changes what the whole process does about warnings: one does so at a time."""


def regress(design: Matrix, sample: Sample, penalty: float) -> tuple[Vector, float]:
    """Return the coefficients of the columns of `design`, a row for each of the sample, and the intercept.

    `penalty` is scikit-learn's C: the smaller, the nearer the coefficients are to 0. Without columns the intercept is
    the log-odds of the share that left.
    """
    if not design.shape[1]:
        share = np.average(sample.left, weights=sample.weight)
        return np.zeros(0), float(np.log(share / (1 - share)))
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to load, and only learning needs it

    model = LogisticRegression(C=penalty, max_iter=ROUNDS, solver="newton-cholesky")
    with _ALONE:
        model.fit(design, sample.left, sample_weight=sample.weight)
    return model.coef_[0], float(model.intercept_[0])
