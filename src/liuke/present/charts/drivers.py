"""Drivers: by what factor each attribute goes with the odds of leaving, with its 95 % interval, the clearest first.

Rows (of `present.report.gathering.drivers`): `label` and `what` (texts), `odds_ratio`, `low`, `high`, `customers`,
`left`; the ratio is None where all of a group left or stayed.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

MOST, ROW = 12, 42
"""The effects that are drawn, and the height of one."""
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
FARTHEST = 100.0
INTERVAL = Text("95% interval", "95% 区间")


def _title(rows: Rows, reader: Reader) -> str:
    first = rows[0]
    return reader.text(
        "Of all that is known, “{name}” sets leavers apart most clearly",
        "在已知信息中，“{name}”最能区分流失客户",
        name=reader.say(first["label"]),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "By what factor the odds of leaving differ, for {count} attributes: 1 is no difference, more is worse. What "
        "goes with leaving need not cause it.",
        "{count} 个属性对应的流失几率倍数：1 表示无差异，大于 1 更易流失。与流失相伴的未必是原因。",
        count=len({reader.say(row["label"]) for row in rows}),
    )


def _told(row: Row, reader: Reader) -> Row:
    low, high = (min(max(row[name], 1 / FARTHEST), FARTHEST) for name in ("low", "high"))
    odds = row["odds_ratio"]
    return {
        "row": f"{row['at']}",
        "name": f"{reader.say(row['label'])} · {reader.plain(row['what'])}",
        "odds": min(max(odds, 1 / FARTHEST), FARTHEST),
        "low": low,
        "high": high,
        "said": f"× {reader.number(odds, 2)}",
        "interval": f"{reader.number(row['low'], 2)} – {reader.number(row['high'], 2)}",
        "of": reader.number(row["customers"]),
        "sure": "more" if row["low"] > 1 else "less" if row["high"] < 1 else "unsure",
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    known = [row | {"at": at} for at, row in enumerate(row for row in rows if row["odds_ratio"] is not None)]
    shown = [_told(row, reader) for row in known[:MOST]]
    ends = [1.0, *(row[name] for row in shown for name in ("low", "high"))]
    domain = [min(0.5, min(ends) / 1.15), max(2.0, max(ends) * 1.4)]
    axis = {"title": None, "values": [tick for tick in TICKS if domain[0] <= tick <= domain[1]], "format": "~g"}
    x = {"type": "quantitative", "scale": {"type": "log", "domain": domain, "nice": False}, "axis": axis}
    y = {"field": "row", "type": "nominal", "sort": None, "axis": None}
    colours = {"domain": ["more", "less", "unsure"], "range": [paint("bad"), paint("good"), paint("muted")]}
    colour = {"field": "sure", "type": "nominal", "legend": None, "scale": colours}
    tooltip = tips(
        ("name", reader.text("What", "属性")),
        ("said", reader.text("Odds of leaving", "流失几率")),
        ("interval", reader.say(INTERVAL)),
        ("of", reader.text("Customers", "客户数")),
    )
    low, odds = (x | {"field": name} for name in ("low", "odds"))
    return framed(
        shown,
        max(90, ROW * len(shown)),
        encoding={"y": y},
        layer=[
            {
                "data": {"values": [{"one": 1}]},
                "mark": {"type": "rule", "stroke": paint("muted"), "strokeDash": [3, 4]},
                "encoding": {"x": x | {"field": "one"}, "y": {"value": 0}, "y2": {"value": "height"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -14, "fill": paint("ink"), "limit": 620},
                "encoding": {"x": {"value": 0}, "text": {"field": "name"}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "yOffset": 4},
                "encoding": {"x": low, "x2": {"field": "high"}, "stroke": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "yOffset": 4},
                "encoding": {"x": odds, "fill": colour, "tooltip": tooltip},
            },
            {
                # Not seen, but wide enough for a mouse to find what a line of two pixels tells.
                "mark": {"type": "rule", "strokeWidth": 24, "opacity": 0, "yOffset": 4},
                "encoding": {"x": low, "x2": {"field": "high"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 7, "dy": 5, "fill": paint("soft")},
                "encoding": {"x": x | {"field": "high"}, "text": {"field": "said"}},
            },
        ],
    )


DRIVERS = Chart(
    "drivers",
    Text("Odds of leaving, × (logarithmic)", "流失几率的倍数（对数刻度）"),
    _title,
    _summary,
    _plan,
    (
        Column("label", Text("Attribute", "属性")),
        Column("what", Text("Compared", "对比")),
        Column("customers", Text("Customers", "客户数"), "number"),
        Column("left", Text("Left", "流失"), "number"),
        Column("odds_ratio", Text("Odds ×", "几率倍数"), "decimal"),
        Column("low", Text("95% from", "95% 下限"), "decimal"),
        Column("high", Text("95% to", "95% 上限"), "decimal"),
    ),
    (
        Key("bad", "dot", Text("leave more", "更易流失")),
        Key("good", "dot", Text("leave less", "更少流失")),
        Key("muted", "line", INTERVAL),
    ),
)
