"""Pieces of a page in both languages: tables, lists, and pictures as SVG."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from liuke.language import LANGUAGES, NOTHING, Text, number, signed
from liuke.predict.notebook.page import FIGURES, INTERVAL, NAMES
from liuke.present.charts import draw
from liuke.present.export import chart_svg
from liuke.present.reader import Reader

type Part = Text
type Cell = Text | str

IMAGES = Path(__file__).parents[1] / "images"
WIDTH = 600
MODEL = Text("model", "模型")
ENDS = ("low", "high")
SHOWN = ("auc", "log_loss", "brier", "calibration_slope", "top_decile_lift")


def told(value: float | None, digits: int = 0) -> Text:
    """Return a number in both languages, with at most `digits` decimals."""
    return Text(*(number(value, language, digits).replace("-", "−") for language in LANGUAGES))


def fixed(value: float | None, digits: int) -> str:
    """Return a number with exactly `digits` decimals."""
    return NOTHING if value is None else signed(value, digits, plus=False)


def share(value: float, digits: int = 0) -> Text:
    """Return a share as a percentage in both languages."""
    return Text(*(f"{100 * value:.{digits}f}{sign}" for sign in (" %", "%")))


def table(heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Part:
    """Return a Markdown table; all columns but the first hold numbers."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return Text(*("\n".join(f"| {' | '.join(_said(line, at))} |" for line in lines) for at in range(2)))


def _said(line: Sequence[Cell], at: int) -> list[str]:
    return [cell if isinstance(cell, str) else cell.say(LANGUAGES[at]) for cell in line]


def bullets(items: Sequence[Text]) -> list[Part]:
    """Return a list; nothing where it is empty."""
    if not items:
        return []
    return [Text(*("\n".join(f"* {item.say(language)}" for item in items) for language in LANGUAGES))]


def judged(figures: pl.DataFrame) -> Part:
    """Return how models held, that in use in bold, each AUC with its interval."""
    heads = [MODEL, *(FIGURES[name][0] for name in SHOWN)]
    rows: list[list[Cell]] = []
    for row in figures.to_dicts():
        label = NAMES.get(row["model"], Text(row["model"], row["model"]))
        bold = Text(f"**{label.en}**", f"**{label.zh}**") if row["used"] else label
        rows.append([bold, *(_figure(row, name) for name in SHOWN)])
    return table(heads, rows)


def _figure(row: dict[str, Any], name: str) -> Cell:
    value = fixed(row[name], FIGURES[name][1])
    if name != "auc" or row[name] is None:
        return value
    return INTERVAL.fill(value=value, **{end: fixed(row[f"{name}_{end}"], FIGURES[name][1]) for end in ENDS})


def picture(chart: str, rows: Sequence[dict[str, Any]], name: str) -> list[Part]:
    """Draw a chart in both languages, and return what shows it; nothing where there is nothing to draw."""
    shown = []
    for language in LANGUAGES:
        figure = draw(chart, [dict(row) for row in rows], Reader(language))
        if figure is None:
            return []
        file = f"real-{name}-{chart}-{language}.svg"
        (IMAGES / file).write_text(chart_svg(figure, width=WIDTH), encoding="utf-8")
        shown.append(f"![{figure.title}](images/{file})")
    return [Text(*shown)]
