"""The tree of questions that part leavers from stayers: a line a node, further in the more was asked.

Rows (of `present.report.gathering.drivers`), a parent before its children: `node`, `parent`, `depth`, `answer`
and `path` (texts), `customers`, `left`, `share`, `low`, `high`, `leaf`.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

ROW, INDENT, LENGTH = 44, 0.055, 0.56
"""The height of a line, how far each question moves it in, and how long a bar of all customers is."""


def _ends(rows: Rows) -> list[Row]:
    return sorted((row for row in rows if row["leaf"]), key=lambda row: row["share"])


def _title(rows: Rows, reader: Reader) -> str:
    least, most = _ends(rows)[0], _ends(rows)[-1]
    return reader.text(
        "From {low} to {high}: how much the share that left differs by path",
        "不同路径的流失比例从 {low} 到 {high}",
        low=reader.percent(least["share"], 0),
        high=reader.percent(most["share"], 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "Each line adds an answer to the line it hangs from. All {customers} customers are counted, those too from "
        "whom the tree was learnt; what customers it had not seen did not bear out is left away.",
        "每一行在其上一级的基础上再加一个条件。共统计 {customers} 位客户（含用于构建决策树的客户）；"
        "在未参与构建的客户上不成立的分支已剪去。",
        customers=reader.number(rows[0]["customers"]),
    )


def ordered(rows: Rows) -> list[Row]:
    """Return the nodes as they are read, each before its children, the child with more leavers first."""
    children: dict[int | None, list[Row]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row)

    def below(parent: int | None) -> list[Row]:
        found = []
        for row in sorted(children.get(parent, []), key=lambda row: (-row["share"], row["node"])):
            found += [row, *below(row["node"])]
        return found

    return below(None)


def _told(row: Row, at: int, base: float, reader: Reader) -> Row:
    start = INDENT * row["depth"]
    side = "more" if row["low"] > base else "less" if row["high"] < base else "even"
    return {
        "y": at,
        "start": start,
        "end": start + LENGTH * row["share"],
        "answer": reader.plain(row["answer"]),
        "said": reader.percent(row["share"], 0),
        "of": reader.text(
            "{share} · {left} of {customers}",
            "{share} · {customers} 位中 {left} 位",
            share=reader.percent(row["share"], 0),
            left=reader.number(row["left"]),
            customers=reader.number(row["customers"]),
        ),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "side": side if row["leaf"] else "even",
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    nodes = ordered(rows)
    place = {row["node"]: at for at, row in enumerate(nodes)}
    shown = [_told(row, at, rows[0]["share"], reader) for at, row in enumerate(nodes)]
    joints = [
        {
            "x": INDENT * (row["depth"] - 0.6),
            "from": place[row["parent"]] + 0.42,
            "to": at,
            "end": INDENT * row["depth"],
        }
        for at, row in enumerate(nodes)
        if row["parent"] is not None
    ]
    scale = {"domain": [0, 1], "nice": False}
    x = {"type": "quantitative", "axis": None, "scale": scale}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [len(shown) - 0.4, -0.6], "nice": False}}
    colours = {"domain": ["more", "less", "even"], "range": [paint("bad"), paint("good"), paint("muted")]}
    tooltip = tips(
        ("answer", reader.text("Who", "客户")),
        ("of", reader.text("Left", "流失")),
        ("interval", reader.text("95% interval", "95% 区间")),
    )
    line = {"type": "rule", "stroke": paint("line-strong")}
    top, bar = {"dy": -10, "align": "left", "fill": paint("ink"), "limit": 640}, y | {"field": "y"}
    return framed(
        shown,
        ROW * len(shown),
        layer=[
            {
                "data": {"values": joints},
                "mark": line,
                "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "from"}, "y2": {"field": "to"}},
            },
            {
                "data": {"values": joints},
                "mark": line,
                "encoding": {"x": x | {"field": "x"}, "x2": {"field": "end"}, "y": y | {"field": "to"}},
            },
            {
                "mark": {"type": "bar", "height": 9, "cornerRadiusEnd": 2, "yOffset": 8},
                "encoding": {
                    "x": x | {"field": "start"},
                    "x2": {"field": "end"},
                    "y": bar,
                    "fill": {"field": "side", "type": "nominal", "legend": None, "scale": colours},
                    "tooltip": tooltip,
                },
            },
            {
                "mark": {"type": "text", **top},
                "encoding": {"x": x | {"field": "start"}, "y": bar, "text": {"field": "answer"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "dy": 8, "fill": paint("soft")},
                "encoding": {"x": x | {"field": "end"}, "y": bar, "text": {"field": "of"}},
            },
        ],
    )


DRIVER_TREE = Chart(
    "driver_tree",
    Text("% that left, of customers who answer so", "符合各条件的客户中流失的百分比"),
    _title,
    _summary,
    _plan,
    (
        Column("path", Text("Who", "客户")),
        Column("customers", Text("Customers", "客户数"), "number"),
        Column("left", Text("Left", "流失"), "number"),
        Column("share", Text("Share that left", "流失比例"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
    ),
    (
        Key("bad", "box", Text("more than of all customers", "高于总体")),
        Key("good", "box", Text("less than of all customers", "低于总体")),
        Key("muted", "box", Text("neither, or asked further", "与总体无异，或继续细分")),
    ),
    ordered,
)
