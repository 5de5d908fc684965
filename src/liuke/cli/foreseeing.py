"""`liuke demand`: what is to be expected of orders, quantities, revenue and lost customers."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.asking import WHERE, conditions, parts
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import UsageError
from liuke.language import NOTHING, Text
from liuke.measure import Inputs
from liuke.predict.demand import OF, Ask, Service, ask_demand, caveats, known_grain, record_of, share, teller
from liuke.settings.checks import known_country

SHOWN = 13
"""The periods that a terminal shows."""
HEADS = (
    Text("period", "期间"),
    Text("expected", "预计"),
    Text("80%", "80%"),
    Text("95%", "95%"),
    Text("naive", "朴素法"),
)
GROUP, METHOD, NEXT = Text("group", "分组"), Text("method", "方法"), Text("next {n} {periods}", "未来 {n} {periods}")
ERROR, YARDSTICK = Text("off by", "偏差"), Text("naive off by", "朴素法偏差")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(
        help=words(
            "Forecast orders, quantity, revenue or lost customers.",
            "预测订单数、件数、收入或流失客户数。",
        )
    )(demand)


def demand(  # noqa: PLR0913, PLR0917 - a parameter an option
    context: typer.Context,
    of: Annotated[
        str,
        typer.Option(metavar="|".join(OF), help=words("What to forecast.", "预测对象。")),
    ] = "revenue",
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=words(
                "Groups, the widest first, such as category,product; they add up to the whole.",
                "分组，由大到小，如 category,product；各组之和等于合计。",
            ),
        ),
    ] = None,
    every: Annotated[str, typer.Option(metavar="week|month|day", help=words("The periods.", "期间单位。"))] = "week",
    horizon: Annotated[
        int, typer.Option(metavar="N", help=words("How many periods ahead.", "预测的期数。"), min=0)
    ] = 0,
    where: WHERE = None,
    most: Annotated[
        int, typer.Option(metavar="N", min=1, max=2_000, help=words("The groups kept apart.", "单独列出的分组数上限。"))
    ] = 30,
    holidays: Annotated[
        str,
        typer.Option(
            metavar="COUNTRY",
            help=words("Whose holidays count, such as CN.", "采用哪国假日，如 CN；默认与设置中的服务假日相同。"),
        ),
    ] = "",
    service_level: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE", help=words("Advise stock for this chance to last.", "按此服务水平给出备货建议。")
        ),
    ] = None,
    lead_days: Annotated[
        int, typer.Option(metavar="DAYS", min=0, max=730, help=words("Days until an order comes.", "到货所需天数。"))
    ] = 14,
    review_days: Annotated[
        int,
        typer.Option(metavar="DAYS", min=0, max=730, help=words("Days between orders.", "两次订货间隔天数。")),
    ] = 0,
) -> None:
    """Answer with forecasts, their intervals, and how far off they were in rehearsals on the past."""
    call = session(context)
    grain = known_grain(every)
    workspace = call.open()
    found = workspace.run()
    country = _country(holidays) or workspace.settings.service.holidays
    service = None if service_level is None else Service(service_level, lead_days, review_days)
    ask = Ask(horizon, country, service)
    with call.engine(workspace) as engine, call.progress() as progress:
        inputs = Inputs.of(found, engine)
        answer = ask_demand(inputs, of, grain, parts(by), conditions(where), ask, most=most, progress=progress)
    record = {"as_of": str(found.as_of), "of": of, "currency": found.currency, "holidays": country or None}
    record |= record_of(answer.found, teller(OF[of].unit, found.currency), caveats(of, parts(by)))
    call.answer(record, lambda out: _show(out, call, record))


def _country(text: str) -> str:
    try:
        return known_country(text)
    except ValueError as wrong:
        raise UsageError(
            "demand.holidays",
            Text("There is no calendar of holidays for “{name}”.", "没有“{name}”的假日日历。").fill(name=text),
            Text("Use a country such as CN, or a part of one: DE-BY.", "请使用国家代码，如 CN，或其地区：DE-BY。"),
        ) from wrong


def _show(out: Console, call: Session, record: dict[str, Any]) -> None:
    for note in record["notes"]:
        out.print(Text(**note).say(call.language), style="dim", markup=False, soft_wrap=True)
    whole, *groups = record["series"]
    out.print()
    for line in whole["says"]:
        out.print(Text(**line).say(call.language), markup=False, soft_wrap=True)
    out.print(_ahead(call, record, whole))
    if groups:
        out.print(_groups(call, record, groups))
    for one in groups:
        if one["stock"]:
            label = Text(**one["label"]).say(call.language)
            out.print(f"{label}: {Text(**one['says'][-1]).say(call.language)}", markup=False, soft_wrap=True)


def _grid(heads: list[str]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for place, head in enumerate(heads):
        grid.add_column(escape(head), justify="right" if place else "left")
    return grid


def _ahead(call: Session, record: dict[str, Any], one: dict[str, Any]) -> Table:
    tell = teller(OF[record["of"]].unit, record["currency"])

    def said(value: float | None) -> str:
        return tell(value).say(call.language)

    grid = _grid([head.say(call.language) for head in HEADS])
    for row in one["forecast"][:SHOWN]:
        ends = [
            NOTHING if row[f"low{level}"] is None else f"{said(row[f'low{level}'])} … {said(row[f'high{level}'])}"
            for level in (80, 95)
        ]
        grid.add_row(row["period"], said(row["value"]), *ends, said(row["naive"]))
    return grid


def _groups(call: Session, record: dict[str, Any], groups: list[dict[str, Any]]) -> Table:
    language, tell = call.language, teller(OF[record["of"]].unit, record["currency"])
    heads = [GROUP, Text("next periods together", "未来合计"), Text("80%", "80%"), METHOD, ERROR, YARDSTICK]
    grid = _grid([head.say(language) for head in heads])
    for one in groups:
        total, errors = one["total"], one["errors"]
        ends = NOTHING
        if total["low80"] is not None:
            ends = " … ".join(tell(total[end]).say(language) for end in ("low80", "high80"))
        name = " / ".join(part or Text(**one["label"]).say(language) for part in one["group"])
        off = [_percent(errors.get(which), call) for which in (one["method"], "seasonal_naive")]
        method = Text(**one["method_label"]).say(language)
        grid.add_row(escape(name), tell(total["value"]).say(language), ends, method, *off)
    return grid


def _percent(told: dict[str, Any] | None, call: Session) -> str:
    return share(told["wape"] if told else None).say(call.language)
