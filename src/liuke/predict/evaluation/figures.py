"""How good a ranking and its probabilities were. Accuracy is not among the figures.

Intervals are 95 % of a bootstrap (Efron & Tibshirani 1993, ch. 13) with Poisson counts; that of the calibration slope
is by White's sandwich. EMPC is a mean of maxima, which are higher still where drawn again: its interval is the
reflected one (Davison & Hinkley 1997, § 5.2), which takes that off instead of adding it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from liuke.errors import DataError
from liuke.language import Text
from liuke.measure.intervals import Z
from liuke.predict.evaluation.profit import PAPER, Campaign, expected_profit
from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.sample import Labels, Matrix, Vector

SMALLEST, FLAT = 1e-6, 1e-9
DRAWS, BLOCKS, TOP = 200, 500, 0.1


def losses(probability: Vector, left: Labels) -> Vector:
    """Return each row's log loss."""
    safe = probability.clip(SMALLEST, 1 - SMALLEST)
    found: Vector = -np.where(left == 1, np.log(safe), np.log1p(-safe))
    return found


def evaluate(
    probability: Vector, left: Labels, campaign: Campaign = PAPER, *, seed: int = 0, draws: int = DRAWS
) -> dict[str, Any]:
    """Return the figures of one set of probabilities, and the 95 % interval of each.

    `base_rate` is the share that left, `customers` the rows judged, `fraction` the share of customers to contact for
    the best profit (EMPC, in money a customer, under `campaign`). `calibration_slope` (Cox 1958) is None where
    everybody is told the same. Raises `DataError` where all left or all stayed.
    """
    if not 0 < left.sum() < len(left):
        raise _one_fate()
    exact = _Ranked.of(probability, left, len(left))
    rough = _Ranked.of(probability, left, BLOCKS)
    profit = expected_profit(probability, left, campaign)
    slope, ends = _slope(_odds(probability), left)
    points = {**exact.figures(exact.yes[None], exact.no[None]), "empc": np.array([profit.empc])}
    spread = _bootstrap(rough, campaign, seed, draws)
    intervals: dict[str, list[float] | None] = {
        name: _around(float(points[name][0]), spread[name]) for name in spread if name != "empc"
    }
    intervals |= {"empc": _reflected(profit.empc, spread["empc"]), "calibration_slope": ends}
    return {
        **{name: float(value[0]) for name, value in points.items()},
        "calibration_slope": slope,
        "fraction": profit.fraction,
        "base_rate": float(left.mean()),
        "customers": len(left),
        "intervals": intervals,
    }


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Customers in blocks of like probability, highest first: the probability, and how many left and stayed."""

    said: Vector
    yes: Vector
    no: Vector

    @staticmethod
    def of(probability: Vector, left: Labels, blocks: int) -> "_Ranked":
        """Return at most `blocks` blocks and one more; equal probabilities are never in two."""
        order = np.argsort(-probability, kind="stable")
        said, labels = probability[order], left[order].astype(np.float64)
        new = np.append(True, np.diff(said) != 0)
        if new.sum() > blocks:
            each = -(-len(said) // blocks)
            place = np.arange(len(said)) // each
            new &= np.append(True, np.diff(np.maximum.accumulate(np.where(new, place, 0))) != 0)
        starts = np.flatnonzero(new)
        yes = np.add.reduceat(labels, starts)
        size = np.diff(np.append(starts, len(said)))
        return _Ranked(np.add.reduceat(said, starts) / size, yes, size - yes)

    def figures(self, yes: Matrix, no: Matrix) -> dict[str, NDArray[np.float64]]:
        """Return each figure for rows of counts, shape (draws, blocks)."""
        every = yes + no
        leavers, stayers = yes.sum(axis=1), no.sum(axis=1)
        found = yes.cumsum(axis=1)
        reached = every.cumsum(axis=1)
        said = self.said.clip(SMALLEST, 1 - SMALLEST)
        pairs = ((found - yes / 2) * no).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            precision = np.where(reached > 0, found / reached, 0.0)
            return {
                "auc": pairs / (leavers * stayers),
                "pr_auc": (precision * yes).sum(axis=1) / leavers,
                "log_loss": -(yes @ np.log(said) + no @ np.log1p(-said)) / every.sum(axis=1),
                "brier": (yes @ (1 - self.said) ** 2 + no @ self.said**2) / every.sum(axis=1),
                "top_decile_lift": _share_found(found, reached) / (leavers / every.sum(axis=1)),
            }


def _share_found(found: Matrix, reached: Matrix) -> Vector:
    """Return the share of leavers among the top tenth; a block that is cut gives its average."""
    shares = np.empty(len(found))
    for row, (hits, seen) in enumerate(zip(found, reached, strict=True)):
        until = TOP * seen[-1]
        shares[row] = np.interp(until, np.append(0, seen), np.append(0, hits)) / until
    return shares


def _bootstrap(blocks: _Ranked, campaign: Campaign, seed: int, draws: int) -> dict[str, Vector]:
    """Return, for each figure, how far drawn again it lies from what the blocks give."""
    random = np.random.default_rng(seed)
    yes = random.poisson(blocks.yes, (draws, len(blocks.yes))).astype(np.float64)
    no = random.poisson(blocks.no, (draws, len(blocks.no))).astype(np.float64)
    usable = (yes.sum(axis=1) > 0) & (no.sum(axis=1) > 0)
    drawn = blocks.figures(yes[usable], no[usable])
    once = blocks.figures(blocks.yes[None], blocks.no[None])
    profits = [_profit(blocks.said, *counts, campaign) for counts in zip(yes[usable], no[usable], strict=True)]
    spread = {name: drawn[name] - once[name] for name in drawn}
    return spread | {"empc": np.array(profits) - _profit(blocks.said, blocks.yes, blocks.no, campaign)}


def _profit(said: Vector, yes: Vector, no: Vector, campaign: Campaign) -> float:
    labels = np.repeat(np.array([1, 0], dtype=np.int8), len(said))
    return expected_profit(np.tile(said, 2), labels, campaign, np.concatenate([yes, no])).empc


def _around(point: float, spread: Vector) -> list[float]:
    low, high = np.quantile(spread, [0.025, 0.975])
    return [point + float(low), point + float(high)]


def _reflected(point: float, spread: Vector) -> list[float]:
    """Return the interval on the other side of the figure, which it holds; who contacts nobody loses nothing."""
    low, high = np.quantile(spread, [0.025, 0.975])
    return [min(point, max(0.0, point - float(high))), max(point, point - float(low))]


def _slope(odds: Vector, left: Labels) -> tuple[float | None, list[float] | None]:
    """Return the slope of the labels' log-odds on those that were said, and its interval; it may be negative."""
    if np.ptp(odds) < FLAT:
        return None, None
    found = Calibration.fit(odds, left, least=None)
    half = Z * float(np.sqrt(max(0.0, found.covariance[0])))
    return found.slope, [found.slope - half, found.slope + half]


def _odds(probability: Vector) -> Vector:
    found: Vector = logit(probability.clip(SMALLEST, 1 - SMALLEST))
    return found


def _one_fate() -> DataError:
    return DataError(
        "evaluate.one_fate",
        Text(
            "How good a model is cannot be told: of the customers to judge it by, all left or all stayed.",
            "无法评估模型：用于评估的客户全部流失或全部留存。",
        ),
        Text("Judge it by customers of both outcomes.", "请使用同时包含流失与留存客户的数据进行评估。"),
    )
