"""The funnels that a workspace declares: counted and kept in each run, or why one could not be."""

from typing import TYPE_CHECKING, Any

import polars as pl

from liuke.errors import LiukeError
from liuke.explain.funnel.asking import ask_funnel
from liuke.explain.funnel.happened import Happened
from liuke.explain.funnel.question import FunnelQuestion, read_window
from liuke.explain.funnel.result import Funnel
from liuke.measure import Inputs
from liuke.settings import FunnelSettings
from liuke.workspace import Draft

if TYPE_CHECKING:
    from liuke.explain.of_run import Material

type Row = dict[str, Any]

SCHEMA = {
    "funnel": pl.String, "by": pl.String, "group": pl.String, "place": pl.Int64, "step": pl.String,
    "customers": pl.Int64, "dropped": pl.Int64, "excluded": pl.Int64,
    **{
        f"{name}{end}": pl.Float64
        for name, ends in {
            "of_first": ("", "_low", "_high"), "of_previous": ("", "_low", "_high"),
            "previous": ("_low_seconds", "_median_seconds", "_high_seconds"),
            "first": ("_low_seconds", "_median_seconds", "_high_seconds"),
        }.items()
        for end in ends
    },
}  # fmt: skip
"""The columns of the table `funnel` of a run: a row a step, of everybody (`by` is NULL) and of each group."""


def keep_funnels(draft: Draft, material: "Material") -> Row | None:
    """Write the table `funnel` of a run, and return what was asked and who is left out; None where none is declared.

    A funnel that cannot be counted has its `refusal` in place of that.
    """
    if not material.settings.funnels:
        return None
    inputs = Inputs(material.engine, material.tables, material.as_of, "", 0)
    event = material.tables.get("event")
    happened = Happened(inputs, event, material.order, material.settings.workspace.timezone)
    told: dict[str, Row] = {}
    rows: list[Row] = []
    for name, declared in material.settings.funnels.items():
        try:
            found = ask_funnel(happened, question_of(declared), declared.by)
        except LiukeError as refusal:
            told[name] = {"refusal": refusal.refusal()}
            continue
        told[name] = found.question.record() | {
            "by": found.by or None, "entries": found.entered.count, "young": found.entered.young
        }  # fmt: skip
        rows += _rows(name, found)
        found.forget()
    if rows:
        draft.write("funnel", draft.engine.table(pl.DataFrame(rows, schema=SCHEMA), "funnel"))
    return {"funnels": told}


def question_of(declared: FunnelSettings) -> FunnelQuestion:
    """Return the question that settings declare; raises as the question."""
    return FunnelQuestion(
        declared.steps,
        read_window(declared.window),
        declared.order,
        declared.entry,
        declared.hold,
        exclude=declared.exclude,
    )


def _rows(name: str, found: Funnel) -> list[Row]:
    whole: list[Row] = [{"funnel": name, "by": None, "group": None, **row} for row in found.steps]
    for group, steps in found.groups.items():
        told = None if group is None else str(group)
        whole += [{"funnel": name, "by": found.by, "group": told, **row} for row in steps]
    return whole
