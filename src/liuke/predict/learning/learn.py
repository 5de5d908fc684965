"""Learning one kind of model, judged by rows it has not seen."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import chain
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from liuke.predict.cores import meanwhile, side_by_side
from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Fitted, Task
from liuke.predict.learning.sample import Input, Labels, Places, Sample, Vector

WORKERS = 2
"""Folds learnt side by side: the libraries let go of the interpreter while they work."""
NO_OPTIONS: Mapping[str, Any] = {}


def learn(
    kind: str,
    inputs: Sequence[Input],
    train: Sample,
    watch: Sample,
    seed: int,
    options: Mapping[str, Any] = NO_OPTIONS,
) -> Fitted:
    """Return a model learnt from `train`, stopped and calibrated by `watch`, which came later."""
    model = KINDS[kind].fit(Task(tuple(inputs), train, watch, seed, options))
    calibration = Calibration.fit(model.margin(watch.features), watch.left)
    return Fitted(kind, tuple(inputs), model, calibration)


def learn_kinds(
    kinds: Sequence[str],
    inputs: Sequence[Input],
    train: Sample,
    watch: Sample,
    seed: int,
    options: Mapping[str, Mapping[str, Any]],
) -> dict[str, Fitted]:
    """Return a model of each kind, learnt side by side as far as they can be; `options` are by kind.

    What is needed for that is loaded before: modules that import each other must not be loaded by two at a time.
    """
    for name in dict.fromkeys(module for one in kinds for module in KINDS[one].apart):
        import_module(name)

    def learnt(one: str) -> Fitted:
        return learn(one, inputs, train, watch, seed, options[one])

    apart, here = ([one for one in kinds if bool(KINDS[one].apart) is aside] for aside in (True, False))
    found = meanwhile(lambda: side_by_side(learnt, apart), lambda: [learnt(one) for one in here])
    by_name = dict(zip((*apart, *here), chain(*found), strict=True))
    return {one: by_name[one] for one in kinds}


def folds(left: Labels, count: int, seed: int) -> Iterator[tuple[Places, Places]]:
    """Yield places to learn from and places to judge on, `count` times; leavers are spread evenly (stratified)."""
    random = np.random.default_rng(seed)
    fold = np.empty(len(left), dtype=np.int64)
    for label in (0, 1):
        places = random.permutation(np.flatnonzero(left == label))
        fold[places] = np.arange(len(places)) % count
    for one in range(count):
        yield np.flatnonzero(fold != one), np.flatnonzero(fold == one)


def out_of_fold(
    kind: str, inputs: Sequence[Input], sample: Sample, count: int, seed: int, options: Mapping[str, Any] = NO_OPTIONS
) -> tuple[Vector, Vector]:
    """Return each row's margin by a model that had not seen it, and its probability by a calibration that had not.

    The model of a fold learns from the other folds; its calibration is learnt from the other folds' margins.
    """
    parts = list(folds(sample.left, count, seed))
    margin, probability = np.empty(len(sample)), np.empty(len(sample))

    def judge(part: tuple[Places, Places]) -> None:
        others, judged = part
        model = KINDS[kind].fit(Task(tuple(inputs), sample.take(others), None, seed, options))
        margin[judged] = model.margin(sample.features[judged])

    with ThreadPoolExecutor(WORKERS) as pool, threadpool_limits(1, "blas"):
        list(pool.map(judge, parts))
    for others, judged in parts:
        calibration = Calibration.fit(margin[others], sample.left[others], sample.weight[others])
        probability[judged] = calibration.probability(margin[judged])
    return margin, probability


def learn_whole(
    kind: str,
    inputs: Sequence[Input],
    sample: Sample,
    margin: Vector,
    seed: int,
    options: Mapping[str, Any] = NO_OPTIONS,
) -> Fitted:
    """Return the model learnt from every row, calibrated by the out-of-fold `margin`."""
    model = KINDS[kind].fit(Task(tuple(inputs), sample, None, seed, options))
    return Fitted(kind, tuple(inputs), model, Calibration.fit(margin, sample.left, sample.weight))
