"""Curves of a judgement: cumulative gains, and what was said beside what happened."""

import numpy as np

from liuke.measure.intervals import wilson
from liuke.predict.evaluation.ties import found_among, parts
from liuke.predict.learning.sample import Labels, Vector

BINS, POINTS = 10, 20


def gains(probability: Vector, left: Labels) -> list[dict[str, float]]:
    """Return, for each twentieth of the customers from the riskiest on, the share of all leavers among them."""
    places = np.array([round(step * len(left) / POINTS) for step in range(POINTS + 1)])
    found = found_among(probability, left, places) / max(1, int(left.sum()))
    return [{"share": step / POINTS, "found": float(share)} for step, share in enumerate(found)]


def calibration(probability: Vector, left: Labels) -> list[dict[str, float | None]]:
    """Return, for tenths of the customers by probability, what was said and what happened, with its interval.

    Equal probabilities are in one part, so that there may be fewer parts, of other sizes.
    """
    rows = []
    order = np.argsort(probability, kind="stable")
    for part in np.split(order, parts(probability[order], BINS)[1:-1]):
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
