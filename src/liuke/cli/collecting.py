"""`liuke init` and `liuke add`: from nothing to received files."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.prompt import Confirm, Prompt
from rich.table import Table

from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import local_zone
from liuke.collect import Proposal, Received, inspect, receive
from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import Text, number
from liuke.schema import TABLES, find_table
from liuke.workspace import Workspace, create_workspace, open_workspace

_NO_COLUMN = Text("There is no canonical column “{name}”.", "没有名为“{name}”的规范列。")
NEXT = Text(
    "Next: `liuke add FILE` with orders, subscriptions, events, or what else you have.",
    "下一步：用 `liuke add 文件` 添加订单、订阅、行为或其他数据。",
)


_REPLACED = Text(
    "The same file was kept as {tables} before; that is replaced. If it holds both, add it once more as {tables}, "
    "with --also.",
    "同一文件此前作为 {tables} 添加，现已被替换。如果它同时包含两张表，请加 --also 再次作为 {tables} 添加。",
)


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("Make a workspace in a folder.", "在目录中创建工作区。"))(init)
    app.command(
        help=words(
            "Add files: orders, customers, subscriptions, events and more.", "添加文件：订单、客户、订阅、事件等。"
        )
    )(add)


def init(
    context: typer.Context,
    timezone: Annotated[
        str,
        typer.Option(
            help=words(
                "Time zone that decides days, such as Asia/Shanghai; the machine's by default.",
                "决定日期归属的时区，如 Asia/Shanghai；默认取本机时区。",
            )
        ),
    ] = "",
) -> None:
    """Make a workspace; one that is there already stays as it is."""
    call = session(context)
    workspace = create_workspace(call.root, timezone=timezone or local_zone())
    record = {"workspace": str(workspace.root), "timezone": workspace.settings.workspace.timezone}
    call.answer(record, lambda out: _show_made(out, call, workspace))


def _show_made(out: Console, call: Session, workspace: Workspace) -> None:
    made = Text(
        "The workspace {root} is ready; its days are those of {zone}.", "工作区 {root} 已就绪，按 {zone} 时区划分日期。"
    )
    said = made.say(call.language, root=workspace.root, zone=workspace.settings.workspace.timezone)
    out.print(said, markup=False, soft_wrap=True)
    out.print(NEXT.say(call.language), markup=False)


def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=words("The files to add.", "要添加的文件。"))],
    table: Annotated[
        str,
        typer.Option(
            help=words(
                "The table the files hold, such as order, customer or event; guessed by default.",
                "文件对应的数据表，如 order、customer、event；默认自动判断。",
            )
        ),
    ] = "",
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="CANONICAL=COLUMN",
            help=words("Say which column is which, such as amount=实付.", "指定列的对应关系，如 amount=实付。"),
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=words("Ask nothing.", "不询问，直接执行。"))] = False,
    also: Annotated[
        bool,
        typer.Option(
            "--also",
            help=words(
                "Keep what the same file was added as before: it holds two tables.",
                "保留同一文件此前作为其他数据表添加的内容（一个文件含两张表）。",
            ),
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=words("Show the mapping; add nothing.", "只显示列映射，不写入。"))
    ] = False,
) -> None:
    """Map each file's columns, show the mapping, and take the file into the workspace."""
    call = session(context)
    asked = find_table(table).name if table else None
    pairs = dict(_pair(text, asked) for text in given or [])
    workspace = (
        open_workspace(call.root)
        if dry_run or (call.root / "liuke.toml").exists()
        else create_workspace(call.root, timezone=local_zone())
    )
    results: list[dict[str, Any]] = []
    with call.engine(workspace, embedded=True) as engine:
        for file in files:
            proposal = inspect(file, workspace.settings, table=asked, given=pairs)
            if not call.as_json:
                show_proposal(call.err, call, proposal)
            if dry_run:
                results.append(_record(proposal, None))
                continue
            if not yes and call.interactive:
                proposal = _confirm(call, workspace, proposal, pairs)
            received = _receive(call, workspace, engine, proposal, also=also)
            results.append(_record(proposal, received))
            workspace = open_workspace(call.root)
    call.answer({"files": results}, lambda out: _show_received(out, call, results))


def _pair(text: str, table: str | None) -> tuple[str, str]:
    canonical, equals, column = text.partition("=")
    if not (equals and canonical.strip() and column.strip()):
        raise UsageError(
            "usage.map",
            Text(
                "--map {text} is not of the form canonical=column.", "--map {text} 不符合“规范列=文件列”的形式。"
            ).fill(text=text),
            Text("For example: --map customer_id=会员号.", "例如：--map customer_id=会员号。"),
        )
    tables = [TABLES[table]] if table else list(TABLES.values())
    if not any(canonical.strip() in one.names for one in tables):
        raise UsageError("usage.map", _NO_COLUMN.fill(name=canonical.strip()), _columns_of(table))
    return canonical.strip(), column.strip()


