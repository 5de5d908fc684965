"""The RFM map: customers by recency and frequency score; the size of a dot is customers, its colour what they spent."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import HEAT, paint

_STEPS = HEAT[1:]


def _share(rows: Rows, name: str, *, slipping: bool) -> float:
    of = [row for row in rows if (row["frequency"] >= 4 and row["recency"] <= 2) or not slipping]
    return float(sum(row[name] for row in of))


def _title(rows: Rows, reader: Reader) -> str:
    everybody, slipping = _share(rows, "customers", slipping=False), _share(rows, "customers", slipping=True)
    if not everybody or not slipping:
        return reader.text("Customers by recency and frequency", "按最近购买与购买频次看客户")
    return reader.text(
        "{n} once frequent customers have gone quiet",
        "{n} 位曾经常买的客户已久未购买",
        n=reader.number(slipping),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    slipping = _share(rows, "customers", slipping=True)
    return reader.text(
        "Recency 1–2 with frequency 4–5: {n} customers ({share}), who have spent {amount} so far. "
        "Scores run from 1 to 5; 5 is best.",
        "最近购买得分 1–2 且频次得分 4–5 的客户共 {n} 位（{share}），累计消费 {amount}。得分 1 至 5，5 为最佳。",
        n=reader.number(slipping),
        share=reader.percent(slipping / max(1.0, _share(rows, "customers", slipping=False))),
        amount=reader.short_money(_share(rows, "amount", slipping=True)),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            "recency": row["recency"],
            "frequency": row["frequency"],
            "customers": row["customers"],
            "each": (each := float(row["amount"] or 0) / max(1, row["customers"])),
            "n": reader.short_number(row["customers"]),
            "said": reader.short_money(float(row["amount"] or 0)),
            "said_each": reader.short_money(each),
        }
        for row in rows
    ]


def _score(name: str, title: str, order: list[int]) -> Row:
    axis = {"labelAngle": 0, "domain": False, "grid": True, "bandPosition": 0.5, "title": title}
    return {"field": name, "type": "ordinal", "scale": {"domain": order}, "axis": axis}


def _tooltip(reader: Reader) -> list[Row]:
    return tips(
        ("recency", reader.text("Recency score", "最近购买得分")),
        ("frequency", reader.text("Frequency score", "频次得分")),
        ("n", reader.text("Customers", "客户数")),
        ("said", reader.text("Spent so far", "累计消费")),
        ("said_each", reader.text("Per customer", "人均消费")),
    )


def _dots(bounds: list[float]) -> Row:
    size = {"type": "sqrt", "rangeMin": 30, "rangeMax": 2300, "zero": True}
    colours = {"type": "threshold", "domain": bounds, "range": [paint(step) for step in _STEPS]}
    return {
        "mark": {"type": "circle", "opacity": 1, "stroke": paint("surface"), "strokeWidth": 1},
        "encoding": {
            "size": {"field": "customers", "type": "quantitative", "scale": size, "legend": None},
            "fill": {"field": "each", "type": "quantitative", "scale": colours, "legend": None},
        },
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown, five = _points(rows, reader), [1, 2, 3, 4, 5]
    each = sorted(row["each"] for row in shown)
    bounds = [each[len(each) * step // len(_STEPS)] for step in range(1, len(_STEPS))]
    dark = {"test": f"datum.each >= {bounds[3]}", "value": paint("on-heat-high")}
    counts = {"text": {"field": "n", "type": "nominal"}, "fill": {"condition": dark, "value": paint("on-heat-low")}}
    recency = reader.text("Recency score → bought lately", "最近购买得分 → 近期有购买")
    frequency = reader.text("Frequency score → buys often", "频次得分 → 经常购买")
    return framed(
        shown,
        400,
        encoding={
            "x": _score("recency", recency, five),
            "y": _score("frequency", frequency, five[::-1]),
            "tooltip": _tooltip(reader),
        },
        layer=[_dots(bounds), {"mark": {"type": "text", "fontSize": 10.5}, "encoding": counts}],
    )


RFM = Chart(
    "rfm",
    Text("customers per score", "每个得分组合的客户数"),
    _title,
    _summary,
    _plan,
    (
        Column("recency", Text("Recency score", "最近购买得分"), "number"),
        Column("frequency", Text("Frequency score", "频次得分"), "number"),
        Column("customers", Text("Customers", "客户数"), "number"),
        Column("amount", Text("Spent so far", "累计消费"), "money"),
    ),
    (
        Key("heat-2", "dot", Text("spends little", "人均消费低")),
        Key("heat-7", "dot", Text("spends much", "人均消费高")),
    ),
)
