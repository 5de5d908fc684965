"""Calibration on outcomes that have come: whether the scores of the ledger came true.

Two tests, each of one run's scores: of the whole, z = (Σy − Σp) / √Σp(1 − p), and Spiegelhalter's (1986, Statistics in
Medicine 5), which also sees scores that are too bold or too timid: z = Σ(y − p)(1 − 2p) / √Σ(1 − 2p)² p(1 − p). With
many customers any model fails a test, so that a gap must matter too: `GAP` of probability, the error that is allowed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.special import ndtr

from liuke.measure.intervals import wilson

LEVEL, GAP = 0.01, 0.02

type Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """How the scores of one run came true: shares said and happened, the error by bands, and the p-values."""

    customers: int
    said: float
    happened: float
    error: float
    whole: float
    shape: float

    @property
    def off(self) -> bool:
        """Whether what happened differs from what was said by more than chance, and by enough to matter."""
        by_whole = self.whole < LEVEL / 2 and abs(self.happened - self.said) > GAP
        return by_whole or (self.shape < LEVEL / 2 and self.error > GAP)


def held(entry: Entry) -> Held | None:
    """Return how the scores of one run came true; None where there are no customers in it."""
    total = {name: sum(row[name] for row in entry["groups"]) for name in (*_SUMS, "customers")}
    if not total["customers"]:
        return None
    n = total["customers"]
    error = sum(abs(row["left"] - row["said"]) for row in entry["groups"]) / n
    return Held(
        int(n),
        total["said"] / n,
        total["left"] / n,
        error,
        _two_sided(total["left"] - total["said"], total["spread"]),
        _two_sided(total["tilt"], total["tilt_spread"]),
    )


_SUMS = ("left", "said", "spread", "tilt", "tilt_spread")


def _two_sided(difference: float, variance: float) -> float:
    if variance <= 0:
        return 1.0 if abs(difference) < 1e-9 else 0.0
    return float(2 * ndtr(-abs(difference) / math.sqrt(variance)))


def apart(entries: Sequence[Entry]) -> list[Entry]:
    """Return the latest entries whose outcome windows do not overlap, oldest first: nothing is counted twice."""
    kept: list[Entry] = []
    for entry in reversed(entries):
        if not kept or entry["settled_on"] <= kept[-1]["as_of"]:
            kept.append(entry)
    return kept[::-1]


def calibration_rows(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return what was said beside what happened by bands of probability, with Wilson's intervals.

    First overall (`run` is None), of runs whose windows do not overlap; then of each run by itself.
    """
    rows = _rows(None, None, [group for entry in apart(entries) for group in entry["groups"]])
    for entry in entries:
        rows += _rows(entry["run"], entry["as_of"], entry["groups"])
    return rows


def _rows(run: str | None, as_of: str | None, groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for band in sorted({group["group"] for group in groups}):
        here = [group for group in groups if group["group"] == band]
        customers, said, left = (sum(group[name] for group in here) for name in ("customers", "said", "left"))
        low, high = wilson(left, customers)
        found.append(
            {
                "run": run,
                "as_of": as_of,
                "predicted": said / customers,
                "observed": left / customers,
                "low": low,
                "high": high,
                "customers": customers,
            }
        )
    return found
