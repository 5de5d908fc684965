"""An additive model as tables: one curve an input, whose sum is the log-odds.

Such a model explains itself exactly: what an input adds to a customer's log-odds is one look-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from liuke.predict.learning.sample import Matrix, Vector


@dataclass(frozen=True, slots=True)
class Steps:
    """A step function: `values[i]` up to and including `edges[i]`, the last one above, `missing` without a value."""

    form: ClassVar[str] = "steps"
    edges: Vector
    values: Vector
    missing: float

    def __call__(self, column: Vector) -> Vector:
        """Return what each value adds to the log-odds."""
        found: Vector = self.values[np.searchsorted(self.edges, column, side="left").clip(max=len(self.values) - 1)]
        return np.where(np.isnan(column), self.missing, found)


@dataclass(frozen=True, slots=True)
class Line:
    """A broken line through (`edges[i]`, `values[i]`), level beyond both ends; `missing` without a value."""

    form: ClassVar[str] = "line"
    edges: Vector
    values: Vector
    missing: float

    def __call__(self, column: Vector) -> Vector:
        """Return what each value adds to the log-odds."""
        return np.where(np.isnan(column), self.missing, np.interp(column, self.edges, self.values))


type Curve = Steps | Line

FORMS: Mapping[str, type[Steps] | type[Line]] = {one.form: one for one in (Steps, Line)}


@dataclass(frozen=True, slots=True)
class Additive:
    """The sum of its inputs' curves and an intercept."""

    inputs: tuple[str, ...]
    curves: tuple[Curve, ...]
    intercept: float

    def contributions(self, rows: Matrix) -> Matrix:
        """Return what each input adds to each row's log-odds, shape (rows, inputs)."""
        found = np.empty((len(rows), len(self.curves)))
        for place, curve in enumerate(self.curves):
            found[:, place] = curve(rows[:, place])
        return found

    def margin(self, rows: Matrix) -> Vector:
        """Return the log-odds of leaving."""
        total = np.full(len(rows), self.intercept)
        for place, curve in enumerate(self.curves):
            total += curve(rows[:, place])
        return total

    def record(self) -> dict[str, Any]:
        """Return the model as plain numbers for JSON."""
        return {
            "intercept": self.intercept,
            "curves": {
                name: {
                    "form": curve.form,
                    "edges": curve.edges.tolist(),
                    "values": curve.values.tolist(),
                    "missing": curve.missing,
                }
                for name, curve in zip(self.inputs, self.curves, strict=True)
            },
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the model that `record` wrote; it scores exactly as the one written."""
        curves = tuple(
            FORMS[one["form"]](np.array(one["edges"]), np.array(one["values"]), one["missing"])
            for one in record["curves"].values()
        )
        return cls(tuple(record["curves"]), curves, record["intercept"])
