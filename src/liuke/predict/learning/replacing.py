"""Contributions of models that are no sums: what changes when one input is replaced."""

from collections.abc import Callable

import numpy as np

from liuke.predict.learning.sample import Matrix, Vector


def replaced(margin: Callable[[Matrix], Vector], rows: Matrix, middle: Vector) -> Matrix:
    """Return how much lower the log-odds are where one input is replaced by its median, shape (rows, inputs).

    It is a picture of the model, not the model: the columns need not add up to the log-odds.
    """
    whole, changed = margin(rows), rows.copy()
    found = np.empty_like(rows)
    for place, value in enumerate(middle):
        changed[:, place] = value
        found[:, place] = whole - margin(changed)
        changed[:, place] = rows[:, place]
    return found
