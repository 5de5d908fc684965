"""What those who left did in their last steps, beside what those who stayed did in theirs."""

from typing import Any

from liuke.engine import Engine
from liuke.explain.visits import said_of_sessions
from liuke.language import Text
from liuke.present.report.findings import Panel
from liuke.workspace import Run

MEANS = Text("To have left means here: {sentence}", "此处“离开”指：{sentence}")
SAID = 3
"""Sentences on what sets the two groups apart."""


def paths(run: Run, engine: Engine) -> Panel | None:
    """Return the section of a run with events; after a refusal, what it says."""
    told = run.manifest.get("explain", {}).get("paths")
    if not told:
        return None
    if refusal := told.get("refusal"):
        return Panel((), {}, notes=(Text(**refusal["message"]), Text(**refusal["hint"])))
    steps = sorted(engine.rows(run.table(engine, "path_step")), key=_most)
    apart = next((row["name"] for row in steps if row["significant"] and not row["following"]), "")
    flow = engine.rows(run.table(engine, "path_flow").order_by("left", "back", "name", "following"))
    sizes = {True: told["leavers"], False: told["stayers"]}
    means = MEANS.fill(sentence=Text(**told["left_means"]))
    notes = [*(Text(**one) for one in told["sentences"][:SAID]), means, *(Text(**one) for one in told["notes"])]
    notes.append(said_of_sessions(told["sessions"]))
    charts = {
        "path_steps": steps,
        "path_flow": [row | {"total": sizes[row["left"]], "apart": apart} for row in flow],
    }
    return Panel((), {id_: rows for id_, rows in charts.items() if rows}, notes=tuple(notes))


def _most(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return by what steps are ordered: those beyond chance first, the largest differences first."""
    return not row["significant"], -abs(row["difference"]), row["p_value"], row["name"], row["following"] or ""
