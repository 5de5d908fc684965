"""Boosting with LightGBM, stopped by rows that it did not learn from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from liuke.predict.cores import side_by_side
from liuke.predict.learning.model import Task
from liuke.predict.learning.sample import Sample, held_out

if TYPE_CHECKING:
    import lightgbm

APART = ("lightgbm",)
ROUNDS, PATIENCE = 600, 40
MOST_BAGS, BAGGED_ROWS, LEARNT = 8, 160_000, 0.85
THREADS = 1
"""OpenMP's threads spin while they wait for each other: on a busy machine two are thirty times slower than one."""


def boost(task: Task, options: Mapping[str, Any]) -> "lightgbm.Booster":
    """Return the trees learnt from the task: as many as served best the rows that came later.

    Where no later rows are given, the number is found on parts held out, and the trees are grown again from all rows.
    """
    given = _options(task, options, task.seed)
    if task.watch is not None:
        return _grow(given, task.train, task.watch)
    parts = [held_out(task.train, task.seed + turn) for turn in range(3)]
    best = int(np.median(side_by_side(lambda part: _grow(given, *part).best_iteration, parts)))
    return _grow(given, task.train, None, max(1, round(best / LEARNT)))


def boost_bags(task: Task, options: Mapping[str, Any]) -> list["lightgbm.Booster"]:
    """Return several boosters, whose mean is the model: each from rows of its own drawing, stopped by the others.

    Where later rows are given, they stop all of them. Many rows need fewer bags, since they vary less.
    """
    bags = int(np.clip(BAGGED_ROWS // len(task.train), 1, MOST_BAGS))
    seeds = [task.seed * MOST_BAGS + bag for bag in range(bags)]
    parts = [(task.train, task.watch) if task.watch else held_out(task.train, seed, 1 - LEARNT) for seed in seeds]
    return side_by_side(lambda bag: _grow(_options(task, options, bag[0]), *bag[1]), zip(seeds, parts, strict=True))


def _options(task: Task, options: Mapping[str, Any], seed: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "min_data_in_leaf": max(5, min(200, len(task.train) // 40)),
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": THREADS,
        "verbosity": -1,
        **options,
    }


def _grow(options: Mapping[str, Any], train: Sample, watch: Sample | None, rounds: int = 0) -> "lightgbm.Booster":
    import lightgbm  # noqa: PLC0415 - slow to load, and only learning needs it

    given = dict(options)
    most = int(given.pop("rounds", ROUNDS))
    data = lightgbm.Dataset(train.features, train.left, weight=train.weight, free_raw_data=False)
    if watch is None:
        return lightgbm.train(given, data, rounds)
    later = lightgbm.Dataset(watch.features, watch.left, weight=watch.weight, reference=data, free_raw_data=False)
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    return lightgbm.train(given, data, most, valid_sets=[later], callbacks=[stop])
