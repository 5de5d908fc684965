"""Which arm is which, and what the outcome is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.trial import Marks

CONTROL = frozenset(
    (
        *("control", "no", "none", "false", "0", "n", "untreated", "holdout", "hold-out", "hold_out", "placebo", "off"),
        *("对照", "对照组", "控制组", "留出", "留出组", "未干预", "否"),
    )
)
YES = frozenset(
    (
        *("yes", "true", "y", "1", "t", "stayed", "retained", "kept", "bought", "converted"),
        *("是", "有", "留存", "购买", "转化"),
    )
)
NO = frozenset(("no", "false", "n", "0", "f", "否", "无", "未", "未购买", "未转化"))


@dataclass(frozen=True, slots=True)
class Arms:
    """Who was treated, and the names of the two arms."""

    treated: Marks
    control: str
    treatment: str


def words_of(column: pl.Series) -> pl.Series:
    """Return values as words; 1.0 is written 1, as the file has it."""
    if column.dtype.is_float() and bool((column.drop_nulls() % 1 == 0).all()):
        return column.cast(pl.Int64).cast(pl.String)
    return column.cast(pl.String)


def arms(column: pl.Series, control: str | None, arm: str | None) -> Arms:
    """Return who was treated; raises `UsageError` where it is not plain which value is the control group's."""
    words = words_of(column)
    values = sorted(words.unique().to_list())
    told = Text("Its values: {values}.", "该列的取值：{values}。").fill(values=", ".join(values[:8]))
    if len(values) < 2:
        raise DataError(
            "uplift.no_control",
            Text(
                "Everybody is “{value}” in the column {column}: there is no control group, and what contact changes "
                "cannot be told from what would have happened anyway.",
                "列 {column} 中所有客户都是“{value}”：没有对照组，无法区分联系的作用与本来就会发生的结果。",
            ).fill(value=values[0] if values else "", column=column.name),
            Text(
                "Leave a random part of the customers without contact next time, a tenth at least.",
                "下次请随机留出一部分客户（至少一成）不作联系。",
            ),
            column=column.name,
        )
    nobody = control if control is not None else control_of(values)
    if nobody is None or nobody not in values:
        raise UsageError(
            "uplift.control",
            Text("Which value of {column} is the control group?", "列 {column} 中哪个取值是对照组？").fill(
                column=column.name
            ),
            Text("{told} Name it with --control VALUE.", "{told}请用 --control 指定。").fill(told=told),
        )
    others = [value for value in values if value != nobody]
    one = arm if arm is not None else others[0]
    if one not in others or (arm is None and len(others) > 1):
        raise UsageError(
            "uplift.arm",
            Text("There are several treatments in {column}.", "列 {column} 中有多种干预。").fill(column=column.name),
            Text("{told} Choose one with --arm VALUE.", "{told}请用 --arm 选择一种。").fill(told=told),
        )
    return Arms((words == one).to_numpy(), nobody, one)


def control_of(values: Sequence[str]) -> str | None:
    """Return the one value that says “control group” by itself; None where none or several do."""
    known = [value for value in values if value.strip().casefold() in CONTROL]
    return known[0] if len(known) == 1 else None


def outcome(column: pl.Series, positive: str | None) -> tuple[Vector, bool]:
    """Return outcomes as numbers, and whether they are 0 and 1; raises `DataError` for what is neither."""
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        found = column.cast(pl.Float64).to_numpy()
        if positive is not None:
            found = (words_of(column) == positive).cast(pl.Float64).to_numpy()
        if not np.isfinite(found).all():
            raise DataError(
                "uplift.infinite",
                Text("The outcome {column} has infinite values.", "结果列 {column} 中有无穷值。").fill(
                    column=column.name
                ),
                Text("Correct or remove those rows.", "请更正或删除这些行。"),
                column=column.name,
            )
        return found, set(np.unique(found)) <= {0.0, 1.0}
    words = words_of(column)
    values = sorted(words.unique().to_list())
    one = positive if positive is not None else _positive(values)
    if one is None or one not in values:
        raise UsageError(
            "uplift.outcome",
            Text("Which value of {column} counts?", "列 {column} 中哪个取值算作发生？").fill(column=column.name),
            Text("Its values: {values}. Name it with --positive VALUE.", "取值：{values}。请用 --positive 指定。").fill(
                values=", ".join(values[:8])
            ),
        )
    return (words == one).cast(pl.Float64).to_numpy(), True


def _positive(values: Sequence[str]) -> str | None:
    if len(values) != 2:
        return None
    known = [value for value in values if value.strip().casefold() in YES]
    against = [value for value in values if value.strip().casefold() in NO]
    if len(known) == 1:
        return known[0]
    return next(value for value in values if value not in against) if len(against) == 1 else None
