"""What active users use: the share of them who did each thing at least once, with its 95 % interval."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, framed, percent_axis, tips
from liuke.present.charts.trend import INTERVAL
from liuke.present.reader import Reader
from liuke.present.theme import paint

MOST = 12
FEW = 0.1
"""Features below this share of the active users are counted as little used."""


def _title(rows: Rows, reader: Reader) -> str:
    first = rows[0]
    return reader.text(
        "Most used: “{name}”, by {share} of active users",
        "使用最广的是“{name}”，占活跃用户的 {share}",
        name=first["name"],
        share=reader.percent(first["value"], 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    few = sum(row["value"] < FEW for row in rows)
    words = Text(
        "{n} different things were done in {month}; {few} of them by fewer than one active user in ten.",
        "{month}共有 {n} 种行为，其中 {few} 种的使用者不足活跃用户的十分之一。",
    )
    if not few:
        words = Text(
            "{n} different things were done in {month}, each by at least one active user in ten.",
            "{month}共有 {n} 种行为，使用者均不少于活跃用户的十分之一。",
        )
    return reader.say(words, n=len(rows), month=reader.month(rows[0]["period"]), few=few)


def _told(row: Row, reader: Reader) -> Row:
    return {name: row[name] for name in ("name", "value", "low", "high")} | {
        "said": reader.percent(row["value"]),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "of": f"{reader.number(row['numerator'])} / {reader.number(row['denominator'])}",
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = [_told(row, reader) for row in rows[:MOST]]
    x = {"type": "quantitative", "scale": {"domain": [0, 1.12], "nice": False}}
    x |= {"axis": percent_axis(values=[0, 0.25, 0.5, 0.75, 1], grid=True)}
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None, "grid": False, "labelLimit": 118}}
    tooltip = tips(
        ("name", reader.text("Event", "事件")),
        ("said", reader.text("Of active users", "占活跃用户")),
        ("interval", reader.say(INTERVAL)),
        ("of", reader.text("Users", "用户数")),
    )
    return framed(
        shown,
        max(120, 21 * len(shown)),
        encoding={"y": y},
        layer=[
            {
                "mark": {"type": "bar", "height": {"band": 0.66}, "cornerRadiusEnd": 2, "fill": paint("accent")},
                "encoding": {"x": x | {"field": "value"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "rule", "stroke": paint("muted"), "strokeWidth": 1.6},
                "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fill": paint("ink")},
                "encoding": {"x": x | {"field": "high"}, "text": {"field": "said"}},
            },
        ],
    )


FEATURES = Chart(
    "features",
    Text("% of active users who did it at least once in the month", "当月至少使用一次的活跃用户占比（%）"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Event", "事件")),
        Column("value", Text("Of active users", "占活跃用户"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("numerator", Text("Users of it", "使用者"), "number"),
        Column("denominator", Text("Active users", "活跃用户数"), "number"),
    ),
)
