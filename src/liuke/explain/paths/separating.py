"""Separating: which steps, and pairs of steps in a row, leavers had more or less often than stayers.

The difference of two shares has Newcombe's interval (1998, method 10), its p-value is Fisher's exact one, and of all
steps and pairs tested together, those called significant hold no more than one in twenty false ones on average
(Benjamini & Hochberg 1995). Which are tested depends on how many had them in both groups together, which says nothing
of how the groups differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.measure.intervals import difference, wilson

FEWEST = 10
"""Customers of both groups who must have had a step for it to be tested."""
MOST = 300
"""Steps and pairs that are tested at most: the most frequent."""
FALSE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Separator:
    """A step (or with `following` two in a row) and how many leavers and stayers had it among their last steps.

    `p_value` is Fisher's, `adjusted` after the control of false discoveries; `low` and `high` bound the difference of
    the leavers' share and the stayers'.
    """

    name: str
    following: str | None
    leavers: int
    stayers: int
    left_share: float
    stayed_share: float
    difference: float
    low: float
    high: float
    p_value: float
    adjusted: float = 1.0

    @property
    def significant(self) -> bool:
        """Whether the groups differ beyond chance."""
        return self.adjusted < FALSE_SHARE

    def record(self) -> dict[str, Any]:
        """Return the separator for JSON and tables."""
        return {name: getattr(self, name) for name in self.__slots__} | {"significant": self.significant}


def counted(engine: Engine, steps: Table) -> pl.DataFrame:
    """Return name, following (NULL of a step alone), leavers, stayers of `last_steps`: customers who had it."""
    alone = steps.select("customer_id", "left", "name", following=ibis.null("string"))
    pairs = steps.filter(steps.following.notnull()).select("customer_id", "left", "name", "following")
    had = ibis.union(alone, pairs, distinct=True)
    groups = {"leavers": had.count(where=had.left), "stayers": had.count(where=~had.left)}
    counts = had.group_by("name", "following").agg(**groups, both=had.count())
    counts = counts.filter(counts.both >= FEWEST)
    most = counts.order_by(ibis.desc("both"), "name", ibis.asc("following", nulls_first=True)).limit(MOST)
    return engine.polars(most.drop("both"))


def separators(counts: pl.DataFrame, leavers: int, stayers: int) -> list[Separator]:
    """Return each row of `counted` as tested, of so many leavers and stayers in all; p-values are not yet adjusted."""
    from scipy.stats import fisher_exact  # noqa: PLC0415 - slow to load

    found = []
    for row in counts.iter_rows(named=True):
        had, had_stayed = row["leavers"], row["stayers"]
        shares = had / leavers, had_stayed / stayers
        low, high = difference((shares[0], wilson(had, leavers)), (shares[1], wilson(had_stayed, stayers)))
        p = fisher_exact([[had, leavers - had], [had_stayed, stayers - had_stayed]]).pvalue
        assert low is not None  # noqa: S101 - both groups have somebody
        assert high is not None  # noqa: S101 - both groups have somebody
        found.append(Separator(**row, left_share=shares[0], stayed_share=shares[1],
                               difference=shares[0] - shares[1], low=low, high=high, p_value=float(p)))  # fmt: skip
    return found


def controlled(found: Sequence[Sequence[Separator]]) -> list[list[Separator]]:
    """Return the separators of each group with p-values adjusted for all of them, those that separate most first."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - slow to load

    values = [one.p_value for group in found for one in group]
    adjusted = iter(false_discovery_control(values).tolist() if values else [])
    return [_ranked([_with(one, next(adjusted)) for one in group]) for group in found]


def _with(one: Separator, adjusted: float) -> Separator:
    return Separator(**{name: getattr(one, name) for name in one.__slots__} | {"adjusted": float(adjusted)})


def _ranked(found: list[Separator]) -> list[Separator]:
    """Return those beyond chance first, the largest differences first."""
    return sorted(
        found, key=lambda one: (not one.significant, -abs(one.difference), one.p_value, one.name, one.following or "")
    )
