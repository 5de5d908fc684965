"""`liuke report`: one file to read, print and pass on."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.language import Text
from liuke.present.report import render_report
from liuke.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("Write the report of the published run.", "生成已发布结果的报告。"))(report)


def write_report(call: Session, workspace: Workspace, output: Path | None = None) -> Path:
    """Write the published run's report in the session's language and return its place."""
    found = workspace.run()
    path = output or workspace.root / f"report-{call.language}.html"
    with call.engine(workspace) as engine:
        page = render_report(found, engine, call.language)
    half = path.with_name(f".{path.name}.part")
    half.write_text(page, encoding="utf-8")
    half.replace(path)
    return path


def report(
    context: typer.Context,
    show: Annotated[bool, typer.Option("--open", help=words("Open it in the browser.", "在浏览器中打开。"))] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help=words("File to write.", "写入的文件。"))] = None,
) -> None:
    """Write one self-contained HTML file; it needs no network and prints well."""
    call = session(context)
    path = write_report(call, call.open(), output)
    made = Text("The report is {path}.", "报告已生成：{path}。")
    call.answer(
        {"report": str(path)}, lambda out: out.print(made.say(call.language, path=path), markup=False, soft_wrap=True)
    )
    if show:
        webbrowser.open(path.resolve().as_uri())
