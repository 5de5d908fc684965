"""`liuke model list`, `compare` and `promote`: the stored versions of a model, and which of them is in use."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from liuke.cli.grids import grid
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import DataError, UsageError
from liuke.language import NOTHING, Text, day, moment, number
from liuke.predict.bands import campaign
from liuke.predict.learning.kinds import KINDS
from liuke.predict.store import Change, Store, Version
from liuke.predict.store.later import Comparison, compare
from liuke.predict.uplift import LEARNERS
from liuke.workspace import Workspace

BY = "liuke model promote"
FIGURES = ("auc", "log_loss", "brier", "calibration_slope", "empc")
HEADS: Mapping[str, Text] = {
    "id": Text("version", "版本"),
    "kind": Text("kind", "类型"),
    "as_of": Text("learnt up to", "学习截至"),
    "horizon_days": Text("days ahead", "预测天数"),
    "auc": Text("AUC", "AUC"),
    "log_loss": Text("log loss", "对数损失"),
    "brier": Text("Brier", "Brier"),
    "calibration_slope": Text("calibration slope", "校准斜率"),
    "empc": Text("profit a customer", "每客利润"),
}
IN_USE = Text("in use", "使用中")
CHANGES = Text("Changes of the version in use", "启用版本变更记录")
NONE = Text("No model has been stored yet: call `liuke run`.", "尚未保存任何模型：请执行 `liuke run`。")
SAME = Text("{id} is in use already.", "{id} 已在使用中。")
DONE = Text("{after} is in use now (before: {before}).", "已启用 {after}（此前为 {before}）。")
CHOSEN = Text("a person chose it", "人工选定")
FORCED = Text("a person chose it against the comparison, or without one", "人工强制选定（未比较，或比较结果不利）")
ON = Text(
    "{n} customers as known before {day}, none of whose outcomes either has learnt from",
    "截至 {day} 之前信息的 {n} 位客户，两个版本均未学习过其结果",
)


def register(models: typer.Typer) -> None:
    """Put the commands of this module under `liuke model`."""
    models.command("list", help=words("List the stored versions of the models.", "列出已保存的模型版本。"))(list_models)
    models.command(
        "compare",
        help=words("Judge two versions on the same later outcomes.", "用同一批之后的结果比较两个版本。"),
    )(compare_models)
    models.command("promote", help=words("Put a version in use.", "启用某个版本。"))(promote_model)


def list_models(context: typer.Context) -> None:
    """Answer with every version, and every change of which is in use."""
    call = session(context)
    store = Store(call.open().models)
    changes = [change for name in store.names() for change in store.changes(name)]
    used = {change.after.partition("@")[0]: change.after for change in changes}
    rows = [_record(one, used.get(name)) for name in store.names() for one in store.versions(name)]
    told = {"models": rows, "changes": [change.record() for change in changes]}
    call.answer(told, lambda out: _show_list(out, call, rows, changes))


def _record(one: Version, used: str | None) -> dict[str, Any]:
    metrics = one.card.get("metrics") or {}
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "as_of": one.as_of.isoformat(),
        "made_at": one.card.get("made_at"),
        "liuke": one.card.get("liuke"),
        "champion": one.id == used,
        "horizon_days": (one.card.get("trained_on") or {}).get("horizon_days"),
        "metrics": {name: metrics.get(name) for name in FIGURES},
    }


def _show_list(out: Console, call: Session, rows: Sequence[dict[str, Any]], changes: Sequence[Change]) -> None:
    language = call.language
    if not rows:
        out.print(NONE.say(language))
        return
    shown = grid({"": "", **HEADS}, language, FIGURES)
    for row in rows:
        figures = [_figure(row["metrics"][name], call) for name in FIGURES]
        learnt = day(date.fromisoformat(row["as_of"]), language)
        ahead = str(row["horizon_days"] or NOTHING)
        mark = "[green]●[/]" if row["champion"] else ""
        shown.add_row(mark, row["id"], _kind(row["kind"], call), learnt, ahead, *figures)
    out.print(shown)
    out.print(f"\n[dim]● {IN_USE.say(language)}[/]")
    out.print(f"\n[bold]{CHANGES.say(language)}[/]")
    for change in changes:
        step = f"{change.before or NOTHING} → {change.after}"
        why = f"{change.why.say(language)} ({change.by})"
        out.print(f"  {moment(change.when, language)}  {step}  [dim]{escape(why)}[/]", soft_wrap=True)


def compare_models(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="A", help=words("A version, such as churn@1.", "版本，如 churn@1。"))],
    second: Annotated[str, typer.Argument(metavar="B", help=words("Another version.", "另一个版本。"))],
) -> None:
    """Answer with the figures of both on outcomes that neither has learnt from, and their paired difference."""
    call = session(context)
    workspace = call.open()
    store = Store(workspace.models)
    a, b = store.version(first), store.version(second)
    _check_foresees((a, b))
    found = _compared(call, workspace, a, b)
    own = {one.id: {name: (one.card.get("metrics") or {}).get(name) for name in FIGURES} for one in (a, b)}
    told = {"first": a.id, "second": b.id, **found.record(), "cards": own}
    call.answer(told, lambda out: _show_comparison(out, call, found))


def _check_foresees(versions: Sequence[Version]) -> None:
    """Raise `UsageError` for a model of uplift: it is judged by its own campaign, and each run learns its own."""
    if strange := [one.id for one in versions if one.kind in LEARNERS]:
        raise UsageError(
            "model.uplift",
            Text(
                "{id} says what a campaign changed, not what will happen: there are no later outcomes to judge it on.",
                "{id} 描述的是活动带来的改变，而非对未来的预测：没有可用于评判它的后续结果。",
            ).fill(id=strange[0]),
            Text(
                "Look at it with `liuke model show {id}`; which campaign is learnt from is set under [uplift].",
                "可用 `liuke model show {id}` 查看；从哪个活动学习在 [uplift] 中设置。",
            ).fill(id=strange[0]),
        )


def _compared(call: Session, workspace: Workspace, first: Version, second: Version) -> Comparison:
    plan, seed = campaign(workspace.settings.risk), workspace.settings.predict.seed
    run = workspace.run()
    with call.engine(workspace) as engine:
        return compare(engine, run, first, second, plan, seed)


def _show_comparison(out: Console, call: Session, found: Comparison) -> None:
    language = call.language
    out.print(escape(found.why.say(language)), soft_wrap=True)
    if not found.figures:
        return
    customers = number(found.customers, language)
    out.print(f"[dim]{ON.fill(n=customers, day=day(found.snapshot, language)).say(language)}[/]", soft_wrap=True)
    shown = grid({"": "", **{id_: id_ for id_ in found.figures}}, language, found.figures)
    for name in FIGURES:
        shown.add_row(HEADS[name].say(language), *(_figure(one.get(name), call) for one in found.figures.values()))
    out.print(shown)


def promote_model(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="VERSION", help=words("Such as churn@2.", "例如 churn@2。"))],
    force: Annotated[
        bool,
        typer.Option("--force", help=words("Even if it is worse, or nobody knows.", "即使更差或尚无法比较也启用。")),
    ] = False,
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help=words("The reason, for the record.", "变更原因（留档）。"))
    ] = "",
) -> None:
    """Put a version in use: it scores from the next run on, until a rule or a person puts another in its place."""
    call = session(context)
    workspace = call.open()
    store = Store(workspace.models)
    version = store.version(id_)
    changes = store.changes(version.name)
    if changes and changes[-1].after == version.id:
        told: dict[str, Any] = {"change": changes[-1].record(), "comparison": None}
        call.answer(told, lambda out: out.print(SAME.say(call.language, id=version.id)))
        return
    _check_foresees((version,))
    version.read()
    judged = None if force or not changes else _fair(call, workspace, store.version(changes[-1].after), version)
    said = Text(why, why) if why else FORCED if force else CHOSEN
    change = store.crown(version, "forced" if force else "person", said, BY, len(changes))
    told = {"change": change.record(), "comparison": judged.record() if judged else None}
    done = DONE.fill(after=change.after, before=change.before or NOTHING)
    call.answer(told, lambda out: out.print(done.say(call.language)))


def _fair(call: Session, workspace: Workspace, champion: Version, version: Version) -> Comparison:
    """Return how a version does beside the champion; raises `DataError` where it is worse, or nobody knows."""
    found = _compared(call, workspace, champion, version)
    if found.verdict in {"better", "even"}:
        return found
    code = "model.worse" if found.verdict == "worse" else "model.unproven"
    raise DataError(
        code,
        found.why,
        Text(
            "Leave {champion} in use, or put {id} in its place all the same with --force.",
            "请继续使用 {champion}；若仍要启用 {id}，请加上 --force。",
        ).fill(champion=champion.id, id=version.id),
    )


def _figure(value: float | None, call: Session) -> str:
    return NOTHING if value is None else number(value, call.language, 4)


def _kind(kind: str, call: Session) -> str:
    known = KINDS.get(kind) or LEARNERS.get(kind)
    return known.label.say(call.language) if known else escape(kind)
