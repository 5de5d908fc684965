"""Questions to the published run's numbers: `metric` and `cohorts`."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from liuke.cli.listing import COLUMNS, NAMED
from liuke.cli.running import to_date
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import GRAINS
from liuke.errors import UsageError
from liuke.language import NOTHING, Language, Text, number, percent
from liuke.measure import Answer, Inputs, ask, cohorts

PERIOD = Text("period", "期间")
ATTRIBUTES = dict(COLUMNS) | {"acquisition_channel": Text("acquisition channel", "获客渠道")}
COHORT, SIZE = Text("cohort", "群组"), Text("customers", "客户数")
MARKS = {
    "*": Text("the period is not over yet", "该期间尚未结束"),
    "†": Text("too early: losses could not be known all through it", "尚早：期间内还不能判定全部流失"),
}


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("Ask for a metric, by period or attribute.", "查询一个指标，可按期间或属性拆分。"))(metric)
    app.command("cohorts", help=words("Show retention by cohort.", "查看群组留存。"))(show_cohorts)


def metric(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help=words("The metric, such as churn_rate.", "指标编号，如 churn_rate。"))
    ],
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="month|week|quarter|ATTRIBUTE",
            help=words("Split by period or attribute; may be repeated.", "按期间或属性拆分，可重复使用。"),
        ),
    ] = None,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help=words("First day.", "起始日期。"))] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help=words("Last day.", "结束日期。"))] = "",
) -> None:
    """Answer with value, numerator, denominator and interval, row by row."""
    call = session(context)
    found = call.open().run()
    splits = tuple(part for given in by or [] for part in given.split(",") if part)
    with call.engine(call.open()) as engine:
        inputs = Inputs.of(found, engine)
        answer = ask(inputs, name, by=splits, since=to_date(since, "--from"), until=to_date(until, "--to"))
    call.answer(answer.record(), lambda out: _show_metric(out, call, answer))


def _show_metric(out: Console, call: Session, found: Answer) -> None:
    language, declared, answer = call.language, found.metric, found.record()
    out.print(f"[bold]{declared.label.say(language)}[/]  [dim]{declared.sentence.say(language)}[/]", soft_wrap=True)
    rows = answer["rows"]
    attributes = list(rows[0]["split"]) if rows else []
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for head in (PERIOD.say(language), *(ATTRIBUTES.get(name, Text(name, name)).say(language) for name in attributes)):
        grid.add_column(head)
    for head in (declared.label.say(language), "95 %", ""):
        grid.add_column(head, justify="right")
    for row in rows:
        split = [_attribute(name, row["split"][name], language) for name in attributes]
        grid.add_row(_period(row, found), *split, *_cells(row, answer["unit"], language))
    out.print(grid)
    for mark, note in MARKS.items():
        if any(_mark(row, found) == mark for row in rows):
            out.print(f"{mark} {note.say(language)}", style="dim")


def _attribute(name: str, value: Any, language: Language) -> str:  # noqa: ANN401 - attributes are of several kinds
    known = NAMED.get(name, {}).get(value)
    return known.say(language) if known else NOTHING if value is None else str(value)


def _period(row: dict[str, Any], found: Answer) -> str:
    return f"{row['period'] or NOTHING} {_mark(row, found)}".strip()


def _mark(row: dict[str, Any], found: Answer) -> str:
    return "*" if row["partial"] else "†" if found.too_early(row) else ""


def _cells(row: dict[str, Any], unit: str, language: Language) -> list[str]:
    """Return value, interval, and numerator over denominator, as far as a row has them."""

    def said(name: str) -> str:
        return _value(row[name], unit, language)

    interval = NOTHING if row["low"] is None else f"{said('low')} … {said('high')}"
    parts = [number(row[name], language) for name in ("numerator", "denominator")]
    return [said("value"), interval, NOTHING if row["denominator"] is None else " / ".join(parts)]


def _value(value: float | None, unit: str, language: Language) -> str:
    if unit == "share":
        return percent(value, language)
    return number(value, language, 0 if value is None or float(value).is_integer() else 2)


def show_cohorts(
    context: typer.Context,
    by: Annotated[
        str, typer.Option(metavar="month|week|quarter", help=words("Length of a period.", "期间长度。"))
    ] = "month",
) -> None:
    """Answer with each cohort's customers who bought again, period by period."""
    call = session(context)
    grain = next((known for known in GRAINS if known == by), None)
    if grain is None:
        raise UsageError(
            "usage.grain",
            Text("Cohorts cannot be counted by “{by}”.", "群组不能按“{by}”统计。").fill(by=by),
            Text("Use --by month, week or quarter.", "请使用 --by month、week 或 quarter。"),
        )
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        rows = cohorts(Inputs.of(found, engine), grain)
    call.answer({"by": grain, "rows": rows}, lambda out: _show_cohorts(out, call, rows))


def _show_cohorts(out: Console, call: Session, rows: list[dict[str, Any]]) -> None:
    width = min(max((len(row["cells"]) for row in rows), default=0), 13)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    grid.add_column(COHORT.say(call.language))
    for head in (SIZE.say(call.language), *(f"{k}" for k in range(width))):
        grid.add_column(head, justify="right")
    for row in (row for row in rows if row["size"]):
        shares = [
            percent(cell["value"], call.language, 0) if cell["value"] is not None else ""
            for cell in row["cells"][:width]
        ]
        grid.add_row(str(row["cohort"]), number(row["size"], call.language), *shares)
    out.print(grid)
