"""How an experiment is shown on a terminal: learners, lists of customers, and the four kinds of customers."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.session import Session
from liuke.language import NOTHING, Language, Text, number, percent
from liuke.predict.uplift import LEARNERS, Uplift
from liuke.predict.uplift.classes import CLASSES
from liuke.predict.uplift.words import effect_said
from liuke.present.export import write_rows

JUDGED = Text("Learners, judged on customers they had not seen", "学习器（在未见过的客户上评估）")
CONTACTED = Text("Whom to contact, three ways", "三种联系名单")
APART = Text("Four kinds of customers", "四类客户")
AVERAGE = Text(
    "Average effect: {plain}; adjusted for what was known: {adjusted}", "平均效果：{plain}；校正后：{adjusted}"
)
POLICIES = {
    "uplift": Text("by uplift", "按增益"),
    "risk": Text("by risk", "按风险"),
    "value_at_risk": Text("by value at risk", "按风险价值"),
}
LEARNER, QINI, AUUC = Text("Learner", "学习器"), Text("Qini", "Qini"), Text("AUUC", "AUUC")
POLICY, CUSTOMERS, GAIN = Text("Policy", "名单"), Text("Customers", "客户数"), Text("Outcomes gained", "增加的结果")
PROFIT, BEHIND = Text("Profit", "收益"), Text("Behind uplift by", "较按增益少")
KIND, WITHOUT, EFFECT = Text("Kind", "类别"), Text("Fine without contact", "不联系也会有好结果"), Text("Effect", "效果")
WRITTEN = Text("The scores of {count} customers are in {file}.", "{count} 位客户的评分已写入 {file}。")


def write_scores(call: Session, scores: pl.DataFrame, form: str, target: Path | None) -> None:
    """Write everybody's score into a file, where one is wanted, and say so."""
    if target is not None:
        write_rows(scores.to_dicts(), form, target)
        call.say(WRITTEN, count=scores.height, file=target)


def show_found(out: Console, found: Uplift, language: Language) -> None:
    """Show the verdict, the average effect and the learners."""
    binary = bool(found.question["binary"])
    said = {"plain": effect_said(found.average, binary), "adjusted": effect_said(found.adjusted, binary)}
    out.print(found.verdict.say(language), style="bold", markup=False, highlight=False)
    out.print(AVERAGE.fill(**said).say(language), markup=False, highlight=False)
    out.print(_learners(found, language))


def show_policies(out: Console, title: Text, policies: pl.DataFrame, why: Iterable[Text], language: Language) -> None:
    """Show three lists side by side, and why they differ."""
    shown = grid(title, (POLICY, CUSTOMERS, GAIN, PROFIT, BEHIND), language)
    for row in policies.to_dicts():
        behind = NOTHING if row["policy"] == "uplift" else _between(row, "behind", language, 0)
        cells = (_between(row, "gain", language, 0), _between(row, "profit", language, 0), behind)
        shown.add_row(POLICIES[row["policy"]].say(language), number(row["customers"], language), *cells)
    out.print(shown)
    for one in why:
        out.print(one.say(language), markup=False, highlight=False)


def show_classes(out: Console, found: Uplift, language: Language) -> None:
    """Show the four classes, where effects differ."""
    if found.usable:
        out.print(_classes(found.classes, language))


def show_notes(out: Console, notes: Iterable[Text], language: Language) -> None:
    """Show what else should be known."""
    for note in notes:
        out.print(f"[yellow]![/] {escape(note.say(language))}", highlight=False)


def grid(title: Text, columns: tuple[Text, ...], language: Language) -> Table:
    """Return an empty table whose first column is text."""
    found = Table(box=None, header_style="dim", padding=(0, 2), title=title.say(language), title_style="dim")
    for place, column in enumerate(columns):
        found.add_column(column.say(language), justify="right" if place else "left")
    return found


def _between(row: dict[str, Any], name: str, language: Language, digits: int) -> str:
    middle, low, high = (number(row[f"{name}{end}"], language, digits) for end in ("", "_low", "_high"))
    return f"{middle} ({low} – {high})"


def _learners(found: Uplift, language: Language) -> Table:
    shown = grid(JUDGED, (LEARNER, QINI, AUUC), language)
    for row in found.learners.to_dicts():
        best = row["learner"] == found.champion
        label = f"{'● ' if best else '  '}{LEARNERS[row['learner']].label.say(language)}"
        cells = (_between(row, name, language, 4) for name in ("qini", "auuc"))
        shown.add_row(label, *cells, style="bold green" if best else None)
    return shown


def _classes(table: pl.DataFrame, language: Language) -> Table:
    shown = grid(APART, (KIND, CUSTOMERS, WITHOUT, EFFECT), language)
    for row in table.to_dicts():
        effect = NOTHING if row["effect"] is None else f"{row['effect']:.3g} ({row['low']:.3g} – {row['high']:.3g})"
        without = percent(row["without"], language, 0)
        shown.add_row(CLASSES[row["class"]].say(language), number(row["customers"], language), without, effect)
    return shown
