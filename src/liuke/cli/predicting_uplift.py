"""`liuke predict uplift`: from an experiment to what contact changes, and whom to contact."""

import tempfile
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import local_zone
from liuke.collect import Plain, read_plain
from liuke.engine import open_engine
from liuke.language import NOTHING, Language, Text, number, percent
from liuke.predict.uplift import LEARNERS, Offer, Uplift, estimate
from liuke.predict.uplift.classes import CLASSES
from liuke.predict.uplift.words import effect_said
from liuke.present.export import export_rows, write_rows

JUDGED = Text("Learners, judged on customers they had not seen", "学习器（在未见过的客户上评估）")
CONTACTED = Text("Whom to contact, three ways", "三种联系名单")
APART = Text("Four kinds of customers", "四类客户")
AVERAGE = Text(
    "Average effect: {plain}; adjusted for what was known: {adjusted}", "平均效果：{plain}；校正后：{adjusted}"
)
POLICIES = {
    "uplift": Text("by uplift", "按增益"),
    "risk": Text("by risk", "按风险"),
    "value_at_risk": Text("by value at risk", "按风险价值"),
}
LEARNER, QINI, AUUC = Text("Learner", "学习器"), Text("Qini", "Qini"), Text("AUUC", "AUUC")
POLICY, CUSTOMERS, GAIN = Text("Policy", "名单"), Text("Customers", "客户数"), Text("Outcomes gained", "增加的结果")
PROFIT, BEHIND = Text("Profit", "收益"), Text("Behind uplift by", "较按增益少")
KIND, WITHOUT, EFFECT = Text("Kind", "类别"), Text("Fine without contact", "不联系也会有好结果"), Text("Effect", "效果")
WRITTEN = Text("The scores of {count} customers are in {file}.", "{count} 位客户的评分已写入 {file}。")


def uplift(  # noqa: PLR0913, PLR0917 - a parameter an option
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=words("A row a customer.", "每行一位客户的文件。"))],
    treatment: Annotated[
        str, typer.Option(metavar="COLUMN", help=words("The column that says who was treated.", "表示是否受干预的列。"))
    ],
    outcome: Annotated[
        str, typer.Option(metavar="COLUMN", help=words("The column of what followed.", "表示其后结果的列。"))
    ],
    control: Annotated[
        str, typer.Option(metavar="VALUE", help=words("The control group's value.", "对照组的取值。"))
    ] = "",
    arm: Annotated[
        str,
        typer.Option(metavar="VALUE", help=words("The treatment, where there are several.", "有多种干预时选择一种。")),
    ] = "",
    positive: Annotated[
        str, typer.Option(metavar="VALUE", help=words("The outcome's value that counts.", "结果列中算作发生的取值。"))
    ] = "",
    lower_is_better: Annotated[
        bool,
        typer.Option(
            "--lower-is-better", help=words("The outcome is a bad one, as leaving.", "结果是坏事，例如流失。")
        ),
    ] = False,
    id_column: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help=words("The column of the customer's id.", "客户编号所在的列。")),
    ] = "",
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help=words("A column not known before.", "干预前并不知道的列，不予使用。")),
    ] = None,
    not_random: Annotated[
        bool,
        typer.Option("--not-random", help=words("No lottery decided who was treated.", "是否受干预并非随机决定。")),
    ] = False,
    chance: Annotated[
        str,
        typer.Option(
            metavar="COLUMN", help=words("The probability of being treated, if it differs.", "干预概率不同时所在的列。")
        ),
    ] = "",
    worth: Annotated[
        str,
        typer.Option(metavar="AMOUNT|COLUMN", help=words("The money of one outcome.", "一次结果值多少钱。")),
    ] = "1",
    cost: Annotated[
        str, typer.Option(metavar="AMOUNT|COLUMN", help=words("The cost of a contact.", "一次联系的成本。"))
    ] = "0",
    value: Annotated[
        str, typer.Option(metavar="COLUMN", help=words("What is at risk with a customer.", "客户流失所损失的价值。"))
    ] = "",
    risk: Annotated[
        str,
        typer.Option(metavar="COLUMN", help=words("A risk that a model has said already.", "已有模型给出的风险。")),
    ] = "",
    capacity: Annotated[
        int | None, typer.Option(min=0, help=words("The most customers to contact.", "最多联系多少位客户。"))
    ] = None,
    budget: Annotated[
        float | None, typer.Option(min=0, help=words("The most money to spend.", "最多花费多少钱。"))
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=words("Write all scores: .csv, .xlsx, .parquet.", "将全部评分写入文件。")),
    ] = None,
) -> None:
    """Read the file, learn the effects, and answer with whom to contact."""
    call = session(context)
    form = scores.suffix.removeprefix(".").lower() if scores else "csv"
    export_rows([], form)
    with open_engine("duckdb") as engine, tempfile.TemporaryDirectory() as draft:
        plain = read_plain(engine, file, Path(draft), local_zone())
        frame = engine.polars(plain.rows)
    found = estimate(
        frame,
        treatment=treatment,
        outcome=outcome,
        offer=Offer(_amount(worth), _amount(cost), value or None, risk or None, capacity, budget),
        control=control or None,
        arm=arm or None,
        positive=positive or None,
        lower_is_better=lower_is_better,
        id=id_column or None,
        ignore=tuple(ignore or ()),
        random=not not_random,
        chance=chance or None,
    )
    if scores is not None:
        write_rows(found.scores.to_dicts(), form, scores)
        call.say(WRITTEN, count=found.scores.height, file=scores)
    call.answer(_record(found, plain), lambda out: _show(out, call, found, plain))


