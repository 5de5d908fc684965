"""`liuke drivers`: what sets customers who left apart from those who stayed, in a table or in the published run."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from liuke.cli.driving_shown import attribute_named, show
from liuke.cli.driving_timing import answer_timing
from liuke.cli.session import session
from liuke.cli.words import words
from liuke.clock import local_zone
from liuke.collect import read_plain
from liuke.engine import open_engine
from liuke.errors import UsageError
from liuke.explain.drivers import Drivers, find_drivers, read_drivers
from liuke.language import NO_CURRENCY, Text
from liuke.predict.labelled_table.settled import settled_table


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(
        help=words(
            "Ask what sets those who left apart: effects, tree, shares.",
            "查询流失客户有何不同：影响、流失路径、各组流失率。",
        )
    )(drivers)


def drivers(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help=words(
                "A labelled table, a row a customer; without it, the published run.",
                "每行一位客户的标签表；不指定时查询已发布的运行。",
            ),
        ),
    ] = None,
    label: Annotated[
        str,
        typer.Option(
            metavar="COLUMN", help=words("The column of the outcome, such as who left.", "结果列，如是否流失。")
        ),
    ] = "",
    positive: Annotated[
        str,
        typer.Option(
            metavar="VALUE",
            help=words(
                "Its value that means leaving; told by itself where it says yes or no.",
                "表示流失的取值；为是/否时自动识别。",
            ),
        ),
    ] = "",
    id_column: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help=words("The column of the customer's id.", "客户编号所在的列。")),
    ] = "",
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help=words(
                "Use a column although it looks as if it knew the outcome.", "即使某列疑似事后信息，也仍然使用。"
            ),
        ),
    ] = None,
    timing: Annotated[
        bool,
        typer.Option(
            "--timing",
            help=words(
                "Of the run: who leaves faster, by what is known when a stay begins.",
                "针对已发布的运行：按起始时已知的属性，比较谁离开得更快。",
            ),
        ),
    ] = False,
    by: Annotated[
        str,
        typer.Option(
            metavar="ATTRIBUTE",
            help=words("Show the shares by one attribute alone.", "只看按某一属性划分的流失率。"),
        ),
    ] = "",
) -> None:
    """Answer with effects, views and the tree."""
    call = session(context)
    if file is None:
        _check_alone(label=label, positive=positive, id=id_column, keep=keep)
        workspace = call.open()
        run = workspace.run()
        if timing:
            answer_timing(call, workspace, run)
            return
        with call.engine(workspace) as engine:
            found, currency = read_drivers(run, engine), run.currency
    else:
        _check_dated(timing)
        found, currency = _of_table(file, label, positive, id_column, keep or ()), NO_CURRENCY
    if by:
        attribute_named(found, by)
    call.answer(found.record(currency), lambda out: show(out, call, found, currency, by))


def _of_table(file: Path, label: str, positive: str, id_column: str, keep: tuple[str, ...] | list[str]) -> Drivers:
    if not label:
        raise UsageError(
            "drivers.no_label",
            Text("Which column says who left is not told.", "未指定哪一列表示客户是否流失。"),
            Text("Name it with --label COLUMN.", "请用 --label 列名 指定。"),
        )
    with open_engine("duckdb") as engine, tempfile.TemporaryDirectory() as draft:
        plain = read_plain(engine, file, Path(draft), local_zone())
        frame = engine.polars(plain.rows)
    told = settled_table(frame, label, positive=positive or None, id=id_column or None, keep=keep)
    found = find_drivers(told.settled)
    return replace(
        found,
        left_out=dict(told.left_out) | dict(found.left_out),
        warnings=(*plain.notes, *told.warnings, *found.warnings),
    )


def _check_dated(timing: bool) -> None:
    if timing:
        raise UsageError(
            "drivers.no_time",
            Text("A labelled table does not say when anybody left.", "标签表不含客户离开的时间。"),
            Text(
                "Leave --timing out, or call it without FILE in a workspace.",
                "请去掉 --timing，或在工作区中不带文件使用。",
            ),
        )


def _check_alone(**given: object) -> None:
    """Raise `UsageError` where an option of a table is given without one."""
    for name, value in given.items():
        if value:
            raise UsageError(
                "drivers.no_file",
                Text("--{name} is of a table, and no FILE is named.", "--{name} 用于标签表，但未指定文件。").fill(
                    name=name
                ),
                Text(
                    "Call `liuke drivers FILE --label COLUMN`, or without options for the published run.",
                    "请用 `liuke drivers 文件 --label 列名`；查询已发布的运行则不加这些选项。",
                ),
            )
