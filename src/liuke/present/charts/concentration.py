"""Value concentration: the share of revenue that the best customers bring, from the best to the least."""

from itertools import pairwise

from liuke.language import Text
from liuke.present.charts.frame import FIFTHS, Chart, Column, Key, Row, Rows, Spec, diagonal, framed, share, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint


def revenue_of(rows: Rows, part: float) -> float | None:
    """Return the share of revenue that the best `part` of customers brings, between two points in a straight line."""
    for before, after in pairwise(rows):
        if before["customers"] <= part <= after["customers"]:
            width = after["customers"] - before["customers"]
            way = (part - before["customers"]) / width if width else 0.0
            return float(before["revenue"] + way * (after["revenue"] - before["revenue"]))
    return None


def _title(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "The best 20% of customers bring {share} of revenue",
        "前 20% 的客户贡献了 {share} 的收入",
        share=reader.percent(revenue_of(rows, 0.2), 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "The best 1% bring {one}, the best 10% {ten}, the best half {half}.",
        "前 1% 的客户贡献 {one}，前 10% 贡献 {ten}，前 50% 贡献 {half}。",
        one=reader.percent(revenue_of(rows, 0.01), 0),
        ten=reader.percent(revenue_of(rows, 0.1), 0),
        half=reader.percent(revenue_of(rows, 0.5), 0),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            "customers": row["customers"],
            "revenue": row["revenue"],
            "said_customers": reader.percent(row["customers"], 0),
            "said_revenue": reader.percent(row["revenue"]),
        }
        for row in rows
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = _points(rows, reader)
    x = share("customers", reader.text("customers, best first", "客户（由高到低）"), values=list(FIFTHS))
    y = share("revenue", reader.text("revenue", "收入"), max(1.0, *(row["revenue"] for row in shown)))
    fifth = {"customers": 0.2, "revenue": revenue_of(rows, 0.2)}
    tooltip = tips(
        ("said_customers", reader.text("Best customers", "前若干客户")),
        ("said_revenue", reader.text("Bring of revenue", "贡献收入")),
    )
    told = {"x": x, "y": y, "tooltip": tooltip}
    area = {"type": "area", "fill": paint("accent"), "opacity": 0.09}
    dot = {"type": "point", "filled": True, "size": 70, "fill": paint("accent"), "opacity": 1}
    return framed(
        shown,
        214,
        layer=[
            diagonal(x, y),
            {"mark": area, "encoding": told | {"y": y | {"stack": None}}},
            {"mark": {"type": "line"}, "encoding": told},
            {"data": {"values": [fifth]}, "mark": dot, "encoding": {"x": x, "y": y}},
        ],
    )


CONCENTRATION = Chart(
    "concentration",
    Text("% of revenue", "收入占比（%）"),
    _title,
    _summary,
    _plan,
    (
        Column("customers", Text("Best customers", "前若干客户"), "percent"),
        Column("revenue", Text("Share of revenue", "收入占比"), "percent"),
    ),
    (
        Key("accent", "line", Text("Your customers", "实际")),
        Key("muted", "dash", Text("If all were equal", "完全平均")),
    ),
    lambda rows: [row for row in rows if round(row["customers"] * 100) % 5 == 0 or row["customers"] == 0.01],
)
