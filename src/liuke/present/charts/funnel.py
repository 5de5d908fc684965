"""How far leads come: from the first contact to a customer who buys again, each step with its rate and interval."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, framed, tips
from liuke.present.charts.trend import INTERVAL
from liuke.present.reader import Reader
from liuke.present.theme import paint

STEPS: dict[str, tuple[Text, Text]] = {
    "contacts": (Text("First contacts", "首次接触"), Text("", "")),
    "leads": (Text("Leads", "线索"), Text("{share} of contacts became a lead", "接触中有 {share} 成为线索")),
    "opportunities": (Text("Opportunities", "商机"), Text("{share} of leads", "占线索的 {share}")),
    "customers": (Text("Customers", "客户"), Text("{share} of leads", "占线索的 {share}")),
    "repeat": (Text("Bought again", "再次购买"), Text("{share} of these customers", "占上述客户的 {share}")),
}
"""Each step: what it is called, and what its rate is a share of."""
OUTSIDE = ("contacts",)
"""Steps that the leads below are not a part of: many become a lead without a contact on record."""


def _step(rows: Rows, name: str) -> Row | None:
    return next((row for row in rows if row["step"] == name), None)


def _title(rows: Rows, reader: Reader) -> str:
    won = _step(rows, "customers")
    if won is None or won["value"] is None:
        return reader.text("How far leads come", "线索走到了哪一步")
    return reader.text(
        "{share} of leads become customers", "{share} 的线索成为客户", share=reader.percent(won["value"])
    )


def _summary(rows: Rows, reader: Reader) -> str:
    parts = [_sentence(row, reader) for row in rows if row["value"] is not None]
    return reader.text("Leads whose 90 days are over. ", "仅计已满 90 天的线索。") + "".join(parts).strip()


def _rate(row: Row, reader: Reader) -> str:
    return reader.say(STEPS[row["step"]][1], share=reader.percent(row["value"]))


def _sentence(row: Row, reader: Reader) -> str:
    return reader.text(
        "{label}: {rate} (95% interval {low} to {high}). ",
        "{label}：{rate}（95% 区间 {low} 至 {high}）。",
        label=STEPS[row["step"]][0],
        rate=_rate(row, reader),
        low=reader.percent(row["low"]),
        high=reader.percent(row["high"]),
    )


def _told(row: Row, place: int, reader: Reader) -> Row:
    label = STEPS[row["step"]][0]
    said = f"{reader.say(label)} {reader.number(row['count'])}"
    if row["value"] is not None:
        said += f" · {_rate(row, reader)}"
    base = 0 if row["step"] == "leads" or row["value"] is None else row["denominator"]
    return {
        "step": row["step"],
        "place": place,
        "count": row["count"],
        "outside": row["step"] in OUTSIDE,
        "label": reader.say(label),
        "said": said,
        "number": reader.number(row["count"]),
        "share": reader.percent(row["value"]),
        "interval": "–" if row["low"] is None else f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "from": base * row["low"] if base else None,
        "to": base * row["high"] if base else None,
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = [_told(row, place, reader) for place, row in enumerate(rows)]
    x = {"type": "quantitative", "axis": None, "scale": {"nice": False, "zero": True}}
    y = {"field": "place", "type": "ordinal", "axis": None}
    tooltip = tips(
        ("label", reader.text("Step", "环节")),
        ("number", reader.text("Count", "数量")),
        ("share", reader.text("Rate", "比率")),
        ("interval", reader.say(INTERVAL)),
    )
    shade = {"condition": {"test": "datum.outside", "value": paint("line-strong")}, "value": paint("accent")}
    return framed(
        shown,
        54 * len(shown),
        encoding={"y": y},
        layer=[
            {
                "mark": {"type": "bar", "height": 18, "yOffset": 9, "cornerRadiusEnd": 3},
                "encoding": {"x": x | {"field": "count"}, "fill": shade, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": "isValid(datum.from)"}],
                "mark": {"type": "rule", "yOffset": 9, "stroke": paint("muted"), "strokeWidth": 1.8},
                "encoding": {"x": x | {"field": "from"}, "x2": {"field": "to"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dy": -11, "fontSize": 12},
                "encoding": {"x": {"value": 0}, "text": {"field": "said"}},
            },
        ],
    )


FUNNEL = Chart(
    "funnel",
    Text("people and leads of the last twelve months", "最近十二个月的接触与线索"),
    _title,
    _summary,
    _plan,
    (
        Column("label", Text("Step", "环节")),
        Column("count", Text("Count", "数量"), "number"),
        Column("value", Text("Rate", "比率"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("numerator", Text("Numerator", "分子"), "number"),
        Column("denominator", Text("Denominator", "分母"), "number"),
    ),
    table=lambda rows: [row | {"label": STEPS[row["step"]][0]} for row in rows],
)
