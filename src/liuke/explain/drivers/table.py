"""What drivers are found in: one row a customer, whether the customer left, and what was known before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from liuke.errors import DataError
from liuke.language import Text

LEFT = "left"
FEWEST_CUSTOMERS, FEWEST_EACH = 100, 25
"""Fewer tell nothing: an interval of a share of 25 is some 40 points wide."""
WENT = Text("left", "流失")


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute: its name in the frame, what people call it, and in which unit its numbers are (see `saying`)."""

    id: str
    label: Text
    kind: Literal["number", "word"]
    unit: str = "number"


@dataclass(frozen=True, slots=True)
class Settled:
    """Customers whose fate is settled: `frame` has `left` (1 or 0) and a column for each of `columns`; NULL is unknown.

    All attributes are what was known at `snapshot`, before the `horizon_days` in which the fate was settled; None where
    the table has no dates. `outcome` is what 1 means.
    """

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    snapshot: date | None = None
    horizon_days: int | None = None
    outcome: Text = WENT

    def check(self) -> None:
        """Raise `DataError` where there is too little to tell leavers from stayers by."""
        rows = self.frame.height
        gone = int(self.frame[LEFT].sum())
        if not self.columns:
            raise DataError(
                "drivers.no_columns",
                Text("There is no attribute to compare customers by.", "没有可用于对比客户的属性。"),
                Text(
                    "Add what was known of each customer: plan, region, orders.", "请添加客户的套餐、地区、订单等信息。"
                ),
            )
        if rows < FEWEST_CUSTOMERS or min(gone, rows - gone) < FEWEST_EACH:
            raise _too_few(rows, gone)


def _too_few(rows: int, gone: int) -> DataError:
    what = Text(
        "Too few customers to say what sets leavers apart: {rows}, of whom {gone} left and {stayed} stayed.",
        "客户太少，无法判断流失者有何不同：共 {rows} 位，其中流失 {gone} 位、留下 {stayed} 位。",
    )
    hint = Text(
        "At least {rows} customers are needed, {each} who left and {each} who stayed.",
        "至少需要 {rows} 位客户，流失与留下的各不少于 {each} 位。",
    )
    return DataError(
        "drivers.too_few",
        what.fill(rows=rows, gone=gone, stayed=rows - gone),
        hint.fill(rows=FEWEST_CUSTOMERS, each=FEWEST_EACH),
    )


def columns_named(columns: Sequence[Column]) -> dict[str, Column]:
    """Return the columns by their ids."""
    return {one.id: one for one in columns}
