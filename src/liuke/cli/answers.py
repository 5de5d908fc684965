"""How answers are shown on a terminal: a table of rows, its marks, and what the rows are compared with."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.listing import NAMED
from liuke.cli.session import Session
from liuke.language import NOTHING, Language, Text, number
from liuke.measure import Answer, Metric, attribute_label
from liuke.measure.change import said
from liuke.measure.comparing import VERSUS, Compared
from liuke.segment.clusters import name_of

PERIOD = Text("period", "期间")
MARKS = {
    "*": Text("the period is not over yet", "该期间尚未结束"),
    "†": Text("too early: losses could not be known all through it", "尚早：期间内还不能判定全部流失"),
    "‡": Text("the data begin in this period", "数据从该期间中途开始"),
    "!": Text("differs: the 95% interval of the difference excludes 0", "有差异：差值的 95% 区间不含 0"),
    "✓": Text("the target is met", "达成目标"),
    "✗": Text("the target is missed", "未达目标"),
}


def show_all(out: Console, call: Session, answers: Sequence[Answer | Compared], currency: str) -> None:
    """Show answers one below the other."""
    for answer in answers:
        _show(out, call, answer, currency)


def _show(out: Console, call: Session, answer: Answer | Compared, currency: str) -> None:
    found, rows = (answer.answer, answer.rows) if isinstance(answer, Compared) else (answer, answer.rows)
    language, declared = call.language, found.metric
    label, told = (escape(text.say(language)) for text in (declared.label, declared.sentence))
    out.print(f"[bold]{label}[/]  [dim]{told}[/]", soft_wrap=True)
    attributes = list(rows[0]["split"]) if rows else []
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for head in (PERIOD.say(language), *(attribute_label(name).say(language) for name in attributes)):
        grid.add_column(escape(head), no_wrap=head == PERIOD.say(language), overflow="fold")
    heads = [label, "95%", ""]
    if isinstance(answer, Compared):
        heads += [VERSUS[answer.versus].say(language), Text("difference", "差值").say(language), "95%"]
    for head in heads:
        grid.add_column(head, justify="right", overflow="fold")
    for row in rows:
        split = [attribute_value(name, row["split"][name], language) for name in attributes]
        cells = [*_cells(row, declared, currency, language), *_versus_cells(row, answer, currency, language)]
        grid.add_row(_period(row, found), *split, *cells)
    out.print(grid)
    if isinstance(answer, Compared):
        _show_days(out, answer.rows, language)
    _show_marks(
        out, set("".join(_mark(row, found) + _other_mark(row, found) + _verdict(row) for row in rows)), language
    )


def _show_days(out: Console, rows: Sequence[dict[str, Any]], language: Language) -> None:
    """Show which days the last row is compared with: it may be weeks of 52 weeks ago, or as many days as asked for."""
    known = [row["compared"] for row in rows if row["compared"] and row["compared"]["first_day"]]
    if not known:
        return
    several = len({(one["first_day"], one["last_day"]) for one in known}) > 1
    told = Text("Compared with {first} to {last}.", "对比期间：{first} 至 {last}。")
    if several:
        told = Text("The last period is compared with {first} to {last}.", "最后一期的对比期间：{first} 至 {last}。")
    told = told.fill(first=known[-1]["first_day"], last=known[-1]["last_day"])
    out.print(told.say(language), style="dim", highlight=False)


def _show_marks(out: Console, marks: set[str], language: Language) -> None:
    for mark, note in MARKS.items():
        if mark in marks:
            out.print(f"{mark} {note.say(language)}", style="dim")


def attribute_value(name: str, value: Any, language: Language) -> str:  # noqa: ANN401 - attributes are of several kinds
    """Return a value of an attribute as people call it, fit for a cell of a table."""
    known = name_of(value) if name == "cluster" and value else NAMED.get(name, {}).get(value)
    return known.say(language) if known else NOTHING if value is None else escape(str(value))


def _period(row: dict[str, Any], found: Answer) -> str:
    return f"{row['period'] or NOTHING} {_mark(row, found)}".strip()


def _mark(row: dict[str, Any], found: Answer) -> str:
    if row["partial"]:
        return "*‡" if row["begins_inside"] else "*"
    return "†" if found.too_early(row) else "‡" if row["begins_inside"] else ""


def _other_mark(row: dict[str, Any], found: Answer) -> str:
    """Return the mark of what a row is compared with, which may be no row of the table."""
    other = row.get("compared")
    return "" if not other else "†" if found.too_early(other) else "‡" if other["begins_inside"] else ""


def _verdict(row: dict[str, Any]) -> str:
    """Return whether a row differs from what it is compared with, and whether it meets its target."""
    other = row.get("compared") or {}
    met = {True: "✓", False: "✗", None: ""}[other.get("met")]
    return ("!" if other.get("differs") else "") + met


def _cells(row: dict[str, Any], declared: Metric, currency: str, language: Language) -> list[str]:
    """Return value, interval, and numerator over denominator, as far as a row has them."""

    def tell(name: str) -> str:
        return said(row[name], declared.unit, currency).say(language)

    interval = NOTHING if row["low"] is None else f"{tell('low')} … {tell('high')}"
    sums = [number(row[name], language) for name in ("numerator", "denominator")]
    return [tell("value"), interval, NOTHING if row["denominator"] is None else " / ".join(sums)]


def _versus_cells(row: dict[str, Any], answer: Answer | Compared, currency: str, language: Language) -> list[str]:
    """Return what a row is compared with, the difference, and its interval."""
    if not isinstance(answer, Compared):
        return []
    other, unit = row["compared"], answer.answer.metric.unit
    if other is None:
        return [NOTHING] * 3
    value = f"{said(other['value'], unit, currency).say(language)} {_other_mark(row, answer.answer)}".strip()
    gap, low, high = (
        said(other[name], unit, currency, gap=True).say(language)
        for name in ("difference", "difference_low", "difference_high")
    )
    interval = NOTHING if other["difference_low"] is None else f"{low} … {high}"
    return [value, f"{gap} {_verdict(row)}".strip(), interval]
