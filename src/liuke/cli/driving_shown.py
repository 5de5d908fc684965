"""How drivers are shown on a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.session import Session
from liuke.errors import UsageError
from liuke.explain.drivers import NOT_CAUSE, Column, Drivers, saying
from liuke.language import NOTHING, Language, Text, number, percent

WHO = Text(
    "{left} of {customers} customers {outcome}: {share} (95% interval {low} to {high})",
    "{customers} 位客户中，{outcome} {left} 位：{share}（95% 区间 {low} 至 {high}）",
)
WHEN = Text(
    "As known on {snapshot}, and settled in the {days} days after.",
    "按 {snapshot} 时的已知信息，以其后 {days} 天的去留为准。",
)
ODDS = Text("Odds of leaving, each at equal values of the others named", "流失几率的倍数（其余所列属性取值相同时）")
NOBODY = Text("Nothing sets leavers apart beyond what chance makes.", "没有任何属性的差异超出随机波动。")
REST = Text("Add nothing beyond chance: {names}", "未带来超出随机波动的信息：{names}")
LEFT_OUT = Text("Not compared: {names}", "未参与对比：{names}")
PATHS = Text("Paths to leaving", "流失路径")
NO_TREE = Text(
    "No combination of attributes parts leavers better than all customers together.",
    "没有哪种属性组合能稳定地区分去留。",
)
SHARES = Text("The share that {outcome}, by {name}", "按{name}划分的比例（{outcome}）")
HEADS = (
    Text("attribute", "属性"), Text("", ""), Text("customers", "客户数"), Text("odds ×", "几率倍数"),
    Text("95%", "95%"), Text("p", "p"),
)  # fmt: skip
ALL, NONE = Text("all {outcome}", "全部{outcome}"), Text("nobody {outcome}", "无人{outcome}")
LEAST = 0.0001


def show(out: Console, call: Session, found: Drivers, currency: str, by: str) -> None:
    """Show what was found, or the shares by one attribute."""
    language = call.language
    out.print(_who(found, language), markup=False, soft_wrap=True)
    if found.snapshot:
        when = WHEN.say(language, snapshot=found.snapshot, days=found.horizon_days)
        out.print(when, style="dim", markup=False, soft_wrap=True)
    if by:
        _show_view(out, found, attribute_named(found, by), language, currency)
        return
    _show_effects(out, found, language, currency)
    _head(out, PATHS.say(language))
    for text in found.sentences(currency) or [NO_TREE]:
        out.print(f"  {text.say(language)}", markup=False, soft_wrap=True)
    out.print()
    for warning in found.warnings:
        out.print(f"[yellow]![/] {escape(warning.say(language))}", soft_wrap=True)
    if found.left_out:
        names = ", ".join(
            f"{_label(found, name, language)} ({why.say(language)})" for name, why in found.left_out.items()
        )
        out.print(LEFT_OUT.say(language, names=names), style="dim", markup=False, soft_wrap=True)
    out.print(NOT_CAUSE.say(language), style="dim", markup=False, soft_wrap=True)


def attribute_named(found: Drivers, name: str) -> Column:
    """Return the attribute of this name or label; raises `UsageError` where there is none."""
    for one in found.columns:
        if name in (one.id, one.label.en, one.label.zh):
            return one
    raise UsageError(
        "drivers.by",
        Text("There is no attribute “{name}” here.", "没有属性“{name}”。").fill(name=name),
        Text("The attributes are: {names}.", "可用属性：{names}。").fill(
            names=", ".join(one.id for one in found.columns)
        ),
    )


def _who(found: Drivers, language: Language) -> str:
    about = found.about()
    shares = {name: percent(about[name], language) for name in ("share", "low", "high")}
    counts = {name: number(about[name], language) for name in ("left", "customers")}
    return WHO.say(language, outcome=found.outcome.say(language), **shares, **counts)


def _show_effects(out: Console, found: Drivers, language: Language, currency: str) -> None:
    if not found.named:
        _head(out, NOBODY.say(language))
    else:
        _head(out, ODDS.say(language))
        grid = Table(box=None, pad_edge=False, header_style="dim")
        for at, head in enumerate(HEADS):
            grid.add_column(head.say(language), justify="right" if at > 1 else "left", overflow="fold")
        before = ""
        for row in found.effects:
            if row["named"]:
                grid.add_row(*_cells(found, row, before, language, currency))
                before = row["attribute"]
        out.print(grid)
    rest = dict.fromkeys(row["attribute"] for row in found.effects if not row["named"])
    if rest:
        names = ", ".join(_label(found, name, language) for name in rest)
        out.print(REST.say(language, names=names), style="dim", markup=False, soft_wrap=True)


def _cells(found: Drivers, row: Mapping[str, Any], before: str, language: Language, currency: str) -> list[str]:
    column = {one.id: one for one in found.columns}[row["attribute"]]
    first = row["attribute"] != before
    if row["odds_ratio"] is None:
        fate = (NONE if not row["left"] else ALL).say(language, outcome=found.outcome.say(language))
        told = [fate, NOTHING]
    else:
        told = [number(row["odds_ratio"], language, 2), f"{row['low']:.2f} … {row['high']:.2f}"]
    p = "<0.0001" if row["p_adjusted"] < LEAST else f"{row['p_adjusted']:.4f}"
    return [
        escape(column.label.say(language)) if first else "",
        escape(saying.effect(row, column, currency).say(language)),
        number(row["customers"], language),
        *told,
        p if first else "",
    ]


def _show_view(out: Console, found: Drivers, column: Column, language: Language, currency: str) -> None:
    _head(out, SHARES.say(language, outcome=found.outcome.say(language), name=column.label.say(language)))
    grid = Table(box=None, pad_edge=False, header_style="dim")
    heads = (column.label, Text("customers", "客户数"), Text("share", "比例"), Text("95%", "95%"))
    for at, head in enumerate(heads):
        grid.add_column(escape(head.say(language)), justify="right" if at else "left")
    for row in found.views:
        if row["attribute"] == column.id:
            low, high = (percent(row[name], language) for name in ("low", "high"))
            said = escape(saying.view(row, column, currency).say(language))
            grid.add_row(said, number(row["customers"], language), percent(row["share"], language), f"{low} … {high}")
    out.print(grid)


def _label(found: Drivers, name: str, language: Language) -> str:
    return next((one.label.say(language) for one in found.columns if one.id == name), name)


def _head(out: Console, title: str) -> None:
    out.print()
    out.print(title, style="bold", markup=False, soft_wrap=True)
