"""Alarms for features that know the outcome."""

from collections.abc import Sequence

import numpy as np

from liuke.predict.learning.sample import Input, Labels, Sample, Vector

LIMIT, MOST = 0.95, 20_000
BINS, FEW, FOLDS, SMOOTH = 20, 50, 5, 5


def leaks(sample: Sample, inputs: Sequence[Input], limit: float = LIMIT) -> list[str]:
    """Return the inputs that alone rank leavers better than `limit` (AUC): too good to be honest.

    By the number itself, rising or falling, or by the share of leavers among the others of a like number. At most
    `MOST` rows are looked at, evenly chosen: a feature that good shows in them.
    """
    found = []
    some = sample.take(np.arange(0, len(sample), -(-len(sample) // MOST)))
    if not 0 < some.left.sum() < len(some):
        return []
    for place, one in enumerate(inputs):
        column = some.features[:, place]
        filled = np.nan_to_num(column, nan=_below(column))
        found_by = auc(filled, some.left)
        if max(found_by, 1 - found_by, auc(share_of_like(filled, some.left), some.left)) > limit:
            found.append(one.id)
    return found


def auc(score: Vector, left: Labels) -> float:
    """Return the share of pairs of one who left and one who stayed in which the first scores higher; ties count half.

    By Mann and Whitney's U; NaN where nobody left or nobody stayed.
    """
    own, stayed = score[left == 1], np.sort(score[left == 0])
    if not len(own) or not len(stayed):
        return float("nan")
    below = np.searchsorted(stayed, own, "left") + np.searchsorted(stayed, own, "right")
    return float(below.mean() / 2 / len(stayed))


def share_of_like(column: Vector, left: Labels) -> Vector:
    """Return, for each row, the share that left among the rows of other folds whose number is alike.

    Alike is the same value where there are at most `FEW`, else the same of about `BINS` parts by quantile. Shares are
    pulled to the mean by `SMOOTH` rows: a bin with few others says little.
    """
    values = np.unique(column)
    if len(values) > FEW:
        values = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1]))
    place = np.searchsorted(values, column)
    fold = np.random.default_rng(0).permutation(len(column)) % FOLDS
    share = np.empty(len(column))
    for turn in range(FOLDS):
        others = fold != turn
        rows = np.bincount(place[others], minlength=len(values) + 1)
        gone = np.bincount(place[others], left[others].astype(np.float64), minlength=len(values) + 1)
        means = (gone + SMOOTH * left[others].mean()) / (rows + SMOOTH)
        share[~others] = means[place[~others]]
    return share


def _below(column: Vector) -> float:
    known = column[np.isfinite(column)]
    return float(known.min()) - 1 if len(known) else -1.0
