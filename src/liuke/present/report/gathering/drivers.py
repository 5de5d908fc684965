"""What sets leavers apart: effects with their intervals, the tree and its paths, and shares by the clearest drivers."""

from typing import Any

from liuke.engine import Engine
from liuke.errors import LiukeError
from liuke.explain.drivers import NOT_CAUSE, Drivers, paths, read_drivers, saying
from liuke.language import LANGUAGES, NO_CURRENCY, Text, day, number, percent
from liuke.present.charts.frame import Column
from liuke.present.report.findings import Listing, Panel
from liuke.workspace import Run

MOST_SHOWN, MOST_PATHS = 3, 3
WHO = Text(
    "Of the {customers} customers known on {snapshot}, {left} ({share}) {outcome} within the {days} days after it.",
    "{snapshot} 时的 {customers} 位客户中，其后 {days} 天内{outcome} {left} 位（{share}）。",
)
NOBODY = Text(
    "Nothing known of them sets leavers apart beyond what chance makes.", "已知信息中，没有任何属性的差异超出随机波动。"
)
OF = Text("{name}: {group}", "{name}：{group}")
EVERYBODY = Text("All customers", "全部客户")
SHARES = Text("Share that left, one attribute at a time", "按单个属性划分的流失比例")
UNIT = Text("the clearest drivers, each by itself", "区分最明显的几个属性，分别统计")
COLUMNS = (
    Column("who", Text("Who", "客户")),
    Column("customers", Text("Customers", "客户数"), "number"),
    Column("left", Text("Left", "流失"), "number"),
    Column("share", Text("Share that left", "流失比例"), "percent"),
    Column("low", Text("95% from", "95% 下限"), "percent"),
    Column("high", Text("95% to", "95% 上限"), "percent"),
)


def drivers(run: Run, engine: Engine) -> Panel | None:
    """Return the section of a run that knows whose fate is settled."""
    try:
        found = read_drivers(run, engine)
    except LiukeError:
        return None
    return panel_of(found, run.currency)


def panel_of(found: Drivers, currency: str) -> Panel:
    """Return the section: whom it is about, the paths with most leavers, that no cause is meant, charts and shares."""
    said = found.sentences(currency)[:MOST_PATHS]
    notes = (_who(found), *(() if found.named else (NOBODY,)), *said, NOT_CAUSE)
    charts = {"drivers": effect_rows(found, currency), "driver_tree": tree_rows(found, currency)}
    listing = Listing("driver_shares", SHARES, UNIT, COLUMNS, _shares(found, currency))
    return Panel(
        (), {id_: rows for id_, rows in charts.items() if rows}, (listing,) if listing.rows else (), notes=notes
    )


def effect_rows(found: Drivers, currency: str = NO_CURRENCY) -> list[dict[str, Any]]:
    """Return the rows of the chart `drivers`: the effects of what is named, in words."""
    columns = {one.id: one for one in found.columns}
    return [
        dict(row)
        | {
            "label": columns[row["attribute"]].label,
            "what": saying.effect(row, columns[row["attribute"]], currency),
        }
        for row in found.effects
        if row["named"]
    ]


def tree_rows(found: Drivers, currency: str = NO_CURRENCY) -> list[dict[str, Any]]:
    """Return the rows of the chart `driver_tree`: nodes with the answers that lead to them, in words."""
    if len(found.nodes) < 2:
        return []
    columns, nodes = {one.id: one for one in found.columns}, {row["node"]: row for row in found.nodes}
    inner = {row["parent"] for row in found.nodes}
    rows = []
    for row in found.nodes:
        parent = nodes.get(row["parent"])
        answer = EVERYBODY if parent is None else paths.answer(parent, bool(row["yes"]), columns, currency)
        path = EVERYBODY if parent is None else paths.who(found.nodes, row, columns, currency)
        rows.append(dict(row) | {"answer": answer, "path": path, "leaf": row["node"] not in inner})
    return rows


def _who(found: Drivers) -> Text:
    counts = {
        name: Text(*(number(amount, to) for to in LANGUAGES))
        for name, amount in (("customers", found.customers), ("left", found.left), ("days", found.horizon_days))
    }
    share = Text(*(percent(found.left / found.customers, to, 0) for to in LANGUAGES))
    when = Text(*(day(found.snapshot, to) for to in LANGUAGES))
    return WHO.fill(**counts, share=share, snapshot=when, outcome=found.outcome)


def _shares(found: Drivers, currency: str) -> list[dict[str, Any]]:
    columns, shown = {one.id: one for one in found.columns}, found.named[:MOST_SHOWN]
    return [
        dict(row)
        | {
            "who": OF.fill(
                name=columns[row["attribute"]].label, group=saying.view(row, columns[row["attribute"]], currency)
            )
        }
        for row in found.views
        if row["attribute"] in shown
    ]
