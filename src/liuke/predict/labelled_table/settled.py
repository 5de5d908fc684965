"""A labelled table as what drivers are found in: the same columns as models learn from, in the words of the table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from liuke.explain.drivers import LEFT, WENT, Column, Settled
from liuke.language import Text
from liuke.predict.labelled_table.attributes import Attribute, known
from liuke.predict.labelled_table.design import number_of
from liuke.predict.labelled_table.ids import OF_SEVERAL, find_id, shared_ids
from liuke.predict.labelled_table.labels import read_label
from liuke.predict.labelled_table.naming import column_named
from liuke.predict.labelled_table.trusting import columns_kept, trusted

LEAVING = re.compile(r".*(churn|left|leav|exit|attrit|cancel|lost|流失|离开|离网|退订|注销).*", re.IGNORECASE)
"""What the column of the outcome is called where its yes means leaving."""
IS = Text("with “{label}” = “{positive}”", "“{label}”为“{positive}”的")


@dataclass(frozen=True, slots=True)
class Labelled:
    """The customers with a label, the columns that are not compared with the reasons, and warnings."""

    settled: Settled
    left_out: Mapping[str, Text]
    warnings: tuple[Text, ...]


def settled_table(
    frame: pl.DataFrame,
    label: str,
    *,
    positive: str | None = None,
    id: str | None = None,  # noqa: A002 - the option's name
    keep: Sequence[str] = (),
) -> Labelled:
    """Return a labelled table, a row a customer, as settled fates; columns that know the outcome are left out.

    `keep` names columns that are used all the same. Raises as `predict_table` does.
    """
    label, keep = column_named(frame, label), [column_named(frame, name) for name in keep]
    left, said = read_label(frame, label, positive)
    who, notes = find_id(frame, label, id, keep)
    shared = shared_ids(frame, label, keep)
    there = frame.filter(left.is_not_null()).drop([name for name in (label, who, *shared) if name])
    labels = left.drop_nulls().to_numpy().astype(np.int8)
    choice, alarms = trusted(there, labels, columns_kept(keep, there))
    columns = tuple(_column(one) for one in choice.attributes)
    values = {to.id: _values(one, there[one.name]) for to, one in zip(columns, choice.attributes, strict=True)}
    outcome = WENT if LEAVING.fullmatch(label) else IS.fill(label=label, positive=said)
    return Labelled(
        Settled(pl.DataFrame({LEFT: labels, **values}), columns, outcome=outcome),
        choice.left_out | dict.fromkeys(shared, OF_SEVERAL),
        (*notes, *alarms),
    )


def _column(one: Attribute) -> Column:
    name = f"{one.name} " if one.name == LEFT else one.name
    kind: Literal["word", "number"] = "word" if one.kind == "category" else "number"
    return Column(name, Text(one.name, one.name), kind, "days" if one.kind == "moment" else "number")


def _values(one: Attribute, column: pl.Series) -> pl.Series:
    return known(column).cast(pl.String) if one.kind == "category" else number_of(one, known(column))
