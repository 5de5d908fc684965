"""Equal scores: nobody of a tie comes before another, so that the order of rows tells nothing."""

import numpy as np

from liuke.predict.learning.sample import Labels, Places, Vector


def found_among(score: Vector, left: Labels, first: Places) -> Vector:
    """Return how many leavers are among the `first` so many, from the highest score on.

    Where a tie is cut, it gives its average: what any order of its rows gives in the mean.
    """
    order = np.argsort(-score, kind="stable")
    ends = tie_ends(score[order])
    found: Vector = np.interp(first, np.append(0, ends), np.append(0, left[order].cumsum()[ends - 1]))
    return found


def tie_ends(ranked: Vector) -> Places:
    """Return after how many of the scores, which are in order, each tie ends."""
    return np.flatnonzero(np.append(np.diff(ranked) != 0, True)) + 1


def parts(ranked: Vector, count: int) -> Places:
    """Return where about `count` equal parts of scores that are in order begin, and their end; no tie is in two."""
    ends = np.append(0, tie_ends(ranked))
    cuts = np.arange(count + 1) * len(ranked) // count
    above = np.searchsorted(ends, cuts)
    below = np.maximum(above - 1, 0)
    return np.unique(np.where(cuts - ends[below] < ends[above] - cuts, ends[below], ends[above]))
