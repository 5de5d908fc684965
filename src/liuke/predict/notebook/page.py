"""What a notebook shows of an answer: a few calm lines and two small tables, as HTML without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from liuke.language import NOTHING, TAGS, Language, Text, number, percent, signed
from liuke.predict.learning.kinds import KINDS

SHOWN, RANKS = 5, "auc"
"""Customers that are shown; and the figure that is shown with its interval: those of all are in `figures`."""
MODEL, CUSTOMER, WHY = Text("Model", "模型"), Text("Customer", "客户"), Text("Why", "原因")
JUDGED = Text("How it held where the outcome was not known to it", "在模型未见过结果的数据上的表现")
FIRST = Text("Who stands first", "排在最前的客户")
SEPARATOR = Text("; ", "；")
INTERVAL = Text("{value} ({low} – {high})", "{value}（{low} – {high}）")
NAMES: Mapping[str, Text] = {
    **{name: kind.label for name, kind in KINDS.items()},
    "recency": Text("recency rule", "最近购买规则"),
    "own_rate": Text("own rate so far", "沿用自身频率"),
    "average_rate": Text("everybody's rate", "全体平均频率"),
    "nobody": Text("nobody buys", "无人购买"),
}
FIGURES: Mapping[str, tuple[Text, int]] = {
    "auc": (Text("AUC", "AUC"), 3),
    "log_loss": (Text("Log loss", "对数损失"), 3),
    "brier": (Text("Brier", "Brier"), 3),
    "calibration_slope": (Text("Calibration slope", "校准斜率"), 2),
    "top_decile_lift": (Text("Lift of the riskiest tenth", "最高风险 10% 的提升度"), 2),
    "bias": (Text("Over (+) or under (−)", "高估（+）或低估（−）"), 3),
    "rmse": (Text("Root mean square error", "均方根误差"), 3),
}
SCORES: Mapping[str, Text] = {
    "probability": Text("Probability", "概率"),
    "p_alive": Text("P(alive)", "仍活跃概率"),
    "expected_orders": Text("Purchases to come", "预计购买次数"),
    "clv": Text("Lifetime value", "客户终身价值"),
}
STYLE = (
    "<style>.liuke{font:14px/1.5 system-ui,sans-serif;max-width:56em}.liuke p{margin:.3em 0}"
    ".liuke table{font:inherit;border-collapse:collapse;margin:.3em 0 1em}"
    ".liuke th,.liuke td{padding:.15em .8em .15em 0;text-align:left;font-weight:normal;vertical-align:top}"
    ".liuke th,.liuke .dim{opacity:.65}"
    ".liuke td:not(:last-child){white-space:nowrap}.liuke .used td{font-weight:600}</style>"
)


def page(
    title: str,
    lines: Iterable[str],
    figures: pl.DataFrame,
    scores: pl.DataFrame,
    words: Mapping[Any, Sequence[str]],
    language: Language,
) -> str:
    """Return an answer as HTML; `scores` are the rows to show, `words` the reasons of a customer by id."""
    said = "".join(f'<p class="dim">{escape(line)}</p>' for line in lines)
    return (
        f'{STYLE}<div class="liuke" lang="{TAGS[language]}"><p><b>{escape(title)}</b></p>{said}'
        f"{_figures(figures, language)}{_scores(scores, words, language)}</div>"
    )


def _figures(figures: pl.DataFrame, language: Language) -> str:
    shown = [name for name in FIGURES if name in figures.columns]
    rows = []
    for row in figures.to_dicts():
        label = NAMES[row["model"]].say(language) if row["model"] in NAMES else row["model"]
        cells = [label, *(_figure(row, name, language) for name in shown)]
        rows.append((("used" if row["used"] else ""), cells))
    heads = [MODEL.say(language), *(FIGURES[name][0].say(language) for name in shown)]
    return _table(JUDGED.say(language), heads, rows)


def _figure(row: Mapping[str, Any], name: str, language: Language) -> str:
    digits = FIGURES[name][1]
    if row[name] is None:
        return NOTHING
    value = signed(row[name], digits, plus=False)
    if name != RANKS or row.get(f"{name}_low") is None:
        return value
    bounds = {end: signed(row[f"{name}_{end}"], digits, plus=False) for end in ("low", "high")}
    return INTERVAL.say(language, value=value, **bounds)


def _scores(scores: pl.DataFrame, words: Mapping[Any, Sequence[str]], language: Language) -> str:
    who, *_ = scores.columns
    shown = [name for name in SCORES if name in scores.columns and scores[name].is_not_null().any()]
    heads = [CUSTOMER.say(language), *(SCORES[name].say(language) for name in shown), WHY.say(language)]
    rows = []
    for row in scores.to_dicts():
        cells = [percent(row[name], language) if name in SHARES else number(row[name], language, 2) for name in shown]
        rows.append(("", [str(row[who]), *cells, SEPARATOR.say(language).join(words.get(row[who], ())) or NOTHING]))
    return _table(FIRST.say(language), heads, rows)


SHARES = ("probability", "p_alive")


def _table(caption: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(
        f'<tr class="{of}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>' for of, cells in rows
    )
    return f"<p>{escape(caption)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
