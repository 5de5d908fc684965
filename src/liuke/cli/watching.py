"""`liuke model watch`: whether the inputs and scores still are what they were, and whether the scores came true."""

from datetime import date
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from liuke.cli.grids import grid
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import DataError
from liuke.language import NOTHING, Text, day, number, percent
from liuke.measure.intervals import wilson
from liuke.predict.watch.calibrated import calibration_rows, held
from liuke.predict.watch.history import in_force
from liuke.predict.watch.ledger import all_entries
from liuke.predict.watch.seen import label
from liuke.predict.watch.watching import SCORE
from liuke.workspace import Run, Workspace

SHOWN = 8
STEADY = Text("No input and no score has moved by more than chance.", "各项特征与评分均无超出随机波动的变化。")
VERDICTS = {
    "steady": Text("as before", "稳定"),
    "moved": Text("some change", "有变化"),
    "drifted": Text("drifted", "已漂移"),
}
HEADS = {
    "input": Text("input", "特征"),
    "psi": Text("PSI", "PSI"),
    "then": Text("then", "训练时"),
    "now": Text("now", "现在"),
    "since": Text("since", "始于"),
    "verdict": Text("verdict", "判定"),
}
SCORES = Text("the scores", "评分")
SAID = Text("Said and happened", "预测与实际")
NOT_YET = Text("No scores are old enough to be judged by what happened.", "尚无足够久的评分可与实际结果对照。")
RUN = Text(
    "scores of {day}: {said} were to leave, {happened} of {n} did ({low} – {high})",
    "{day} 的评分：预测流失 {said}，{n} 位客户实际流失 {happened}（{low} – {high}）",
)


def register(models: typer.Typer) -> None:
    """Put the command of this module under `liuke model`."""
    models.command(
        "watch", help=words("Say whether the model in use can still be trusted.", "查看使用中的模型是否仍然可信。")
    )(watch_models)


def watch_models(context: typer.Context) -> None:
    """Answer with the drift of inputs and scores, what was said beside what happened, alerts, and what to do."""
    call = session(context)
    workspace = call.open()
    run = workspace.run()
    kept = run.manifest.get("watch")
    if kept is None:
        raise DataError(
            "watch.none",
            Text("This run was made without a watch over its models.", "本次运行未包含模型监控。"),
            Text("Call `liuke run` again.", "请重新执行 `liuke run`。"),
        )
    rows = []
    if run.has("drift"):
        with call.engine(workspace) as engine:
            rows = engine.rows(run.table(engine, "drift"))
    card = next((card for card in run.cards if card["name"] == "churn"), {})
    told = _told(workspace, run, rows)
    call.answer(told, lambda out: _show(out, call, told, card))


def _told(workspace: Workspace, run: Run, rows: list[dict[str, Any]]) -> dict[str, Any]:
    entries = all_entries([*in_force(workspace.runs, run.as_of), run])
    model = run.manifest["watch"]["model"]
    card = next((card for card in run.cards if model and card.get("version") == model), None)
    learnt = date.fromisoformat(card["as_of"]) if card else None
    return {
        "model": model,
        "as_of": run.as_of.isoformat(),
        "learnt_up_to": learnt.isoformat() if learnt else None,
        "age_days": (run.as_of - learnt).days if learnt else None,
        **{name: run.manifest["watch"][name] for name in ("alerts", "advice", "note")},
        "drift": rows,
        "ledger": [_judged(entry) for entry in entries],
        "calibration": calibration_rows(entries),
    }


def _judged(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what the ledger says of one run's scores; its tests are two-sided p-values."""
    found = held(entry)
    told = {name: entry[name] for name in ("run", "as_of", "settled_on", "model", "horizon_days")}
    if found is None:
        none = dict.fromkeys(("predicted", "observed", "low", "high", "error", "p_whole", "p_shape", "off"))
        return told | {"customers": 0, **none}
    low, high = wilson(found.happened * found.customers, found.customers)
    return told | {
        "customers": found.customers,
        "predicted": found.said,
        "observed": found.happened,
        "low": low,
        "high": high,
        "error": found.error,
        "p_whole": found.whole,
        "p_shape": found.shape,
        "off": found.off,
    }


def _show(out: Console, call: Session, told: dict[str, Any], card: dict[str, Any]) -> None:
    language = call.language
    for alert in told["alerts"]:
        mark = "[yellow]●[/]" if alert["level"] == "warning" else "[dim]○[/]"
        out.print(f"{mark} {escape(alert['text'][language])}", soft_wrap=True)
    if told["note"]:
        out.print(escape(told["note"][language]), style="dim", soft_wrap=True)
    moved = [row for row in told["drift"] if row["verdict"] != "steady"][:SHOWN]
    if moved:
        out.print(_drift(moved, call, card))
    elif told["drift"]:
        out.print(STEADY.say(language))
    out.print(f"[bold]{SAID.say(language)}[/]")
    judged = [one for one in told["ledger"] if one["customers"]]
    for one in judged:
        out.print(f"  {_line(one, call)}", soft_wrap=True)
    if not judged:
        out.print(f"  {NOT_YET.say(language)}")
    out.print(told["advice"]["text"][language], soft_wrap=True)


def _drift(rows: list[dict[str, Any]], call: Session, card: dict[str, Any]) -> Table:
    language = call.language
    shown = grid(HEADS, language)
    for row in rows:
        name = SCORES if row["input"] == SCORE else label(row["input"], card)
        values = [number(row[key], language, 2) for key in ("psi", "median_then", "median_now")]
        since = day(row["since"], language) if row["since"] else NOTHING
        shown.add_row(escape(name.say(language)), *values, since, VERDICTS[row["verdict"]].say(language))
    return shown


def _line(one: dict[str, Any], call: Session) -> str:
    language = call.language
    shares = {name: percent(one[key], language) for name, key in (("said", "predicted"), ("happened", "observed"))}
    bounds = {name: percent(one[name], language) for name in ("low", "high")}
    when, n = day(date.fromisoformat(one["as_of"]), language), number(one["customers"], language)
    return ("[red]✗[/] " if one["off"] else "✓ ") + RUN.say(language, day=when, n=n, **shares, **bounds)
