"""`liuke predict uplift`: from an experiment to what contact changes, and whom to contact."""

import tempfile
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console

from liuke.cli.predicting_campaign import amount, campaign_record, from_workspace, needed, only, show_campaign
from liuke.cli.session import Session, session
from liuke.cli.uplift_shown import CONTACTED, show_classes, show_found, show_notes, show_policies, write_scores
from liuke.cli.words import words
from liuke.clock import local_zone
from liuke.collect import Plain, read_plain
from liuke.engine import open_engine
from liuke.predict.uplift import Offer, Uplift, estimate
from liuke.present.export import export_rows


def uplift(  # noqa: PLR0913, PLR0917 - a parameter an option
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help=words(
                "A row a customer; without it, the campaigns of the workspace.",
                "每行一位客户；不填则读取工作区的活动。",
            ),
        ),
    ] = None,
    treatment: Annotated[
        str, typer.Option(metavar="COLUMN", help=words("The column that says who was treated.", "表示是否受干预的列。"))
    ] = "",
    outcome: Annotated[
        str,
        typer.Option(
            metavar="COLUMN|kept|revenue",
            help=words(
                "The column of what followed; of a campaign, what counts.", "表示其后结果的列；对活动则为口径。"
            ),
        ),
    ] = "",
    campaign: Annotated[
        str,
        typer.Option(metavar="NAME", help=words("The campaign; the one that tells most.", "活动；默认信息量最大者。")),
    ] = "",
    days: Annotated[
        int, typer.Option(min=0, help=words("How long after it the outcome is looked for.", "观察结果的天数。"))
    ] = 0,
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
    ] = "",
    cost: Annotated[
        str, typer.Option(metavar="AMOUNT|COLUMN", help=words("The cost of a contact.", "一次联系的成本。"))
    ] = "",
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
    """Learn the effects from the file or from a campaign, and answer with whom to contact."""
    call = session(context)
    form = scores.suffix.removeprefix(".").lower() if scores else "csv"
    export_rows([], form)
    of_file = {
        "--treatment": treatment,
        "--positive": positive,
        "--lower-is-better": lower_is_better,
        "--id": id_column,
        "--ignore": ignore,
        "--chance": chance,
        "--value": value,
        "--risk": risk,
    }
    if file is None:
        only("FILE", of_file)
        told = from_workspace(
            call,
            campaign=campaign,
            arm=arm,
            control=control,
            outcome=outcome,
            days=days,
            worth=worth,
            cost=cost,
            random=not not_random,
            capacity=capacity,
            budget=budget,
        )
        write_scores(call, told.today.scores, form, scores)
        call.answer(campaign_record(told), lambda out: show_campaign(out, call, told))
        return
    only("", {"--campaign": campaign, "--days": days})
    needed({"--treatment": treatment, "--outcome": outcome})
    plain, table = _read(file)
    found = estimate(
        table,
        treatment=treatment,
        outcome=outcome,
        offer=Offer(
            _amount("--worth", worth or "1"),
            _amount("--cost", cost or "0"),
            value or None,
            risk or None,
            capacity,
            budget,
        ),
        control=control or None,
        arm=arm or None,
        positive=positive or None,
        lower_is_better=lower_is_better,
        id=id_column or None,
        ignore=tuple(ignore or ()),
        random=not not_random,
        chance=chance or None,
    )
    write_scores(call, found.scores, form, scores)
    call.answer(_record(found, plain), lambda out: _show(out, call, found, plain))


def _read(file: Path) -> tuple[Plain, pl.DataFrame]:
    with open_engine("duckdb") as engine, tempfile.TemporaryDirectory() as draft:
        plain = read_plain(engine, file, Path(draft), local_zone())
        return plain, engine.polars(plain.rows)


def _amount(name: str, given: str) -> float | str:
    """Return a number where one is given, else the name of a column."""
    found = amount(name, given)
    return given if found is None else found


def _record(found: Uplift, plain: Plain) -> dict[str, Any]:
    record = found.record()
    record["warnings"] = [note.record() for note in plain.notes] + record["warnings"]
    return record | {"scores": found.scores.to_dicts()}


def _show(out: Console, call: Session, found: Uplift, plain: Plain) -> None:
    language = call.language
    show_found(out, found, language)
    show_policies(out, CONTACTED, found.policies, found.why.values(), language)
    show_classes(out, found, language)
    show_notes(out, (*plain.notes, *found.warnings), language)
