"""How many came back: `cohorts` and `retention`."""

from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from liuke.cli.asking import WHERE, conditions
from liuke.cli.kept import all_events, all_orders
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import UsageError
from liuke.language import Language, Text, number, percent
from liuke.measure import Inputs, Matrix, RetentionQuestion, cohorts, read_question
from liuke.measure.retention import ANY, PURCHASE, Chosen, daily_retention, timed_retention
from liuke.workspace import Run, Workspace

COHORT, SIZE = Text("cohort", "群组"), Text("customers", "客户数")
AVERAGE = Text("weighted average", "加权平均")
NOTHING_SAID = Text("Cells not yet fully elapsed are empty.", "尚未满期的格子留空。")
STILL_RISING = Text(
    "“Or later” is not over yet: every cell still rises when somebody comes back, the latest ones most.",
    "“及以后”尚未结束：只要有客户返回，各格数值仍会上升，越近的格子越明显。",
)
SHOWN, BUCKETS = 36, 13
"""The most cohorts, and buckets of each, that a terminal shows; a narrow one shows fewer buckets."""
GAP = 2
"""Columns between two of a table."""
FIRST = Text(
    "The first {shown} of {all} periods, which fit here; --json gives all.",
    "此处宽度仅可显示前 {shown} 个期间（共 {all} 个）；--json 可输出全部。",
)
RECENT = Text(
    "The last {shown} of {all} cohorts; --json gives all.",
    "仅显示最近 {shown} 个群组（共 {all} 个）；--json 可输出全部。",
)
COUNTED = {
    "customers": Text("share of customers who came back", "返回的客户占比"),
    "net": Text("net revenue retention", "净收入留存率"),
    "gross": Text("gross revenue retention", "毛收入留存率"),
}
RETURNING = {
    "on": Text("in the period", "当期"),
    "on_or_after": Text("in the period or later", "当期及以后"),
}
WINDOWS = {
    "calendar": Text("calendar periods", "自然周期"),
    "rolling": Text("rolling windows from each start", "从各自起点滚动计算"),
}
ENTRY = {
    "first": Text("cohorts by the first start", "按首次发生分组"),
    "recurring": Text("a cohort for every period with a start", "每个有发生的期间各计一次"),
}
ACTIONS = {PURCHASE: Text("purchase", "购买"), ANY: Text("any event", "任意行为")}


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command("cohorts", help=words("Show retention by cohort.", "查看群组留存。"))(show_cohorts)
    app.command(help=words("Ask how many come back, or how much money.", "查询留存矩阵：客户或收入。"))(retention)


def show_cohorts(
    context: typer.Context,
    by: Annotated[
        str, typer.Option(metavar="month|week|quarter", help=words("Length of a period.", "期间长度。"))
    ] = "month",
) -> None:
    """Answer with each cohort's customers who bought again, period by period."""
    call = session(context)
    if by not in ("month", "week", "quarter"):
        raise UsageError(
            "usage.grain",
            Text("Cohorts cannot be counted by “{by}”.", "群组不能按“{by}”统计。").fill(by=by),
            Text("Use --by month, week or quarter.", "请使用 --by month、week 或 quarter。"),
        )
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        rows = cohorts(Inputs.of(found, engine), by)
    call.answer({"by": by, "rows": rows}, lambda out: _print(out, rows, call.language))


def retention(  # noqa: PLR0913, PLR0917 - a parameter an option
    context: typer.Context,
    by: Annotated[
        str, typer.Option(metavar="day|week|month|quarter", help=words("Length of a period.", "期间长度。"))
    ] = "month",
    returning: Annotated[
        str,
        typer.Option(
            metavar="on|on-or-after",
            help=words("Back in the very period, or in it or later.", "仅当期返回，或当期及以后返回。"),
        ),
    ] = "on",
    windows: Annotated[
        str,
        typer.Option(
            metavar="calendar|rolling",
            help=words(
                "Periods of the calendar, or windows from each customer's own start.",
                "自然周期，或从每位客户各自起点滚动的窗口。",
            ),
        ),
    ] = "calendar",
    entry: Annotated[
        str,
        typer.Option(
            metavar="first|recurring",
            help=words(
                "Cohorts by the first start, or by every period with one.",
                "按首次发生分组，或每个有发生的期间都计入一次。",
            ),
        ),
    ] = "first",
    floor: Annotated[
        str,
        typer.Option(
            metavar="none|hour|day",
            help=words("What rolling windows round times down to.", "滚动窗口的时间向下取整到何种单位。"),
        ),
    ] = "none",
    of: Annotated[
        str,
        typer.Option(
            metavar="customers|net|gross",
            help=words("Customers, or net or gross revenue retention.", "客户，或净收入、毛收入留存率。"),
        ),
    ] = "customers",
    start: Annotated[
        str,
        typer.Option(
            metavar="purchase|any|EVENT",
            help=words(
                "What starts: purchases where there are orders, else any event.",
                "起始行为：有订单时默认为购买，否则为任意行为。",
            ),
        ),
    ] = "",
    back: Annotated[
        str,
        typer.Option(
            metavar="purchase|any|EVENT", help=words("What is coming back; the same.", "返回行为，默认与起始行为相同。")
        ),
    ] = "",
    where: WHERE = None,
) -> None:
    """Answer with the retention matrix of two actions and its weighted average."""
    call = session(context)
    question = read_question(by=by, returning=returning, windows=windows, entry=entry, floor=floor, of=of)
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        inputs = Inputs.of(found, engine)
        chosen = Chosen.read(inputs, start, back, conditions(where))
        matrix = _matrix(question, chosen, inputs, workspace, found)
    document = matrix.record() | {"start": chosen.start, "back": chosen.back}
    call.answer(document, lambda out: _show(out, call, matrix, chosen))


