"""The funnels that the workspace declares: how far customers come, where they stop, and how groups differ."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from liuke.engine import Engine
from liuke.explain.funnel.words import YOUNG, length, question_text
from liuke.language import LANGUAGES, Text
from liuke.measure import attribute_label
from liuke.present.charts.frame import Column
from liuke.present.charts.steps import by_funnel
from liuke.present.reader import Reader
from liuke.present.report.findings import Listing, Panel
from liuke.workspace import Run

type Row = dict[str, Any]

NAMED = Text("{name}: {told}.", "{name}：{told}。")
REFUSED = Text("{name} could not be counted: {why} {hint}", "{name} 未能统计：{why}{hint}")
BY = Text("{name} by {by}", "{name}，按{by}")
UNIT = Text("% of the step before who reach each step", "到达各步骤的客户占上一步的百分比")
GROUPS = 10
"""The groups that a table shows, largest first."""


def funnels(run: Run, engine: Engine) -> Panel | None:
    """Return the section of a run in whose workspace funnels are declared."""
    told = run.manifest.get("explain", {}).get("funnel")
    if not told:
        return None
    rows = engine.rows(run.table(engine, "funnel")) if run.has("funnel") else []
    places = {name: place for place, name in enumerate(told["funnels"])}
    rows.sort(key=lambda row: (places[row["funnel"]], row["place"]))
    whole = [row for row in rows if row["by"] is None and row["customers"] is not None]
    drawn = [row for steps in by_funnel(whole).values() if steps[0]["customers"] for row in steps]
    listings = tuple(one for name in told["funnels"] if (one := _groups(name, rows)))
    return Panel((), {"steps": drawn} if drawn else {}, listings, (), _notes(told["funnels"]))


def _notes(told: Mapping[str, Row]) -> tuple[Text, ...]:
    """Return how each funnel is counted and whom it leaves out, or why it could not be counted."""
    found = []
    for name, one in told.items():
        if refusal := one.get("refusal"):
            why, hint = (Text(**refusal[part]) for part in ("message", "hint"))
            found.append(REFUSED.fill(name=name, why=why, hint=hint))
            continue
        found.append(NAMED.fill(name=name, told=question_text(one)))
        if not one["entries"]:
            found.append(Text("Nobody entered it.", "无人进入该漏斗。"))
        if one["young"]:
            found.append(YOUNG.fill(n=Text(*(Reader(to).number(one["young"]) for to in LANGUAGES))))
    return tuple(found)


def _groups(name: str, rows: list[Row]) -> Listing | None:
    """Return a table of the groups of a funnel: of the step before, the share that reach each step."""
    own = [row for row in rows if row["funnel"] == name and row["by"]]
    if not own:
        return None
    groups: dict[Any, list[Row]] = {}
    for row in own:
        groups.setdefault(row["group"], []).append(row)
    largest = sorted(groups.items(), key=lambda one: (-one[1][0]["customers"], one[0] is None, str(one[0])))
    steps = largest[0][1]
    label = attribute_label(own[0]["by"])
    columns = (
        Column("group", Text(label.en[:1].upper() + label.en[1:], label.zh)),
        Column("customers", Text(steps[0]["step"], steps[0]["step"]), "number"),
        *(Column(f"step_{row['place']}", Text(row["step"], row["step"]), "percent") for row in steps[1:]),
        Column("time", Text("Half take, to the end", "到末步中位用时")),
    )
    title = BY.fill(name=name, by=label)
    return Listing(f"funnel_{name}", title, UNIT, columns, [_line(group, part) for group, part in largest[:GROUPS]])


def _line(group: object, steps: list[Row]) -> Row:
    cells = {
        f"step_{row['place']}": {
            "value": row["of_previous"],
            "low": row["of_previous_low"],
            "high": row["of_previous_high"],
            "numerator": row["customers"],
            "denominator": before["customers"],
        }
        for before, row in pairwise(steps)
    }
    whole = {"customers": steps[0]["customers"], "time": length(steps[-1]["first_median_seconds"])}
    return {"group": group, **whole, **cells}
