"""Profiles: what the customers of each cluster are like, with intervals.

Medians have the interval between order statistics (Hahn & Meeker 1991, §5.2, with the normal approximation of ranks),
means that of the delta method, the share who are lost that of Wilson.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.measure.intervals import Z, ratio, wilson

type Vector = NDArray[np.float64]

FEWEST = 5
"""Values below which a median has no interval."""


def profiles(frame: pl.DataFrame, ids: Sequence[str], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return a record for each cluster: customers, share, medians, and what a score says of them where there is one.

    `frame` has cluster and the measures in `columns`; where known, lost (truth value), probability and clv. Probability
    and value are of customers who are not lost, where it is known who is.
    """
    return [_profile(frame.filter(pl.col("cluster") == id_), id_, frame.height, columns) for id_ in ids]


def _profile(own: pl.DataFrame, id_: str, everybody: int, columns: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": id_,
        "customers": own.height,
        "share": own.height / everybody if everybody else None,
        "medians": {name: median(own[name].drop_nulls().to_numpy().astype(float)) for name in columns},
    }
    if "lost" in own.columns:
        lost = int(own["lost"].sum() or 0)
        told["lost"] = share(lost, own.height)
        own = own.filter(~pl.col("lost"))
    for name in ("probability", "clv"):
        if name in own.columns:
            told[name] = mean(own[name].drop_nulls().to_numpy().astype(float))
    return told


def share(count: int, of: int) -> dict[str, Any]:
    """Return a share as the metric contract states it, with its Wilson interval."""
    low, high = wilson(count, of)
    return {"value": count / of if of else None, "numerator": count, "denominator": of, "low": low, "high": high}


def mean(values: Vector) -> dict[str, Any]:
    """Return a mean with its interval."""
    n, total = len(values), float(values.sum())
    low, high = ratio(total, n, (float((values**2).sum()), n, total), n)
    return {"value": total / n if n else None, "low": low, "high": high, "denominator": n}


def median(values: Vector) -> dict[str, Any]:
    """Return a median with the interval between order statistics; none of fewer than five values."""
    n = len(values)
    if not n:
        return {"value": None, "low": None, "high": None}
    ordered, room = np.sort(values), Z * np.sqrt(n) / 2
    low, high = (max(int(np.floor(n / 2 - room)), 0), min(int(np.ceil(n / 2 + room)), n - 1))
    ends = (None, None) if n < FEWEST else (float(ordered[low]), float(ordered[high]))
    return {"value": float(np.median(ordered)), "low": ends[0], "high": ends[1]}


def shares(profile: Sequence[Mapping[str, Any]]) -> Vector:
    """Return the share of each cluster."""
    return np.array([one["share"] or 0.0 for one in profile])
