"""Two versions judged on the same later outcomes: what happened after the last day that either has learnt from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import LANGUAGES, Text, day, number
from liuke.measure.intervals import Z
from liuke.predict.churn.features import FEATURES
from liuke.predict.churn.snapshots import sampled, slice_of
from liuke.predict.evaluation.choosing import Duel, duel
from liuke.predict.evaluation.figures import evaluate
from liuke.predict.evaluation.profit import PAPER, Campaign
from liuke.predict.learning.sample import Sample
from liuke.predict.store.version import Stored, Version
from liuke.workspace import Run

MOST, FEWEST = 100_000, 30
KNOWN = [one.id for one in FEATURES]
TOO_EARLY = Text(
    "{first} and {second} have learnt up to {learnt}; what came after is known {horizon} days later, from {ready} on. "
    "The run knows {as_of}.",
    "{first} 与 {second} 学习到 {learnt}，其后 {horizon} 天的结果要到 {ready} 才完整，而当前运行只到 {as_of}。",
)
TOO_FEW = Text(
    "Since {learnt}, {left} of {customers} customers left; a comparison needs at least {fewest} who left and {fewest} "
    "who stayed.",
    "自 {learnt} 以来，{customers} 位客户中有 {left} 位流失；比较至少需要 {fewest} 位流失与 {fewest} 位留存。",
)
BETTER = Text(
    "{second} is better than {first} by more than one standard error: its log loss is {loss} lower (95% {low} to "
    "{high}).",
    "{second} 优于 {first}，超过一个标准误：对数损失低 {loss}（95% 区间 {low} 至 {high}）。",
)
WORSE = Text(
    "{second} is worse than {first} by more than one standard error: its log loss is {loss} higher (95% {low} to "
    "{high}).",
    "{second} 不如 {first}，超过一个标准误：对数损失高 {loss}（95% 区间 {low} 至 {high}）。",
)
EVEN = Text(
    "{second} and {first} do not differ by more than one standard error: log loss {loss} lower (95% {low} to {high}).",
    "{second} 与 {first} 的差异不超过一个标准误：对数损失低 {loss}（95% 区间 {low} 至 {high}）。",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the second of two versions does beside the first, on customers scored at `snapshot`.

    Without `duel` they could not be compared, and `why` says what is needed.
    """

    snapshot: date | None
    customers: int
    figures: Mapping[str, dict[str, Any]]
    duel: Duel | None
    why: Text

    @property
    def verdict(self) -> str:
        """`better`, `worse` or `even`, of the second; `unknown` where they could not be compared."""
        if self.duel is None:
            return "unknown"
        if self.duel.won:
            return "better"
        return "worse" if self.duel.turned("").won else "even"

    def record(self) -> dict[str, Any]:
        """Return the comparison as `--json` states it."""
        told = None
        if self.duel is not None:
            one = self.duel
            told = {
                "log_loss_gain": one.loss,
                "log_loss_low": one.loss - Z * one.loss_error,
                "log_loss_high": one.loss + Z * one.loss_error,
                "profit_gain": one.profit,
                "profit_low": one.profit - Z * one.profit_error,
                "profit_high": one.profit + Z * one.profit_error,
            }
        return {
            "snapshot": self.snapshot.isoformat() if self.snapshot else None,
            "customers": self.customers,
            "figures": dict(self.figures),
            "difference": told,
            "verdict": self.verdict,
            "why": {"en": self.why.en, "zh": self.why.zh},
        }


def compare(
    engine: Engine, run: Run, first: Version, second: Version, plan: Campaign | None = None, seed: int = 0
) -> Comparison:
    """Judge two versions on the outcomes of `run` that neither has learnt from; differences are of the same customers.

    `plan` is what a contact costs and earns (default: the paper's). Raises `DataError` where a model file cannot be
    read, or where they look a different number of days ahead.
    """
    stored = (first.read(KNOWN), second.read(KNOWN))
    horizon = _horizon((first, second), stored)
    learnt = max(first.as_of, second.as_of)
    snapshot = run.as_of + timedelta(days=1 - horizon)
    if snapshot <= learnt:
        ready = learnt + timedelta(days=horizon)
        names = {"first": first.id, "second": second.id, "horizon": horizon}
        days = {"learnt": _dated(learnt), "ready": _dated(ready), "as_of": _dated(run.as_of)}
        return Comparison(None, 0, {}, None, TOO_EARLY.fill(**names, **days))
    sample = _outcomes(engine, run, snapshot, horizon)
    left = int(sample.left.sum())
    if min(left, len(sample) - left) < FEWEST:
        counts = Text(*(number(len(sample), language) for language in LANGUAGES))
        why = TOO_FEW.fill(learnt=_dated(learnt), left=left, customers=counts, fewest=FEWEST)
        return Comparison(snapshot, len(sample), {}, None, why)
    said = [one.model.probability(sample.features[:, _places(one)]) for one in stored]
    found = duel(second.id, said[1], said[0], sample.left, plan or PAPER, seed)
    figures = {
        one.id: evaluate(chance, sample.left, plan or PAPER, seed=seed)
        for one, chance in zip((first, second), said, strict=True)
    }
    whole = Comparison(snapshot, len(sample), figures, found, EVEN)
    return Comparison(snapshot, len(sample), figures, found, _told(whole.verdict, found, first.id))


def _outcomes(engine: Engine, run: Run, snapshot: date, horizon: int) -> Sample:
    """Return the customers who were not lost at the snapshot, and who of them left within the horizon."""
    activity, customers = run.table(engine, "activity"), engine.count(run.table(engine, "customer"))
    some = engine.hold(sampled(activity, customers, 1, MOST), "sampled")
    found = slice_of(engine, some, (snapshot,), horizon, int(run.manifest["lost"]["days"]))
    engine.drop(some)
    return found


def _places(one: Stored) -> np.ndarray:
    return np.array([KNOWN.index(each.id) for each in one.model.inputs])


def _horizon(versions: tuple[Version, Version], stored: tuple[Stored, Stored]) -> int:
    first, second = (int(one.scoring["horizon_days"]) for one in stored)
    if first == second:
        return first
    raise DataError(
        "model.horizon",
        Text(
            "{a} looks {first} days ahead and {b} {second}: they answer different questions.",
            "{a} 预测未来 {first} 天，{b} 预测未来 {second} 天：两者回答的不是同一个问题。",
        ).fill(a=versions[0].id, b=versions[1].id, first=first, second=second),
        Text(
            "Set `predict.horizon_days`, and compare versions that were learnt with it.",
            "请设定 `predict.horizon_days`，再比较按该天数训练的版本。",
        ),
    )


def _told(verdict: str, found: Duel, first: str) -> Text:
    loss = -found.loss if verdict == "worse" else found.loss
    half = Z * found.loss_error
    said = {"better": BETTER, "worse": WORSE}.get(verdict, EVEN)
    digits = {"loss": f"{loss:.4f}", "low": f"{loss - half:.4f}", "high": f"{loss + half:.4f}"}
    return said.fill(first=first, second=found.challenger, **digits)


def _dated(when: date) -> Text:
    return Text(*(day(when, language) for language in LANGUAGES))
