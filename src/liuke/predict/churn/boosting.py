"""LightGBM with every feature in trees of its own, turned into look-up tables.

Trees that split on one feature only sum to one step function a feature, so the tables are the model, not a picture of
it (Lou, Caruana & Gehrke 2012; Nori et al. 2019).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from liuke.predict.churn.additive import Additive, Steps
from liuke.predict.churn.features import BY_ID
from liuke.predict.churn.snapshots import Slice

if TYPE_CHECKING:
    import lightgbm

type Vector = NDArray[np.float64]

ROUNDS, PATIENCE = 600, 40
THREADS = 1
"""OpenMP's threads spin while they wait for each other: on a busy machine two are thirty times slower than one."""


def fit_boosted(train: Slice, watch: Slice, names: tuple[str, ...], seed: int) -> Additive:
    """Return the additive model learnt from `train`, stopped when `watch` no longer improves."""
    import lightgbm  # noqa: PLC0415 - slow to load, and only a run needs it

    options = {
        "objective": "binary",
        "learning_rate": 0.04,
        "num_leaves": 4,
        "min_data_in_leaf": max(5, min(200, len(train.left) // 40)),
        "lambda_l2": 5.0,
        "interaction_constraints": [[place] for place in range(len(names))],
        "monotone_constraints": [BY_ID[name].risky if name in BY_ID else 0 for name in names],
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": THREADS,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(train.features, train.left, weight=train.weight, free_raw_data=False)
    later = lightgbm.Dataset(watch.features, watch.left, weight=watch.weight, reference=data, free_raw_data=False)
    stop = lightgbm.early_stopping(PATIENCE, verbose=False)
    booster = lightgbm.train(options, data, ROUNDS, valid_sets=[later], callbacks=[stop])
    return tables_of(booster, names)


def tables_of(booster: "lightgbm.Booster", names: tuple[str, ...]) -> Additive:
    """Return the step functions that the booster's trees sum to."""
    edges: list[set[float]] = [set() for _ in names]
    for tree in booster.dump_model()["tree_info"]:
        for place, threshold in _splits(tree["tree_structure"]):
            edges[place].add(threshold)
    base = np.zeros((1, len(names)))

    def margin(rows: Vector) -> Vector:
        return np.asarray(booster.predict(rows, raw_score=True, num_threads=THREADS), dtype=np.float64)

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
    return Additive(names, tuple(steps), total)


def _splits(node: dict[str, Any]) -> Iterator[tuple[int, float]]:
    if "split_feature" in node:
        yield int(node["split_feature"]), float(node["threshold"])
        for side in ("left_child", "right_child"):
            yield from _splits(node[side])
