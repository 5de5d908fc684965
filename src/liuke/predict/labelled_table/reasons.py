"""Reasons from a table: which columns push a customer's risk up, with the customer's own values.

A contribution is what the column adds to the log-odds, less what it adds on average to all customers. It says what the
model goes by; what would change the outcome is another question.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from liuke.language import NOTHING, Language, Text, number
from liuke.predict.labelled_table.attributes import OTHER, UNKNOWN, known
from liuke.predict.labelled_table.design import Design, level_of, number_of
from liuke.predict.learning.model import Fitted, by_source
from liuke.predict.learning.sample import Matrix

MOST, SMALLEST = 3, 0.05


def contributions_of(model: Fitted, design: Design, matrix: Matrix) -> Matrix:
    """Return what each column adds to each row's log-odds beside its average, shape (rows, columns)."""
    found = by_source(model.contributions(matrix), design.inputs, design.names)
    centred: Matrix = found - found.mean(axis=0)
    return centred


def importance(contributions: Matrix, design: Design) -> dict[str, float]:
    """Return how far each column moves the log-odds on average, weightiest first."""
    mean = np.abs(contributions).mean(axis=0)
    return {design.names[place]: float(mean[place]) for place in np.argsort(-mean, kind="stable")}


def reasons_of(contributions: Matrix, design: Design, frame: pl.DataFrame) -> list[list[dict[str, Any]]]:
    """Return for each row its weightiest reasons, at most three: {attribute, value, usual, contribution}.

    `usual` is the median of a number, the commonest level of a category.
    """
    told = [_told(design, place, frame) for place in range(len(design.attributes))]
    order = np.argsort(-contributions, axis=1, kind="stable")[:, :MOST]
    weight = np.take_along_axis(contributions, order, axis=1)
    return [
        [_reason(told, place, row, gain) for place, gain in zip(places, gains, strict=True) if gain > SMALLEST]
        for row, (places, gains) in enumerate(zip(order.tolist(), weight.tolist(), strict=True))
    ]


type Column = tuple[str, list[Any], Any]


def _told(design: Design, place: int, frame: pl.DataFrame) -> Column:
    one = design.attributes[place]
    column = known(frame[one.name])
    if one.kind == "category":
        level = column.cast(pl.String)
        common = level_of(one, column).mode().sort().to_list()
        return one.name, level.to_list(), next((each for each in common if each not in (OTHER, UNKNOWN)), None)
    values = number_of(one, column)
    return one.name, values.to_list(), values.median()


def _reason(told: list[Column], place: int, row: int, gain: float) -> dict[str, Any]:
    name, values, usual = told[place]
    return {"attribute": name, "value": values[row], "usual": usual, "contribution": round(gain, 4)}


IS = Text("{name} is {value} (usually {usual})", "{name} 为 {value}（一般为 {usual}）")
NOT_KNOWN = Text("{name} is not known (usually {usual})", "{name} 未知（一般为 {usual}）")
SAME = Text("{name} is {value}", "{name} 为 {value}")


def word(reason: Mapping[str, Any], language: Language) -> str:
    """Return a reason as a person would say it."""
    value, usual = (_say(reason[key], language) for key in ("value", "usual"))
    text = NOT_KNOWN if reason["value"] is None else SAME if value == usual else IS
    return text.say(language, name=reason["attribute"], value=value, usual=usual)


def _say(value: float | str | None, language: Language) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    return number(value, language, 0 if float(value).is_integer() or abs(value) >= 1000 else 2)
