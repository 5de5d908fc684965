"""`liuke run`, `liuke status` and `liuke demo`: make a run, and say what is published."""

from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import read_day
from liuke.language import Text, day, number, percent
from liuke.pipeline import run_pipeline
from liuke.workspace import Run

NEXT = Text(
    "Next: `liuke report --open`, `liuke customers --risk high`.",
    "下一步：`liuke report --open`、`liuke customers --risk high`。",
)
ASK = Text("Next: `liuke report --open`, `liuke metrics`.", "下一步：`liuke report --open`、`liuke metrics`。")


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the application."""
    app.command(help=words("Compute everything and publish it.", "完成全部计算并发布结果。"))(run)
    app.command(help=words("Say what is published here.", "查看已发布的结果。"))(status)


def to_date(text: str, name: str) -> date | None:
    """Read a date given as an option, None where it is not; raises `UsageError` that shows the form."""
    return read_day(text, name) if text else None


def run(
    context: typer.Context,
    as_of: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help=words(
                "The last day to know of; the last day in the data by default.",
                "数据截止日；默认取数据中的最后一天。",
            ),
        ),
    ] = "",
) -> None:
    """Run the loop on everything received, and publish the result at once."""
    call = session(context)
    until = to_date(as_of, "--as-of")
    workspace = call.open()
    with call.engine(workspace) as engine, call.progress() as progress:
        found = run_pipeline(workspace, engine, as_of=until, progress=progress)
    call.answer(found.manifest, lambda out: show_run(out, call, found))
    call.say(NEXT if found.has("score") else ASK)


def status(context: typer.Context) -> None:
    """Show the manifest of the published run."""
    call = session(context)
    found = call.open().run()
    call.answer(found.manifest, lambda out: show_run(out, call, found))


HEADLINE: tuple[tuple[str, Text], ...] = (
    ("run", Text("Run", "运行编号")),
    ("as_of", Text("Data up to", "数据截至")),
    ("rows", Text("Rows", "数据行")),
    ("customers", Text("Customers", "客户数")),
    ("window", Text("Lost after", "流失判定")),
    ("churn", Text("Churn rate, last whole month", "流失率（上个完整月）")),
    ("risk", Text("High risk, not yet lost", "高风险且未流失")),
    ("model", Text("Prediction", "预测模型")),
)


def show_run(out: Console, call: Session, found: Run) -> None:
    """Show the run in a few lines a person reads at a glance."""
    grid = Table(box=None, show_header=False, pad_edge=False)
    values = _headline(found.manifest, call)
    for name, label in HEADLINE:
        if values.get(name):
            grid.add_row(f"[dim]{label.say(call.language)}[/]", escape(values[name]))
    out.print(grid)
    for note in _notes(found.manifest):
        out.print(f"! {note.say(call.language)}", style="yellow", markup=False, soft_wrap=True)


def _notes(manifest: dict[str, Any]) -> list[Text]:
    """Return what a person should know of rows that were not counted, or that are nobody's."""
    later, strange = manifest.get("later", {}), manifest.get("strangers", {})
    after = Text(
        "{rows} rows of {table} happened after that day and are not counted. If everything else is complete up to "
        "{last}, too, `liuke run --as-of {last}` counts them.",
        "{table} 有 {rows} 行发生在截止日之后，未计入。"
        "如果其他数据也完整到 {last}，可执行 `liuke run --as-of {last}`。",
    )
    nobody = Text(
        "{unknown} of the {ids} customer numbers in {table} are those of no known customer. If they are e-mails, "
        "phones or devices of customers, add a table of identities.",
        "{table} 的 {ids} 个客户编号中有 {unknown} 个不属于任何已知客户。"
        "如果它们是客户的邮箱、手机号或设备号，请添加 identity 表。",
    )
    return [
        *(after.fill(table=table, **told) for table, told in later.items()),
        *(nobody.fill(table=table, **told) for table, told in strange.items()),
    ]


def _headline(manifest: dict[str, Any], call: Session) -> dict[str, str]:
    language, quality, lost, churn = call.language, manifest["quality"], manifest["lost"], manifest["headline"]
    rows = Text("{kept} kept + {out} set aside = {all}", "保留 {kept} + 隔离 {out} = 共 {all}")
    share = Text("{rate} ({lost} of {opening} customers)", "{rate}（期初 {opening} 位客户中流失 {lost} 位）")
    model = Text("{name}, AUC {auc}", "{name}，AUC {auc}")
    auc = manifest.get("model", {}).get("auc")
    return {
        "run": manifest["run"],
        "as_of": day(date.fromisoformat(manifest["as_of"]), language),
        "rows": rows.say(
            language,
            kept=number(quality["rows_kept"], language),
            out=number(quality["rows_quarantined"], language),
            all=number(quality["rows_in"], language),
        ),
        "customers": number(manifest["customers"], language),
        "window": lost["sentence"][language].rstrip(".。") if lost else "",
        "churn": share.say(
            language,
            rate=percent(churn["churn_rate"], language),
            lost=number(churn["lost"], language),
            opening=number(churn["opening"], language),
        )
        if churn.get("churn_rate") is not None
        else "",
        "risk": number(manifest["high_risk"], language) if manifest["model"] else "",
        "model": model.say(language, name=manifest["model"]["name"], auc=number(auc, language, 3)) if auc else "",
    }
