"""How far off forecasts of demand were in rehearsals on the past, by periods ahead, beside the seasonal naive.

Rows (of `liuke.predict.demand`): `ahead` (1 is the next period), `origins` (rehearsals whose outcome is known), `error`
and `naive` (mean absolute errors), `usual` (mean of what came there), `grain`.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, percent_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

OURS, NAIVE = Text("Forecast", "预测"), Text("Seasonal naive", "季节朴素法")
AHEAD = {
    "day": Text("Days ahead", "提前天数"),
    "week": Text("Weeks ahead", "提前周数"),
    "month": Text("Months ahead", "提前月数"),
}


def shares(rows: Rows) -> list[Row]:
    """Return the rows with both errors as shares of what came; without those where nothing came."""
    return [
        row | {"ours": row["error"] / row["usual"], "theirs": row["naive"] / row["usual"]}
        for row in rows
        if row["usual"] > 0
    ]


def gain(rows: Rows) -> float | None:
    """Return by how much the forecast was less off than the naive, as a share of the latter; None where that was 0."""
    ours, theirs = (sum(row[name] * row["origins"] for row in rows) for name in ("error", "naive"))
    return float(1 - ours / theirs) if theirs > 0 else None


def _title(rows: Rows, reader: Reader) -> str:
    found = gain(rows)
    if found is None or abs(found) < 0.005:
        return reader.text(
            "In rehearsals, the forecast was as far off as the past repeated", "演练中，预测的偏差与简单重复过去相当"
        )
    way = Text("less", "低") if found > 0 else Text("further", "高")
    return reader.text(
        "In rehearsals, the forecast was {share} {way} off than the past repeated",
        "演练中，预测的偏差比简单重复过去{way} {share}",
        share=reader.percent(abs(found), 0),
        way=way,
    )


def _summary(rows: Rows, reader: Reader) -> str:
    most = max(row["origins"] for row in rows)
    return reader.text(
        "Each model was set back to {n} moments of the past and asked what would come; the method was chosen by what "
        "was known then. Further ahead fewer of them have an outcome.",
        "让每个模型回到过去的 {n} 个时点，仅凭当时已知的数据预测并选择方法，再与实际对照。"
        "提前越多，已有结果的次数越少。",
        n=most,
    )


def _plan(rows: Rows, reader: Reader) -> Spec:
    points = [
        {
            "ahead": row["ahead"],
            "line": line,
            "value": row[name],
            "name": label,
            "said": reader.percent(row[name]),
            "seen": reader.number(row["origins"]),
        }
        for row in shares(rows)
        for line, name, label in (
            ("ours", "ours", reader.say(OURS)),
            ("theirs", "theirs", reader.say(NAIVE)),
        )
    ]
    axis = {"title": reader.say(AHEAD[rows[0]["grain"]]), "tickMinStep": 1, "format": "d", "grid": False}
    x = {"field": "ahead", "type": "quantitative", "axis": axis, "scale": {"nice": False, "zero": False}}
    y = {"field": "value", "type": "quantitative", "axis": percent_axis(), "scale": {"zero": True}}
    colours = {"domain": ["ours", "theirs"], "range": [paint("accent"), paint("muted")]}
    colour = {"field": "line", "type": "nominal", "legend": None, "scale": colours}
    tooltip = tips(
        ("ahead", reader.say(AHEAD[rows[0]["grain"]])),
        ("name", reader.text("Of", "对象")),
        ("said", reader.text("Off by", "偏差")),
        ("seen", reader.text("Rehearsals", "演练次数")),
    )
    return framed(
        points,
        200,
        layer=[
            {"mark": {"type": "line"}, "encoding": {"x": x, "y": y, "stroke": colour}},
            {
                "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1},
                "encoding": {"x": x, "y": y, "fill": colour, "tooltip": tooltip},
            },
        ],
    )


DEMAND_ERROR = Chart(
    "demand_error",
    Text("mean error as % of what came, by periods ahead", "平均偏差占实际的百分比，按提前期数"),
    _title,
    _summary,
    _plan,
    (
        Column("ahead", Text("Periods ahead", "提前期数"), "number"),
        Column("origins", Text("Rehearsals", "演练次数"), "number"),
        Column("ours", OURS, "percent"),
        Column("theirs", NAIVE, "percent"),
    ),
    (Key("accent", "line", OURS), Key("muted", "line", NAIVE)),
    shares,
)
