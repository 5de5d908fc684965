"""Small trees by look-up say what LightGBM says, and explain it as Shapley's own sum over coalitions does."""

from collections.abc import Mapping
from itertools import combinations
from math import factorial
from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.predict.learning.kinds.trees import Trees
from liuke.predict.learning.shapley import Shapley
from liuke.predict.learning.small_trees import Question, Tree, margin, small_trees

WIDTH, SMALLEST = 6, 1e-30
"""LightGBM's own contributions, not what it says, take the edge that it draws beside 0 (1e-35) for 0."""


def customers(rows: int = 2_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs that work together, some of them often unknown, one of them whole numbers, and who left."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(rows, WIDTH))
    features[:, 3] = np.round(features[:, 3])
    features[random.random(rows) < 0.3, 1] = np.nan
    features[random.random(rows) < 0.1, 2] = np.nan
    known = np.nan_to_num(features)
    odds = known[:, 0] + known[:, 1] * known[:, 2] + np.where(known[:, 3] > 0, known[:, 4], 0)
    return features, (odds + random.normal(size=rows) > 0).astype(np.int8)


def grown(rounds: int = 40, **options: Any) -> lightgbm.Booster:
    features, left = customers()
    given_ = {"objective": "binary", "num_leaves": 8, "verbosity": -1, "num_threads": 1, "min_data_in_leaf": 20}
    return lightgbm.train(given_ | options, lightgbm.Dataset(features, left), rounds)


def strange(rows: int = 500) -> np.ndarray:
    """Return fresh customers; some inputs are unknown that never were, some are infinite, some lie on a threshold."""
    features, _ = customers(rows, seed=9)
    features[:20] = np.nan
    features[20:40, 0] = np.nan
    features[40:60, 4] = np.inf
    features[60:80, 4] = -np.inf
    return features


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"num_leaves": 2},
        {"num_leaves": 9},
        {"use_missing": False},
        {"bagging_fraction": 0.5, "bagging_freq": 1, "feature_fraction": 0.5},
        {"monotone_constraints": [1, 0, 0, 0, 1, 0], "lambda_l2": 5.0},
    ],
    ids=str,
)
def test_it_says_and_explains_what_lightgbm_does(options: Mapping[str, Any]) -> None:
    """Margins bit by bit; contributions but for the order of sums. On a threshold, unknown, infinite: all the same."""
    booster = grown(**options)
    trees, rows = small_trees(booster), strange()
    assert trees is not None
    on_edge = rows.copy()
    asked_of = [question for tree in trees for question in tree.questions if abs(question.threshold) > SMALLEST]
    for place, question in enumerate(asked_of):
        on_edge[place % len(rows), question.place] = question.threshold
    for asked in (rows, np.asfortranarray(on_edge)):
        assert (margin(trees, asked) == booster.predict(asked, raw_score=True)).all()
        theirs = np.asarray(booster.predict(asked, pred_contrib=True))[:, :-1]
        assert Shapley.of(trees, WIDTH).contributions(asked) == pytest.approx(theirs, abs=1e-12)


def test_a_tree_of_one_leaf_says_the_same_of_everybody() -> None:
    booster = grown(3, min_data_in_leaf=5_000)
    trees = small_trees(booster)
    assert trees is not None
    assert [tree.questions for tree in trees] == [()] * len(trees)
    assert (margin(trees, strange()) == booster.predict(strange(), raw_score=True)).all()
    assert not Shapley.of(trees, WIDTH).contributions(strange()).any()


@pytest.mark.parametrize("options", [{"num_leaves": 31}, {"zero_as_missing": True}], ids=str)
def test_large_trees_and_strange_questions_are_left_to_lightgbm(options: Mapping[str, Any]) -> None:
    booster = grown(5, **options)
    assert small_trees(booster) is None
    model, rows = Trees.of(booster), strange()
    assert (model.margin(rows) == booster.predict(rows, raw_score=True)).all()
    theirs = np.asarray(booster.predict(rows, pred_contrib=True))
    assert (model.contributions(rows) == theirs[:, :-1]).all()


def test_ways_are_numbered_by_the_answers() -> None:
    """A customer with input 0 at most 5 who has input 1 above 2 answers yes, no: bit 0 alone."""
    (tree, *_) = small_trees(grown(1)) or ()
    answered = tree.answered()
    assert answered.shape == (len(tree.questions), len(tree.values))
    assert answered[:, 0b101].tolist()[:3] == [1, 0, 1]


