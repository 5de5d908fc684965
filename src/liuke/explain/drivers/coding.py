"""How attributes become inputs of a regression, and which of them cannot be.

A number is told in standard deviations, a word by its groups beside the most common one. What is unknown is told
openly: the median takes its place, and an input of its own says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.explain.drivers.sampling import thinned
from liuke.explain.drivers.table import LEFT, Column, Settled
from liuke.language import Text, percent

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

FEWEST = 20
"""Customers whom an input must set apart, on either side of it."""
MOST_GROUPS, NEARLY_ALL, MOST_UNKNOWN = 20, 0.995, 0.99
MANY_VALUES, TAIL = 20, 0.01
"""Numbers of more values than this are held to their 1st and 99th percentile: one outlier makes no effect."""
OTHER = "…"
"""The group of all values that too few customers have."""

CONSTANT = Text("nearly all customers have the same value", "几乎所有客户取值相同")
EMPTY = Text("{share} of it is not known", "{share} 的值未知")
SCATTERED = Text(
    "{count} different values, most of them of fewer than {fewest} customers: group them",
    "有 {count} 种不同取值，且多数不足 {fewest} 位客户：请先归并",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One input of an attribute.

    Of a number it is a `step` (one standard deviation, or from one of two values to the other), of a word a `group`
    beside the group `against`, of either that it is `unknown`. `decided` says that of every group all left or stayed.
    """

    attribute: str
    what: Literal["step", "group", "unknown"]
    group: str | None = None
    against: str | None = None
    step: float | None = None
    middle: float = 0.0
    low: float = -np.inf
    high: float = np.inf
    decided: bool = False

    def values(self, column: pl.Series, groups: Mapping[str, pl.Series]) -> Vector:
        """Return the input of each row; unknown numbers stand at the median, which the caller has filled in."""
        if self.what == "unknown":
            return column.is_null().cast(pl.Float64).to_numpy()
        if self.what == "group":
            return (groups[self.attribute] == self.group).fill_null(False).cast(pl.Float64).to_numpy()
        number = column.cast(pl.Float64).fill_null(self.middle).clip(self.low, self.high)
        return (number.to_numpy() - self.middle) / (self.step or 1.0)


@dataclass(slots=True)
class Coding:
    """The inputs of all attributes that can be used, and for each of the others why not."""

    parts: list[Part] = field(default_factory=list)
    left_out: dict[str, Text] = field(default_factory=dict)
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def without(self, attribute: str, why: Text) -> None:
        """Leave an attribute out."""
        self.parts = [one for one in self.parts if one.attribute != attribute]
        self.left_out[attribute] = why

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes in use, in order."""
        return tuple(dict.fromkeys(one.attribute for one in self.parts))


def known(column: pl.Series) -> pl.Series:
    """Return a column with NULL for what is no value; truths are words."""
    if column.dtype == pl.Boolean:
        return column.cast(pl.String)
    if column.dtype.is_numeric():
        number = column.cast(pl.Float64)
        return number.set(~number.is_finite().fill_null(True), None)
    text = column.cast(pl.String).str.strip_chars()
    return text.set((text == "").fill_null(False), None)


def coded(settled: Settled) -> Coding:
    """Return how the attributes are told: by the spread and the groups that enough rows, drawn evenly, have."""
    found, frame = Coding(), thinned(settled.frame)
    for one in settled.columns:
        column = known(frame[one.id])
        missing = column.null_count() / max(1, len(column))
        if missing >= MOST_UNKNOWN or len(column) - column.null_count() < FEWEST:
            said = Text(percent(missing, "en", 1), percent(missing, "zh", 1))
            found.left_out[one.id] = EMPTY.fill(share=said)
        elif one.kind == "number":
            _number(found, one, column)
        else:
            _word(found, one, column, frame[LEFT])
    return found


def _number(found: Coding, one: Column, column: pl.Series) -> None:
    values = column.drop_nulls()
    counts = values.value_counts(sort=True)
    if _nearly_all(int(counts["count"][0]), len(values)) and not _both(column):
        found.left_out[one.id] = CONSTANT
        return
    distinct = counts.height
    low, high = (_at(values, TAIL), _at(values, 1 - TAIL)) if distinct > MANY_VALUES else (-np.inf, np.inf)
    held = values.clip(low, high)
    if held.n_unique() < 2 or _nearly_all(int(held.value_counts(sort=True)["count"][0]), len(held)):
        low, high, held = -np.inf, np.inf, values
    if distinct > 1 and not _nearly_all(int(counts["count"][0]), len(values)):
        found.parts.append(_step(one, held, low, high))
    if _both(column):
        found.parts.append(Part(one.id, "unknown"))


def _step(one: Column, held: pl.Series, low: float, high: float) -> Part:
    """Return the input of a number: a standard deviation, or of one with two values from the lower to the higher."""
    middle, values = _at(held, 0.5), [float(one) for one in np.unique(held.to_numpy())]
    if len(values) > 2:
        return Part(one.id, "step", step=float(np.std(held.to_numpy())), middle=middle, low=low, high=high)
    said = [f"{value:g}" for value in values]
    return Part(one.id, "step", said[1], said[0], step=values[1] - values[0], middle=middle, low=low, high=high)


def _word(found: Coding, one: Column, column: pl.Series, left: pl.Series) -> None:
    counts = pl.DataFrame({"value": column, "left": left}).drop_nulls("value").group_by("value")
    rows = counts.agg(pl.len(), pl.col("left").sum()).sort(["len", "value"], descending=[True, False])
    named = rows.filter(pl.col("len") >= FEWEST)
    if named["len"].sum() < rows["len"].sum() / 2:
        found.left_out[one.id] = SCATTERED.fill(count=rows.height, fewest=FEWEST)
        return
    named = named.head(MOST_GROUPS)
    groups = tuple(named["value"].to_list())
    rest = int(rows["len"].sum()) - int(named["len"].sum())
    said = [*groups, *([OTHER] if rest >= FEWEST else [])]
    mixed = named.filter((pl.col("left") > 0) & (pl.col("left") < pl.col("len")))["value"].to_list()
    against = mixed[0] if mixed else groups[0]
    if (len(said) == 1 or _nearly_all(int(named["len"][0]), int(rows["len"].sum()))) and not _both(column):
        found.left_out[one.id] = CONSTANT
        return
    found.named[one.id] = groups
    found.parts += [Part(one.id, "group", group, against, decided=not mixed) for group in said if group != against]
    if _both(column):
        found.parts.append(Part(one.id, "unknown"))


def grouped(coding: Coding, frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Return the group of each row by each of the words in use."""
    found = {}
    for name, groups in coding.named.items():
        column = known(frame[name])
        found[name] = column.set(column.is_not_null() & ~column.is_in(groups), OTHER)
    return found


def matrix(coding: Coding, parts: Sequence[Part], frame: pl.DataFrame) -> Matrix:
    """Return the inputs of the frame's rows, shape (rows, parts)."""
    groups = grouped(coding, frame)
    columns = {one.attribute: known(frame[one.attribute]) for one in parts}
    found = np.empty((frame.height, len(parts)))
    for at, one in enumerate(parts):
        found[:, at] = one.values(columns[one.attribute], groups)
    return found


def _nearly_all(count: int, rows: int) -> bool:
    return count > NEARLY_ALL * rows or rows - count < FEWEST


def _both(column: pl.Series) -> bool:
    """Say whether enough is known, and enough is not, to compare the two."""
    return FEWEST <= column.null_count() <= len(column) - FEWEST


def _at(values: pl.Series, share: float) -> float:
    return float(values.quantile(share, "nearest") or 0.0)
