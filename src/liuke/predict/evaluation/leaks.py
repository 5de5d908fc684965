"""Alarms for features that know the outcome."""

from collections.abc import Sequence

import numpy as np

from liuke.predict.learning.sample import Input, Labels, Sample, Vector

LIMIT, MOST = 0.95, 20_000


def leaks(sample: Sample, inputs: Sequence[Input], limit: float = LIMIT) -> list[str]:
    """Return the inputs that alone rank leavers better than `limit` (AUC either way): too good to be honest.

    At most `MOST` rows are looked at, evenly chosen: a feature that good shows in them.
    """
    found = []
    some = sample.take(np.arange(0, len(sample), -(-len(sample) // MOST)))
    if not 0 < some.left.sum() < len(some):
        return []
    for place, one in enumerate(inputs):
        column = some.features[:, place]
        found_by = auc(np.nan_to_num(column, nan=_below(column)), some.left)
        if max(found_by, 1 - found_by) > limit:
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


def _below(column: Vector) -> float:
    known = column[np.isfinite(column)]
    return float(known.min()) - 1 if len(known) else -1.0
