"""What a purchase day of each customer is worth: Gamma-Gamma, or the plain mean where that model cannot be used."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.errors import DataError
from liuke.language import Text, signed
from liuke.predict.value.gamma_gamma import GammaGamma
from liuke.predict.value.holdout import HoldOut, column, compare, triple
from liuke.predict.value.intervals import parameter_intervals
from liuke.predict.value.maximise import Maximum
from liuke.predict.value.models import BuyTillYouDie

type Vector = NDArray[np.float64]

FEWEST = 20
FAR = 2.0
"""The model is not used where its mean purchase is so many times the observed one, or so many times less."""
DEPENDENT = 0.3

USED = Text("Gamma-Gamma says what a purchase day is worth.", "购买日的金额由 Gamma-Gamma 模型估计。")
FEW = Text(
    "The mean purchase day is taken for everybody: Gamma-Gamma needs at least {few} customers with different amounts "
    "on repeat purchase days, and there are {count}.",
    "所有客户按平均金额计：Gamma-Gamma 至少需要 {few} 位复购金额各异的客户，目前为 {count} 位。",
)
STRANGE = Text(
    "The mean purchase day is taken for everybody: Gamma-Gamma found {found:.4g} for it, {mean:.4g} was observed.",
    "所有客户按平均金额计：Gamma-Gamma 估得的平均金额为 {found:.4g}，而实际为 {mean:.4g}。",
)
CORRELATED = Text(
    "The model takes what is spent and how often as independent; here their correlation is {correlation}, so the "
    "worth of frequent customers is {side}.",
    "模型假设金额与频次相互独立；此处二者相关系数为 {correlation}，高频客户的价值可能被{side}。",
)


@dataclass(frozen=True, slots=True)
class Spend:
    """The model in use, or None; the plain mean; and the record of both."""

    model: GammaGamma | None
    mean: float
    customers: int
    found: Maximum | None
    correlation: float | None
    why: Text

    def amount(self, frame: pl.DataFrame) -> Vector:
        """Return the expected net amount of a future purchase day, by customer with x and monetary.

        Who sent back as much as they bought, or more, on x repeat purchase days is one who spent nothing on x of them.
        """
        if self.model is None:
            return np.full(frame.height, self.mean)
        monetary = frame["monetary"].fill_null(0).clip(lower_bound=0).to_numpy()
        return self.model.expected(frame["x"].to_numpy(), monetary)

    def notes(self) -> list[Text]:
        """Return what a reader should know of an assumption that does not hold."""
        if self.correlation is None or abs(self.correlation) < DEPENDENT:
            return []
        side = Text("understated", "低估") if self.correlation > 0 else Text("overstated", "高估")
        return [CORRELATED.fill(correlation=signed(self.correlation, 2), side=side)]


def fit_spend(frame: pl.DataFrame) -> Spend:
    """Fit on the customers with x ≥ 1 and a positive mean amount of repeat purchase days."""
    usable = frame.filter((pl.col("x") > 0) & (pl.col("monetary") > 0))
    x, monetary = column(usable, "x"), column(usable, "monetary")
    mean = float(monetary.mean()) if len(x) else 0.0
    few = FEW.fill(few=FEWEST, count=len(np.unique(monetary)))
    if len(np.unique(monetary)) < FEWEST:
        return Spend(None, mean, len(x), None, None, few)
    varied = np.ptp(x) > 0
    correlation = float(np.corrcoef(x, np.log(monetary))[0, 1]) if varied else None
    try:
        model, found = GammaGamma.fit(x, monetary)
    except DataError:
        return Spend(None, mean, len(x), None, correlation, few)
    typical = model.mean()
    if not mean / FAR <= typical <= mean * FAR:
        return Spend(None, mean, len(x), found, correlation, STRANGE.fill(found=typical, mean=mean))
    return Spend(model, mean, len(x), found, correlation, USED)


def judge_spend(model: BuyTillYouDie, held: HoldOut) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how expected and actual net amounts of the hold-out agree, and the same for what a person would guess.

    `model` and the amounts are fitted on the time before it. The guess: each customer goes on as before.
    """
    frame = held.judged
    x, t_x, seen = triple(frame)
    actual = column(frame, "later_amount")
    expected = model.expected(held.weeks, x, t_x, seen) * fit_spend(frame).amount(frame)
    own = x / np.maximum(seen, 1) * held.weeks * frame["monetary"].fill_null(0).to_numpy()
    return compare(expected, actual), {"own_rate": compare(own, actual), "nobody": compare(0 * own, actual)}


def spend_record(spend: Spend, judged: tuple[dict[str, Any], dict[str, Any]] | None) -> dict[str, Any]:
    """Return what `liuke model show` says of the amounts; `judged` is the hold-out's, where there is one."""
    metrics, guesses = judged or ({}, {})
    names = [field.name for field in fields(GammaGamma)]
    found = spend.found
    return {
        "name": GammaGamma.kind,
        "kind": "spend",
        "champion": spend.model is not None,
        "why": spend.why.record(),
        "notes": [note.record() for note in spend.notes()],
        "parameters": dict(zip(names, map(float, found.parameters), strict=True)) if found else {},
        "standard_errors": dict(zip(names, map(_finite, found.standard_errors), strict=True)) if found else {},
        "intervals": parameter_intervals(names, found) if found else {},
        "log_likelihood": found.log_likelihood if found else None,
        "metrics": {
            "correlation_with_frequency": spend.correlation,
            "expected_mean": spend.model.mean() if spend.model else None,
            "observed_mean": spend.mean,
            **metrics,
        },
        "baselines": guesses,
        "trained_on": {"customers": spend.customers},
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