def _matrix(question: RetentionQuestion, chosen: Chosen, inputs: Inputs, workspace: Workspace, found: Run) -> Matrix:
    """Count from days where days will do, and from the times themselves where their order or their hours matter."""
    if chosen.start == chosen.back and (not question.rolling or question.floor == "day"):
        return daily_retention(inputs, question, chosen)
    rows = {}
    if PURCHASE in (chosen.start, chosen.back):
        rows[PURCHASE] = all_orders(workspace, found, inputs.engine).rename(at="ordered_at")
    events = all_events(workspace, found, inputs.engine)
    if events is not None:
        rows[ANY] = events.rename(at="occurred_at")
    return timed_retention(inputs, question, chosen, rows, workspace.settings.workspace.timezone)


def _show(out: Console, call: Session, matrix: Matrix, chosen: Chosen) -> None:
    asked, language, rows = matrix.timing.question, call.language, matrix.rows()
    start, back = (ACTIONS.get(name, Text(name, name)) for name in (chosen.start, chosen.back))
    actions = (
        start
        if chosen.start == chosen.back
        else Text("{start} → {back}", "{start} → {back}").fill(start=start, back=back)
    )
    told = (actions, COUNTED[asked.of], RETURNING[asked.returning], WINDOWS[asked.windows], ENTRY[asked.entry])
    out.print(" · ".join(text.say(language) for text in told), style="dim", markup=False, soft_wrap=True)
    entered = [row for row in rows if row["size"]]
    average = {"cohort": AVERAGE.say(language), "size": sum(row["size"] for row in rows), "cells": matrix.average}
    _print(out, [average, *entered[-SHOWN:]], language)
    if len(entered) > SHOWN:
        out.print(RECENT.say(language, shown=SHOWN, all=number(len(entered), language)), style="dim", soft_wrap=True)
    out.print(NOTHING_SAID.say(language), style="dim", soft_wrap=True)
    if asked.returning == "on_or_after":
        out.print(STILL_RISING.say(language), style="dim", soft_wrap=True)


def _print(out: Console, rows: list[dict[str, Any]], language: Language) -> None:
    """Show the cohorts with customers, a line each, with as many buckets as there is room for."""
    lines = [_line(row, language) for row in rows if row["size"]]
    heads = [COHORT.say(language), SIZE.say(language), *(f"{k}" for k in range(_buckets(lines)))]
    shown = _fitting([heads, *lines], out.width)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for place, head in enumerate(heads[:shown]):
        grid.add_column(head, justify="right" if place else "left", no_wrap=True)
    for line in lines:
        grid.add_row(*line[:shown])
    out.print(grid)
    if shown < len(heads):
        told = FIRST.say(language, shown=shown - 2, all=max(len(row["cells"]) for row in rows))
        out.print(told, style="dim", soft_wrap=True)


def _line(row: dict[str, Any], language: Language) -> list[str]:
    cells = (percent(cell["value"], language, 0) if cell["value"] is not None else "" for cell in row["cells"])
    return [str(row["cohort"]), number(row["size"], language), *cells][: BUCKETS + 2]


def _buckets(lines: list[list[str]]) -> int:
    return max((len(line) - 2 for line in lines), default=0)


def _fitting(lines: list[list[str]], width: int) -> int:
    """Return how many columns fit: cohort, size, and at least one bucket."""
    used = -GAP
    for place in range(len(lines[0])):
        used += GAP + max(cell_len(line[place]) for line in lines if place < len(line))
        if used > width:
            return max(place, min(3, len(lines[0])))
    return len(lines[0])
