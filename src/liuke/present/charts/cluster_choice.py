"""How many clusters: how surely each number comes back, and how far it sets customers apart.

Rows (of a definition's `choice`): `k`, `weakest` (the mean Jaccard coefficient of the cluster that comes back least),
`silhouette`, `without_groups`, `beyond` (None where not asked), and `chosen`, whether it is the number in use.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint
from liuke.segment.clusters.choosing import SURE

BACK = Text("Weakest cluster comes back (Jaccard)", "最弱群的再现度（Jaccard）")
SILHOUETTE = Text("Silhouette", "轮廓系数")
WITHOUT = Text("Silhouette of data without groups", "无群体数据的轮廓系数")


def _title(rows: Rows, reader: Reader) -> str:
    chosen = next((row for row in rows if row["chosen"]), None)
    more = [row for row in rows if chosen and row["k"] > chosen["k"]]
    if chosen is None or chosen["weakest"] < SURE:
        return reader.text("How many clusters there are", "客户可以分成几群")
    if more and all(row["weakest"] < SURE or not row["beyond"] for row in more):
        return reader.text(
            "{k} clusters come back when customers are drawn again; more are not sure",
            "分成 {k} 群在重复抽样中可靠再现；再多则不可靠",
            k=chosen["k"],
        )
    return reader.text(
        "{k} clusters come back when customers are drawn again", "分成 {k} 群在重复抽样中可靠再现", k=chosen["k"]
    )


def _summary(_rows: Rows, reader: Reader) -> str:
    return reader.text(
        "Customers were drawn again 20 times. The largest number is taken whose every cluster comes back (from {sure} "
        "on), and which sets customers apart more than data without groups, or with one group fewer, would.",
        "对客户重复抽样 20 次。取每一群都能再现（不低于 {sure}）、且分离程度超过“无群体”及“少一群”数据的最大群数。",
        sure=SURE,
    )


def _told(row: Row, reader: Reader) -> Row:
    names = ("weakest", "silhouette", "without_groups")
    return {name: row[name] for name in ("k", "chosen", *names)} | {
        f"said_{name}": reader.format("decimal", row[name]) for name in names
    }


def _line(field: str, role: str, dash: list[int] | None = None) -> list[Row]:
    y = {"field": field, "type": "quantitative"}
    mark = {"type": "line", "stroke": paint(role), "strokeWidth": 2} | ({"strokeDash": dash} if dash else {})
    dots = {
        "mark": {"type": "point", "filled": True, "size": 45, "fill": paint(role), "opacity": 1},
        "encoding": {"y": y},
    }
    return [{"mark": mark, "encoding": {"y": y}}, *([] if dash else [dots])]


def _plan(rows: Rows, reader: Reader) -> Spec:
    x = {
        "field": "k",
        "type": "ordinal",
        "axis": {"title": reader.text("Clusters", "群数"), "labelAngle": 0, "grid": False},
    }
    y_axis = {"title": None, "values": [0, 0.2, 0.4, 0.6, 0.8, 1]}
    scale = {"domain": [0, 1], "nice": False}
    top = {"field": "weakest", "type": "quantitative", "scale": scale, "axis": y_axis}
    tooltip = tips(
        ("k", reader.text("Clusters", "群数")),
        ("said_weakest", reader.say(BACK)),
        ("said_silhouette", reader.say(SILHOUETTE)),
        ("said_without_groups", reader.say(WITHOUT)),
    )
    chosen = {
        "transform": [{"filter": "datum.chosen"}],
        "mark": {"type": "bar", "fill": paint("accent-soft"), "width": {"band": 0.9}},
        "encoding": {"y": {"datum": 1, "type": "quantitative", "scale": scale}, "y2": {"datum": 0}},
    }
    sure = {
        "data": {"values": [{"sure": SURE}]},
        "mark": {"type": "rule", "stroke": paint("muted"), "strokeDash": [3, 4]},
        "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"field": "sure", "type": "quantitative"}},
    }
    first, *dots = _line("weakest", "accent")
    first["encoding"]["y"] = top
    lines = [*_line("without_groups", "muted", [4, 3]), *_line("silhouette", "stage-dormant"), first, *dots]
    return framed(
        [_told(row, reader) for row in rows],
        230,
        encoding={"x": x, "tooltip": tooltip},
        layer=[chosen, sure, *lines],
    )


CLUSTER_CHOICE = Chart(
    "cluster_choice",
    Text("by the number of clusters; 1 is best", "按群数；1 为最佳"),
    _title,
    _summary,
    _plan,
    (
        Column("k", Text("Clusters", "群数"), "number"),
        Column("weakest", BACK, "decimal"),
        Column("rand", Text("Adjusted Rand index", "调整兰德指数"), "decimal"),
        Column("silhouette", SILHOUETTE, "decimal"),
        Column("without_groups", WITHOUT, "decimal"),
    ),
    (
        Key("accent", "line", BACK),
        Key("stage-dormant", "line", SILHOUETTE),
        Key("muted", "dash", WITHOUT),
    ),
)
