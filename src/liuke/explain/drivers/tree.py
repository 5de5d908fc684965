"""A shallow tree of questions that part leavers from stayers, no larger than customers it has not seen bear out."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.explain.drivers.coding import Coding, Vector, coded, grouped, known
from liuke.explain.drivers.limits import between
from liuke.explain.drivers.pruning import Grown
from liuke.explain.drivers.sampling import drawn
from liuke.explain.drivers.table import LEFT, Settled
from liuke.measure.intervals import wilson

DEPTH, FOLDS = 3, 5
SMALLEST, SMALLEST_SHARE = 30, 0.01
"""A leaf has at least so many customers, and so large a share of them."""
BEYOND = 2.5
"""A larger tree must be better by so many standard errors, on customers whom it has not seen."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One column that the tree may ask of: a number's attribute, or a group of a word."""

    attribute: str
    group: str | None = None


def tree(settled: Settled, barred: frozenset[str], seed: int, depth: int = DEPTH) -> list[dict[str, Any]]:
    """Return a row a node, the root first: what leads there, what is asked, customers, left, share and its interval.

    `barred` are attributes that must not be asked of. The tree is learnt on a sample where there are many customers;
    what it counts is everybody.
    """
    coding = coded(settled)
    questions = _questions(coding, barred)
    sample = drawn(settled.frame, seed)
    left = sample[LEFT].cast(pl.Float64).to_numpy()
    weight = _weights(settled.frame[LEFT], left)
    if not questions:
        return _counted(settled, coding, questions, None, set())
    rows = _columns(coding, questions, sample)
    grown = _grow(rows, left, weight, depth)
    kept = grown.kept(_price(grown, rows, left, weight, depth, seed))
    return _counted(settled, coding, questions, grown, kept)


def _questions(coding: Coding, barred: frozenset[str]) -> list[_Question]:
    found = dict.fromkeys(
        _Question(one.attribute, one.group if one.what == "group" else None)
        for one in coding.parts
        if one.attribute not in barred and (one.what == "group" or one.attribute not in coding.named)
    )
    against = {one.attribute: one.against for one in coding.parts if one.what == "group"}
    return [*found, *(_Question(name, group) for name, group in against.items() if name not in barred)]


def _columns(coding: Coding, questions: list[_Question], frame: pl.DataFrame) -> NDArray[np.float32]:
    groups = grouped(coding, frame)
    found = np.empty((frame.height, len(questions)), dtype=np.float32)
    for at, one in enumerate(questions):
        if one.group is None:
            found[:, at] = known(frame[one.attribute]).cast(pl.Float64).fill_null(np.nan).to_numpy()
        else:
            found[:, at] = (groups[one.attribute] == one.group).fill_null(False).to_numpy()
    return found


def _weights(everybody: pl.Series, left: Vector) -> Vector:
    """Return how many customers each of those drawn stands for, on average 1."""
    share, drawn_share = float(everybody.mean() or 0.0), float(left.mean())  # type: ignore[arg-type]
    return np.where(left == 1, share / drawn_share, (1 - share) / (1 - drawn_share))


def _grow(rows: NDArray[np.float32], left: Vector, weight: Vector, depth: int) -> Grown:
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - slow to load

    smallest = max(SMALLEST, round(SMALLEST_SHARE * len(left)))
    model = DecisionTreeClassifier(criterion="entropy", max_depth=depth, min_samples_leaf=smallest, random_state=0)
    return Grown.of(model.fit(rows, left.astype(np.int8), sample_weight=weight))


def _price(grown: Grown, rows: NDArray[np.float32], left: Vector, weight: Vector, depth: int, seed: int) -> float:
    """Return the price of a leaf of the smallest tree that no larger one clearly beats on customers it has not seen."""
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - slow to load

    prices = grown.prices()
    asked = [prices[0] * 2 + 1.0, *(float(np.sqrt(a * b)) for a, b in pairwise(prices))]
    losses = np.empty((len(asked), len(left)))
    for others, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(rows, left):
        part = _grow(rows[others], left[others], weight[others], depth)
        for at, price in enumerate(asked):
            chance = np.clip(part.chances(rows[unseen], price), 1e-3, 1 - 1e-3)
            told = np.where(left[unseen] == 1, np.log(chance), np.log1p(-chance))
            losses[at, unseen] = -weight[unseen] * told
    best = 0
    for at in range(1, len(asked)):
        gain = losses[best] - losses[at]
        if gain.mean() > BEYOND * gain.std() / np.sqrt(len(gain)):
            best = at
    return asked[best]


def _counted(
    settled: Settled, coding: Coding, questions: list[_Question], grown: Grown | None, kept: set[int]
) -> list[dict[str, Any]]:
    """Return the rows of the nodes; equal questions have round limits, and everybody is counted by them."""
    frame, left = settled.frame, settled.frame[LEFT].cast(pl.Int64)
    groups, rows = grouped(coding, frame), list[dict[str, Any]]()
    waiting: list[tuple[int, int | None, bool | None, int, pl.Series]] = [
        (0, None, None, 0, pl.repeat(True, frame.height, eager=True))
    ]
    while waiting:
        at, parent, yes, depth, mask = waiting.pop(0)
        own, number = dict[str, Any](), len(rows)
        if grown is not None and at in kept:
            asked = questions[int(grown.learnt.tree_.feature[at])]
            own, answer = _asked(grown, at, asked, known(frame[asked.attribute]), groups)
            below, above = int(grown.below[at]), int(grown.above[at])
            yes_at, no_at = (above, below) if own["test"] == "is" else (below, above)
            waiting.append((yes_at, number, True, depth + 1, mask & answer))
            waiting.append((no_at, number, False, depth + 1, mask & ~answer))
        rows.append(_node(number, parent, yes, depth, own, int(mask.sum()), int(left.filter(mask).sum())))
    return rows


def _asked(
    grown: Grown, at: int, asked: _Question, column: pl.Series, groups: dict[str, pl.Series]
) -> tuple[dict[str, Any], pl.Series]:
    """Return the question of a node and who answers yes."""
    if asked.group is not None:
        answer = (groups[asked.attribute] == asked.group).fill_null(False)
        return {"attribute": asked.attribute, "test": "is", "group": asked.group}, answer
    limit = between(column, float(grown.learnt.tree_.threshold[at]))
    unknown = bool(grown.learnt.tree_.missing_go_to_left[at]) if column.null_count() else None
    answer = (column < limit).fill_null(bool(unknown))
    return {"attribute": asked.attribute, "test": "under", "limit": limit, "unknown": unknown}, answer


def _node(
    number: int, parent: int | None, yes: bool | None, depth: int, own: dict[str, Any], customers: int, gone: int
) -> dict[str, Any]:
    low, high = wilson(gone, customers)
    nothing = {"attribute": None, "test": None, "group": None, "limit": None, "unknown": None}
    return {"node": number, "parent": parent, "yes": yes, "depth": depth, **nothing, **own} | {
        "customers": customers, "left": gone, "share": gone / customers if customers else None,
        "low": low, "high": high,
    }  # fmt: skip