def _amount(given: str) -> float | str:
    """Return a number where one is given, else the name of a column."""
    try:
        return float(given)
    except ValueError:
        return given


def _record(found: Uplift, plain: Plain) -> dict[str, Any]:
    record = found.record()
    record["warnings"] = [{"en": note.en, "zh": note.zh} for note in plain.notes] + record["warnings"]
    return record | {"scores": found.scores.to_dicts()}


def _show(out: Console, call: Session, found: Uplift, plain: Plain) -> None:
    language, binary = call.language, bool(found.question["binary"])
    said = {"plain": effect_said(found.average, binary), "adjusted": effect_said(found.adjusted, binary)}
    out.print(found.verdict.say(language), style="bold", markup=False, highlight=False)
    out.print(AVERAGE.fill(**said).say(language), markup=False, highlight=False)
    out.print(_learners(found, language))
    out.print(_policies(found, language))
    for why in found.why.values():
        out.print(why.say(language), markup=False, highlight=False)
    if found.usable:
        out.print(_classes(found.classes, language))
    for warning in (*plain.notes, *found.warnings):
        out.print(f"[yellow]![/] {escape(warning.say(language))}", highlight=False)


def _grid(title: Text, columns: tuple[Text, ...], language: Language) -> Table:
    grid = Table(box=None, header_style="dim", padding=(0, 2), title=title.say(language), title_style="dim")
    for place, column in enumerate(columns):
        grid.add_column(column.say(language), justify="right" if place else "left")
    return grid


def _between(row: dict[str, Any], name: str, language: Language, digits: int) -> str:
    middle, low, high = (number(row[f"{name}{end}"], language, digits) for end in ("", "_low", "_high"))
    return f"{middle} ({low} – {high})"


def _learners(found: Uplift, language: Language) -> Table:
    grid = _grid(JUDGED, (LEARNER, QINI, AUUC), language)
    for row in found.learners.to_dicts():
        best = row["learner"] == found.champion
        label = f"{'● ' if best else '  '}{LEARNERS[row['learner']].label.say(language)}"
        cells = (_between(row, name, language, 4) for name in ("qini", "auuc"))
        grid.add_row(label, *cells, style="bold green" if best else None)
    return grid


def _policies(found: Uplift, language: Language) -> Table:
    grid = _grid(CONTACTED, (POLICY, CUSTOMERS, GAIN, PROFIT, BEHIND), language)
    for row in found.policies.to_dicts():
        behind = NOTHING if row["policy"] == "uplift" else _between(row, "behind", language, 0)
        cells = (_between(row, "gain", language, 0), _between(row, "profit", language, 0), behind)
        grid.add_row(POLICIES[row["policy"]].say(language), number(row["customers"], language), *cells)
    return grid


def _classes(table: pl.DataFrame, language: Language) -> Table:
    grid = _grid(APART, (KIND, CUSTOMERS, WITHOUT, EFFECT), language)
    for row in table.to_dicts():
        effect = NOTHING if row["effect"] is None else f"{row['effect']:.3g} ({row['low']:.3g} – {row['high']:.3g})"
        without = percent(row["without"], language, 0)
        grid.add_row(CLASSES[row["class"]].say(language), number(row["customers"], language), without, effect)
    return grid
