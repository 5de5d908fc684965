"""`liuke funnel`: how many come how far through steps, where they stop, how long it takes, and who they are."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from liuke.cli.answers import attribute_value
from liuke.cli.asking import WHERE, conditions, parts
from liuke.cli.grids import grid
from liuke.cli.kept import all_orders
from liuke.cli.running import to_date
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.engine import Engine
from liuke.explain.funnel import Funnel, FunnelQuestion, Happened, ask_funnel, compare_funnel, read_window
from liuke.explain.funnel.words import HEADS, YOUNG, length, question_text
from liuke.language import NOTHING, Language, Text, number, percent
from liuke.measure import Inputs, attribute_label
from liuke.present.export import write_rows
from liuke.workspace import Run, Workspace

FORMATS = ("csv", "xlsx", "parquet", "json")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("Ask how far customers come through steps.", "查询漏斗：客户走到哪一步，在哪里离开。"))(
        funnel
    )


def funnel(  # noqa: PLR0913, PLR0917 - a parameter an option
    context: typer.Context,
    steps: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EVENT,EVENT…",
            help=words("The steps in their order; purchase is an order.", "按顺序列出的步骤；purchase 表示订单。"),
        ),
    ] = None,
    window: Annotated[
        str,
        typer.Option(
            metavar="7d|1h|30m|none",
            help=words("How long after the first step the others count.", "首个步骤之后多久内的后续步骤计入。"),
        ),
    ] = "7d",
    order: Annotated[
        str, typer.Option(metavar="specific|any", help=words("In this order, or in any.", "按此顺序，或不限顺序。"))
    ] = "specific",
    entry: Annotated[
        str,
        typer.Option(
            metavar="first|recent",
            help=words(
                "Count from the first step 1, or from the most recent one that leads furthest.",
                "从首次进入算起，或从走得最远的最近一次进入算起。",
            ),
        ),
    ] = "first",
    hold: Annotated[
        str,
        typer.Option(
            metavar="session_id|PROPERTY",
            help=words("What must be the same on all steps.", "各步骤必须相同的属性。"),
        ),
    ] = "",
    each: Annotated[
        bool,
        typer.Option(
            "--each",
            help=words(
                "An entry for each value held constant, not one a customer.",
                "按保持不变的每个取值分别计入，而非每位客户一次。",
            ),
        ),
    ] = False,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EVENT[,EVENT]",
            help=words("Who does this after entering leaves the funnel.", "进入后做了此事件的客户即离开漏斗。"),
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="ATTRIBUTE|PROPERTY",
            help=words(
                "Split by what the customer is, or by what the first step says.", "按客户属性或首个步骤的事件属性拆分。"
            ),
        ),
    ] = "",
    where: WHERE = None,
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help=words("First day to enter.", "进入漏斗的起始日期。"))
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="DATE", help=words("Last day to enter.", "进入漏斗的结束日期。"))
    ] = "",
    compare: Annotated[
        str,
        typer.Option(
            metavar="previous|groups",
            help=words(
                "Which step changed since the period before, or differs between the groups of --by.",
                "与上一期间比较，或在 --by 的各组之间比较，指出哪一步不同。",
            ),
        ),
    ] = "",
    customers: Annotated[
        int,
        typer.Option(metavar="STEP", min=0, help=words("List who stopped at this step.", "列出停在该步骤的客户。")),
    ] = 0,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help=words("File for these customers: csv, xlsx, parquet or json.", "客户名单写入的文件。"),
        ),
    ] = None,
) -> None:
    """Answer with the steps: how many reach each, what share, how long it takes; or with who stopped at one."""
    call = session(context)
    question = FunnelQuestion(
        parts(steps),
        read_window(window),
        order.strip().lower(),  # type: ignore[arg-type] # the question says which there are
        entry.strip().lower(),  # type: ignore[arg-type]
        hold.strip(),
        each,
        parts(exclude),
        to_date(since, "--from"),
        to_date(until, "--to"),
    )
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        asked = happened(workspace, found, engine), question
        split, kept = by.strip(), conditions(where)
        beside = compare_funnel(*asked, compare.strip(), split, kept) if compare else None
        counted = beside.now if beside else ask_funnel(*asked, split, kept)
        if customers:
            _list(call, counted, customers, output)
            return
        record = {"as_of": str(found.as_of)} | counted.record()
        for row, anyone in zip(record["rows"], counted.everybody(), strict=True):
            row["anyone"] = anyone
    record["compare"] = beside and beside.record()
    call.answer(record, lambda out: _show(out, call, counted, record))


def happened(workspace: Workspace, found: Run, engine: Engine) -> Happened:
    """Return what happened in a run: its events and its orders, with their times."""
    event = found.table(engine, "event") if found.has("event") else None
    order = all_orders(workspace, found, engine) if found.has("activity") else None
    return Happened(Inputs.of(found, engine), event, order, workspace.settings.workspace.timezone)


def _list(call: Session, counted: Funnel, step: int, output: Path | None) -> None:
    """Give the customers who reached a step and not the next."""
    rows = counted.rows.engine.rows(counted.customers(step))
    if output is not None:
        form = output.suffix.lstrip(".").lower()
        write_rows(rows, form, output)
        call.say(
            Text("{count} customers are in {path}.", "{count} 位客户已写入 {path}。"), count=len(rows), path=output
        )
        return
    names = list(rows[0]) if rows else ["customer_id"]
    call.answer(
        {"step": step, "rows": rows},
        lambda out: _show_customers(out, call, names, rows),
    )


def _show_customers(out: Console, call: Session, names: list[str], rows: list[dict[str, Any]]) -> None:
    table = grid({name: name for name in names}, call.language)
    for row in rows:
        table.add_row(*(escape(str(row[name])) for name in names))
    out.print(table)


def _show(out: Console, call: Session, counted: Funnel, record: dict[str, Any]) -> None:
    language = call.language
    out.print(question_text(record).say(language), style="dim", markup=False, soft_wrap=True)
    _show_steps(out, language, record["rows"])
    for group in record["groups"]:
        label = attribute_label(counted.by).say(language)
        out.print(f"\n[bold]{escape(label)}: {attribute_value(counted.by, group['group'], language)}[/]")
        _show_steps(out, language, group["rows"])
    if record["young"]:
        young = YOUNG.fill(n=Text(*(number(record["young"], to) for to in ("en", "zh"))))
        out.print(young.say(language), style="dim", markup=False, soft_wrap=True)
    if record["compare"]:
        out.print()
    for told in record["compare"]["sentences"] if record["compare"] else ():
        out.print(told[language], markup=False, soft_wrap=True)


def _show_steps(out: Console, language: Language, rows: list[dict[str, Any]]) -> None:
    heads = {name: head for name, head in HEADS.items() if any(row.get(name) is not None for row in rows)}
    table = grid(heads, language, right=[name for name in heads if name != "step"])
    for row in rows:
        table.add_row(*(_cell(name, row, language) for name in heads))
    out.print(table)


def _cell(name: str, row: dict[str, Any], language: Language) -> str:
    value = row[name]
    if name == "step":
        return escape(str(value))
    if value is None:
        return NOTHING
    if name.endswith("_seconds"):
        return length(value).say(language)
    if name in ("of_first", "of_previous"):
        if row[f"{name}_low"] is None:
            return percent(value, language)
        low, high = (percent(row[f"{name}_{end}"], language) for end in ("low", "high"))
        return f"{percent(value, language)} ({low} … {high})"
    return number(value, language)
