"""How far each input of the model, and its scores, have moved since it learnt: the population stability index."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, ending, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

MOST, STEADY = 10, 3
"""The inputs that are drawn at most, and how many of them that have not moved beyond chance; the table has all."""
SOME, MAJOR = 0.10, 0.25
COLOURS = {"steady": "stage-lost", "moved": "stage-dormant", "drifted": "bad"}
VERDICTS = {
    "steady": Text("as before", "稳定"),
    "moved": Text("some change", "有变化"),
    "drifted": Text("drifted", "已漂移"),
}


def _drifted(rows: Rows) -> list[Row]:
    return [row for row in rows if row["verdict"] == "drifted"]


def _title(rows: Rows, reader: Reader) -> str:
    found = _drifted(rows)
    if not found:
        return reader.text("No input has drifted since the model learnt", "自模型训练以来，没有特征或评分出现明显漂移")
    return reader.text(
        f"{{n}} input{ending(len(found))} drifted since the model learnt, “{{name}}” the most",
        "自模型训练以来有 {n} 项发生漂移，变化最大的是“{name}”",
        n=len(found),
        name=max(found, key=lambda row: row["psi"])["name"],
    )


def _summary(rows: Rows, reader: Reader) -> str:
    found = _drifted(rows)
    if not found:
        most = _ranked(rows)[0]
        if most["verdict"] == "steady" and most["psi"] >= SOME:
            return reader.text(
                "The largest change, that of “{name}” ({psi}), is no more than its few values and chance explain.",
                "变化最大的“{name}”（{psi}）未超出其少数取值与随机波动所能解释的范围。",
                name=most["name"],
                psi=reader.fixed(most["psi"], 2),
            )
        return reader.text(
            "The largest change is that of “{name}”: {psi}. Below 0.10 little has changed, from 0.25 on much has.",
            "变化最大的是“{name}”：{psi}。低于 0.10 基本稳定，达到 0.25 变化显著。",
            name=most["name"],
            psi=reader.fixed(most["psi"], 2),
        )
    worst = max(found, key=lambda row: row["psi"])
    return reader.text(
        "The middle customer had {then} when the model learnt and has {now} now, since {since}.",
        "该项的客户中位数由训练时的 {then} 变为 {now}，始于 {since}。",
        then=reader.number(worst["median_then"], 2) if worst["median_then"] is not None else "–",
        now=reader.number(worst["median_now"], 2) if worst["median_now"] is not None else "–",
        since=reader.day(worst["since"]),
    )


def _ranked(rows: Rows) -> list[Row]:
    """Return the rows by what matters: what drifted, what moved, what is as before; each by its index.

    What is one value for many on a day, such as the season, may have a large index and still be as before.
    """
    order = list(reversed(COLOURS))
    return sorted(rows, key=lambda row: (order.index(row["verdict"]), -row["psi"]))


def _shown(rows: Rows) -> list[Row]:
    """Return the rows to draw; of those that are as before, only the first few."""
    ranked = _ranked(rows)
    moved = [row for row in ranked if row["verdict"] != "steady"][:MOST]
    return moved + [row for row in ranked if row["verdict"] == "steady"][: min(STEADY, MOST - len(moved))]


def _told(row: Row, reader: Reader) -> Row:
    return {
        "name": reader.say(row["name"]),
        "psi": row["psi"],
        "verdict": row["verdict"],
        "said": reader.fixed(row["psi"], 2),
        "judged": reader.say(VERDICTS[row["verdict"]]),
        "then": reader.number(row["median_then"], 2) if row["median_then"] is not None else "–",
        "now": reader.number(row["median_now"], 2) if row["median_now"] is not None else "–",
        "since": reader.day(row["since"]),
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    drawn = _shown(rows)
    end = max([0.3, *(row["psi"] for row in drawn if row["verdict"] != "steady")])
    shown = [_told(row, reader) | {"end": min(row["psi"], end)} for row in drawn]
    top = 1.12 * end
    x = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}, "axis": {"title": None, "grid": True}}
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None, "grid": False, "labelLimit": 150}}
    colour = {
        "field": "verdict",
        "type": "nominal",
        "scale": {"domain": list(COLOURS), "range": [paint(role) for role in COLOURS.values()]},
        "legend": None,
    }
    tooltip = tips(
        ("name", reader.text("Input", "特征")),
        ("said", "PSI"),
        ("judged", reader.text("Verdict", "判定")),
        ("then", reader.text("Median then", "训练时中位数")),
        ("now", reader.text("Median now", "当前中位数")),
        ("since", reader.text("Since", "始于")),
    )
    limit = {"type": "rule", "stroke": paint("muted"), "strokeDash": [3, 4]}
    return framed(
        shown,
        max(120, 21 * len(shown)),
        layer=[
            {
                "mark": {"type": "bar", "height": {"band": 0.66}, "cornerRadiusEnd": 2},
                "encoding": {"y": y, "x": x | {"field": "end"}, "fill": colour, "tooltip": tooltip},
            },
            {
                "data": {"values": [{"psi": SOME}, {"psi": MAJOR}]},
                "mark": limit,
                "encoding": {"x": x | {"field": "psi"}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fill": paint("ink")},
                "encoding": {"y": y, "x": x | {"field": "end"}, "text": {"field": "said"}},
            },
        ],
    )


DRIFT = Chart(
    "drift",
    Text("population stability index (PSI) since the model learnt", "自模型训练以来的群体稳定性指数（PSI）"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Input", "特征")),
        Column("psi", Text("PSI", "PSI"), "decimal"),
        Column("judged", Text("Verdict", "判定")),
        Column("median_then", Text("Median then", "训练时中位数"), "decimal"),
        Column("median_now", Text("Median now", "当前中位数"), "decimal"),
        Column("missing_now", Text("Missing now", "当前缺失"), "percent"),
        Column("since", Text("Since", "始于"), "day"),
    ),
    tuple(Key(role, "box", VERDICTS[name]) for name, role in COLOURS.items()),
    lambda rows: [row | {"judged": VERDICTS[row["verdict"]]} for row in _ranked(rows)],
)
