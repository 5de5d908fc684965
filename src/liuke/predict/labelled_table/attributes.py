"""Which columns of a table are used, as numbers or as categories, and why the others are not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from liuke.language import Text
from liuke.predict.labelled_table.ids import NAMES

MOST_LEVELS, FEWEST_OF_LEVEL, MOST_DISTINCT, MOST_MISSING = 30, 20, 0.5, 0.99
DENSE = 2
"""Whole numbers, all different, that span fewer than so many times the rows do count them."""
OTHER, UNKNOWN = "…", "∅"
LIKE_ID = re.compile(
    r".*[\s_.-](?i:id|no|nr|num|number|code|uuid|guid|phone|mobile)|.*[a-z](Id|ID|No|Nr|Number|Code)|"
    r"(?i:phone|mobile|zip|postcode)|.*(编号|号码|号|代码|电话|手机|邮编)"
)
"""What a column of whole numbers is called that are no amount, whosever they are."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One column in use.

    A number is told as it is; a category by its `levels`, which all others and unknown values stand beside. A moment is
    a number too: days before `origin`, the latest moment in the table.
    """

    name: str
    kind: Literal["number", "category", "moment"]
    levels: tuple[str, ...] = ()
    origin: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns in use, and for each of the others why it is not."""

    attributes: tuple[Attribute, ...]
    left_out: dict[str, Text]


NANOSECONDS, PARTS = 86_400_000_000_000, {"ns": 1, "us": 1_000, "ms": 1_000_000}
"""Of a day, and in each unit that lengths of time are kept in."""
CONSTANT = Text("it has one value only", "只有一个取值")
EMPTY = Text("{share} of it is not known", "{share} 的值未知")
NO_VALUE = Text("it holds lists, records or files, not one value", "每格不是单一取值，而是列表、结构或二进制内容")
EACH_ITS_OWN = Text(
    "nearly every customer has a value of their own: an id or free text", "几乎每位客户取值都不同，应为编号或自由文本"
)


def choose_attributes(frame: pl.DataFrame) -> Choice:
    """Return which columns of the frame (without label and id) can be learnt from.

    Infinite numbers count as not known.
    """
    chosen, left_out = [], {}
    latest = _latest(frame)
    for name in frame.columns:
        column = known(frame[name])
        if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
            left_out[name] = NO_VALUE
        elif reason := _useless(column):
            left_out[name] = reason
        else:
            chosen.append(_attribute(column, latest))
    return Choice(tuple(chosen), left_out)


def known(column: pl.Series) -> pl.Series:
    """Return the column with NULL for what is no value: NaN, infinite numbers and empty text.

    Yes and no are words; times of the day and lengths of time are numbers of days.
    """
    if column.dtype == pl.Boolean:
        return column.cast(pl.String)
    if column.dtype in (pl.Time, pl.Duration):
        unit = NANOSECONDS if column.dtype == pl.Time else NANOSECONDS // PARTS[column.dtype.time_unit]  # type: ignore[attr-defined]
        return column.cast(pl.Int64).cast(pl.Float64) / unit
    if column.dtype.is_float():
        return column.set(~column.is_finite(), None)
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        text = column.cast(pl.String).str.strip_chars()
        return text.set(text == "", None)
    return column


def _latest(frame: pl.DataFrame) -> float:
    moments = [days(frame[name]).max() for name in frame.columns if known(frame[name]).dtype.is_temporal()]
    return max((float(one) for one in moments if isinstance(one, float)), default=0.0)


def days(column: pl.Series) -> pl.Series:
    """Return moments as days since 1970."""
    return column.cast(pl.Datetime("us")).dt.timestamp("us").cast(pl.Float64) / 86_400_000_000


def _useless(column: pl.Series) -> Text | None:
    missing = column.null_count() / max(1, len(column))
    if missing >= MOST_MISSING:
        return EMPTY.fill(share=f"{missing:.1%}")
    distinct = column.drop_nulls().n_unique()
    if distinct <= 1 and missing < 1 / max(1, len(column)):
        return CONSTANT
    if distinct == len(column) and (column.dtype == pl.String or _numbers_rows(column)):
        return EACH_ITS_OWN
    if column.dtype == pl.String and distinct > MOST_DISTINCT * (len(column) - column.null_count()):
        return EACH_ITS_OWN
    return None


def _numbers_rows(column: pl.Series) -> bool:
    """Say whether whole numbers, all different, are ids: by their name, or as they count rows or rise with them.

    Incomes and balances all differ too, but lie far apart and in no order.
    """
    if not column.dtype.is_numeric() or (column.dtype.is_float() and not bool((column % 1 == 0).all())):
        return False
    if NAMES.fullmatch(column.name.strip()) or LIKE_ID.fullmatch(column.name.strip()):
        return True
    values = column.cast(pl.Float64).to_numpy()
    steps = np.diff(values)
    return bool(np.ptp(values) < DENSE * len(values) or (steps > 0).all() or (steps < 0).all())


def _attribute(column: pl.Series, latest: float) -> Attribute:
    if column.dtype.is_temporal():
        return Attribute(column.name, "moment", origin=latest)
    if column.dtype.is_numeric():
        return Attribute(column.name, "number")
    return Attribute(column.name, "category", tuple(_levels(column)))


def _levels(column: pl.Series) -> Iterator[str]:
    counts = column.drop_nulls().alias("level").value_counts(name="customers")
    for value, count in counts.sort(["customers", "level"], descending=[True, False]).head(MOST_LEVELS).iter_rows():
        if count >= min(FEWEST_OF_LEVEL, len(column) // 20):
            yield value
