"""Alarms for features that know the outcome."""

from collections.abc import Sequence

import numpy as np

from liuke.predict.learning.sample import Input, Sample

LIMIT = 0.95


def leaks(sample: Sample, inputs: Sequence[Input], limit: float = LIMIT) -> list[str]:
    """Return the inputs that alone rank leavers better than `limit` (AUC either way): too good to be honest."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to load, and only learning needs it

    found = []
    for place, one in enumerate(inputs):
        column = sample.features[:, place]
        auc = roc_auc_score(sample.left, np.nan_to_num(column, nan=_below(column)))
        if max(auc, 1 - auc) > limit:
            found.append(one.id)
    return found


def _below(column: np.ndarray) -> float:
    known = column[np.isfinite(column)]
    return float(known.min()) - 1 if len(known) else -1.0
