"""Questions to the published run's numbers: `metric`, `cohorts` and `model show`."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from liuke.cli.running import to_date
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import GRAINS
from liuke.errors import DataError, UsageError
from liuke.language import NOTHING, Text, number, percent
from liuke.measure import Inputs, ask, cohorts, find_metric

PERIOD = Text("period", "期间")
COHORT, SIZE = Text("cohort", "群组"), Text("customers", "客户数")
PARTIAL = Text("* the period is not over yet", "* 该期间尚未结束")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("Ask for a metric, by period or attribute.", "查询一个指标，可按期间或属性拆分。"))(metric)
    app.command("cohorts", help=words("Show retention by cohort.", "查看群组留存。"))(show_cohorts)
    models = typer.Typer(help=words("Look at the models.", "查看模型。"), no_args_is_help=True)
    models.command("show", help=words("Show a model, or all of them.", "查看一个或全部模型。"))(show_model)
    app.add_typer(models, name="model")


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
        answer = ask(inputs, name, by=splits, since=to_date(since, "--from"), until=to_date(until, "--to")).record()
    call.answer(answer, lambda out: _show_metric(out, call, answer))


def _show_metric(out: Console, call: Session, answer: dict[str, Any]) -> None:
    language, declared = call.language, find_metric(answer["metric"])
    out.print(f"[bold]{declared.label.say(language)}[/]  [dim]{declared.sentence.say(language)}[/]", soft_wrap=True)
    rows = answer["rows"]
    attributes = list(rows[0]["split"]) if rows else []
    grid = Table(box=None, pad_edge=False, header_style="dim")
    heads = [PERIOD.say(language), *attributes, declared.label.say(language), "95 %", "", ""]
    for head in heads:
        grid.add_column(head, justify="right" if head not in attributes and head != heads[0] else "left")
    for row in rows:
        interval = (
            NOTHING
            if row["low"] is None
            else f"{_value(row['low'], answer, call)} … {_value(row['high'], answer, call)}"
        )
        of = (
            NOTHING
            if row["denominator"] is None
            else f"{number(row['numerator'], language)} / {number(row['denominator'], language)}"
        )
        period = (row["period"] or NOTHING) + (" *" if row["partial"] else "")
        split = [str(row["split"][name]) for name in attributes]
        grid.add_row(period, *split, _value(row["value"], answer, call), interval, of)
    out.print(grid)
    if any(row["partial"] for row in rows):
        out.print(PARTIAL.say(language), style="dim")


def _value(value: float | None, answer: dict[str, Any], call: Session) -> str:
    if answer["unit"] == "share":
        return percent(value, call.language)
    return number(value, call.language, 0 if value is None or float(value).is_integer() else 2)


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
    for row in rows:
        shares = [
            percent(cell["value"], call.language, 0) if cell["value"] is not None else ""
            for cell in row["cells"][:width]
        ]
        grid.add_row(str(row["cohort"]), number(row["size"], call.language), *shares)
    out.print(grid)


def show_model(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help=words("The model; all by default.", "模型名；默认显示全部。"))
    ] = "",
) -> None:
    """Answer with parameters, fit, evaluation on later time and baselines."""
    call = session(context)
    found = call.open().run()
    cards = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(found.models.glob("*.json"))]
    names = [card["name"] for card in cards]
    if name and name not in names:
        raise DataError(
            "model.unknown",
            Text("There is no model “{name}” in this run.", "本次运行中没有模型“{name}”。").fill(name=name),
            Text("There are: {names}.", "现有模型：{names}。").fill(names=", ".join(names) or NOTHING),
        )
    chosen = [card for card in cards if not name or card["name"] == name]
    call.answer({"models": chosen}, lambda out: _show_models(out, chosen))


def _show_models(out: Console, cards: list[dict[str, Any]]) -> None:
    for card in cards:
        out.print(f"[bold]{card['name']}[/]  [dim]{card['kind']}[/]")
        for part in ("parameters", "metrics", "baselines"):
            grid = Table(box=None, show_header=False, pad_edge=False)
            for key, value in (card.get(part) or {}).items():
                grid.add_row(f"  [dim]{key}[/]", _plain(value))
            out.print(grid)


def _plain(value: Any) -> str:  # noqa: ANN401 - cards hold numbers, words and small tables
    if isinstance(value, list):
        return f"[{len(value)}]"
    if isinstance(value, dict):
        return "  ".join(f"{key} {_plain(inner)}" for key, inner in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)