# One tree by hand: is input 0 at most 5 (6 of 10 customers)? If so: is input 1 at most 2 (2 of these 6)?
ROOT = {
    "split_feature": 0, "threshold": 5.0, "decision_type": "<=", "missing_type": "None", "default_left": False,
    "internal_count": 10,
    "left_child": {
        "split_feature": 1, "threshold": 2.0, "decision_type": "<=", "missing_type": "NaN", "default_left": True,
        "internal_count": 6,
        "left_child": {"leaf_value": 1.0, "leaf_count": 2},
        "right_child": {"leaf_value": 4.0, "leaf_count": 4},
    },
    "right_child": {"leaf_value": -3.0, "leaf_count": 4},
}  # fmt: skip


class ByHand:
    """What is read of a booster."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root

    def dump_model(self) -> dict[str, Any]:
        return {"tree_info": [{"tree_structure": self.root}]}


def by_hand(root: Mapping[str, Any]) -> tuple[Tree, ...]:
    found = small_trees(ByHand(root))  # type: ignore[arg-type] # it has all that is read
    assert found is not None
    return found


def test_a_tree_by_hand_is_explained_as_on_paper() -> None:
    """The mean is 0.6·(⅓·1 + ⅔·4) − 0.4·3 = 0.6; knowing input 0 alone gives 3, input 1 alone 0.6·4 − 1.2 = 1.2.

    With both it is 4. Shapley: input 0 adds ((3 − 0.6) + (4 − 1.2)) / 2 = 2.6, input 1 ((1.2 − 0.6) + (4 − 3)) / 2.
    """
    trees = by_hand(ROOT)
    assert trees[0].questions == (Question(0, 5.0, 0.0), Question(1, 2.0, -np.inf))
    row = np.array([[1.0, 7.0]])
    assert margin(trees, row).tolist() == [4.0]
    assert Shapley.of(trees, 2).contributions(row)[0] == pytest.approx([2.6, 0.8])


def value(node: Mapping[str, Any], row: np.ndarray, known: frozenset[int]) -> float:
    """Return the mean of what a tree says where only the inputs in `known` are known of a row."""
    if "split_feature" not in node:
        return float(node["leaf_value"])
    left, right = (value(node[side], row, known) for side in ("left_child", "right_child"))
    if node["split_feature"] in known:
        return left if row[node["split_feature"]] <= node["threshold"] else right
    share = node["left_child"].get("internal_count", node["left_child"].get("leaf_count")) / node["internal_count"]
    return share * left + (1 - share) * right


def shapley(root: Mapping[str, Any], row: np.ndarray, one: int) -> float:
    """Return an input's value by the definition: its mean over all coalitions of the others (Shapley 1953)."""
    others = [place for place in range(len(row)) if place != one]
    total = 0.0
    for size in range(len(row)):
        weight = factorial(size) * factorial(len(row) - size - 1) / factorial(len(row))
        for chosen in combinations(others, size):
            known = frozenset(chosen)
            total += weight * (value(root, row, known | {one}) - value(root, row, known))
    return total


@st.composite
def nodes(draw: st.DrawFn, count: int = 64, depth: int = 3) -> dict[str, Any]:
    if depth == 0 or count < 2 or draw(st.integers(0, 4)) == 0:
        return {"leaf_value": draw(st.integers(-5, 5)) / 2, "leaf_count": count}
    left = draw(st.integers(1, count - 1))
    return {
        "split_feature": draw(st.integers(0, 3)), "threshold": draw(st.integers(-2, 2)) / 2, "decision_type": "<=",
        "missing_type": "None", "default_left": False, "internal_count": count,
        "left_child": draw(nodes(left, depth - 1)), "right_child": draw(nodes(count - left, depth - 1)),
    }  # fmt: skip


@given(nodes(), st.lists(st.integers(-3, 3), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
def test_contributions_are_shapleys_whatever_the_tree(root: dict[str, Any], row: list[int]) -> None:
    """An input that is asked twice on a way, a leaf at once, inputs that are never asked: the definition holds."""
    rows = np.array([row], dtype=np.float64)
    found = Shapley.of(by_hand(root), len(row)).contributions(rows)[0]
    assert found == pytest.approx([shapley(root, rows[0], one) for one in range(len(row))], abs=1e-9)
