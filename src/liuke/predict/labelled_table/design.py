"""From the columns in use to the matrix that models learn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl

from liuke.predict.labelled_table.attributes import OTHER, UNKNOWN, Attribute, days, known
from liuke.predict.learning.sample import Input, Matrix


@dataclass(frozen=True, slots=True)
class Design:
    """The columns in use; `matrix` makes the same inputs of any frame that has them."""

    attributes: tuple[Attribute, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in use, in order."""
        return tuple(one.name for one in self.attributes)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """One input a number, one a level of a category: 1 for who has it, 0 for who has another."""
        return tuple(each for one in self.attributes for each in _inputs(one))

    def matrix(self, frame: pl.DataFrame) -> Matrix:
        """Return the inputs of the frame's rows. Levels that were never seen count as other ones."""
        blocks = [_block(one, known(frame[one.name])) for one in self.attributes]
        return np.column_stack(blocks) if blocks else np.empty((frame.height, 0))

    def record(self) -> list[dict[str, Any]]:
        """Return the design for JSON."""
        return [
            {"name": one.name, "kind": one.kind, "levels": list(one.levels), "origin": one.origin}
            for one in self.attributes
        ]

    @classmethod
    def read(cls, record: Sequence[Mapping[str, Any]]) -> Self:
        """Return the design that `record` wrote."""
        return cls(tuple(Attribute(one["name"], one["kind"], tuple(one["levels"]), one["origin"]) for one in record))


def level_of(attribute: Attribute, column: pl.Series) -> pl.Series:
    """Return each row's level, the rare ones as one and the unknown as one."""
    text = column.cast(pl.String)
    named = text.set(text.is_not_null() & ~text.is_in(attribute.levels), OTHER)
    return named.fill_null(UNKNOWN)


def number_of(attribute: Attribute, column: pl.Series) -> pl.Series:
    """Return each row's number, NULL where it is not known; a moment as days before the latest one of the table."""
    if attribute.kind == "moment":
        return attribute.origin - days(column)
    return column.cast(pl.Float64, strict=False)


def _inputs(attribute: Attribute) -> list[Input]:
    if attribute.kind != "category":
        return [Input(attribute.name, attribute.name)]
    levels = (*attribute.levels, OTHER, UNKNOWN)
    return [Input(f"{attribute.name} = {level}", attribute.name) for level in levels]


def _block(attribute: Attribute, column: pl.Series) -> Matrix:
    if attribute.kind != "category":
        return number_of(attribute, column).fill_null(float("nan")).to_numpy().reshape(-1, 1)
    level = level_of(attribute, column).to_numpy()
    found: Matrix = (level[:, None] == np.array([*attribute.levels, OTHER, UNKNOWN], dtype=object)).astype(np.float64)
    return found
