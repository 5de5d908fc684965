"""What a run keeps of paths: what sets leavers' last steps apart, where they went, and the sessions of each day."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from liuke.explain.paths.comparing import Asked, Compared, compare
from liuke.explain.paths.question import Group, held, ranked, told
from liuke.explain.paths.who import by_run
from liuke.explain.paths.words import means
from liuke.explain.sessions import sessions, sessions_by_day
from liuke.explain.visits import told_of_sessions
from liuke.language import Text
from liuke.workspace import Draft

if TYPE_CHECKING:
    from liuke.explain.of_run import Material

SEPARATORS = {
    "name": pl.String, "following": pl.String, "leavers": pl.Int64, "stayers": pl.Int64, "left_share": pl.Float64,
    "stayed_share": pl.Float64, "difference": pl.Float64, "low": pl.Float64, "high": pl.Float64, "p_value": pl.Float64,
    "adjusted": pl.Float64, "significant": pl.Boolean,
}  # fmt: skip


def keep_paths(draft: Draft, material: "Material") -> Mapping[str, Any] | None:
    """Write the tables `session_day`, `path_step` and `path_flow` of a run with events; return what is told of them."""
    event = material.tables.get("event")
    if event is None:
        return None
    engine, asked = material.engine, Asked()
    with held(engine, event, asked) as rows:
        found = engine.hold(sessions(rows), "sessions")
        draft.write("session_day", sessions_by_day(found).order_by("day"))
        about = told_of_sessions(engine, found)
        engine.drop(found)
        lost = draft.manifest.get("lost", {})
        leaving = by_run(engine, material.tables, lost.get("definition"), material.first_day, material.as_of)
        (group,) = ranked([Group(None, compare(engine, rows, leaving, asked))])
    assert group.found is not None  # noqa: S101 - a refusal would have been raised
    _write(draft, group.found)
    record = {name: value for name, value in told(group, asked, leaving).items() if name not in LISTED}
    words = means(leaving, Text(**lost["sentence"]) if lost else Text("", ""))
    gap = asked.gap.total_seconds() / 60
    return {"left_means": words.record(), "steps": asked.steps, "gap_minutes": gap, "sessions": about} | record


LISTED = ("group", "refusal", "separators", "flow")


def _write(draft: Draft, found: Compared) -> None:
    rows = [one.record() for one in found.separators]
    tables: dict[str, pl.DataFrame] = {"path_step": pl.DataFrame(rows, schema=SEPARATORS), "path_flow": found.flow}
    for name, frame in tables.items():
        draft.write(name, draft.engine.table(frame, name))
