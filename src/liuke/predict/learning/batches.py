"""Asking a model about many customers: a batch at a time, so that memory stays small, on every core there is.

Threads do, where what works lets go of the interpreter (NumPy and LightGBM do). A row is asked by itself, so that
neither the size of a batch nor the number of cores changes what is said of it.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from liuke.predict.learning.sample import Matrix

BATCH = 8_192
"""Rows at a time: a column of them fits the processor's cache."""


def in_batches(say: Callable[[Matrix], NDArray[np.float64]], rows: Matrix, size: int = BATCH) -> NDArray[np.float64]:
    """Return what `say` says of the rows, which has one row a row, in their order."""
    if len(rows) <= size:
        return say(rows)
    first = say(rows[:size])
    found = np.empty((len(rows), *first.shape[1:]))
    found[:size] = first

    def put(start: int) -> None:
        found[start : start + size] = say(rows[start : start + size])

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(put, range(size, len(rows), size)))
    return found
