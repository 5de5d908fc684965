"""Names in a question that there are not: what is there instead, the nearest first."""

import difflib
import json
from collections.abc import Sequence

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.language import NOTHING, Text
from liuke.measure.retention import PURCHASE

SHOWN = 8
SAMPLE = 1_000
"""Events that are looked through for the names of properties."""


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the names that look most like one that there is not, else the first ones that there are."""
    near = difflib.get_close_matches(name, known, n=SHOWN, cutoff=0.5) or known[:SHOWN]
    return ", ".join(near) or NOTHING


def check_events(engine: Engine, event: Table, names: Sequence[str]) -> None:
    """Raise `UsageError` for the first name that no event has; those of steps and of exclusions alike."""
    wanted = list(dict.fromkeys(names))
    rows = engine.rows(event.filter(event["name"].isin(wanted)).select("name").distinct())
    unknown = [name for name in wanted if name not in {row["name"] for row in rows}]
    if not unknown:
        return
    if unknown[0] == PURCHASE:
        raise UsageError(
            "funnel.no_orders",
            Text(
                "This run has no orders, and no event is called purchase.",
                "本次运行没有订单，也没有名为 purchase 的事件。",
            ),
            Text(
                "Add orders with `liuke add FILE`, then call `liuke run`.",
                "请用 `liuke add 文件` 添加订单后执行 `liuke run`。",
            ),
        )
    known = [str(row["name"]) for row in engine.rows(event.select("name").distinct().order_by("name"))]
    raise UsageError(
        "funnel.event",
        Text("Nobody did “{name}”.", "没有名为“{name}”的行为。").fill(name=unknown[0]),
        Text(
            "Name steps as the events are called, for example: {names}. An order is called purchase.",
            "请使用事件原有的名称，例如：{names}。订单写作 purchase。",
        ).fill(names=nearest(unknown[0], known)),
    )


def properties(engine: Engine, event: Table) -> list[str]:
    """Return the names of properties of events, as far as a sample has them."""
    some = engine.rows(event.filter(event["properties"].notnull()).select("properties").limit(SAMPLE))
    found: dict[str, None] = {}
    for row in some:
        try:
            told = json.loads(row["properties"])
        except ValueError:
            continue
        found |= dict.fromkeys(told) if isinstance(told, dict) else {}
    return sorted(found)


def no_property(name: str, known: Sequence[str]) -> UsageError:
    """Return the error for a property that none of the events asked for has."""
    return UsageError(
        "funnel.property",
        Text("None of these events has a property “{name}”.", "这些事件都没有属性“{name}”。").fill(name=name),
        Text("There are: {names}.", "可用：{names}。").fill(names=nearest(name, known)),
    )
