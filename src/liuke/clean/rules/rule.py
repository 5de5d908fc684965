"""What a rule is, and what rules compare with."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import ibis
from ibis.expr.types import BooleanValue, StringValue, Table

from liuke import schema
from liuke.language import Text

type Severity = Literal["info", "warning", "error"]
type Action = Literal["dropped", "merged", "flagged"]
type Cell = tuple[StringValue, StringValue]

ORDERS = ("order", "order_line")
"""The tables that orders come from."""
FACTS = tuple(name for name in schema.TABLES if name not in ORDERS)
"""All other tables."""
UNDONE = (
    r"(?i)^\s*(cancell?ed|cancel|returned|return|refunded|refund|void(ed)?|charge-?back|"
    r"(交易)?(已)?(取消|退货|退款|退货退款|全额退款|作废)(成功|完成)?|(交易|已)关闭)\s*$"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules compare with. `too_early` and `too_late` are UTC; `outlier` is an amount, None without one.

    `foreign` are the spellings, as the files have them, of currencies other than `currency`. `table` is the canonical
    table of the rows; `scales` are the lowest and the highest score by kind of survey.
    """

    business_started: date
    today: date
    too_early: datetime
    too_late: datetime
    test_customers: str
    currency: str
    foreign: tuple[str, ...] = ()
    outlier: Decimal | None = None
    table: str = "order"
    scales: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Rows that it `dropped` or `merged` (into another) go to the quarantine; `flagged` ones stay.

    `finds` is a predicate over prepared rows; rules without one compare rows with each other, or are the file
    reader's. `cell` gives name and text of the cell at fault where that is not simply `column`. `says` is the
    sentence for one row, with {column}, {value} and {detail} of its place in the quarantine. Rules `about_ids` read
    every letter of tidied ids, so they are asked only about rows with a doubtful id.
    """

    id: str
    severity: Severity
    action: Action
    label: Text
    explanation: Text
    says: Text
    column: str = ""
    tables: tuple[str, ...] = ORDERS
    finds: Callable[[Table, Limits], BooleanValue] | None = None
    cell: Callable[[Table], Cell] | None = None
    detail: Callable[[Limits], str] = lambda _limits: ""
    about_ids: bool = False

    @property
    def drops(self) -> bool:
        """Whether the rows that it finds leave."""
        return self.action != "flagged"

    def found(self, rows: Table, limits: Limits) -> BooleanValue:
        """Return the predicate; NULL is left where it cannot be told, so that the engine can plan with it."""
        return ibis.literal(False) if self.finds is None else self.finds(rows, limits)

    def shows(self, rows: Table) -> Cell:
        """Return name and text of the cell at fault, for each row."""
        return self.cell(rows) if self.cell else (ibis.literal(self.column), rows[self.column].cast("string"))


def undone(rows: Table, among: Collection[str] | None = None) -> BooleanValue:
    """Say whether the status tells that the order was cancelled or sent back.

    `among` are the statuses that tell so, where they are known: no row is searched then.
    """
    if among is None:
        return rows.status.re_search(UNDONE).fill_null(False)
    return rows.status.isin(tuple(among)).fill_null(False) if among else ibis.literal(False)


def unread(*, required: bool) -> Callable[[Table, Limits], BooleanValue]:
    """Return the predicate for rows whose unreadable cell is in a required (or else in an optional) column."""

    def finds(rows: Table, limits: Limits) -> BooleanValue:
        of_required = rows.unread.re_search(f"^({'|'.join(schema.TABLES[limits.table].required)})\t")
        return of_required if required else rows.unread.notnull() & ~of_required

    return finds


def unread_cell(rows: Table) -> Cell:
    """Return column and text of the cell that could not be read."""
    end = rows.unread.find("\t")
    return rows.unread.left(end), rows.unread.substr(end + 1)
