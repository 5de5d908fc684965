"""Which columns of a labelled table are trusted not to know the outcome."""

from collections.abc import Sequence

import polars as pl

from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.labelled_table.attributes import Attribute, Choice, choose_attributes
from liuke.predict.labelled_table.naming import quoted
from liuke.predict.labelled_table.suspects import suspect
from liuke.predict.learning.sample import Labels


def columns_kept(keep: Sequence[str], frame: pl.DataFrame) -> set[str]:
    """Return the columns that are used whatever they look like; raises `UsageError` for one that is not there."""
    if strange := [name for name in keep if name not in frame.columns]:
        raise UsageError(
            "table.no_column",
            Text("There is no column “{name}” to keep.", "没有要保留的“{name}”列。").fill(name=strange[0]),
            Text("The columns are: {names}.", "现有列：{names}。").fill(names=", ".join(frame.columns)),
        )
    return set(keep)


def trusted(frame: pl.DataFrame, left: Labels, keep: set[str]) -> tuple[Choice, list[Text]]:
    """Return the columns to learn from, those refused among the ones left out, and an alarm for each of these.

    Raises `DataError` where none is left.
    """
    choice = choose_attributes(frame)
    alarms = {one.name: suspect(one, frame[one.name], left) for one in choice.attributes if one.name not in keep}
    refused = {name: why for name, why in alarms.items() if why}
    used: tuple[Attribute, ...] = tuple(one for one in choice.attributes if one.name not in refused)
    if not used:
        raise DataError(
            "table.no_attributes",
            Text("No column is left to learn from.", "没有可用于学习的列。"),
            Text(
                "A table with what was known of each customer before is needed, such as tenure, plan or orders.",
                "需要包含事前已知信息的列，如在网时长、套餐或订单数。",
            ),
        )
    hint = Text(
        "{why} It is not used; --keep {name} uses it all the same.", "{why}该列未使用；如确需使用，请加 --keep {name}。"
    )
    return Choice(used, choice.left_out | refused), [
        hint.fill(why=why, name=quoted(name)) for name, why in refused.items()
    ]
