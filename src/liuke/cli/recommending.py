"""`liuke recommend`: what each customer is likely to buy next, and how good such lists have been."""

from typing import Annotated, Any

import ibis
import polars as pl
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.basketing import level_of, need_lines
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import UsageError
from liuke.explain.baskets import recommend as ask
from liuke.explain.baskets.recommending.question import TOP
from liuke.language import NOTHING, Text

SHOWN = 10
MOST = 50
HEADS = (Text("customer", "客户"), Text("", ""), Text("next", "下次可能买"), Text("new to them", "可能尝试的新品"))
GOES = Text("{name} (goes with {because})", "{name}（常与{because}一起买）")
MORE = Text("{shown} of {all} customers; --json gives all.", "仅显示 {all} 位客户中的 {shown} 位，--json 可输出全部。")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(
        help=words("Recommend to each customer what they may buy next.", "为每位客户推荐接下来可能购买的商品。"),
    )(recommend)


def recommend(
    context: typer.Context,
    customer: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help=words("Only to this customer; may be repeated.", "只看该客户，可重复使用。")),
    ] = None,
    top: Annotated[
        int, typer.Option(metavar="N", min=1, max=MOST, help=words("So many things for each.", "每位客户推荐几种。"))
    ] = TOP,
    level: Annotated[
        str,
        typer.Option(metavar="product|category", help=words("Of what: products or categories.", "按商品或品类。")),
    ] = "product",
) -> None:
    """Answer with the best things for each customer, and the hit rate of such lists beside simple ones."""
    call = session(context)
    wanted = level_of(level)
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        lines = need_lines(found).table(engine, "order_line")
        _check(engine.polars(lines.select("customer_id").distinct())["customer_id"], customer or [])
        span = engine.rows(lines.aggregate(first=lines.day.min()))[0]
        answer = ask(engine, lines, span["first"] or found.as_of, found.as_of, wanted, top)
        rows = answer.rows.filter(answer.rows.customer_id.isin(customer)) if customer else answer.rows
        frame = engine.polars(rows.order_by("customer_id", ibis.desc("kind"), "place"))
    record = {"as_of": str(found.as_of)} | answer.told() | {"top": top, "rows": frame.to_dicts()}
    call.answer(record, lambda out: _show(out, call, record, frame))


def _check(known: pl.Series, wanted: list[str]) -> None:
    """Raise `UsageError` for a customer who never bought anything."""
    for one in wanted:
        if one not in known:
            raise UsageError(
                "recommend.unknown_customer",
                Text("No order line is of customer {id}.", "没有客户 {id} 的订单明细。").fill(id=one),
                Text("`liuke customers` lists who there is.", "可用 `liuke customers` 查看有哪些客户。"),
            )


def _show(out: Console, call: Session, record: dict[str, Any], frame: pl.DataFrame) -> None:
    language = call.language
    for kind in ("next", "new"):
        out.print(Text(**record[kind]["verdict"]).say(language), markup=False, soft_wrap=True)
    out.print()
    people = frame["customer_id"].unique(maintain_order=True)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for head in HEADS:
        grid.add_column(escape(head.say(language)))
    for person in people.head(SHOWN):
        own = frame.filter(pl.col("customer_id") == person)
        lists = [own.filter(pl.col("kind") == kind).to_dicts() for kind in ("next", "new")]
        for place in range(max(map(len, lists))):
            cells = [_told(rows[place], call) if place < len(rows) else NOTHING for rows in lists]
            grid.add_row("" if place else escape(person), str(place + 1), *cells)
    out.print(grid)
    if len(people) > SHOWN:
        told = MORE.fill(shown=SHOWN, all=len(people))
        out.print(told.say(language), style="dim", markup=False, soft_wrap=True)


def _told(row: dict[str, Any], call: Session) -> str:
    name = f"“{row['name']}”"
    if row["because_name"] is None:
        return escape(name)
    return escape(GOES.say(call.language, name=name, because=f"“{row['because_name']}”"))
