"""Searching the options of a kind of model within a budget of time (Optuna's tree-structured Parzen estimator).

What is tried is judged by log loss on rows that came later than those learnt from. The options in use are tried first,
and only what is better than they are by more than one standard error takes their place.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from liuke.errors import UsageError
from liuke.language import Text
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Task
from liuke.predict.learning.sample import Input, Sample, Vector, held_out

if TYPE_CHECKING:
    from optuna import Trial


def search(
    kind: str, inputs: Sequence[Input], train: Sample, watch: Sample | None, seed: int, seconds: float
) -> Mapping[str, Any]:
    """Return the options of `kind` that served best within `seconds`; empty where its own are not beaten.

    `watch` came later than `train`; without it, part of `train` is held out. Raises `UsageError` where Optuna is not
    installed.
    """
    propose = KINDS[kind].options
    if propose is None or seconds <= 0:
        return {}
    learnt, later = (train, watch) if watch is not None else held_out(train, seed)

    def losses_of(options: Mapping[str, Any]) -> Vector:
        model = KINDS[kind].fit(Task(tuple(inputs), learnt, later, seed, options))
        margin = model.margin(later.features)
        found: Vector = np.logaddexp(0, margin) - later.left * margin
        return found

    usual = losses_of({})
    best: dict[str, Any] = {"options": {}, "losses": usual}

    def judge(trial: "Trial") -> float:
        options = propose(trial)
        found = losses_of(options)
        if found.mean() < best["losses"].mean():
            best.update(options=options, losses=found)
        return float(np.average(found, weights=later.weight))

    _study(seed).optimize(judge, timeout=seconds)
    gain = usual - best["losses"]
    found: Mapping[str, Any] = best["options"] if gain.mean() > gain.std(ddof=1) / np.sqrt(len(gain)) else {}
    return found


def _study(seed: int) -> Any:  # noqa: ANN401 - Optuna is optional
    try:
        import optuna  # noqa: PLC0415 - optional, and only a search needs it
    except ImportError as fault:
        raise UsageError(
            "search.missing",
            Text("Searching for options needs Optuna.", "搜索模型参数需要安装 Optuna。"),
            Text("Install it with `pip install 'liuke[search]'`.", "请执行 `pip install 'liuke[search]'` 安装。"),
        ) from fault
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=seed))
