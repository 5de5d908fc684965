"""Small trees, asked by look-up: what a tree says of a row depends on the row's answers to its questions alone.

A tree of 8 leaves asks 7 questions, so there are 128 ways to answer them all: a row costs seven comparisons and one
look-up a tree, all rows at a time, and says exactly what LightGBM says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from liuke.predict.learning.sample import Matrix, Places, Vector

if TYPE_CHECKING:
    import lightgbm

MOST_QUESTIONS = 8
"""More questions have more ways to be answered than are worth a table; the ways are numbered in a byte."""
OWN_WAY, AS_ZERO = "NaN", "None"
"""How LightGBM says that a missing value goes its own way, or counts as 0."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether the input at `place` is at most `threshold`; `empty` is what a missing value counts as: ±∞ or 0."""

    place: int
    threshold: float
    empty: float


@dataclass(frozen=True, slots=True)
class Step:
    """One answer on the way to a leaf: to which question, whether it is yes, and the share of the rows that gave it."""

    question: int
    yes: bool
    share: float


@dataclass(frozen=True, slots=True)
class Tree:
    """The questions of a tree, the way to each leaf and its value, and the value by the answers to all questions.

    Bit q of a place in `values` says that question q is answered by yes.
    """

    questions: tuple[Question, ...]
    leaves: tuple[tuple[tuple[Step, ...], float], ...]
    values: Vector

    def answered(self) -> Matrix:
        """Return 1 where the answer to a question is yes, shape (questions, ways to answer all of them)."""
        bits, numbers = np.arange(len(self.questions))[:, None], np.arange(len(self.values))
        return (numbers >> bits & 1).astype(np.float64)


class Asked:
    """Rows that are asked the questions of trees; each column is prepared once."""

    def __init__(self, rows: Matrix) -> None:
        self.rows = rows
        self._columns: dict[tuple[int, float], Vector] = {}

    def ways(self, tree: Tree) -> Places:
        """Return, for each row, the number of the way in which it answers the questions of a tree."""
        found = np.zeros(len(self.rows), dtype=np.uint8)
        for bit, question in enumerate(tree.questions):
            yes = self._column(question.place, question.empty) <= question.threshold
            found |= yes.view(np.uint8) << np.uint8(bit)
        return found.astype(np.intp)

    def _column(self, place: int, empty: float) -> Vector:
        if (place, empty) not in self._columns:
            column = self.rows[:, place]
            self._columns[place, empty] = np.where(np.isnan(column), empty, column)
        return self._columns[place, empty]


def small_trees(booster: "lightgbm.Booster") -> tuple[Tree, ...] | None:
    """Return the trees of a booster; None where one of them is too large, or asks in another way."""
    roots = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
    return tuple(map(_tree, roots)) if all(map(_small, roots)) else None


def margin(trees: tuple[Tree, ...], rows: Matrix) -> Vector:
    """Return the sum of what the trees say of each row."""
    asked, found = Asked(rows), np.zeros(len(rows))
    for tree in trees:
        found += tree.values[asked.ways(tree)]
    return found


def _small(root: Mapping[str, Any]) -> bool:
    asked = list(_nodes(root))
    plain = all(one["decision_type"] == "<=" and one["missing_type"] in {OWN_WAY, AS_ZERO} for one in asked)
    return plain and len(asked) <= MOST_QUESTIONS


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "split_feature" in node:
        yield node
        for side in ("left_child", "right_child"):
            yield from _nodes(node[side])


def _tree(root: Mapping[str, Any]) -> Tree:
    questions: list[Question] = []
    leaves = tuple(_leaves(root, questions, ()))
    numbers = np.arange(2 ** len(questions))
    values = np.zeros(len(numbers))
    for way, value in leaves:
        asked = sum(1 << step.question for step in way)
        values[numbers & asked == sum(1 << step.question for step in way if step.yes)] = value
    return Tree(tuple(questions), leaves, values)


def _leaves(
    node: Mapping[str, Any], questions: list[Question], way: tuple[Step, ...]
) -> Iterator[tuple[tuple[Step, ...], float]]:
    """Yield the way to each leaf and the leaf's value, and write down the questions."""
    if "split_feature" not in node:
        yield way, float(node["leaf_value"])
        return
    number = len(questions)
    empty = 0.0 if node["missing_type"] == AS_ZERO else -np.inf if node["default_left"] else np.inf
    questions.append(Question(int(node["split_feature"]), float(node["threshold"]), empty))
    for side, yes in (("left_child", True), ("right_child", False)):
        child = node[side]
        share = child.get("internal_count", child.get("leaf_count")) / node["internal_count"]
        yield from _leaves(child, questions, (*way, Step(number, yes, share)))
