"""Pruning of a small tree by cost and complexity (Breiman, Friedman, Olshen & Stone 1984, chapter 3)."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from liuke.explain.drivers.coding import Vector


@dataclass(frozen=True, slots=True)
class Grown:
    """A tree as arrays with an entry a node.

    Children below and above its threshold (−1 at leaves), the share that left, and the loss if it ended there.
    The loss of a node is its entropy times its share of the customers, in nats.
    """

    below: np.ndarray
    above: np.ndarray
    share: Vector
    loss: Vector
    learnt: Any

    @classmethod
    def of(cls, learnt: Any) -> Self:  # noqa: ANN401 - scikit-learn has no types
        """Return the arrays of scikit-learn's tree, which was grown by entropy in bits."""
        tree = learnt.tree_
        weight = tree.weighted_n_node_samples / tree.weighted_n_node_samples[0]
        value = tree.value[:, 0, :]
        return cls(
            tree.children_left,
            tree.children_right,
            value[:, -1] / value.sum(axis=1),
            tree.impurity * np.log(2) * weight,
            learnt,
        )

    def prices(self) -> list[float]:
        """Return the price of a leaf from which on each smaller tree is the best, dearest first: the root alone."""
        found, price = [0.0], 0.0
        while True:
            links = self._links(price)
            if not links:
                return found[::-1]
            price = min(links.values())
            found.append(price)

    def _links(self, price: float) -> dict[int, float]:
        """Return what each split that is left at a price saves, a leaf."""
        kept = self.kept(price)
        return {at: self._saved(at, kept) for at in kept}

    def _saved(self, at: int, kept: set[int]) -> float:
        loss, leaves = self._below(at, kept)
        return float(self.loss[at] - loss) / (leaves - 1)

    def _below(self, at: int, kept: set[int]) -> tuple[float, int]:
        if at not in kept:
            return float(self.loss[at]), 1
        parts = [self._below(int(child), kept) for child in (self.below[at], self.above[at])]
        return sum(loss for loss, _ in parts), sum(leaves for _, leaves in parts)

    def kept(self, price: float) -> set[int]:
        """Return the splits that are worth their leaves at a price."""
        kept: set[int] = set()
        self._cheapest(0, price, kept)
        return kept

    def _cheapest(self, at: int, price: float, kept: set[int]) -> float:
        """Return the cost of the best tree below a node, and put its splits into `kept`."""
        alone = float(self.loss[at]) + price
        if self.below[at] < 0:
            return alone
        below: set[int] = set()
        split = sum(self._cheapest(int(child), price, below) for child in (self.below[at], self.above[at]))
        if split >= alone - 1e-12:
            return alone
        kept |= below | {at}
        return split

    def chances(self, rows: NDArray[np.float32], price: float) -> Vector:
        """Return the share that left in the leaf of each row, of the tree that a price leaves."""
        found = self.share[self._ends(price)]
        return np.asarray(found[self.learnt.apply(rows)], dtype=np.float64)

    def _ends(self, price: float) -> np.ndarray:
        """Return, for each node, the node that its customers are counted in once the tree is pruned."""
        kept, ends = self.kept(price), np.arange(len(self.below))
        for at in range(len(self.below)):  # parents come before their children
            if self.below[at] >= 0 and (at not in kept or ends[at] != at):
                ends[[self.below[at], self.above[at]]] = ends[at]
        return ends
