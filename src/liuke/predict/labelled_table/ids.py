"""The column that says who a row is of: told by its name, and never learnt from."""

import re

import polars as pl

from liuke.errors import DataError, UsageError
from liuke.language import Text

NAMES = re.compile(
    r"(customer|client|user|member|account|subscriber|lead|prospect|contact|person|row|patient|msisdn)?[\s_]*"
    r"(id|no|number|num|nr|code|uuid|guid)|(客户|用户|会员|账户|账号|线索|顾客)?(编号|号码|id|号|代码)",
    re.IGNORECASE,
)


def find_id(frame: pl.DataFrame, label: str, given: str | None) -> tuple[str | None, list[Text]]:
    """Return the id column and what there is to say of it; None where there is none.

    Raises `UsageError` where `given` is not there, `DataError` where it names several customers or rows of one.
    """
    if given is not None:
        if given not in frame.columns or given == label:
            raise UsageError(
                "table.no_id",
                Text("There is no id column “{name}”.", "没有编号列“{name}”。").fill(name=given),
                Text("The columns are: {names}.", "现有列：{names}。").fill(names=", ".join(frame.columns)),
            )
        _check_once(frame, given)
        return given, []
    found = [name for name in frame.columns if name != label and NAMES.fullmatch(name.strip()) and _once(frame[name])]
    if not found:
        said = Text(
            "There is no id column; customers are told by the number of their row.", "未找到编号列，按行号标识客户。"
        )
        return None, [said]
    return found[0], []


def _once(column: pl.Series) -> bool:
    return column.null_count() == 0 and column.n_unique() == len(column)


def _check_once(frame: pl.DataFrame, name: str) -> None:
    column = frame[name]
    if _once(column):
        return
    empty = column.is_null().arg_true()
    place = int(empty[0]) if len(empty) else int(column.is_duplicated().arg_true()[1])
    value = column[place]
    raise DataError(
        "table.id_twice",
        Text("The id “{value}” does not stand for one row.", "编号“{value}”并非唯一对应一行。").fill(
            value="" if value is None else value
        ),
        Text(
            "A labelled table has one row a customer. Take the latest row of each, or add the file as a dated table "
            "with `liuke add`.",
            "标签表应每位客户一行。请只保留每位客户最新的一行，或用 `liuke add` 作为带日期的数据表添加。",
        ),
        row=place + 1,
        column=name,
    )
