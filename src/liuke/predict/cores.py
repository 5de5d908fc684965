"""Work on every core there is, by threads: NumPy and LightGBM let go of the interpreter while they work.

What is done is the same in whatever order it is done: nothing here is drawn from a stream that two share. Nor may it
change what the process does about warnings, as scikit-learn and SciPy's line search do: threads share that.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

BATCH = 8_192
"""Rows at a time: a column of them fits the processor's cache, and memory stays small."""


def side_by_side[One, Other](work: Callable[[One], Other], given: Iterable[One]) -> list[Other]:
    """Return what `work` makes of each that is given, in their order; raises what it raises."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(work, given))


def meanwhile[One, Other](aside: Callable[[], One], work: Callable[[], Other]) -> tuple[One, Other]:
    """Return what both make: `work` in this thread, which an engine may belong to, and `aside` in another meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(aside)
        made = work()
        return coming.result(), made


def in_batches(
    say: Callable[[NDArray[np.float64]], NDArray[np.float64]], rows: NDArray[np.float64], size: int = BATCH
) -> NDArray[np.float64]:
    """Return what `say` says of the rows, a row for each of them, asking it `size` rows at a time.

    It must say of a row the same whatever rows it comes with.
    """
    if len(rows) <= size:
        return say(rows)
    first = say(rows[:size])
    found = np.empty((len(rows), *first.shape[1:]))
    found[:size] = first

    def put(start: int) -> None:
        found[start : start + size] = say(rows[start : start + size])

    side_by_side(put, range(size, len(rows), size))
    return found
