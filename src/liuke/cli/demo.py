"""`liuke demo`: a made-up company through the whole loop, and what was found set beside what is true."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from liuke.cli.reporting import write_report
from liuke.cli.running import show_run
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.clock import start_of
from liuke.collect import inspect, receive
from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import NOTHING, Text, money, number, percent
from liuke.measure import Inputs, ask
from liuke.pipeline import run_pipeline
from liuke.settings import FILE
from liuke.simulate import Company, demo, simulate
from liuke.workspace import Run, Workspace, create_workspace

FOLDER, MARK = Path("liuke-demo"), ".liuke-demo"
RULES = {"future_date": "future"}
"""Planted faults whose rule has another name."""
LABELS: dict[str, Text] = {
    "customers": Text("Customers", "客户数"),
    "orders": Text("Orders", "订单数"),
    "revenue": Text("Revenue", "收入"),
    "monthly_churn": Text("Churn a month, last 12 whole months", "月流失率（近 12 个完整月）"),
    "alive": Text("Customers still there, by P(alive)", "仍在的客户数（按存活概率）"),
    "ranking": Text(
        "Chance that a gone customer is ranked above one still there", "已离开客户的风险排在仍在客户之前的概率"
    ),
    "best_channel": Text("Channel whose customers stay longest", "客户留存最好的渠道"),
    "worst_channel": Text("Channel whose customers leave soonest", "客户流失最快的渠道"),
    "peak_month": Text("Busiest month of the year", "一年中最旺的月份"),
    "exact_duplicate": Text("Rows that repeat an order", "重复的订单行"),
    "missing_customer": Text("Rows without a customer number", "缺少客户编号的行"),
    "test_customer": Text("Rows of test customers", "测试客户的行"),
    "future_date": Text("Rows dated in the future", "日期在未来的行"),
}


def register(app: typer.Typer) -> None:
    """Put the command into the application."""
    said = words("Run the loop on a made-up company, and compare with its truth.", "用模拟企业完整演示，并与真相对照。")
    app.command("demo", help=said)(show_demo)


def show_demo(context: typer.Context) -> None:
    """Make the company, run the loop, print the findings beside the truth, and write the report."""
    call = session(context)
    call.root = FOLDER if call.root == Path() else call.root
    workspace, company = _prepare(call)
    with call.engine(workspace) as engine:
        with call.progress() as progress:
            for path in (*company.orders, company.customers, company.subscriptions):
                receive(workspace, inspect(path, workspace.settings), engine, progress)
        workspace = call.open()
        with call.progress() as progress:
            found = run_pipeline(workspace, engine, progress=progress)
        findings = list(_findings(found, engine, company))
    path = write_report(call, workspace)
    answer = {"report": str(path), "findings": findings, "run": found.manifest}
    call.answer(answer, lambda out: _show(out, call, found, findings, path))


def _prepare(call: Session) -> tuple[Workspace, Company]:
    """Make the workspace anew; only what an earlier demo left is removed.

    Raises `DataError` for a folder in which anything else is.
    """
    scenario, mark = demo(), call.root / MARK
    if not mark.exists() and call.root.exists() and any(call.root.iterdir()):
        raise DataError(
            "demo.not_empty",
            Text(
                "The folder {root} is not empty, and the demo would overwrite it.",
                "目录 {root} 不是空的，演示会覆盖其中的内容。",
            ).fill(root=call.root),
            Text("Name an empty or a new one: liuke -w my-demo demo", "请指定空目录或新目录：liuke -w my-demo demo"),
        )
    call.root.mkdir(parents=True, exist_ok=True)
    mark.touch()
    for part in ("raw", "runs", "company"):
        shutil.rmtree(call.root / part, ignore_errors=True)
    (call.root / FILE).unlink(missing_ok=True)
    workspace = create_workspace(call.root, timezone=scenario.timezone, name=scenario.name, currency=scenario.currency)
    with call.progress() as progress:
        return workspace, simulate(scenario, call.root / "company", form="csv", progress=progress)


def _findings(found: Run, engine: Engine, company: Company) -> Iterator[dict[str, Any]]:
    """Yield id, label, found and truth of everything that the run and the truth both speak of."""
    inputs, truth = Inputs.of(found, engine), company.truth

    def total(name: str) -> float:
        return float(ask(inputs, name).rows[0]["value"] or 0)

    churn = [row for row in ask(inputs, "churn_rate", "month").rows if not row["partial"]][-12:]
    channels = {
        row["split"]["acquisition_channel"]: row["value"]
        for row in ask(
            inputs,
            "churn_rate",
            "acquisition_channel",
            since=start_of(found.as_of, "month").replace(year=found.as_of.year - 1),
        ).rows
        if row["value"] is not None
    }
    alive, ranking = _beside_truth(found, engine, company)
    stay = sorted(truth["channels"], key=truth["channels"].__getitem__)
    yield _finding("customers", total("customers"), truth["customers"])
    yield _finding("orders", total("orders"), truth["orders"])
    yield _finding("revenue", total("revenue"), truth["revenue"])
    yield _finding(
        "monthly_churn",
        sum(row["numerator"] for row in churn) / sum(row["denominator"] for row in churn),
        truth["monthly_churn"],
    )
    yield _finding("alive", alive, truth["alive"])
    yield _finding("ranking", ranking, None)
    yield _finding("best_channel", min(channels, key=channels.__getitem__), stay[-1])
    yield _finding("worst_channel", max(channels, key=channels.__getitem__), stay[0])
    yield _finding("peak_month", _peak(inputs), truth["peak_month"])
    rows = engine.rows(found.table(engine, "quarantine").group_by("rule").agg(rows=lambda t: t.count()))
    aside = {row["rule"]: row["rows"] for row in rows}
    for name, planted in truth["planted"].items():
        yield _finding(name, aside.get(RULES.get(name, name), 0), planted)


def _finding(name: str, found: Any, truth: Any) -> dict[str, Any]:  # noqa: ANN401 - a number or a name
    return {"id": name, "label": LABELS[name].en, "found": found, "truth": truth}


def _beside_truth(found: Run, engine: Engine, company: Company) -> tuple[float, float]:
    """Return the expected number of customers alive, and the AUC of the churn probability against who truly left."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to load, and only a run needs it

    score = engine.polars(found.table(engine, "score").select("customer_id", "p_alive", "probability"))
    joined = score.join(pl.read_parquet(company.truth_table), on="customer_id", how="inner").drop_nulls("probability")
    return float(joined["p_alive"].sum()), float(
        roc_auc_score(~joined["alive"].to_numpy(), joined["probability"].to_numpy())
    )


