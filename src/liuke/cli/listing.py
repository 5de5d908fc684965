"""`liuke customers` and `liuke customer`: the list to work through, and one customer's page."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import ibis
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.kept import all_orders
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import NOTHING, Text, day, money, number, percent
from liuke.predict import word
from liuke.predict.features.declared import declared_in
from liuke.present.export import write_rows
from liuke.segment import SEGMENTS, STAGES
from liuke.segment.bands import LABELS as BAND_NAMES
from liuke.workspace import Run, Workspace

TABLE_LIMIT = 20
FORMATS = ("table", "csv", "xlsx", "parquet", "json")
SEGMENT_NAMES, STAGE_NAMES = ({one.id: one.label for one in known} for known in (SEGMENTS, STAGES))
RISKS: dict[str, Text] = {"high": Text("high", "高"), "medium": Text("medium", "中"), "low": Text("low", "低")}
NAMED = {"risk": RISKS, "segment": SEGMENT_NAMES, "stage": STAGE_NAMES, **BAND_NAMES}
"""Names for the values of attributes, by attribute and value."""
COLUMNS: tuple[tuple[str, Text], ...] = (
    ("customer_id", Text("customer", "客户")),
    ("segment", Text("segment", "分群")),
    ("stage", Text("stage", "阶段")),
    ("risk", Text("risk", "风险")),
    ("probability", Text("may leave", "流失概率")),
    ("clv", Text("worth", "终身价值")),
    ("recency_days", Text("days silent", "静默天数")),
    ("orders", Text("orders", "订单数")),
    ("amount", Text("amount", "累计金额")),
    ("reasons", Text("why", "原因")),
)

LOST = Text(
    "{count} of these {of} are lost already; `--stage new,active,dormant,returned` lists who is still there.",
    "以上 {of} 位中有 {count} 位已经流失；加上 `--stage new,active,dormant,returned` 只列出仍在的客户。",
)
NUMBERS = frozenset({"probability", "clv", "recency_days", "orders", "amount"})
SPARE, ROOMY = frozenset({"stage", "orders", "amount"}), 140
"""Columns that a narrow terminal does without."""


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("List customers with risk, worth and reasons.", "列出客户及其风险、价值与原因。"))(customers)
    app.command(help=words("Show one customer.", "查看一位客户。"))(customer)


def score_records(rows: list[dict[str, Any]], call: Session, found: Run) -> list[dict[str, Any]]:
    """Return score rows of a run as the JSON contract states them: plain numbers, and reasons in words."""
    own = declared_in(found.cards)
    return [
        {
            name: [word(reason, call.language, found.currency, own) for reason in value or []]
            if name == "reasons"
            else _plain(value)
            for name, value in row.items()
        }
        for row in rows
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    if hasattr(value, "quantize"):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def customers(
    context: typer.Context,
    risk: Annotated[
        str,
        typer.Option(
            metavar="high|medium|low",
            help=words("Only of this risk, or of these.", "只列出该风险级别，可用逗号列出多个。"),
        ),
    ] = "",
    segment: Annotated[
        str, typer.Option(help=words("Only of this segment, or of these.", "只列出该分群，可用逗号列出多个。"))
    ] = "",
    stage: Annotated[
        str, typer.Option(help=words("Only of this stage, or of these.", "只列出该阶段，可用逗号列出多个。"))
    ] = "",
    sort: Annotated[
        str, typer.Option(help=words("Column to sort by, largest first.", "排序列，从大到小。"))
    ] = "value_at_risk",
    limit: Annotated[
        int | None,
        typer.Option(min=1, help=words("How many; 20 in a table, else all.", "条数；表格默认 20，其余默认全部。")),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help=words("How to give them.", "输出格式。"))
    ] = "table",
    output: Annotated[Path | None, typer.Option("-o", "--output", help=words("File to write.", "写入的文件。"))] = None,
) -> None:
    """List the scored customers of the published run."""
    call = session(context)
    if form not in FORMATS:
        raise _unknown("--format", form, FORMATS)
    call.as_json = call.as_json or form == "json"
    workspace = call.open()
    found = workspace.run()
    as_table = form == "table" and not call.as_json
    with call.engine(workspace) as engine:
        rows = _select(
            found,
            engine,
            {"risk": risk, "segment": segment, "stage": stage},
            sort,
            limit or (TABLE_LIMIT if as_table else 0),
        )
    records = score_records(rows, call, found)
    if form in {"csv", "xlsx", "parquet"}:
        _export(call, found, records, form, output)
    else:
        call.answer({"as_of": str(found.as_of), "rows": records}, lambda out: show_customers(out, call, found, records))
        lost = sum(row["stage"] == "lost" for row in records)
        if as_table and lost and not stage:
            call.say(LOST, count=lost, of=len(records))


def _unknown(name: str, value: str, known: Any) -> UsageError:  # noqa: ANN401 - any collection of names
    return UsageError(
        "usage.unknown",
        Text("{name} does not know “{value}”.", "{name} 不支持“{value}”。").fill(name=name, value=value),
        Text("Use one of: {known}.", "可用：{known}。").fill(known=", ".join(str(one) for one in known)),
    )


def _select(found: Run, engine: Engine, wanted: dict[str, str], sort: str, limit: int) -> list[dict[str, Any]]:
    table = found.table(engine, "score")
    if sort not in table.columns or sort == "reasons":
        raise _unknown("--sort", sort, [name for name in table.columns if name != "reasons"])
    for name, given in wanted.items():
        chosen = [_known(name, one.strip()) for one in given.split(",") if one.strip()]
        if chosen:
            table = table.filter(table[name].isin(chosen))
    order = table[sort].asc() if sort == "customer_id" else ibis.desc(table[sort], nulls_first=False)
    table = table.order_by(order, ibis.desc("probability", nulls_first=False), "customer_id")
    return engine.rows(table.limit(limit) if limit else table)


def _known(name: str, given: str) -> str:
    """Return the id of a risk, segment or stage named by its id or its label; raises `UsageError` with the ids."""
    known = NAMED[name]
    for id_, label in known.items():
        if given.casefold() in {id_, label.en.casefold(), label.zh}:
            return id_
    raise _unknown(f"--{name}", given, known)


def _export(call: Session, found: Run, records: list[dict[str, Any]], form: str, output: Path | None) -> None:
    flat = [row | {"reasons": Text("; ", "；").say(call.language).join(row["reasons"])} for row in records]
    path = output or (None if form == "csv" else Path(f"customers-{found.as_of}.{form}"))
    write_rows(flat, form, path)
    if path:
        call.say(Text("{count} customers are in {path}.", "{count} 位客户已写入 {path}。"), count=len(flat), path=path)


def show_customers(out: Console, call: Session, found: Run, records: list[dict[str, Any]]) -> None:
    """Show customers as a table for a person."""
    language = call.language
    columns = [column for column in COLUMNS if out.width >= ROOMY or column[0] not in SPARE]
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for name, label in columns:
        grid.add_column(label.say(language), justify="right" if name in NUMBERS else "left", no_wrap=name != "reasons")
    for row in records:
        shown = row | {
            "segment": SEGMENT_NAMES[row["segment"]].say(language) if row["segment"] else NOTHING,
            "stage": STAGE_NAMES[row["stage"]].say(language),
            "risk": RISKS[row["risk"]].say(language),
            "probability": percent(row["probability"], language, 0),
            "clv": money(row["clv"], found.currency, language),
            "amount": money(row["amount"], found.currency, language),
            "recency_days": number(row["recency_days"], language),
            "orders": number(row["orders"], language),
            "reasons": Text("; ", "；").say(language).join(row["reasons"]),
        }
        grid.add_row(*(escape(str(shown[name])) for name, _ in columns))
    out.print(grid)


def customer(
    context: typer.Context,
    customer_id: Annotated[str, typer.Argument(metavar="ID", help=words("The customer's number.", "客户编号。"))],
) -> None:
    """Show what is known of one customer: score, reasons, orders."""
    call = session(context)
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        table = found.table(engine, "score")
        rows = engine.rows(table.filter(table.customer_id == customer_id))
        if not rows:
            raise DataError(
                "customer.unknown",
                Text("There is no customer “{id}” in this run.", "本次运行中没有客户“{id}”。").fill(id=customer_id),
                Text("`liuke customers` lists them.", "`liuke customers` 可列出全部客户。"),
            )
        orders = _orders(workspace, found, engine, customer_id)
    (record,) = score_records(rows, call, found)
    answer = {"as_of": str(found.as_of), "customer": record, "orders": orders}
    call.answer(answer, lambda out: _show_customer(out, call, found, record, orders))


def _orders(workspace: Workspace, found: Run, engine: Engine, customer_id: str) -> list[dict[str, Any]]:
    if not found.has("activity"):
        return []
    order = all_orders(workspace, found, engine)
    kept = order.filter(order.customer_id == customer_id).order_by(ibis.desc("ordered_at"))
    chosen = kept.select("order_id", "ordered_at", "amount", "returned")
    return [{name: _plain(value) for name, value in row.items()} for row in engine.rows(chosen)]


def _show_customer(
    out: Console, call: Session, found: Run, record: dict[str, Any], orders: list[dict[str, Any]]
) -> None:
    show_customers(out, call, found, [record])
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for label in (Text("order", "订单"), Text("day", "日期"), Text("amount", "金额")):
        grid.add_column(label.say(call.language))
    for order in orders[:TABLE_LIMIT]:
        when = day(datetime.fromisoformat(order["ordered_at"]).date(), call.language)
        grid.add_row(escape(str(order["order_id"] or "")), when, money(order["amount"], found.currency, call.language))
    out.print(grid)
