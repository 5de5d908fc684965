"""How good a ranking and its probabilities were, on time that came later. Accuracy is not among the figures.

Intervals: AUC by Hanley & McNeil (1982), log loss by the normal, lift by Wilson (1927) on the top tenth's share.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from liuke.measure.intervals import Z, wilson

type Vector = NDArray[np.float64]
type Labels = NDArray[np.int8]

SMALLEST = 1e-6
BINS, POINTS = 10, 20


def platt(margin: Vector, left: Labels, weight: Vector | None = None) -> tuple[float, float]:
    """Return slope and offset that make σ(offset + slope · margin) fit the labels best (Platt 1999, his targets)."""
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to load, and only a run needs it

    weights = np.ones(len(margin)) if weight is None else weight
    positives = float(left.sum())
    targets = np.where(left == 1, (positives + 1) / (positives + 2), 1 / (len(left) - positives + 2))

    def loss(at: Vector) -> tuple[float, Vector]:
        odds = at[0] * margin + at[1]
        value = weights @ (np.logaddexp(0, odds) - targets * odds)
        wrong = weights * (1 / (1 + np.exp(-odds)) - targets)
        return float(value / len(margin)), np.array([wrong @ margin, wrong.sum()]) / len(margin)

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0, None), (None, None)])
    return float(found.x[0]), float(found.x[1])


def losses(probability: Vector, left: Labels) -> Vector:
    """Return each row's log loss."""
    safe = probability.clip(SMALLEST, 1 - SMALLEST)
    return -np.where(left == 1, np.log(safe), np.log(1 - safe))


def evaluate(probability: Vector, left: Labels) -> dict[str, Any]:
    """Return the figures of one set of probabilities, and 95 % intervals of the chief ones."""
    from sklearn.metrics import average_precision_score, roc_auc_score  # noqa: PLC0415 - slow to load, and only a run needs it

    base = float(left.mean())
    each = losses(probability, left)
    top = _top(probability, left)
    auc = float(roc_auc_score(left, probability))
    low, high = wilson(float(top.sum()), len(top))
    half = Z * float(each.std(ddof=1)) / np.sqrt(len(each))
    slope, _ = platt(
        np.log(probability.clip(SMALLEST, 1 - SMALLEST) / (1 - probability.clip(SMALLEST, 1 - SMALLEST))), left
    )
    return {
        "auc": auc,
        "pr_auc": float(average_precision_score(left, probability)),
        "log_loss": float(each.mean()),
        "brier": float(np.mean((probability - left) ** 2)),
        "calibration_slope": slope,
        "top_decile_lift": float(top.mean()) / base,
        "base_rate": base,
        "customers": len(left),
        "intervals": {
            "auc": _auc_interval(auc, int(left.sum()), int(len(left) - left.sum())),
            "log_loss": [float(each.mean() - half), float(each.mean() + half)],
            "top_decile_lift": [(low or 0) / base, (high or 0) / base],
        },
    }


def _top(probability: Vector, left: Labels) -> Labels:
    return left[np.argsort(-probability, kind="stable")[: max(1, len(left) // 10)]]


def _auc_interval(auc: float, positives: int, negatives: int) -> list[float]:
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (positives - 1) * (one - auc**2) + (negatives - 1) * (two - auc**2)
    half = Z * np.sqrt(variance / (positives * negatives))
    return [max(0.0, float(auc - half)), min(1.0, float(auc + half))]


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


def leaks(rows: NDArray[np.float64], left: Labels, names: tuple[str, ...], limit: float = 0.95) -> list[str]:
    """Return the features that alone rank leavers better than `limit` (AUC either way): too good to be honest."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to load, and only a run needs it

    found = []
    for place, name in enumerate(names):
        column = np.nan_to_num(rows[:, place], nan=-1.0)
        auc = roc_auc_score(left, column)
        if max(auc, 1 - auc) > limit:
            found.append(name)
    return found
