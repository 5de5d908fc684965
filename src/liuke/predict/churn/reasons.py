"""Reasons: which features push a customer's risk up, told with the customer's own numbers.

Contributions are exact, since the models are additive: what a feature adds to the log-odds, less what it adds to the
average customer who is not lost. One reason a theme, so that three reasons are not one reason three times.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from liuke.language import NO_CURRENCY, NOTHING, Language, Text, money, number, percent
from liuke.predict.churn.features import BY_ID, FEATURES

type Matrix = NDArray[np.float64]

MOST, SMALLEST = 3, 0.05
STRUCT = pl.Struct({"feature": pl.String, "value": pl.Float64, "usual": pl.Float64, "contribution": pl.Float64})
NAMES = [one.id for one in FEATURES]
THEMES = tuple(dict.fromkeys(one.theme for one in FEATURES))
OWN_GAP, RECENCY, PURCHASES = (NAMES.index(name) for name in ("usual_gap_days", "recency_days", "purchase_days"))
FEWEST_FOR_RHYTHM = 3

LAST = Text("last order {value} ago", "已 {value}未下单")
OWN = Text("last order {value} ago; usually every {usual}", "已 {value}未下单，平时约 {usual}一次")


def top_reasons(rows: Matrix, contributions: Matrix, living: NDArray[np.bool_]) -> pl.Series:
    """Return for each row a list of at most three {feature, value, usual, contribution}, weightiest first.

    `living` marks the customers who are not lost: they are the average that is compared with.
    """
    reference = rows[living] if living.any() else rows
    usual = np.array([_median(reference[:, place]) for place in range(rows.shape[1])])
    pushed = contributions - contributions[living if living.any() else slice(None)].mean(axis=0)
    pushed = np.where(_on_risky_side(rows, usual), pushed, np.minimum(pushed, 0))
    total = np.column_stack([pushed[:, _places(theme)].sum(axis=1) for theme in THEMES])
    told = np.column_stack([_told(theme, pushed) for theme in THEMES])
    order = np.argsort(-total, axis=1, kind="stable")[:, :MOST]
    feature, weight = np.take_along_axis(told, order, axis=1), np.take_along_axis(total, order, axis=1)
    own = np.where(feature == RECENCY, rhythm(rows)[:, None], usual[feature])
    return listed(weight > SMALLEST, feature, np.take_along_axis(rows, feature, axis=1), own, weight)


def listed(
    tells: NDArray[np.bool_], feature: NDArray[np.int64], value: Matrix, usual: Matrix, contribution: Matrix
) -> pl.Series:
    """Return for each row the list of its reasons, from matrices that have a row a customer and a column a reason.

    A reason without a value is left out; NaN stands for what is not known.
    """
    tells = tells & ~np.isnan(value)
    ends = np.concatenate([[0], tells.sum(axis=1).cumsum()]).astype(np.int32)
    known = pa.DictionaryArray.from_arrays(feature[tells].astype(np.int8), NAMES).cast(pa.string())
    numbers = [pa.array(each[tells], from_pandas=True) for each in (value, usual, contribution)]
    reasons = pa.StructArray.from_arrays([known, *numbers], [field.name for field in STRUCT.fields])
    return pl.Series(pl.from_arrow(pa.ListArray.from_arrays(ends, reasons)))


def rhythm(rows: Matrix) -> NDArray[np.float64]:
    """Return each customer's usual gap in days; NaN where too few purchases tell of one."""
    return np.where(rows[:, PURCHASES] >= FEWEST_FOR_RHYTHM, rows[:, OWN_GAP], np.nan)


def _on_risky_side(rows: Matrix, usual: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say where a value lies on the side of the usual that speaks for leaving; silence is set against the own gap.

    Correlated features may share one effect with opposite signs; a reason told from the wrong side would be absurd.
    """
    risky = np.array([one.risky for one in FEATURES])
    change = np.array([one.unit == "difference" for one in FEATURES])
    against = np.broadcast_to(np.where(change, np.minimum(usual, 0), usual), rows.shape).copy()
    against[:, RECENCY] = np.where(np.isnan(rows[:, OWN_GAP]), usual[RECENCY], rows[:, OWN_GAP])
    with np.errstate(invalid="ignore"):
        side: NDArray[np.bool_] = (rows - against) * risky > 0
    return side


def _places(theme: str) -> list[int]:
    return [place for place, one in enumerate(FEATURES) if one.theme == theme]


def _told(theme: str, pushed: Matrix) -> NDArray[np.int64]:
    """Return which feature of a theme is told: the one that pushes most; silence is always told in days."""
    places = _places(theme)
    if theme == "recency":
        return np.full(len(pushed), RECENCY)
    return np.array(places)[pushed[:, places].argmax(axis=1)]


def _median(column: NDArray[np.float64]) -> float:
    known = column[~np.isnan(column)]
    return float(np.median(known)) if len(known) else float("nan")


def word(reason: Mapping[str, Any], language: Language, currency: str = NO_CURRENCY) -> str:
    """Return a reason as a person would say it."""
    return sentence(reason, currency).say(language)


def sentence(reason: Mapping[str, Any], currency: str = NO_CURRENCY) -> Text:
    """Return a reason in both languages."""
    feature = BY_ID[reason["feature"]]
    text = feature.none if feature.none and reason["value"] == 0 else feature.reason
    if feature.id == "recency_days":
        text = LAST if reason["usual"] is None else OWN
    said = {
        name: Text(*(_say(reason[name], feature.unit, to, currency) for to in ("en", "zh")))
        for name in ("value", "usual")
    }
    return text.fill(**said)


def _say(value: float | None, unit: str, language: Language, currency: str) -> str:
    if value is None:
        return NOTHING
    if unit in SHARES:
        return percent(SHARES[unit](value), language, 0)
    if unit == "money":
        return money(round(value), currency, language).removesuffix(".00")
    if unit == "difference":  # told of those who buy less, which the sentence says
        return number(abs(value), language)
    said = number(value, language, 1 if abs(value) < 10 and unit in {"ratio", "days"} else 0)
    if unit != "days":
        return said
    return Text("{n} day" if said == "1" else "{n} days", "{n} 天").say(language, n=said)


SHARES: Mapping[str, Callable[[float], float]] = {
    "share": lambda value: value,
    # Of orders and returns together; a person asks how many of the orders were returned.
    "part of both": lambda value: value / max(1 - value, value) if value else 0.0,
}
