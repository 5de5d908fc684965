"""`liuke survival`: when customers leave, and whether groups of them leave at another pace."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.answers import attribute_value
from liuke.cli.asking import WHERE, conditions
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.language import NOTHING, Language, Text, number, percent
from liuke.measure import Inputs, attribute_label
from liuke.measure.lost import Contract
from liuke.predict.timing import Stays, ask_survival, no_stays

LONGEST = 3650
HAZARDS = 13
"""The periods that a terminal shows."""
EVERYBODY = Text("everybody", "全部")
HEADS = {
    "stays": Text("stays", "留存段数"),
    "lost": Text("left", "已离开"),
    "median": Text("half are gone after", "半数离开的天数"),
    "interval": Text("95%", "95%"),
}
AFTER = Text("still there after {days} days", "{days} 天后仍在")
STILL = Text("still there", "仍在")
REMAINING = Text("Expected to stay, of the next {days} days", "未来 {days} 天内预期留存天数")
COME = Text("who has been there", "已留存")
DAYS = Text("{days} days", "{days} 天")
EXPECTED = Text("stays on average", "平均还会留存")
HAZARD = Text("The chance to leave, by periods of {days} days", "各期流失概率（每期 {days} 天）")
PERIOD, CHANCE = Text("period", "第几期"), Text("chance to leave", "流失概率")
MORE = Text(
    "The first {shown} of {all} periods; --json gives all.", "仅显示前 {shown} 期（共 {all} 期）；--json 可输出全部。"
)
COUNTED = Text(
    "{lost} {since} Who is still there counts for as long as they were seen; who came back counts anew.",
    "{lost}{since}仍在的客户按已观察的时长计入，离开后又回来的客户重新计时。",
)
SINCE = {
    True: Text("Who left is known since {since}.", "自 {since} 起可知谁已离开。"),
    False: Text(
        "Counted are stays that began on {since} or later: earlier ones may have begun before the data do.",
        "只计入 {since} 及之后开始的留存：更早的可能在数据起始之前就已开始。",
    ),
}
"""What bounds the stays that count, where they are of contracts and where not."""
NOTED = Text("{name}: {note}", "{name}：{note}")
DIFFERENT = Text(
    "The groups do not leave at one pace (log-rank test, p {p}).", "各组离开的快慢不同（对数秩检验，p {p}）。"
)
SAME = Text(
    "No sure difference between the groups (log-rank test, p {p}).", "各组之间没有明确差异（对数秩检验，p {p}）。"
)
EFFECTS = Text("How much faster than “{against}” they leave", "与“{against}”相比离开得有多快")
RATIO = Text("hazard ratio", "风险比")
NOT_CAUSE = Text(
    "A hazard ratio compares who is in the groups; it does not say that moving somebody would change anything. It is "
    "taken to be the same at every tenure (Cox regression).",
    "风险比只比较各组现有的客户，并不表示把客户换到另一组就会改变结果；并假定该比值不随留存时长变化（Cox 回归）。",
)  # fmt: skip
SURE = 0.05
LEAST = 0.0001
"""A p-value below this one is not told: it only says that there are many customers."""


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(
        help=words(
            "Ask when customers leave: survival, hazard, remaining life.",
            "查询客户何时离开：生存曲线、流失概率、剩余时长。",
        )
    )(survival)


def survival(
    context: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            metavar="ATTRIBUTE",
            help=words("Compare groups by what is known when a stay begins.", "按起始时已知的属性分组比较。"),
        ),
    ] = "",
    where: WHERE = None,
    horizon: Annotated[
        int,
        typer.Option(
            metavar="DAYS",
            min=0,
            max=LONGEST,
            help=words(
                "The days ahead of which remaining life is told; those of lifetime value by default.",
                "剩余时长所针对的未来天数；默认与终身价值相同。",
            ),
        ),
    ] = 0,
) -> None:
    """Answer with survival curves, hazard by tenure, remaining life, and how groups differ."""
    call = session(context)
    workspace = call.open()
    found = workspace.run()
    with call.engine(workspace) as engine:
        stays = Stays.of(found, engine)
        if stays is None:
            raise no_stays()
        answer = ask_survival(Inputs.of(found, engine), stays, by.strip(), conditions(where))
    lost = {name: found.manifest["lost"].get(name) for name in ("definition", "sentence")}
    record = {"as_of": str(found.as_of), "lost": lost} | answer.record(horizon or int(found.manifest["clv_days"]))
    call.answer(record, lambda out: _show(out, call, record))


def _show(out: Console, call: Session, record: dict[str, Any]) -> None:
    language, groups = call.language, record["groups"]
    sentence = Text(**(record["lost"]["sentence"] or {"en": "", "zh": ""}))
    since = SINCE[record["lost"]["definition"] == Contract.kind].fill(since=record["since"])
    told = COUNTED.fill(lost=sentence, since=since)
    out.print(told.say(language), style="dim", markup=False, soft_wrap=True)
    out.print(_groups(call, record))
    for note in noted(record, language):
        out.print(note, style="dim", markup=False, soft_wrap=True)
    if record["by"]:
        _show_difference(out, call, record)
        return
    (one,) = groups
    _head(out, call, REMAINING.fill(days=record["horizon_days"]))
    out.print(_remaining(call, one))
    if one["hazard"]:
        _head(out, call, HAZARD.fill(days=one["hazard"][0]["period_days"]))
        out.print(_hazard(call, one["hazard"]))
    if len(one["hazard"]) > HAZARDS:
        out.print(MORE.say(language, shown=HAZARDS, all=len(one["hazard"])), style="dim", soft_wrap=True)


def noted(record: dict[str, Any], language: Language) -> list[str]:
    """Return what is to be known of the curves, a line a group that has a note."""
    by, found = record["by"], [one for one in record["groups"] if one["note"]]
    names = [attribute_value(by, one["group"], language) if by else EVERYBODY.say(language) for one in found]
    notes = [Text(**one["note"]) for one in found]
    return [NOTED.fill(name=name, note=note).say(language) for name, note in zip(names, notes, strict=True)]


def _head(out: Console, call: Session, title: Text) -> None:
    out.print()
    out.print(title.say(call.language), style="bold", markup=False, soft_wrap=True)


def _chance(p: float) -> str:
    return f"= {p:.2g}" if p >= LEAST else f"< {LEAST}"


def _grid(heads: list[str]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for place, head in enumerate(heads):
        grid.add_column(escape(head), justify="right" if place else "left")
    return grid


def _groups(call: Session, record: dict[str, Any]) -> Table:
    """Return a line a group: how many, how many left, the median, and the shares still there."""
    language, by = call.language, record["by"]
    days = sorted({int(point["days"]) for one in record["groups"] for point in one["survival"]})
    first = attribute_label(by).say(language) if by else ""
    after = [
        AFTER.say(language, days=day) if not place else DAYS.say(language, days=day) for place, day in enumerate(days)
    ]
    grid = _grid([first, *(head.say(language) for head in HEADS.values()), *after])
    for one in record["groups"]:
        name = attribute_value(by, one["group"], language) if by else EVERYBODY.say(language)
        shares = {int(point["days"]): percent(point["survival"], language) for point in one["survival"]}
        grid.add_row(
            name,
            number(one["stays"], language),
            number(one["lost"], language),
            number(one["median_days"], language),
            _between(one["median_low"], one["median_high"], call),
            *(shares.get(day, NOTHING) for day in days),
        )
    return grid


def _between(low: float | None, high: float | None, call: Session) -> str:
    return f"{number(low, call.language)} … {number(high, call.language)}"


def _remaining(call: Session, one: dict[str, Any]) -> Table:
    language = call.language
    heads = [text.say(language) for text in (COME, EXPECTED, HEADS["interval"])]
    grid = _grid(heads)
    for row in one["remaining"]:
        tenure = DAYS.say(language, days=number(row["tenure_days"], language))
        stays = DAYS.say(language, days=number(row["days"], language))
        grid.add_row(tenure, stays, _between(row["low"], row["high"], call))
    return grid


def _hazard(call: Session, rows: list[dict[str, Any]]) -> Table:
    language = call.language
    heads = [text.say(language) for text in (PERIOD, STILL, HEADS["lost"], CHANCE, HEADS["interval"])]
    grid = _grid(heads)
    for row in rows[:HAZARDS]:
        ends = f"{percent(row['low'], language)} … {percent(row['high'], language)}"
        counts = (number(row[name], language) for name in ("at_risk", "ended"))
        grid.add_row(str(row["tenure"]), *counts, percent(row["hazard"], language), ends)
    return grid


def _show_difference(out: Console, call: Session, record: dict[str, Any]) -> None:
    language, test, effects = call.language, record["test"], record["effects"]
    if test:
        said = DIFFERENT if test["p_value"] < SURE else SAME
        out.print(said.say(language, p=_chance(test["p_value"])), highlight=False)
    if record["note"]:
        out.print(Text(**record["note"]).say(language), style="dim", markup=False, soft_wrap=True)
    if not effects:
        return
    against = Text(*(attribute_value(record["by"], effects["against"], to) for to in ("en", "zh")))
    heads = [attribute_label(record["by"]).say(language), *(text.say(language) for text in (RATIO, HEADS["interval"]))]
    _head(out, call, EFFECTS.fill(against=against))
    grid = _grid([*heads, "p"])
    for row in effects["groups"]:
        ends = f"{number(row['low'], language, 2)} … {number(row['high'], language, 2)}"
        name = attribute_value(record["by"], row["group"], language)
        grid.add_row(name, number(row["hazard_ratio"], language, 2), ends, _chance(row["p_value"]).removeprefix("= "))
    out.print(grid)
    out.print(NOT_CAUSE.say(language), style="dim", markup=False, soft_wrap=True)
