"""The figures of a model by segment, so that the places where it does not hold show."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from liuke.predict.evaluation.figures import losses
from liuke.predict.learning.sample import Labels, Vector

FEWEST = 50


def by_segment(probability: Vector, left: Labels, segments: Sequence[str | None]) -> list[dict[str, Any]]:
    """Return, for each segment with at least `FEWEST` customers, largest first, what was said and what happened.

    `weak` marks segments where the difference between said and happened is more than chance explains (|z| > 3: many
    segments are looked at). `auc` is None where nobody left or nobody stayed.
    """
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to load, and only learning needs it

    names = np.array(["" if one is None else one for one in segments], dtype=object)
    rows = []
    for name in dict.fromkeys(names.tolist()):
        here = names == name
        said, happened = probability[here], left[here]
        if len(said) < FEWEST:
            continue
        spread = float(np.sqrt((said * (1 - said)).sum()))
        off = float((happened.sum() - said.sum()) / spread) if spread else 0.0
        both = 0 < happened.sum() < len(happened)
        rows.append(
            {
                "segment": name or None,
                "customers": len(said),
                "predicted": float(said.mean()),
                "observed": float(happened.mean()),
                "z": off,
                "weak": abs(off) > 3,
                "auc": float(roc_auc_score(happened, said)) if both else None,
                "log_loss": float(losses(said, happened).mean()),
            }
        )
    return sorted(rows, key=lambda row: -row["customers"])
