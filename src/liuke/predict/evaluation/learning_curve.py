"""Whether more history would help: how the log loss falls with the rows learnt from."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from liuke.language import Text, signed
from liuke.predict.cores import side_by_side
from liuke.predict.evaluation.figures import losses
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.learn import learn
from liuke.predict.learning.sample import Input, Sample, Vector

SHARES = (0.25, 0.5, 1.0)
HELPS = Text(
    "More history would help: from half of the rows to all of them, log loss fell by {gain} (standard error {error}).",
    "更多历史数据仍有帮助：训练行数从一半增至全部时，对数损失下降 {gain}（标准误 {error}）。",
)
WORSE = Text(
    "More of this history made it worse: from half of the rows to all of them, log loss rose by {gain} (standard "
    "error {error}).",
    "更多这类历史反而变差：训练行数从一半增至全部时，对数损失上升 {gain}（标准误 {error}）。",
)
ENOUGH = Text(
    "More history of this kind would hardly help: from half of the rows to all of them, log loss changed by {gain} "
    "(standard error {error}).",
    "同类历史数据已足够：训练行数从一半增至全部时，对数损失仅变化 {gain}（标准误 {error}）。",
)


def learning_curve(
    kind: str,
    inputs: Sequence[Input],
    train: Sample,
    watch: Sample,
    test: Sample,
    seed: int,
    whole: Vector | None = None,
    options: Mapping[str, Any] | None = None,
) -> tuple[list[dict[str, Any]], Text]:
    """Return the log loss on `test` by the share of `train` learnt from, and what that says of more history.

    `whole` are the probabilities on `test` of a model learnt from all of `train` with `options`, where there is one.
    """
    order, chosen = np.random.default_rng(seed).permutation(len(train)), options or {}
    parts = [train.take(np.sort(order[: max(1, round(share * len(train)))])) for share in SHARES]

    def judged(some: Sample) -> Vector | None:
        if not 0 < some.left.sum() < len(some):
            return None
        if whole is not None and some is parts[-1]:
            return losses(whole, test.left)
        return losses(learn(kind, inputs, some, watch, seed, chosen).probability(test.features), test.left)

    each_of = side_by_side(judged, parts) if KINDS[kind].apart else map(judged, parts)
    known = [(len(some), one) for some, one in zip(parts, each_of, strict=True) if one is not None]
    rows, each = [_row(*one) for one in known], [one for _, one in known]
    return rows, _says(each[-2] - each[-1]) if len(each) > 1 else ENOUGH.fill(gain="–", error="–")


def _says(gain: Vector) -> Text:
    """Return what each customer's gain from twice the rows says of more history."""
    error = float(gain.std(ddof=1) / np.sqrt(len(gain)))
    mean = float(gain.mean())
    text = HELPS if mean > 2 * error else WORSE if mean < -2 * error else ENOUGH
    change = signed(-mean, 4) if text is ENOUGH else signed(abs(mean), 4, plus=False)
    return text.fill(gain=change, error=f"{error:.4f}")


def _row(rows: int, found: Vector) -> dict[str, Any]:
    half, mean = 1.96 * float(found.std(ddof=1)) / np.sqrt(len(found)), float(found.mean())
    return {"rows": rows, "log_loss": mean, "low": mean - half, "high": mean + half}
