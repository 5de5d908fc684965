"""`liuke predict table`: from one labelled table to scores, in one go."""

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.predicting_uplift import uplift
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import local_zone
from liuke.collect import Plain, read_plain
from liuke.engine import open_engine
from liuke.errors import UsageError
from liuke.language import NOTHING, Text, number, percent
from liuke.predict.labelled_table import How, TablePrediction, predict_table, word
from liuke.predict.learning.kinds import KINDS
from liuke.present.charts import draw
from liuke.present.export import chart_svg, export_rows, write_rows
from liuke.present.reader import Reader

FIGURES = {
    "auc": Text("AUC", "AUC"),
    "pr_auc": Text("Avg. precision", "平均精确率"),
    "log_loss": Text("Log loss", "对数损失"),
    "brier": Text("Brier", "Brier"),
    "calibration_slope": Text("Calibration", "校准斜率"),
    "top_decile_lift": Text("Lift of top 10 %", "前 10% 提升度"),
    "empc": Text("Profit a customer", "每客户利润"),
}
SHOWN = 10
MODEL = Text("Model", "模型")
JUDGED = Text("Judged on customers the models had not seen, five folds", "在模型未见过的客户上评估（五折）")
RISKIEST = Text("Likeliest to become “{positive}” of those who are not", "尚不是“{positive}”的客户中概率最高的")
CUSTOMER, RISK, REASONS = Text("Customer", "客户"), Text("Probability", "概率"), Text("Why", "原因")
LEFT_OUT = Text("Not used: {names}", "未使用的列：{names}")
WRITTEN = Text("The scores of {count} customers are in {file}.", "{count} 位客户的评分已写入 {file}。")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    predict = typer.Typer(help=words("Predict from a file.", "从文件预测。"), no_args_is_help=True)
    predict.command("table", help=words("Learn who leaves from one labelled table.", "从一张带标签的表学习谁会流失。"))(
        table
    )
    predict.command("uplift", help=words("Learn from an experiment whom to contact.", "从一次实验学习该联系谁。"))(
        uplift
    )
    app.add_typer(predict, name="predict")


def table(  # noqa: PLR0913, PLR0917 - a parameter an option
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=words("A row a customer.", "每行一位客户的文件。"))],
    label: Annotated[
        str,
        typer.Option(
            metavar="COLUMN", help=words("The column of the outcome, such as who left.", "要预测的结果列，如是否流失。")
        ),
    ],
    positive: Annotated[
        str,
        typer.Option(
            metavar="VALUE",
            help=words(
                "Its value to foresee; told by itself where it says yes or no.", "要预测的取值；为是/否时自动识别。"
            ),
        ),
    ] = "",
    id_column: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help=words("The column of the customer's id.", "客户编号所在的列。")),
    ] = "",
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help=words(
                "Use a column although it looks as if it knew the outcome.", "即使某列疑似事后信息，也仍然使用。"
            ),
        ),
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="|".join(KINDS),
            help=words("Try these kinds of models only.", "只尝试指定的模型。"),
        ),
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=words("Write all scores: .csv, .xlsx, .parquet.", "将全部评分写入文件。")),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=words("Write charts as SVG pictures.", "将图表以 SVG 写入目录。")),
    ] = None,
) -> None:
    """Read the file, learn, judge, and answer with the models and everybody's score."""
    call = session(context)
    form, tried = _form(scores), _kinds(kinds or [])
    with open_engine("duckdb") as engine, tempfile.TemporaryDirectory() as draft:
        plain = read_plain(engine, file, Path(draft), local_zone())
        frame = engine.polars(plain.rows)
    with call.progress() as progress:
        found = predict_table(
            frame, label, positive=positive or None, id=id_column or None, keep=keep or (), how=tried, progress=progress
        )
    if scores is not None:
        write_rows([_flat(call, row) for row in found.scores.to_dicts()], form, scores)
        call.say(WRITTEN, count=found.scores.height, file=scores)
    if pictures is not None:
        _draw(found, pictures, call)
    call.answer(_record(found, plain), lambda out: _show(out, call, found, plain))


