"""The label of a table: which of its values say that a customer left."""

import numpy as np
import polars as pl

from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.labelled_table.attributes import known

POSITIVE = (
    "yes", "y", "true", "t", "1", "1.0", "churn", "churned", "left", "lost", "exited", "cancelled", "canceled",
    "attrited", "attrited customer", "是", "流失", "已流失", "离开", "真", "退订", "已退订", "注销", "已注销",
)  # fmt: skip
NEGATIVE = (
    "no", "n", "false", "f", "0", "0.0", "-1", "stay", "stayed", "retained", "kept", "active", "current", "renewed",
    "existing", "current customer", "existing customer", "not churned", "no churn", "否", "未流失", "留存", "保留",
    "假", "在网", "活跃", "正常", "续约", "未离开", "未退订", "未注销",
)  # fmt: skip
FEWEST_ROWS, FEWEST_EACH, SHOWN = 100, 25, 8


def read_label(frame: pl.DataFrame, label: str, positive: str | None) -> tuple[pl.Series, str]:
    """Return 1 for who left, 0 for who stayed and NULL where it is not known, and the value that says “left”.

    `positive` is that value, whatever its case. Without it, a word or number for yes is looked for that stands beside
    one for no: of 1 and 2, either may be the leavers. Raises `UsageError` where the column or the value is not there or
    cannot be told, `DataError` where there is too little to learn from.
    """
    if label not in frame.columns:
        raise UsageError(
            "table.no_label",
            Text("There is no column “{name}”.", "没有“{name}”列。").fill(name=label),
            Text("The columns are: {names}.", "现有列：{names}。").fill(names=", ".join(frame.columns)),
        )
    words = _words(known(frame[label]))
    found = words.drop_nulls().unique().sort().to_list()
    if len(found) < 2:
        raise _one_fate(label, found)
    if positive is not None:
        chosen = [word for word in found if word == _word(positive)]
    else:
        chosen = [word for word in found if word in POSITIVE]
        others = [word for word in found if word not in chosen]
        chosen = chosen if len(others) == 1 and others[0] in NEGATIVE else []
    if len(chosen) != 1:
        raise _untold(label, found, positive)
    left = pl.select(pl.when(words.is_not_null()).then((words == chosen[0]).cast(pl.Int8))).to_series()
    _check(left, label, chosen[0])
    return left, str(frame[label].filter(words == chosen[0])[0]).strip().removesuffix(".0")


def _word(value: str) -> str:
    text = value.strip().casefold()
    return text.removesuffix(".0") if text.replace(".", "", 1).removeprefix("-").isdigit() else text


def _words(column: pl.Series) -> pl.Series:
    text = column.cast(pl.String).str.strip_chars()
    distinct = text.unique()
    lowered = [None if one is None else _word(one) for one in distinct]
    words = text.replace_strict(distinct, pl.Series(lowered, dtype=pl.String), return_dtype=pl.String)
    return words.set(words == "", None)


def _one_fate(label: str, found: list[str]) -> DataError:
    what = Text("Nobody has a label in “{label}”.", "“{label}”列没有任何标签。")
    if found:
        what = Text(
            "Everybody has the same label: “{label}” always says “{value}”.", "“{label}”列只有一种取值“{value}”。"
        )
    return DataError(
        "table.one_label",
        what.fill(label=label, value="".join(found)),
        Text(
            "Learning needs both: at least {each} customers with the outcome and {each} without.",
            "学习需要两类客户：有结果与无结果的各不少于 {each} 位。",
        ).fill(each=FEWEST_EACH),
        column=label,
    )


def _untold(label: str, found: list[str], positive: str | None) -> UsageError:
    shown = ", ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
    if positive is not None:
        what = Text("“{label}” never says “{value}”.", "“{label}”列中没有“{value}”。").fill(label=label, value=positive)
    else:
        what = Text(
            "Which value of “{label}” is the outcome to foresee cannot be told.",
            "无法判断“{label}”列中哪个值是要预测的结果。",
        ).fill(label=label)
    hint = Text("Name it with --positive; its values are: {shown}.", "请用 --positive 指定；现有值：{shown}。")
    return UsageError("table.positive", what, hint.fill(shown=shown))


def _check(left: pl.Series, label: str, positive: str) -> None:
    labels = left.drop_nulls().to_numpy()
    gone = int(np.sum(labels))
    if len(labels) >= FEWEST_ROWS and min(gone, len(labels) - gone) >= FEWEST_EACH:
        return
    raise DataError(
        "table.too_few",
        Text(
            "There is too little to learn from: {rows} customers with a label; “{label}” is “{positive}” for {gone} of "
            "them and something else for {stayed}.",
            "可学习的数据太少：有标签的客户 {rows} 位，其中“{label}”为“{positive}”的 {gone} 位，其余 {stayed} 位。",
        ).fill(rows=len(labels), gone=gone, stayed=len(labels) - gone, label=label, positive=positive),
        Text(
            "At least {rows} customers are needed, {each} with the outcome and {each} without.",
            "至少需要 {rows} 位客户，其中有结果与无结果的各不少于 {each} 位。",
        ).fill(rows=FEWEST_ROWS, each=FEWEST_EACH),
        column=label,
    )
