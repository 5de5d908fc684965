"""The column that says who a row is of: told by its name, and never learnt from."""

import re
from collections.abc import Sequence

import polars as pl

from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.labelled_table.naming import column_named, quoted

NAMES = re.compile(
    r"(customer|client|user|member|account|subscriber|lead|prospect|contact|person|row|patient|msisdn)?[\s_]*"
    r"(id|no|number|num|nr|code|uuid|guid)|(客户|用户|会员|账户|账号|线索|顾客)?(编号|号码|id|号|代码)",
    re.IGNORECASE,
)
ANYTHING = re.compile(r"row.*|no|number|num|nr|code|号|号码|代码", re.IGNORECASE)
"""Those of the names that may mean something else than a customer where they repeat."""
NOBODY = re.compile(r"id|uuid|guid|编号", re.IGNORECASE)
"""Those that may number the rows of a table just as well as its customers."""

OF_SEVERAL = Text("an id that several rows have", "多行相同的编号")
SHARED = Text(
    "Several rows have the same “{name}”. Where they are of one customer, the models are judged on customers they have "
    "learnt from and look better than they are: keep one row of each. Where it is no id, --keep {quoted} learns from "
    "it.",
    "有多行的“{name}”相同。如果它们属于同一位客户，评估用到的客户就是模型学过的，指标会偏高：请每位客户只保留一行。"
    "如果它不是编号，请加 --keep {quoted} 作为特征使用。",
)
SAME = Text(
    "Rows that repeat an earlier one in every column: {count}. Where they are of one customer told twice, the models "
    "are judged on customers they have learnt from and look better than they are: keep one row of each.",
    "有 {count} 行与前面某行的各列完全相同。如果是同一位客户重复出现，评估用到的客户就是模型学过的，"
    "指标会偏高：请每位客户只保留一行。",
)


def find_id(
    frame: pl.DataFrame, label: str, given: str | None, keep: Sequence[str] = ()
) -> tuple[str | None, list[Text]]:
    """Return the id column and what there is to say of it; None where there is none.

    Columns in `keep` are no ids. Raises `UsageError` where `given` is not there, `DataError` where a column of
    customers, `given` or called so, has none in some row or one in several.
    """
    label, keep = column_named(frame, label), [column_named(frame, name) for name in keep]
    shared = shared_ids(frame, label, keep)
    if given is not None:
        given = column_named(frame, given)
        if given not in frame.columns or given == label:
            raise UsageError(
                "table.no_id",
                Text("There is no id column “{name}”.", "没有编号列“{name}”。").fill(name=given),
                Text("The columns are: {names}.", "现有列：{names}。").fill(names=", ".join(frame.columns)),
            )
        _check_once(frame, given)
        return given, _said(shared)
    found = [name for name in _called_ids(frame, label, keep) if _once(frame[name])]
    if shared:
        found = [name for name in found if not ANYTHING.fullmatch(name.strip()) and not NOBODY.fullmatch(name.strip())]
        if not found:
            _check_once(frame, shared[0], told=False)
    if not found:
        said = Text(
            "There is no id column; customers are told by the number of their row.", "未找到编号列，按行号标识客户。"
        )
        again = frame.height - frame.n_unique()
        return None, [said, *([SAME.fill(count=again)] if again else [])]
    return found[0], _said(shared)


def shared_ids(frame: pl.DataFrame, label: str, keep: Sequence[str] = ()) -> list[str]:
    """Return the columns that are called a customer's id, and do not stand for one row each."""
    called = _called_ids(frame, label, [column_named(frame, name) for name in keep])
    return [name for name in called if not ANYTHING.fullmatch(name.strip()) and not _once(frame[name])]


def _said(shared: Sequence[str]) -> list[Text]:
    return [SHARED.fill(name=name, quoted=quoted(name)) for name in shared]


def _called_ids(frame: pl.DataFrame, label: str, keep: Sequence[str]) -> list[str]:
    return [name for name in frame.columns if name not in {label, *keep} and NAMES.fullmatch(name.strip())]


def _once(column: pl.Series) -> bool:
    return column.null_count() == 0 and column.n_unique() == len(column)


def _check_once(frame: pl.DataFrame, name: str, *, told: bool = True) -> None:
    """Raise where a column does not stand for one row each; `told` says that a person named it."""
    column = frame[name]
    if _once(column):
        return
    empty = column.is_null().arg_true()
    place = int(empty[0]) if len(empty) else int((~column.is_first_distinct()).arg_true()[0])
    value = column[place]
    hint = Text(
        "A labelled table has one row a customer. Take the latest row of each, or add the file as a dated table "
        "with `liuke add`.",
        "标签表应每位客户一行。请只保留每位客户最新的一行，或用 `liuke add` 作为带日期的数据表添加。",
    )
    if not told:
        other = Text(
            " Where “{name}” is no id, --keep {quoted} learns from it; where rows are no customers, name their own id "
            "with --id.",
            "如果“{name}”不是编号，请加 --keep {quoted} 作为特征使用；如果每行并非一位客户，请用 --id 指定行的编号列。",
        ).fill(name=name, quoted=quoted(name))
        hint = Text(hint.en + other.en, hint.zh + other.zh)
    raise DataError(
        "table.id_twice",
        Text("The id “{value}” does not stand for one row.", "编号“{value}”并非唯一对应一行。").fill(
            value="" if value is None else value
        ),
        hint,
        row=place + 1,
        column=name,
    )
