"""Whether more history would help: log loss on later customers by the rows learnt from.

Rows: `rows`, `log_loss` with `low` and `high`, and `more`, what that says of more history, in both languages.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Rows, Spec, count_axis, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint


def _title(rows: Rows, reader: Reader) -> str:
    said: str = rows[-1]["more"][reader.language]
    return said.partition("：" if reader.language == "zh" else ":")[0]


def _summary(rows: Rows, reader: Reader) -> str:
    said: str = rows[-1]["more"][reader.language]
    return said


def _plan(rows: Rows, reader: Reader) -> Spec:
    points = [
        {name: row[name] for name in ("rows", "log_loss", "low", "high")}
        | {"n": reader.number(row["rows"]), "said": reader.number(row["log_loss"], 4)}
        for row in rows
    ]
    x = {
        "field": "rows",
        "type": "quantitative",
        "axis": count_axis(
            reader, title=reader.text("rows learnt from", "训练行数"), values=[row["rows"] for row in rows]
        ),
        "scale": {"type": "log", "nice": False},
    }
    y = {"field": "log_loss", "type": "quantitative", "axis": {"title": None}, "scale": {"zero": False}}
    tooltip = tips(("n", reader.text("Rows", "行数")), ("said", reader.text("Log loss", "对数损失")))
    return framed(
        points,
        220,
        layer=[
            {
                "mark": {"type": "area", "fill": paint("band"), "opacity": 0.4},
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {"mark": {"type": "line", "stroke": paint("accent")}, "encoding": {"x": x, "y": y}},
            {
                "mark": {"type": "point", "filled": True, "size": 50, "fill": paint("accent"), "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 900, "opacity": 0},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
        ],
    )


LEARNING_CURVE = Chart(
    "learning_curve",
    Text("log loss on later customers; lower is better", "在之后客户上的对数损失，越低越好"),
    _title,
    _summary,
    _plan,
    (
        Column("rows", Text("Rows learnt from", "训练行数"), "number"),
        Column("log_loss", Text("Log loss", "对数损失"), "small"),
        Column("low", Text("95% from", "95% 下限"), "small"),
        Column("high", Text("95% to", "95% 上限"), "small"),
    ),
)
