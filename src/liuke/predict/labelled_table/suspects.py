"""Columns that know the outcome: filled in afterwards, or made from it. They are refused without being told.

Three alarms. Alone, the column ranks those who left better than `LIMIT` (AUC, out of fold; of a number, also by the
share that left among those of a like number). Its values, of which a number may have few, decide both
fates: some surely mean leaving and others surely mean staying, both for a good part of the customers; what people note
down about a case reads like that once the case is over. Or whether there is a value at all tells it.
"""

import numpy as np
import polars as pl

from liuke.language import Text, number, percent
from liuke.measure.intervals import wilson
from liuke.predict.evaluation.leaks import share_of_like
from liuke.predict.labelled_table.attributes import UNKNOWN, Attribute, known
from liuke.predict.labelled_table.design import level_of, number_of
from liuke.predict.learning.learn import folds
from liuke.predict.learning.sample import Labels, Vector

LIMIT = 0.95
SURE, PART = 0.90, 0.05
SMOOTH, FEW = 5, 20

ALONE = Text(
    "“{name}” alone tells the outcome (AUC {auc}): it was written down afterwards, or made from the outcome.",
    "仅凭“{name}”就能判断结果（AUC {auc}）：它应是事后填写，或由结果推算而来。",
)
DECIDES = Text(
    "The values of “{name}” decide it both ways: for {gone} of the customers they make the outcome all but certain, "
    "for {stayed} they all but rule it out. What is known beforehand does not do that; it must have been filled in "
    "afterwards.",
    "“{name}”的取值两头都已成定论：对 {gone} 的客户几乎必然发生，对 {stayed} 的几乎不可能。"
    "事前可知的信息做不到这一点，应是事后填写。",
)


def suspect(attribute: Attribute, column: pl.Series, left: Labels) -> Text | None:
    """Return why the column is taken for one that knows the outcome, or None."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to load, and only learning needs it

    score = _told_alone(attribute, known(column), left)
    auc = float(roc_auc_score(left, score))
    if attribute.kind != "category":
        like = float(roc_auc_score(left, share_of_like(score, left)))
        auc = max(auc, 1 - auc, like, _presence(known(column), left))
    if auc > LIMIT:
        return ALONE.fill(name=attribute.name, auc=Text(number(auc, "en", 3), number(auc, "zh", 3)))
    level = _levels(attribute, known(column))
    if level is not None:
        gone, stayed = _decided(level, left)
        if min(gone, stayed) >= PART:
            shares = {"gone": gone, "stayed": stayed}
            said = {key: Text(percent(value, "en", 0), percent(value, "zh", 0)) for key, value in shares.items()}
            return DECIDES.fill(name=attribute.name, **said)
    return None


def _told_alone(attribute: Attribute, column: pl.Series, left: Labels) -> Vector:
    """Return a number that rises or falls with the risk: the number itself, or the level's share in other folds."""
    if attribute.kind != "category":
        values = number_of(attribute, column)
        lowest = values.min()
        return values.fill_null((float(lowest) if isinstance(lowest, float) else 0.0) - 1).to_numpy()
    level = level_of(attribute, column)
    score, base = np.empty(len(left)), float(left.mean())
    for others, judged in folds(left, 5, 0):
        seen = pl.DataFrame({"level": level[others], "left": left[others]}).group_by("level")
        shares = seen.agg(share=(pl.col("left").sum() + SMOOTH * base) / (pl.len() + SMOOTH))
        told = pl.DataFrame({"level": level[judged]}).join(shares, on="level", how="left", maintain_order="left")
        score[judged] = told["share"].fill_null(base).to_numpy()
    return score


def _levels(attribute: Attribute, column: pl.Series) -> pl.Series | None:
    """Return the values as levels: those of a category, or of whole numbers that are few, such as of a state."""
    if attribute.kind == "category":
        return level_of(attribute, column)
    values = number_of(attribute, column)
    known_ones = values.drop_nulls()
    if known_ones.n_unique() > FEW or not (known_ones == known_ones.floor()).all():
        return None
    return values.cast(pl.String).fill_null(UNKNOWN)


def _presence(column: pl.Series, left: Labels) -> float:
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to load, and only learning needs it

    there = float(roc_auc_score(left, column.is_not_null().to_numpy()))
    return max(there, 1 - there)


def _decided(level: pl.Series, left: Labels) -> tuple[float, float]:
    """Return the shares of customers whose level surely (by its 95 % interval) means leaving, and surely staying."""
    counts = pl.DataFrame({"level": level, "left": left}).filter(pl.col("level") != UNKNOWN).group_by("level")
    gone = stayed = 0
    for hits, rows in counts.agg(pl.col("left").sum(), rows=pl.len()).select("left", "rows").iter_rows():
        low, high = wilson(float(hits), float(rows))
        gone += rows if (low or 0) >= SURE else 0
        stayed += rows if (1 if high is None else high) <= 1 - SURE else 0
    return gone / len(left), stayed / len(left)