def _columns_of(table: str | None) -> Text:
    """Return the columns of a table; without one, those of orders, and how to see others."""
    names = ", ".join(TABLES[table or "order"].names)
    if table:
        return Text("{table} has: {names}.", "{table} 可用：{names}。").fill(table=table, names=names)
    return Text(
        "For orders use: {names}. For another table, add --table NAME, one of: {tables}.",
        "订单可用：{names}。如果是其他数据表，请加上 --table 表名，可选：{tables}。",
    ).fill(names=names, tables=", ".join(TABLES))


def _receive(call: Session, workspace: Workspace, engine: Engine, proposal: Proposal, *, also: bool) -> Received:
    with workspace.locked(), call.progress() as progress:
        return receive(workspace, proposal, engine, progress, also=also)


def _confirm(call: Session, workspace: Workspace, proposal: Proposal, pairs: dict[str, str]) -> Proposal:
    """Ask whether table and mapping are right, and let the reader mend them one by one."""
    table = proposal.table
    while not Confirm.ask(Text("Is this right?", "这样对吗？").say(call.language), console=call.err, default=True):
        question = Text(
            "What is wrong? canonical=column, or table=NAME (empty to stop)",
            "哪里不对？请输入 规范列=文件列，或 table=表名（留空则放弃）",
        )
        answer = Prompt.ask(question.say(call.language), console=call.err, default="")
        if not answer:
            raise DataError(
                "collect.declined",
                Text("{file} was not added.", "未添加 {file}。").fill(file=proposal.name),
                Text(
                    "Call again with --map to say which column is which, or --table to say which table it is.",
                    "可用 --map 指定列的对应关系，或用 --table 指定数据表后重试。",
                ),
                file=str(proposal.path),
            )
        if answer.partition("=")[0].strip() == "table":
            table, pairs = find_table(answer.partition("=")[2]).name, {}
        else:
            pairs = pairs | dict([_pair(answer, table)])
        proposal = inspect(proposal.path, workspace.settings, table=table, given=pairs)
        show_proposal(call.err, call, proposal)
    return proposal


def show_proposal(out: Console, call: Session, proposal: Proposal) -> None:
    """Show which column of a file becomes which canonical column, with a first value."""
    language = call.language
    title = Text("{file} → {table}: a row is {row} ({why})", "{file} → {table}：每行是{row}（{why}）").fill(
        file=escape(proposal.name),
        table=proposal.table,
        row=TABLES[proposal.table].row,
        why=Text(escape(proposal.table_from.en), escape(proposal.table_from.zh)),
    )
    out.print(title.say(language), style="italic", soft_wrap=True)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for head in (Text("Liuke's column", "规范列"), Text("column in the file", "文件列"), Text("first value", "首个值")):
        grid.add_column(head.say(language))
    first = proposal.sample[0] if proposal.sample else {}
    for canonical, header in proposal.mapping.columns.items():
        label = TABLES[proposal.table][canonical].label.say(language)
        grid.add_row(f"{canonical}  [dim]{escape(label)}[/]", escape(header), escape(_first(first, header)[:40]))
    out.print(grid)
    if proposal.unused:
        unused = Text("Not used: {names}.", "未使用的列：{names}。").fill(names=", ".join(proposal.unused))
        out.print(unused.say(language), style="dim", markup=False)
    for note in proposal.notes:
        out.print(f"! {note.say(language)}", style="yellow", markup=False)


def _first(row: dict[str, Any], header: str) -> str:
    """Return the first value of a column, or the factors of a product such as 单价 * 数量."""
    if header in row:
        return str(row[header])
    return " * ".join(str(row.get(part.strip(), "")) for part in header.split("*"))


def _record(proposal: Proposal, received: Received | None) -> dict[str, Any]:
    about = received.source.about if received else {}
    return {
        "file": str(proposal.path),
        "table": proposal.table,
        "mapping": dict(proposal.mapping.columns),
        "unused": list(proposal.unused),
        "notes": [note.en for note in proposal.notes],
        "added": received is not None and not received.already,
        "already": received is not None and received.already,
        "replaced": list(received.replaced) if received else [],
        "rows": about.get("rows"),
        "rejected": about.get("rejected"),
    }


def _show_received(out: Console, call: Session, results: list[dict[str, Any]]) -> None:
    said = {
        "added": Text(
            "✓ {file}: {rows} rows taken in, {rejected} set aside.", "✓ {file}：收入 {rows} 行，隔离 {rejected} 行。"
        ),
        "already": Text("✓ {file} is here already; nothing changed.", "✓ {file} 已在工作区中，未做改动。"),
    }
    for result in results:
        kind = next((name for name in said if result[name]), None)
        if kind:
            counts = {name: number(result[name] or 0, call.language) for name in ("rows", "rejected")}
            out.print(said[kind].say(call.language, file=result["file"], **counts), markup=False, soft_wrap=True)
        if result["replaced"]:
            gone = _REPLACED.say(call.language, tables=", ".join(result["replaced"]))
            out.print(f"! {gone}", style="yellow", markup=False, soft_wrap=True)
    if any(result["added"] for result in results):
        out.print(Text("Next: `liuke run`.", "下一步：`liuke run`。").say(call.language), markup=False)
