"""What contacting the riskiest customers would have earned, by how many are contacted.

Rows: `share` of the customers contacted, `profit` a customer of all, under the campaign's terms; the unit is money.
`terms`, where they are there, say in both languages what these are.
"""

from liuke.language import Text
from liuke.present.charts.frame import FIFTHS, Chart, Column, Row, Rows, Spec, framed, share, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

TERMS = {"en": "the campaign's terms", "zh": "活动条件成立"}


def best(rows: Rows) -> Row:
    """Return the row of the highest profit; the smaller share where two are alike."""
    return max(rows, key=lambda row: (row["profit"], -row["share"]))


def _title(rows: Rows, reader: Reader) -> str:
    top = best(rows)
    if top["profit"] <= 0:
        return reader.text("On these terms, contacting nobody is best", "按此活动条件，不联系任何客户最划算")
    return reader.text(
        "Contacting the riskiest {share} earns most",
        "联系风险最高的 {share} 客户，利润最大",
        share=reader.percent(top["share"], 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    top, everybody = best(rows), max(rows, key=lambda row: row["share"])
    return reader.text(
        "There it is {top} a customer of all; contacting everybody makes {all}. It assumes {terms}; whether contacting "
        "changes anything, an experiment tells.",
        "此时按全部客户平均为每人 {top}；全部联系则为 {all}。假设：{terms}。联系是否真正有效，需由实验判断。",
        top=reader.number(top["profit"], 2),
        all=reader.number(everybody["profit"], 2),
        terms=top.get("terms", TERMS)[reader.language],
    )


def _plan(rows: Rows, reader: Reader) -> Spec:
    points = [
        dict(row) | {"said": reader.percent(row["share"], 0), "earned": reader.number(row["profit"], 2)} for row in rows
    ]
    x = share(
        "share", reader.text("customers contacted, riskiest first", "联系的客户（由高风险到低）"), values=list(FIFTHS)
    )
    y = {"field": "profit", "type": "quantitative", "axis": {"title": None}}
    tooltip = tips(("said", reader.text("Contacted", "联系")), ("earned", reader.text("Profit", "利润")))
    top = best(rows)
    return framed(
        points,
        220,
        layer=[
            {
                "data": {"values": [{"profit": 0}]},
                "mark": {"type": "rule", "stroke": paint("muted"), "strokeDash": [3, 4]},
                "encoding": {"y": y},
            },
            {"mark": {"type": "line", "stroke": paint("accent")}, "encoding": {"x": x, "y": y}},
            {
                "data": {"values": [dict(top)]},
                "mark": {"type": "point", "filled": True, "size": 70, "fill": paint("accent"), "opacity": 1},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
        ],
    )


PROFIT = Chart(
    "profit",
    Text("profit a customer", "每位客户利润"),
    _title,
    _summary,
    _plan,
    (
        Column("share", Text("Customers contacted", "联系的客户"), "percent"),
        Column("profit", Text("Profit a customer", "每位客户利润"), "decimal"),
    ),
    table=lambda rows: [row for row in rows if round(row["share"] * 100) % 10 == 0],
)
