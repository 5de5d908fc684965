"""Files that are no table yet: what the nearest tables miss, and how to say which column is which."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from liuke.errors import DataError
from liuke.language import Text
from liuke.schema import TABLES

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Near:
    """A table, and what a file misses to be one: for each need, the columns of which one would do.

    `told` says that more than one header speaks for the table.
    """

    table: str
    lacks: tuple[tuple[str, ...], ...]
    told: bool = True

    @property
    def missing(self) -> Text:
        """What is missing, in words."""
        needs = [[(column, TABLES[self.table][column].label) for column in group[:_SHOWN]] for group in self.lacks]
        return Text(
            ", ".join(" or ".join(f"{column} ({label.en})" for column, label in need) for need in needs),
            "、".join(" 或 ".join(f"{column}（{label.zh}）" for column, label in need) for need in needs),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The first column of each need."""
        return tuple(group[0] for group in self.lacks)


def unmapped(path: Path, headers: Sequence[str], nearest: Sequence[Near], *, chosen: bool = False) -> DataError:
    """Return the error for a file that misses columns of the nearest table, and of others that come close.

    `chosen` says that the table was given by hand.
    """
    first, others = nearest[0], nearest[1:]
    message = Text(
        "{name}: no column could be recognised as {missing}. Its columns: {headers}.",
        "{name}：无法识别 {missing} 对应的列。现有的列：{headers}。",
    )
    if others or first.table != "order":
        message = Text(
            "{name} fits no table yet. {needs} Its columns: {headers}.",
            "{name} 还不符合任何数据表。{needs}现有的列：{headers}。",
        ).fill(name="{name}", headers="{headers}", needs=needs_of(nearest))
    if chosen:
        message = Text(
            "{name} as {table}: no column could be recognised as {missing}. Its columns: {headers}.",
            "{name} 作为 {table}：无法识别 {missing} 对应的列。现有的列：{headers}。",
        ).fill(name="{name}", headers="{headers}", missing="{missing}", table=first.table)
    return DataError(
        "collect.unmapped",
        message.fill(name=path.name, missing=first.missing, headers=", ".join(headers)),
        Text("Say which it is: {call}", "请指定对应的列：{call}").fill(
            call=call_of(path, first, named=chosen or first.table != "order")
        ),
        file=str(path),
        column=first.columns[0],
    )


def labelled(path: Path, headers: Sequence[str], outcome: str, nearest: Sequence[Near]) -> DataError:
    """Return the error for a table of one row a customer with an outcome and no dates, made for training a model."""
    customer = next((near for near in nearest if near.table == "customer" and not near.lacks), None)
    near = tuple(near for near in nearest if near.lacks and near.told and near.table != "order")
    hint = Text(
        "Export the orders, subscriptions or events of these customers with their dates, and add those.",
        "请导出这些客户带日期的订单、订阅或事件后再添加。",
    )
    if near:
        hint = Text("{needs} Export the file again with it.", "{needs}请补上后重新导出。").fill(
            needs=needs_of(near[:1])
        )
    if customer:
        call = f"liuke add {shlex.quote(str(path))} --table customer"
        hint = Text(
            "What it says about customers can be added: {call}. To measure retention, add their orders, subscriptions "
            "or events, with dates.",
            "其中的客户属性可以添加：{call}。要计算留存，请添加这些客户带日期的订单、订阅或事件。",
        ).fill(call=call)
    return DataError(
        "collect.labelled",
        Text(
            "{name} is a labelled table without dates: the outcome “{outcome}” and no column that says when. Retention "
            "is measured from records with dates. Its columns: {headers}.",
            "{name} 是不带日期的标注表：有结果列“{outcome}”，却没有任何时间列。留存要根据带日期的记录来计算。"
            "现有的列：{headers}。",
        ).fill(name=path.name, outcome=outcome, headers=", ".join(headers)),
        hint,
        file=str(path),
        column=outcome,
    )


def needs_of(nearest: Sequence[Near]) -> Text:
    """Return a sentence for each table that says what is missing."""
    said = [
        Text("As {table} ({row}) it misses {missing}.", "作为 {table}（{row}）还缺 {missing}。").fill(
            table=near.table, row=TABLES[near.table].row, missing=near.missing
        )
        for near in nearest
    ]
    return Text(" ".join(text.en for text in said), "".join(text.zh for text in said))


def call_of(path: Path, near: Near, *, named: bool) -> str:
    """Return the call that says which columns are missing."""
    table = f" --table {near.table}" if named else ""
    return f"liuke add {shlex.quote(str(path))}{table} " + " ".join(f"--map {column}=…" for column in near.columns)
