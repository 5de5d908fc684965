"""What is asked of an experiment, and the table of it read into a trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.labelled_table.attributes import choose_attributes
from liuke.predict.labelled_table.design import Design
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift import reading
from liuke.predict.uplift.trial import Trial

CUSTOMER = "customer_id"


@dataclass(frozen=True, slots=True)
class Question:
    """Which column says who was treated, and which what followed.

    `control` is the control group's value and `arm` that of the treatment, where there are several; `positive` the
    outcome's value that counts as 1. `lower_is_better` turns an outcome of 0 and 1 around: effects are then of the
    customers kept. `id` names the customers; columns in `ignore` are not learnt from. `random` says that a lottery
    decided, with the same probability for all or with that in the column `chance`. `before` says that all other columns
    are sure to have been known before the treatment.
    """

    treatment: str
    outcome: str
    control: str | None = None
    arm: str | None = None
    positive: str | None = None
    lower_is_better: bool = False
    id: str | None = None
    ignore: tuple[str, ...] = ()
    random: bool = True
    chance: str | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A trial and what it was read from: the rows used, how their columns became inputs, and the arms' names."""

    trial: Trial
    rows: pl.DataFrame
    ids: pl.Series
    design: Design
    control: str
    treatment: str
    warnings: tuple[Text, ...]


def polars_of(table: Any) -> pl.DataFrame:  # noqa: ANN401 - any table that a notebook has
    """Return a Polars frame of one; raises `UsageError` for what is no table."""
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, pl.LazyFrame):
        return table.collect()
    if hasattr(table, "to_polars"):  # an Ibis expression
        found = table.to_polars()
        return found if isinstance(found, pl.DataFrame) else polars_of(found)
    if hasattr(table, "__arrow_c_stream__"):
        return pl.DataFrame(table)
    raise UsageError(
        "uplift.table",
        Text("{kind} is not a table.", "{kind} 不是表。").fill(kind=type(table).__name__),
        Text("Give a Polars frame, an Ibis table or an Arrow table.", "请提供 Polars、Ibis 或 Arrow 表。"),
    )


def read(table: pl.DataFrame, question: Question, aside: Sequence[str] = ()) -> Read:
    """Return the trial that a table holds; columns in `aside` are not learnt from.

    Raises `UsageError` for columns and values that are not there, `DataError` for a table no effect can be read from.
    """
    named = (question.treatment, question.outcome, *question.ignore, *aside)
    for name in (*named, *(one for one in (question.id, question.chance) if one)):
        _must_have(table, name)
    rows, warnings = _complete(table, question)
    arms = reading.arms(rows[question.treatment], question.control, question.arm)
    if (rows[question.treatment].n_unique()) > 2:
        rows = rows.filter(reading.words_of(rows[question.treatment]).is_in([arms.control, arms.treatment]))
        arms = reading.arms(rows[question.treatment], question.control, question.arm)
    outcome, binary = reading.outcome(rows[question.outcome], question.positive)
    ids = _ids(rows, question.id)
    left = {*named, *(one for one in (question.id, question.chance) if one), CUSTOMER}
    known = rows.drop([name for name in rows.columns if name in left])
    choice = choose_attributes(known)
    design = Design(choice.attributes)
    if not choice.attributes:
        raise DataError(
            "uplift.nothing_known",
            Text("Nothing is known of the customers to tell them apart by.", "没有任何可用于区分客户的列。"),
            Text(
                "Give columns that were known before the treatment, as recency, orders or spend.",
                "请提供干预之前已知的列，例如最近购买、订单数或消费金额。",
            ),
        )
    trial = Trial(
        design.inputs,
        design.matrix(known),
        arms.treated,
        _turned(outcome, binary, question),
        _chance(rows, question, arms.treated),
        binary,
    )
    warnings += tuple(
        Text("The column {name} is not used: {why}.", "未使用列 {name}：{why}。").fill(name=name, why=why)
        for name, why in choice.left_out.items()
    )
    return Read(trial, rows, ids, design, arms.control, arms.treatment, warnings)


def _must_have(table: pl.DataFrame, name: str) -> None:
    if name not in table.columns:
        raise UsageError(
            "uplift.column",
            Text("There is no column “{name}”.", "没有列“{name}”。").fill(name=name),
            Text("The columns: {names}.", "现有列：{names}。").fill(names=", ".join(table.columns[:20])),
            column=name,
        )


def _complete(table: pl.DataFrame, question: Question) -> tuple[pl.DataFrame, tuple[Text, ...]]:
    """Return the rows that say who was treated and what followed."""
    rows = table.drop_nulls([question.treatment, question.outcome])
    if rows[question.outcome].dtype.is_float():
        rows = rows.filter(rows[question.outcome].is_not_nan())
    if rows.is_empty():
        raise DataError(
            "uplift.empty",
            Text("No row has both a treatment and an outcome.", "没有一行同时具有干预与结果。"),
            Text("Give a row a customer with both.", "请为每位客户提供这两列。"),
        )
    gone = len(table) - len(rows)
    if not gone:
        return rows, ()
    said = Text("{count} rows without treatment or outcome are left out.", "{count} 行缺少干预或结果，已略去。")
    return rows, (said.fill(count=gone),)


def _ids(rows: pl.DataFrame, name: str | None) -> pl.Series:
    column = name or (CUSTOMER if CUSTOMER in rows.columns else None)
    if column is None:
        return pl.Series(CUSTOMER, np.arange(1, len(rows) + 1)).cast(pl.String)
    ids = rows[column]
    if ids.n_unique() < len(ids):
        twice = ids.filter(ids.is_duplicated())[0]
        raise DataError(
            "uplift.twice",
            Text("The customer {id} has more than one row.", "客户 {id} 有多行。").fill(id=twice),
            Text(
                "Give one row a customer: one treatment, and what followed.", "请每位客户仅保留一行：一次干预及其结果。"
            ),
            column=column,
        )
    return ids.alias(CUSTOMER)


def _turned(outcome: Vector, binary: bool, question: Question) -> Vector:
    if not question.lower_is_better:
        return outcome
    if not binary:
        raise UsageError(
            "uplift.direction",
            Text("Only an outcome of yes or no can be turned around.", "只有是／否型结果可以反向。"),
            Text("Give the amount with its sign turned.", "请将金额取相反数后再提供。"),
            column=question.outcome,
        )
    return 1 - outcome


def _chance(rows: pl.DataFrame, question: Question, treated: np.ndarray) -> Vector:
    if question.chance is None:
        return np.full(len(rows), float(treated.mean()))
    found = rows[question.chance].cast(pl.Float64).to_numpy()
    if not ((found > 0) & (found < 1)).all():
        raise DataError(
            "uplift.chance",
            Text("Probabilities of treatment must lie between 0 and 1.", "干预概率必须介于 0 与 1 之间。"),
            Text("Leave out who could only be in one arm.", "请排除只可能属于一组的客户。"),
            column=question.chance,
        )
    return np.asarray(found, dtype=np.float64)
