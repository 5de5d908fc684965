"""LightGBM with every feature in trees of its own, averaged over bags, turned into look-up tables.

Trees that split on one feature only sum to one step function a feature, so the tables are the model, not a picture of
it (Lou, Caruana & Gehrke 2012; Nori et al. 2019, who average over bags too).
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from liuke.language import Text
from liuke.predict.learning.additive import Additive, Steps
from liuke.predict.learning.boosting import APART, THREADS, boost_bags
from liuke.predict.learning.model import Kind, Task
from liuke.predict.learning.sample import Input, Matrix, Vector

if TYPE_CHECKING:
    import lightgbm
    from optuna import Trial


def _fit(task: Task) -> Additive:
    options = {
        "learning_rate": 0.08,
        "min_data_in_leaf": max(5, min(50, len(task.train) // 200)),
        "num_leaves": 3,
        "lambda_l2": 5.0,
        "bagging_fraction": 0.6,
        "bagging_freq": 1,
        "interaction_constraints": [[place] for place in range(len(task.inputs))],
        "monotone_constraints": [one.risky for one in task.inputs],
        **task.options,
    }
    return tables_of(boost_bags(task, options), task.inputs)


def _options(trial: "Trial") -> dict[str, Any]:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.1, log=True),
        "num_leaves": trial.suggest_int("num_leaves", 2, 6),
        "lambda_l2": trial.suggest_float("lambda_l2", 0.1, 50, log=True),
        "min_data_in_leaf": trial.suggest_int("min_data_in_leaf", 5, 200, log=True),
        "bagging_fraction": trial.suggest_float("bagging_fraction", 0.5, 1.0),
    }


def tables_of(boosters: Sequence["lightgbm.Booster"], inputs: Sequence[Input]) -> Additive:
    """Return the step functions that the trees sum to, averaged over the boosters."""
    edges: list[set[float]] = [set() for _ in inputs]
    for tree in chain.from_iterable(booster.dump_model()["tree_info"] for booster in boosters):
        for place, threshold in _splits(tree["tree_structure"]):
            edges[place].add(threshold)
    base = np.zeros((1, len(inputs)))

    def margin(rows: Matrix) -> Vector:
        total = np.zeros(len(rows))
        for booster in boosters:
            total += booster.predict(rows, raw_score=True, num_threads=THREADS)
        return total / len(boosters)

    level = float(margin(base)[0])
    steps, total = [], level
    for place, found in enumerate(edges):
        ordered = np.array(sorted(found))
        beyond = [ordered[-1] + abs(ordered[-1]) + 1.0] if len(ordered) else [0.0]
        probes = np.repeat(base, len(ordered) + 2, axis=0)
        probes[:, place] = [*ordered, *beyond, np.nan]
        adds = margin(probes) - level
        centre = float(adds[:-1].mean())
        total += centre
        steps.append(Steps(ordered, adds[:-1] - centre, float(adds[-1]) - centre))
    return Additive(tuple(one.id for one in inputs), tuple(steps), total)


def _splits(node: dict[str, Any]) -> Iterator[tuple[int, float]]:
    if "split_feature" in node:
        yield int(node["split_feature"]), float(node["threshold"])
        for side in ("left_child", "right_child"):
            yield from _splits(node[side])


BOOSTED = Kind("boosted", "additive", Text("additive trees", "加性树模型"), _fit, Additive.read, _options, apart=APART)
