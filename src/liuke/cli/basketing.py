"""`liuke baskets`: what is bought together, and what is bought next."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import UsageError
from liuke.explain.baskets import LEVELS, Level, ask_next, ask_together
from liuke.explain.baskets.words import rule_sentence, sides, summary
from liuke.language import Text, number, percent
from liuke.workspace import Run

SHOWN = 20
LONGEST = 365
HEADS = (
    Text("who buys", "购买"), Text("buys too", "同时购买"), Text("share", "占比"), Text("95%", "95%"),
    Text("times", "次数"), Text("by chance", "随机预期"), Text("lift", "提升度"),
)  # fmt: skip
NEXT = Text("buys after", "之后购买")
MORE = Text(
    "{shown} of {all}; --json gives the rest. “By chance” is how often it would be if one had nothing to do with the "
    "other. What goes together is not what brings about: it says who buys what, not what an offer would change.",
    "仅显示 {all} 条中的 {shown} 条，--json 可输出其余。“随机预期”是两者毫无关系时的次数。"
    "搭配不等于因果：它只说明谁买了什么，并不表示促销会带来改变。",
)


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(
        help=words("Ask what is bought together, or next.", "查询哪些商品一起购买、接着会买什么。"),
    )(baskets)


def baskets(
    context: typer.Context,
    level: Annotated[
        str,
        typer.Option(metavar="product|category", help=words("Of what: products or categories.", "按商品或品类。")),
    ] = "product",
    least: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help=words(
                "In how many baskets at least; chosen from the data by default.", "至少出现的次数；默认由数据决定。"
            ),
        ),
    ] = 0,
    then: Annotated[
        int,
        typer.Option(
            metavar="DAYS",
            min=0,
            max=LONGEST,
            help=words("What is bought on a later day, within so many days.", "在多少天之内、之后某天购买的商品。"),
        ),
    ] = 0,
) -> None:
    """Answer with rules: counts, confidence with its interval, lift, leverage, and whether they may be chance."""
    call = session(context)
    wanted = level_of(level)
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        lines = need_lines(found).table(engine, "order_line")
        if then:
            answer = ask_next(engine, lines, then, found.as_of, wanted, least or None)
        else:
            answer = ask_together(engine, lines, wanted, least or None)
    record = {"as_of": str(found.as_of)} | answer.record()
    call.answer(record, lambda out: _show(out, call, record))


def level_of(name: str) -> Level:
    """Return the level of this name; raises `UsageError` where there is none."""
    for level in LEVELS:
        if name == level:
            return level
    raise UsageError(
        "baskets.level",
        Text("There is no level “{name}”.", "没有“{name}”这一层级。").fill(name=name),
        Text("Use --level product or --level category.", "请使用 --level product 或 --level category。"),
    )


def need_lines(run: Run) -> Run:
    """Return the run where it has order lines; raises `UsageError` that says what to add where not."""
    if run.has("order_line"):
        return run
    raise UsageError(
        "baskets.no_order_lines",
        Text("This run does not know what was in the orders.", "本次运行不知道订单里有什么商品。"),
        Text(
            "Add order lines with `liuke add FILE --table order_line`, then call `liuke run`.",
            "请用 `liuke add 文件 --table order_line` 添加订单明细，再执行 `liuke run`。",
        ),
    )


def _show(out: Console, call: Session, record: dict[str, Any]) -> None:
    language = call.language
    out.print(summary(record).say(language), markup=False, soft_wrap=True)
    shown = [rule for rule in record["rules"] if rule["significant"]]
    shown = shown[:SHOWN]
    if not shown:
        return
    out.print(rule_sentence(shown[0], record["then_days"]).say(language), markup=False, soft_wrap=True)
    out.print()
    out.print(_grid(shown, call, after=record["then_days"] is not None))
    told = MORE.fill(shown=len(shown), all=record["found"])
    out.print(told.say(language), style="dim", markup=False, soft_wrap=True)


def _grid(rules: list[dict[str, Any]], call: Session, *, after: bool) -> Table:
    language = call.language
    grid = Table(box=None, pad_edge=False, header_style="dim")
    heads = [HEADS[0], NEXT if after else HEADS[1], *HEADS[2:]]
    for place, head in enumerate(heads):
        grid.add_column(escape(head.say(language)), justify="right" if place > 1 else "left")
    for rule in rules:
        before, then = sides(rule)
        grid.add_row(
            escape(before.say(language)),
            escape(then),
            percent(rule["confidence"], language),
            f"{percent(rule['low'], language)} … {percent(rule['high'], language)}",
            number(rule["count"], language),
            number(rule["expected"], language),
            number(rule["lift"], language, 1),
        )
    return grid
