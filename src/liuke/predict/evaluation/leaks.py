"""Alarms for features that know the outcome."""

from collections.abc import Sequence

import numpy as np

from liuke.predict.learning.sample import Input, Sample

LIMIT, MOST = 0.95, 20_000


def leaks(sample: Sample, inputs: Sequence[Input], limit: float = LIMIT) -> list[str]:
    """Return the inputs that alone rank leavers better than `limit` (AUC either way): too good to be honest.

    At most `MOST` rows are looked at, evenly chosen: a feature that good shows in them.
    """
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to load, and only learning needs it

    found = []
    some = sample.take(np.arange(0, len(sample), -(-len(sample) // MOST)))
    if not 0 < some.left.sum() < len(some):
        return []
    for place, one in enumerate(inputs):
        column = some.features[:, place]
        auc = roc_auc_score(some.left, np.nan_to_num(column, nan=_below(column)))
        if max(auc, 1 - auc) > limit:
            found.append(one.id)
    return found


def _below(column: np.ndarray) -> float:
    known = column[np.isfinite(column)]
    return float(known.min()) - 1 if len(known) else -1.0
