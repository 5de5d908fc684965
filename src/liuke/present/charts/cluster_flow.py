"""Where customers went between two days, from cluster to cluster: ribbons as wide as they are many.

Rows: `from_cluster` (None: no customer yet), `to_cluster`, `customers`, and `then` and `now`, the two days.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, framed, tips
from liuke.present.flow import OUTSIDE, Bar, Flow, Ribbon, lay_out
from liuke.present.reader import Reader
from liuke.present.theme import paint
from liuke.segment.clusters import name_of
from liuke.segment.clusters.naming import short_names

COLOURS = ("accent", "stage-new", "stage-dormant", "stage-returned", "bad", "good", "soft", "warn")
STEPS, ROOM = 16, 48
"""Points along a ribbon, and the room for words beside it, in hundredths of its length."""
NOT_YET = Text("No customer yet", "尚未成为客户")


def order(rows: Rows) -> list[str]:
    """Return the clusters, those that have most customers now first."""
    now: dict[str, int] = {}
    for row in rows:
        now[row["to_cluster"]] = now.get(row["to_cluster"], 0) + row["customers"]
        if row["from_cluster"]:
            now.setdefault(row["from_cluster"], 0)
    return sorted(now, key=lambda id_: (-now[id_], id_))


def _name(id_: str | None) -> Text:
    return name_of(id_) if id_ and id_ != OUTSIDE else NOT_YET


def _largest(rows: Rows) -> Row | None:
    """Return the largest move of customers from one cluster to another."""
    moves = [row for row in rows if row["from_cluster"] and row["from_cluster"] != row["to_cluster"]]
    return max(moves, key=lambda row: row["customers"]) if moves else None


def _title(rows: Rows, reader: Reader) -> str:
    most = _largest(rows)
    if most is None or not most["customers"]:
        return reader.text("Nobody moved from one cluster to another", "没有客户在聚类之间移动")
    short = short_names(order(rows))
    return reader.text(
        "The largest move: {n} from “{before}” to “{after}”",
        "最大的流动：{n} 位从“{before}”到“{after}”",
        n=reader.number(most["customers"]),
        before=short[most["from_cluster"]],
        after=short[most["to_cluster"]],
    )


def _summary(rows: Rows, reader: Reader) -> str:
    there = sum(row["customers"] for row in rows if row["from_cluster"])
    stayed = sum(row["customers"] for row in rows if row["from_cluster"] == row["to_cluster"])
    return reader.text(
        "From {then} (left) to {now} (right), by one definition. Of {n} who were customers before, {share} are in the "
        "same cluster.",
        "左为 {then}，右为 {now}，按同一定义划分。此前已是客户的 {n} 位中，{share} 仍在原群。",
        then=reader.day(rows[0]["then"]),
        now=reader.day(rows[0]["now"]),
        n=reader.number(there),
        share=reader.percent(stayed / there if there else None, 0),
    )


def _curve(ribbon: Ribbon, reader: Reader) -> list[Row]:
    """Return points along a ribbon: it leaves and arrives level."""
    named = {
        "ribbon": f"{ribbon.start}>{ribbon.end}",
        "end": ribbon.end,
        "move": f"{reader.say(_name(ribbon.start))} → {reader.say(_name(ribbon.end))}",
        "n": reader.number(ribbon.customers),
    }
    found = []
    for step in range(STEPS + 1):
        t = step / STEPS
        top = ribbon.left + (ribbon.right - ribbon.left) * t * t * (3 - 2 * t)
        found.append(named | {"x": round(100 * t, 2), "top": round(top, 2), "bottom": round(top + ribbon.height, 2)})
    return found


def _bars(
    bars: tuple[Bar, ...], at: float, words: tuple[float, str], short: dict[str, Text], reader: Reader
) -> list[Row]:
    return [
        {
            "x": at,
            "x2": at + 2,
            "top": bar.top,
            "bottom": bar.top + bar.height,
            "middle": bar.middle,
            "stage": bar.stage,
            "label": f"{reader.say(short.get(bar.stage, NOT_YET))}\n{reader.short_number(bar.customers)}",
            "at": words[0],
            "side": words[1],
        }
        for bar in bars
    ]


def _words(side: str, align: str, shared: Row) -> Row:
    return {
        "transform": [{"filter": f"datum.side == '{side}'"}],
        "mark": {"type": "text", "align": align, "baseline": "middle", "lineBreak": "\n", "fontSize": 11},
        "encoding": {
            "x": {"field": "at", "type": "quantitative", **shared},
            "y": {"field": "middle", "type": "quantitative"},
            "text": {"field": "label", "type": "nominal"},
        },
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    stages = order(rows)
    flow = lay_out(rows, stages, ("from_cluster", "to_cluster")) or Flow((), (), (), 0.0)
    roles = {OUTSIDE: "muted", **{id_: COLOURS[at % len(COLOURS)] for at, id_ in enumerate(stages)}}
    domain, colours = list(roles), [paint(role) for role in roles.values()]
    fill = {"type": "nominal", "scale": {"domain": domain, "range": colours}, "legend": None}
    shared = {"scale": {"domain": [-ROOM, 100 + ROOM], "nice": False}, "axis": None}
    y = {
        "field": "top",
        "type": "quantitative",
        "scale": {"domain": [0, flow.height], "reverse": True, "nice": False},
        "axis": None,
    }
    short = short_names(stages)
    ends = [*_bars(flow.left, -2, (-5, "left"), short, reader), *_bars(flow.right, 100, (105, "right"), short, reader)]
    ribbons = {
        "mark": {"type": "area", "fillOpacity": 0.35},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", **shared},
            "y": y,
            "y2": {"field": "bottom"},
            "detail": {"field": "ribbon", "type": "nominal"},
            "fill": {"field": "end", **fill},
            "tooltip": tips(("move", reader.text("Move", "流动")), ("n", reader.text("Customers", "客户数"))),
        },
    }
    bars = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", **shared},
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "bottom"},
            "fill": {"field": "stage", **fill},
        },
    }
    words = {
        "data": {"values": ends},
        "layer": [bars, _words("left", "right", shared), _words("right", "left", shared)],
    }
    return framed([point for one in flow.ribbons for point in _curve(one, reader)], 300, layer=[ribbons, words])


def _table(rows: Rows) -> Rows:
    return [row | {"before": _name(row["from_cluster"]), "after": _name(row["to_cluster"])} for row in rows]


CLUSTER_FLOW = Chart(
    "cluster_flow",
    Text("customers, from the cluster before to that now", "客户数，从之前所在的群到现在所在的群"),
    _title,
    _summary,
    _plan,
    (
        Column("before", Text("From", "从")),
        Column("after", Text("To", "到")),
        Column("customers", Text("Customers", "客户数"), "number"),
    ),
    table=_table,
)