def _draw(found: TablePrediction, folder: Path, call: Session) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in found.curves.items():
        if figure := draw(name, [dict(row) for row in rows], Reader(call.language)):
            (folder / f"{name}.svg").write_text(chart_svg(figure), encoding="utf-8")


def _form(scores: Path | None) -> str:
    """Return the kind of file that the scores are to be; raises `UsageError` before anything is learnt."""
    form = scores.suffix.removeprefix(".").lower() if scores else "csv"
    export_rows([], form)
    return form


def _kinds(names: list[str]) -> How:
    if strange := [name for name in names if name not in KINDS]:
        raise UsageError(
            "table.no_model",
            Text("There is no kind of model “{name}”.", "没有模型“{name}”。").fill(name=strange[0]),
            Text("The kinds are: {names}.", "可选模型：{names}。").fill(names=", ".join(KINDS)),
        )
    return How(tuple(dict.fromkeys(names)) or tuple(KINDS))


def _record(found: TablePrediction, plain: Plain) -> dict[str, Any]:
    record = found.record()
    record["warnings"] = [note.record() for note in plain.notes] + record["warnings"]
    return record


def _flat(call: Session, row: dict[str, Any]) -> dict[str, Any]:
    reasons = "; ".join(word(reason, call.language) for reason in row["reasons"])
    return {name: value for name, value in row.items() if name != "reasons"} | {"reasons": reasons}


def _show(out: Console, call: Session, found: TablePrediction, plain: Plain) -> None:
    language = call.language
    out.print(found.shape.say(language), style="dim", markup=False, highlight=False)
    out.print(_models(call, found))
    out.print(found.verdict.why.say(language), markup=False, highlight=False)
    for warning in (*plain.notes, *found.warnings):
        out.print(f"[yellow]![/] {escape(warning.say(language))}", highlight=False)
    told = {name for name, why in found.left_out.items() if any(why.en in warning.en for warning in found.warnings)}
    if rest := {name: why for name, why in found.left_out.items() if name not in told}:
        names = ", ".join(f"{name} ({why.say(language)})" for name, why in rest.items())
        out.print(LEFT_OUT.say(language, names=names), style="dim", markup=False, highlight=False)
    out.print()
    out.print(_riskiest(call, found))


def _models(call: Session, found: TablePrediction) -> Table:
    language = call.language
    grid = Table(box=None, header_style="dim", padding=(0, 2), title=JUDGED.say(language), title_style="dim")
    grid.add_column(MODEL.say(language))
    for name in FIGURES.values():
        grid.add_column(name.say(language), justify="right")
    for kind, figures in found.figures.items():
        wins = kind == found.verdict.winner
        cells = [number(figures[name], language, 4 if name in {"auc", "log_loss", "brier"} else 3) for name in FIGURES]
        label = f"{'● ' if wins else '  '}{KINDS[kind].label.say(language)}"
        grid.add_row(label, *cells, style="bold green" if wins else None)
    return grid


def _riskiest(call: Session, found: TablePrediction) -> Table:
    language = call.language
    grid = Table(
        box=None,
        header_style="dim",
        padding=(0, 2),
        title=RISKIEST.say(language, positive=found.positive),
        title_style="dim",
    )
    for name, justify in ((CUSTOMER, "left"), (RISK, "right"), (REASONS, "left")):
        grid.add_column(name.say(language), justify="right" if justify == "right" else "left")
    there = [row for row in found.scores.to_dicts() if row["label"] != 1]
    for row in sorted(there, key=lambda row: -row["probability"])[:SHOWN]:
        said = "; ".join(word(reason, language) for reason in row["reasons"]) or NOTHING
        grid.add_row(escape(str(row["id"])), percent(row["probability"], language, 0), escape(said))
    return grid
