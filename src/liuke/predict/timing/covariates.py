"""Covariates: columns of a table as the numbers that regressions take, and which columns cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.errors import DataError, UsageError
from liuke.language import Text

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

MOST_VALUES = 30
"""The different values that a column of texts may have."""
TOLERANCE = 1e-8
"""A column is a combination of others where less than this share of it is its own."""
FARTHEST = 12.0
"""A standard deviation of a covariate that multiplies the odds by e^12 tells ends apart; it does not raise a risk."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How columns become a matrix of mean 0 and standard deviation 1.

    A number or a truth value is one column of it. A text is a column for each of its values but the most common, which
    the others are compared with; so is a value that was not there when the encoding was learnt.
    """

    columns: tuple[tuple[str, str | None], ...]
    middle: Vector
    scale: Vector

    @classmethod
    def learn(cls, frame: pl.DataFrame, covariates: Sequence[str], weight: Vector | None = None) -> Self:
        """Return the encoding of a frame whose rows count `weight` each.

        Raises `DataError` where values are missing, or where a column is constant or a combination of others;
        `UsageError` for a text of too many values.
        """
        columns = tuple((name, value) for name in covariates for value in _values(frame[name]))
        plain = cls(columns, np.zeros(len(columns)), np.ones(len(columns)))
        matrix = plain.matrix(frame)
        middle = np.average(matrix, axis=0, weights=weight)
        scale = np.sqrt(np.average((matrix - middle) ** 2, axis=0, weights=weight))
        _check(matrix - middle, scale, plain.names)
        return cls(columns, middle, scale)

    @property
    def names(self) -> tuple[str, ...]:
        """What each column of the matrix is: the column, or column=value."""
        return tuple(name if value is None else f"{name}={value}" for name, value in self.columns)

    def matrix(self, frame: pl.DataFrame) -> Matrix:
        """Return the matrix, shape (rows, columns); raises `DataError` where a value is missing or infinite."""
        found = np.empty((frame.height, len(self.columns)))
        for at, (name, value) in enumerate(self.columns):
            column = frame[name]
            told = column.cast(pl.Float64) if value is None else (column == value).cast(pl.Float64)
            found[:, at] = told.fill_null(np.nan).to_numpy()
        unknown = [name for at, (name, _) in enumerate(self.columns) if not np.isfinite(found[:, at]).all()]
        if unknown:
            raise DataError(
                "timing.missing",
                Text("Values are missing or infinite in: {names}.", "以下协变量有缺失或无穷值：{names}。").fill(
                    names=", ".join(dict.fromkeys(unknown))
                ),
                Text(
                    "Fill them in, with a column of 0 and 1 beside it that says so, or leave the rows out.",
                    "请填补（并加一列 0/1 标记缺失），或剔除这些行。",
                ),
            )
        return (found - self.middle) / self.scale

    def record(self) -> dict[str, Any]:
        """Return the encoding for JSON."""
        columns = [list(pair) for pair in self.columns]
        return {"columns": columns, "middle": self.middle.tolist(), "scale": self.scale.tolist()}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the encoding that `record` wrote."""
        columns = tuple((str(name), value) for name, value in record["columns"])
        return cls(columns, np.array(record["middle"], dtype=float), np.array(record["scale"], dtype=float))


def _values(column: pl.Series) -> list[str | None]:
    """Return None for a number, or the values of a text but the most common."""
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        return [None]
    if not (column.dtype == pl.String or isinstance(column.dtype, pl.Categorical | pl.Enum)):
        raise UsageError(
            "timing.not_numbers",
            Text("The covariate “{name}” is neither a number nor a text.", "协变量“{name}”既不是数值也不是文本。").fill(
                name=column.name
            ),
            Text("Turn it into a number: a date into days, for example.", "请转换为数值，例如把日期换算成天数。"),
        )
    counts = (
        column.drop_nulls().cast(pl.String).value_counts(sort=True).sort("count", column.name, descending=[True, False])
    )
    if counts.height > MOST_VALUES:
        raise UsageError(
            "timing.too_many_values",
            Text("The covariate “{name}” has {count} different values.", "协变量“{name}”有 {count} 种不同取值。").fill(
                name=column.name, count=counts.height
            ),
            Text("Group them: {most} at most.", "请归并取值：最多 {most} 种。").fill(most=MOST_VALUES),
        )
    return sorted(counts[column.name].to_list()[1:]) or [str(counts[column.name][0]) if counts.height else ""]


def _check(centred: Matrix, scale: Vector, names: Sequence[str]) -> None:
    """Raise `DataError` for the first column that the ones before it, or a constant, already tell."""
    for at, name in enumerate(names):
        own, before = centred[:, at], centred[:, :at]
        if at and scale[at] > 0:
            own = own - before @ np.linalg.lstsq(before, own, rcond=None)[0]
        if np.sqrt(np.mean(own**2)) <= TOLERANCE * max(scale[at], TOLERANCE):
            raise DataError(
                "timing.collinear",
                Text(
                    "The covariate “{name}” is constant, or a combination of those named before it: its effect cannot "
                    "be told.",
                    "协变量“{name}”为常数，或可由排在它之前的协变量组合得出：无法区分其影响。",
                ).fill(name=name),
                Text("Leave it out.", "请去掉该列。"),
            )


def no_maximum(names: Sequence[str], effects: Vector) -> DataError:
    """Return the error for a covariate that all but tells the ends: the one with the largest standardised effect."""
    worst = names[int(np.argmax(np.nan_to_num(np.abs(effects), nan=np.inf)))]
    return DataError(
        "timing.no_fit",
        Text(
            "There is no best fit: “{name}” tells those who ended from those who did not, all but without exception.",
            "拟合无法收敛：“{name}”几乎可以完全区分已结束与未结束的客户。",
        ).fill(name=worst),
        Text(
            "Such a covariate is often known only after the end. Leave it out, or group its values.",
            "这类协变量往往是事后才知道的。请去掉它，或合并其取值。",
        ),
    )
