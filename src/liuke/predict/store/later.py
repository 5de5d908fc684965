"""Two versions judged on the same later outcomes: what happened after the last day that either has learnt from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import LANGUAGES, Text, day, number, signed
from liuke.measure.intervals import Z
from liuke.predict.churn_model.snapshots import matrix
from liuke.predict.evaluation.choosing import Duel, duel
from liuke.predict.evaluation.figures import evaluate
from liuke.predict.evaluation.profit import PAPER, Campaign
from liuke.predict.features.declared import unchanged
from liuke.predict.learning.sample import Labels, Matrix, Vector
from liuke.predict.store.version import Stored, Version
from liuke.workspace import Run

FEWEST = 30
LEFT = "left"
NO_OUTCOMES = Text(
    "The run has kept no outcomes to compare models on: call `liuke run` once there is enough to learn from.",
    "本次运行没有可用于比较的结果：待数据足够训练后，请执行 `liuke run`。",
)
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
    "{second} is better than {first} by more than {margin} standard errors: its log loss is {loss} lower (95% {low} to "
    "{high}) and its profit a customer {profit} higher.",
    "{second} 优于 {first}，超过 {margin} 个标准误：对数损失低 {loss}（95% 区间 {low} 至 {high}），"
    "每位客户利润高 {profit}。",
)
WORSE = Text(
    "{second} is worse than {first} by more than {margin} standard errors: its log loss is {loss} higher (95% {low} to "
    "{high}) and its profit a customer {profit} lower.",
    "{second} 不如 {first}，超过 {margin} 个标准误：对数损失高 {loss}（95% 区间 {low} 至 {high}），"
    "每位客户利润低 {profit}。",
)
EVEN = Text(
    "{second} and {first} do not differ by more than {margin} standard errors: log loss {loss} lower (95% {low} to "
    "{high}), profit a customer {profit} higher.",
    "{second} 与 {first} 的差异不超过 {margin} 个标准误：对数损失低 {loss}（95% 区间 {low} 至 {high}），"
    "每位客户利润高 {profit}。",
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
            "why": self.why.record(),
        }


def compare(
    engine: Engine, run: Run, first: Version, second: Version, plan: Campaign | None = None, seed: int = 0
) -> Comparison:
    """Judge two versions on the outcomes of `run` that neither has learnt from; differences are of the same customers.

    `plan` is what a contact costs and earns (default: the paper's). Raises `DataError` where a model file cannot be
    read, or where one answers another question than the run (such as another horizon).
    """
    if not run.has("outcome"):
        return Comparison(None, 0, {}, None, NO_OUTCOMES)
    kept = run.manifest["outcome"]
    rows = engine.polars(run.table(engine, "outcome"))
    own = run.manifest.get("settings", {}).get("features", {})
    stored = (
        first.read(unchanged(rows.columns, own, first.card)),
        second.read(unchanged(rows.columns, own, second.card)),
    )
    _check_questions((first, second), stored, kept)
    snapshot, learnt = date.fromisoformat(kept["snapshot"]), max(first.as_of, second.as_of)
    if snapshot <= learnt:
        ready = learnt + (run.as_of - snapshot) + timedelta(days=1)
        names = {"first": first.id, "second": second.id, "horizon": kept["horizon_days"]}
        days = {"learnt": _dated(learnt), "ready": _dated(ready), "as_of": _dated(run.as_of)}
        return Comparison(None, 0, {}, None, TOO_EARLY.fill(**names, **days))
    left = rows[LEFT].to_numpy()
    if min(left.sum(), len(left) - left.sum()) < FEWEST:
        counts = Text(*(number(len(left), language) for language in LANGUAGES))
        why = TOO_FEW.fill(learnt=_dated(learnt), left=int(left.sum()), customers=counts, fewest=FEWEST)
        return Comparison(snapshot, len(left), {}, None, why)
    said = [one.model.probability(_inputs(rows, one)) for one in stored]
    return _judged((first, second), said, left, snapshot, plan or PAPER, seed)


def _judged(
    versions: tuple[Version, Version], said: list[Vector], left: Labels, snapshot: date, plan: Campaign, seed: int
) -> Comparison:
    found = duel(versions[1].id, said[1], said[0], left, plan, seed)
    figures = {one.id: evaluate(chance, left, plan, seed=seed) for one, chance in zip(versions, said, strict=True)}
    whole = Comparison(snapshot, len(left), figures, found, EVEN)
    return replace(whole, why=_told(whole.verdict, found, versions[0].id))


def _inputs(rows: pl.DataFrame, one: Stored) -> Matrix:
    return matrix(rows, [each.id for each in one.model.inputs])


def _check_questions(versions: tuple[Version, Version], stored: tuple[Stored, Stored], kept: Mapping[str, Any]) -> None:
    """Raise `DataError` where a model answers another question than the outcomes that were kept."""
    asked = {name: value for name, value in kept.items() if name != "snapshot"}
    for version, one in zip(versions, stored, strict=True):
        if dict(one.scoring) != asked:
            raise DataError(
                "model.question",
                Text(
                    "{id} answers another question than the run: {theirs} days ahead, and the run {ours}.",
                    "{id} 与当前运行回答的不是同一个问题：它预测未来 {theirs} 天，而当前运行为 {ours} 天。",
                ).fill(id=version.id, theirs=one.scoring["horizon_days"], ours=asked["horizon_days"]),
                Text(
                    "Set `predict.horizon_days`, call `liuke run`, and compare versions that were learnt with it.",
                    "请设定 `predict.horizon_days` 并执行 `liuke run`，再比较按该天数训练的版本。",
                ),
            )


def _told(verdict: str, found: Duel, first: str) -> Text:
    loss, profit = (-found.loss, -found.profit) if verdict == "worse" else (found.loss, found.profit)
    half = Z * found.loss_error
    said = {"better": BETTER, "worse": WORSE}.get(verdict, EVEN)
    ends = {"loss": loss, "low": loss - half, "high": loss + half}
    digits = {name: signed(value, 4, plus=False) for name, value in ends.items()}
    digits["profit"] = signed(profit, 3, plus=False)
    digits["margin"] = f"{found.margin:.1f}"
    return said.fill(first=first, second=found.challenger, **digits)


def _dated(when: date) -> Text:
    return Text(*(day(when, language) for language in LANGUAGES))