def _peak(inputs: Inputs) -> int:
    """Return the month of the year with the most orders, each year's months taken against their year's mean."""
    rows = [row for row in ask(inputs, "orders", "month").rows if not row["partial"]]
    ratio: dict[int, list[float]] = {}
    for place, row in enumerate(rows):
        around = [other["value"] for other in rows[max(0, place - 6) : place + 7]]
        ratio.setdefault(int(row["period"][5:7]), []).append(row["value"] / (sum(around) / len(around)))
    return max(ratio, key=lambda month: sum(ratio[month]) / len(ratio[month]))


def _show(out: Console, call: Session, found: Run, findings: list[dict[str, Any]], path: Path) -> None:
    show_run(out, call, found)
    grid = Table(box=None, pad_edge=False, header_style="dim")
    grid.add_column(Text("", "").say(call.language))
    for head in (Text("found", "留客的结论"), Text("truth", "真相")):
        grid.add_column(head.say(call.language), justify="right")
    for one in findings:
        grid.add_row(
            LABELS[one["id"]].say(call.language),
            *(_say(one["id"], one[side], found, call) for side in ("found", "truth")),
        )
    out.print()
    out.print(grid)
    out.print()
    said = Text("The report is {path}.", "报告：{path}。")
    out.print(said.say(call.language, path=path), markup=False, soft_wrap=True)
    more = Text(
        "The list to work through: liuke -w {root} customers --risk high",
        "待跟进名单：liuke -w {root} customers --risk high",
    )
    out.print(more.say(call.language, root=call.root), markup=False, soft_wrap=True)


def _say(name: str, value: Any, found: Run, call: Session) -> str:  # noqa: ANN401 - a number or a name
    if value is None or isinstance(value, str):
        return value or NOTHING
    if name == "revenue":
        return money(value, found.currency, call.language)
    if name in {"monthly_churn", "ranking"}:
        return percent(value, call.language)
    return number(value, call.language)
