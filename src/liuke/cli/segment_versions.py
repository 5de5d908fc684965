"""`liuke segments list` and `promote`: the versions of segmentations, and which is in use."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from liuke.cli.grids import grid
from liuke.cli.session import Session, session
from liuke.cli.words import words
from liuke.errors import UsageError
from liuke.language import NOTHING, Text
from liuke.segment.store import RULES, SegmentStore, Version

CHOSEN = Text("a person chose it", "人工选定")
DONE = Text("{after} is in use now; the next `liuke run` applies it.", "已启用 {after}；下次 `liuke run` 起生效。")
BY = "liuke segments promote"
SAME = Text("{id} is in use already.", "{id} 已在使用中。")
IN_USE = Text("in use", "使用中")
NONE = Text(
    "No segments have been stored yet: call `liuke segments fit`.", "尚未保存任何分群：请执行 `liuke segments fit`。"
)
HEADS = {
    "": Text("", ""),
    "id": Text("version", "版本"),
    "made": Text("made at", "生成时间"),
    "method": Text("method", "方法"),
    "segments": Text("segments", "群数"),
}
METHOD_NAMES = {
    "kmeans": Text("k-means", "k-means"),
    "ward": Text("Ward", "Ward 层次聚类"),
    RULES: Text("rules", "规则"),
}


def register(segments: typer.Typer) -> None:
    """Put the commands of this module under `liuke segments`."""
    segments.command("list", help=words("List the stored versions.", "列出已保存的版本。"))(list_versions)
    segments.command("promote", help=words("Put a version in use.", "启用某个版本。"))(promote)


def list_versions(context: typer.Context) -> None:
    """Answer with every version, and every change of which is in use."""
    call = session(context)
    store = SegmentStore(call.open().segments)
    used = {name: store.current(name) for name in store.names()}
    rows = [_row(one, used[name]) for name in used for one in store.versions(name)]
    told = {"versions": rows, "changes": [one.record() for name in used for one in store.changes(name)]}
    call.answer(told, lambda out: _show_list(out, call, told))


def _row(one: Version, used: Version | None) -> dict[str, Any]:
    of_rules = one.name == RULES
    names = [segment["id"] for segment in one.body["segments" if of_rules else "clusters"]]
    return {
        "id": one.id,
        "name": one.name,
        "method": RULES if of_rules else one.body["method"],
        "as_of": None if of_rules else one.body["as_of"],
        "made_at": one.made_at,
        "liuke": one.code,
        "sha256": one.mark,
        "current": used is not None and one.id == used.id,
        "segments": names,
    }


def _show_list(out: Console, call: Session, told: dict[str, Any]) -> None:
    language = call.language
    if not told["versions"]:
        out.print(NONE.say(language))
        return
    shown = grid(HEADS, language, ("segments",))
    for row in told["versions"]:
        mark = "[green]●[/]" if row["current"] else ""
        method = METHOD_NAMES[row["method"]].say(language)
        shown.add_row(mark, row["id"], row["made_at"], method, str(len(row["segments"])))
    out.print(shown)
    out.print(f"\n[dim]● {IN_USE.say(language)}[/]")
    for change in told["changes"]:
        step, why = f"{change['before'] or NOTHING} → {change['after']}", Text(**change["why"]).say(language)
        out.print(f"  {change['when']}  {step}  [dim]{escape(why)} ({change['by']})[/]", soft_wrap=True)


def promote(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="VERSION", help=words("Such as clusters@2.", "例如 clusters@2。"))],
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help=words("The reason, for the record.", "变更原因（留档）。"))
    ] = "",
) -> None:
    """Put a version in use: every run from the next one on assigns customers by it."""
    call = session(context)
    workspace = call.open()
    store = SegmentStore(workspace.segments)
    with workspace.locked():
        version = store.version(id_)
        if version.name == RULES:
            raise UsageError(
                "segment.rules",
                Text("Rules are put in use by the settings.", "规则分群由设置决定是否启用。"),
                Text("Edit [segments.NAME] in liuke.toml.", "请修改 liuke.toml 中的 [segments.NAME]。"),
            )
        current = store.current(version.name)
        same = current is not None and current.id == version.id
        change = store.use(version, Text(why, why) if why else CHOSEN, BY)
    said = (SAME if same else DONE).fill(id=version.id, after=version.id)
    call.answer({"change": change.record()}, lambda out: out.print(said.say(call.language)))
