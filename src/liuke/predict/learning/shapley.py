"""Exact contributions of small trees by look-up, the same as TreeSHAP's (Lundberg et al. 2020, algorithm 2).

What each input adds is worked out once for each way to answer the questions of a tree (the thought of Yang 2021, “Fast
TreeSHAP”, version 2, arXiv:2109.09847). A leaf of value v counts for a set S of inputs as v · Π o_j (j in S) · Π z_j
(j not in S): o_j is 1 where the row answers j's questions on the way to the leaf as the leaf has it, z_j the share of
the training rows that do. Of d inputs on that way, Shapley's value of j is

    v (o_j − z_j) Σ_s s! (d − s − 1)! / d! · e_s

with e_s the coefficient of t^s in Π (z_k + o_k t) over the inputs k on that way but j.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial
from typing import Self

import numpy as np

from liuke.predict.learning.sample import Matrix, Vector
from liuke.predict.learning.small_trees import Asked, Step, Tree


@dataclass(frozen=True, slots=True)
class Shapley:
    """The trees of a model of `width` inputs.

    For each tree, the inputs that it asks about, and what each of them adds for each way to answer: shape (inputs,
    ways).
    """

    width: int
    trees: tuple[Tree, ...]
    tables: tuple[tuple[tuple[int, ...], Matrix], ...]

    @classmethod
    def of(cls, trees: tuple[Tree, ...], width: int) -> Self:
        """Return the tables of some trees."""
        return cls(width, trees, tuple(map(_table, trees)))

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each input adds to each row's log-odds beside the average, shape (rows, inputs)."""
        asked, found, buffer = Asked(rows), np.zeros((self.width, len(rows))), np.empty(len(rows))
        for tree, (places, table) in zip(self.trees, self.tables, strict=True):
            ways = asked.ways(tree)
            for place, adds in zip(places, table, strict=True):
                found[place] += np.take(adds, ways, out=buffer, mode="clip")
        return found.T


def _table(tree: Tree) -> tuple[tuple[int, ...], Matrix]:
    places = tuple(dict.fromkeys(one.place for one in tree.questions))
    answered = tree.answered()
    table = np.zeros((len(places), len(tree.values)))
    for way, value in tree.leaves:
        here, ones, shares = _on_the_way(tree, way, answered)
        for place, adds in zip(here, _values(ones, shares), strict=True):
            table[places.index(place)] += value * adds
    return places, table


def _on_the_way(tree: Tree, way: tuple[Step, ...], answered: Matrix) -> tuple[list[int], Matrix, Vector]:
    """Return the inputs asked on the way to a leaf, o by input and way to answer, and z by input."""
    here = list(dict.fromkeys(tree.questions[step.question].place for step in way))
    ones, shares = np.ones((len(here), answered.shape[1])), np.ones(len(here))
    for step in way:
        at = here.index(tree.questions[step.question].place)
        ones[at] *= answered[step.question] if step.yes else 1 - answered[step.question]
        shares[at] *= step.share
    return here, ones, shares


def _values(ones: Matrix, shares: Vector) -> Iterator[Vector]:
    """Yield the value of each input in a leaf of value 1, by the ways to answer."""
    d, ways = ones.shape
    weight = np.array([factorial(s) * factorial(d - s - 1) / factorial(d) for s in range(d)])
    for one in range(d):
        sums = np.zeros((d, ways))
        sums[0] = 1.0
        for other in (place for place in range(d) if place != one):
            more = ones[other] * sums[:-1]
            sums *= shares[other]
            sums[1:] += more
        yield (ones[one] - shares[one]) * (weight @ sums)
