"""`liuke paths`: what those who left did in their last steps, beside what those who stayed did in theirs."""

import re
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.answers import attribute_value
from liuke.cli.asking import WHERE, conditions, parts
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.engine import Engine
from liuke.explain.paths import Asked, BySilence, Leaving, ask_paths, by_event, by_run, refusals
from liuke.explain.paths.words import NOT_CAUSE
from liuke.explain.visits import said_of_sessions
from liuke.language import Language, Text, percent, signed
from liuke.measure import Inputs
from liuke.workspace import Run

SHOWN = 12
"""The steps and pairs that a terminal shows."""
LEAST = 0.0001
"""A p-value below this one is not told."""
_GAP = re.compile(r"(\d{1,6})\s*([smhd]?)")
_SECONDS = {"s": 1, "m": 60, "": 60, "h": 3600, "d": 86_400}
STEP, DIFFERENCE, INTERVAL = Text("step", "步骤"), Text("difference, pp", "差异（百分点）"), Text("95%", "95%")
ADJUSTED = Text("p, adjusted", "校正后 p")
HEADS = {False: (Text("left", "离开"), Text("stayed", "留下")), True: (Text("reached", "到达"), Text("others", "其他"))}
MORE = Text("{more} more; --json gives all.", "另有 {more} 项；--json 可输出全部。")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(
        help=words(
            "Ask what leavers did last, beside those who stayed.", "查询客户离开前做了什么，并与留下的客户对比。"
        )
    )(paths)


def paths(  # noqa: PLR0913, PLR0917 - a parameter an option
    context: typer.Context,
    steps: Annotated[int, typer.Option(metavar="N", help=words("How many steps.", "看最后几步。"))] = 5,
    gap: Annotated[
        str,
        typer.Option(metavar="30m|2h|1d", help=words("The pause that ends a visit.", "间隔多久算一次到访结束。")),
    ] = "30m",
    by: Annotated[
        str,
        typer.Option(
            metavar="ATTRIBUTE", help=words("Compare within groups of customers.", "按客户属性分组，各组分别比较。")
        ),
    ] = "",
    where: WHERE = None,
    left_by: Annotated[
        str, typer.Option(metavar="EVENT", help=words("Who did this left.", "做过此行为即视为离开。"))
    ] = "",
    reached: Annotated[
        str,
        typer.Option(
            metavar="EVENT",
            help=words("Compare those who came to this with those who never did.", "比较到达与从未到达此行为的客户。"),
        ),
    ] = "",
    silent: Annotated[
        int,
        typer.Option(
            metavar="DAYS",
            min=0,
            max=3650,
            help=words("Who did nothing for so long left.", "多少天没有行为即视为离开。"),
        ),
    ] = 0,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help=words("Not a step; may be repeated.", "不计为步骤的行为，可重复使用。")),
    ] = None,
) -> None:
    """Answer with the steps that set leavers apart, the flow of both, and what visits are like."""
    call = session(context)
    asked = Asked(steps, pause(gap), parts(without))
    if sum(map(bool, (left_by, reached, silent))) > 1:
        raise refusals.several_ways()
    workspace = call.open()
    found = workspace.run()
    if not found.has("event"):
        raise refusals.no_events()
    with call.engine(workspace) as engine:
        inputs, event = Inputs.of(found, engine), found.table(engine, "event")
        leaving: Leaving
        if left_by or reached:
            leaving = by_event(engine, event, left_by or reached, goal=bool(reached))
        elif silent:
            leaving = BySilence(silent, found.as_of)
        else:
            leaving = _by_run(found, engine)
        lost = Text(**(found.manifest["lost"].get("sentence") or {"en": "", "zh": ""}))
        answer = ask_paths(inputs, event, leaving, lost, asked, by.strip(), conditions(where))
    record = {"as_of": str(found.as_of)} | answer.record()
    call.answer(record, lambda out: _show(out, call, record))


def pause(text: str) -> timedelta:
    """Return a pause from 30m, 2h, 1d or a number of minutes; raises `UsageError` for anything else."""
    if not (found := _GAP.fullmatch(text.strip().casefold())):
        raise refusals.wrong_gap()
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _by_run(found: Run, engine: Engine) -> Leaving:
    names = [name for name in ("stay", "spell", "event", "activity") if found.has(name)]
    tables = {name: found.table(engine, name) for name in names}
    if "spell" in tables:
        tables.setdefault("stay", tables["spell"])
    first = date.fromisoformat(found.manifest["first_day"])
    return by_run(engine, tables, found.manifest["lost"].get("definition"), first, found.as_of)


def _show(out: Console, call: Session, record: dict[str, Any]) -> None:
    language = call.language
    _dim(out, said_of_sessions(record["sessions"]).say(language))
    _dim(out, record["left_means"][language])
    for one in record["groups"]:
        if record["by"]:
            out.print()
            out.print(attribute_value(record["by"], one["group"], language), style="bold", markup=False)
        _show_group(out, one, language, reached=bool(record["goal"]))
    _dim(out, NOT_CAUSE.say(language))


def _show_group(out: Console, one: dict[str, Any], language: Language, *, reached: bool) -> None:
    if one["refusal"]:
        out.print(one["refusal"]["message"][language], style="dim", markup=False, soft_wrap=True)
        return
    for note in one["notes"]:
        _dim(out, note[language])
    for said in one["sentences"]:
        out.print(said[language], markup=False, soft_wrap=True)
    out.print()
    out.print(_grid(one["separators"][:SHOWN], language, reached=reached))
    if (more := len(one["separators"]) - SHOWN) > 0:
        _dim(out, MORE.say(language, more=more))


def _grid(rows: list[dict[str, Any]], language: Language, *, reached: bool) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for place, head in enumerate((STEP, *HEADS[reached], DIFFERENCE, INTERVAL, ADJUSTED)):
        grid.add_column(head.say(language), justify="right" if place else "left")
    for row in rows:
        name = row["name"] + (f" → {row['following']}" if row["following"] else "")
        points = [signed(100 * row[name], 1) for name in ("difference", "low", "high")]
        grid.add_row(
            escape(name),
            *(percent(row[name], language) for name in ("left_share", "stayed_share")),
            points[0],
            f"{points[1]} … {points[2]}",
            f"{row['adjusted']:.2g}" if row["adjusted"] >= LEAST else f"< {LEAST}",
            style="" if row["significant"] else "dim",
        )
    return grid


def _dim(out: Console, text: str) -> None:
    out.print(text, style="dim", markup=False, soft_wrap=True)
