"""Curves of a judgement: cumulative gains, and what was said beside what happened."""

import numpy as np

from liuke.measure.intervals import wilson
from liuke.predict.learning.sample import Labels, Vector

BINS, POINTS = 10, 20


def gains(probability: Vector, left: Labels) -> list[dict[str, float]]:
    """Return, for each twentieth of the customers from the riskiest on, the share of all leavers among them."""
    found = np.concatenate([[0], left[np.argsort(-probability, kind="stable")].cumsum()]) / max(1, left.sum())
    places = [round(step * len(left) / POINTS) for step in range(POINTS + 1)]
    return [{"share": step / POINTS, "found": float(found[place])} for step, place in enumerate(places)]


def calibration(probability: Vector, left: Labels) -> list[dict[str, float | None]]:
    """Return, for tenths of the customers by probability, what was said and what happened, with its interval."""
    rows = []
    for part in np.array_split(np.argsort(probability, kind="stable"), BINS):
        if len(part):
            low, high = wilson(float(left[part].sum()), len(part))
            rows.append(
                {
                    "predicted": float(probability[part].mean()),
                    "observed": float(left[part].mean()),
                    "low": low,
                    "high": high,
                    "customers": len(part),
                }
            )
    return rows
