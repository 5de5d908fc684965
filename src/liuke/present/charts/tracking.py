"""The buy-till-you-die hold-out: repeat purchases that came, beside those the model expected, week by week.

Rows: `week` (ISO date of its last day), `actual`, `expected` (cumulative), `held_out` (after the model's data ended);
`unit` where the rows are not weeks but months, quarters or years.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, ending, framed, month_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

UNITS = {
    "week": Text("week", "周"),
    "month": Text("month", "个月"),
    "quarter": Text("quarter", "个季度"),
    "year": Text("year", "年"),
    "period": Text("period", "期"),
}


def deviation(rows: Rows) -> float | None:
    """Return how far the expected purchases of the held-out weeks are from those that came, as a share of these."""
    known = [row for row in rows if not row["held_out"]]
    held = [row for row in rows if row["held_out"]]
    if not held:
        return None
    start = known[-1] if known else {"actual": 0.0, "expected": 0.0}
    actual = held[-1]["actual"] - start["actual"]
    expected = held[-1]["expected"] - start["expected"]
    return float(expected / actual - 1) if actual else None


def _title(rows: Rows, reader: Reader) -> str:
    off = deviation(rows)
    if off is None:
        return reader.text("Expected and actual repeat purchases", "预期复购与实际复购")
    weeks = sum(1 for row in rows if row["held_out"])
    return reader.text(
        "Over {n} {unit}{s} it had not seen, the model expected {off} {side} repeat purchases than came",
        "在模型未见过的 {n} {unit}里，预期复购比实际{side} {off}",
        n=weeks,
        unit=UNITS[rows[0].get("unit", "week")],
        s=ending(weeks),
        off=reader.percent(abs(off)),
        side=Text("more", "多") if off > 0 else Text("fewer", "少"),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "By {day} customers had made {actual} repeat purchases; the model expected {expected}, knowing of each "
        "customer only the day of the first purchase.",
        "截至 {day}，客户累计复购 {actual} 次；模型只凭每位客户的首购日期，预期 {expected} 次。",
        day=reader.day(rows[-1]["week"]),
        actual=reader.number(rows[-1]["actual"]),
        expected=reader.number(rows[-1]["expected"]),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    names = {"actual": reader.text("Came", "实际"), "expected": reader.text("Expected", "预期")}
    return [
        {
            "week": row["week"],
            "line": line,
            "value": row[line],
            "name": name,
            "day": reader.day(row["week"]),
            "said": reader.number(row[line]),
        }
        for row in rows
        for line, name in names.items()
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    months = list(dict.fromkeys(f"{row['week'][:7]}-01" for row in rows))
    x = {"field": "week", "type": "temporal", "scale": {"type": "utc"}, "axis": month_axis(reader, months[1:])}
    both = {"x": x, "y": {"field": "value", "type": "quantitative", "axis": count_axis(reader)}}
    colours = {"domain": ["actual", "expected"], "range": [paint("muted"), paint("accent")]}
    line = {"field": "line", "type": "nominal", "legend": None, "scale": colours}
    start = [{"week": row["week"]} for row in rows if row["held_out"]][:1]
    tooltip = tips(
        ("day", reader.text("Up to", "截至")),
        ("name", reader.text("Line", "曲线")),
        ("said", reader.text("Repeat purchases so far", "累计复购")),
    )
    return framed(
        _points(rows, reader),
        220,
        layer=[
            {
                "data": {"values": start},
                "mark": {"type": "rule", "strokeDash": [4, 3], "stroke": paint("muted")},
                "encoding": {"x": x},
            },
            {"mark": {"type": "line"}, "encoding": both | {"stroke": line}},
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0},
                "encoding": both | {"tooltip": tooltip},
            },
        ],
    )


TRACKING = Chart(
    "tracking",
    Text("repeat purchases so far", "累计复购次数"),
    _title,
    _summary,
    _plan,
    (
        Column("week", Text("Up to", "截至"), "day"),
        Column("actual", Text("Came", "实际"), "number"),
        Column("expected", Text("Expected", "预期"), "number"),
    ),
    (
        Key("muted", "line", Text("Came", "实际")),
        Key("accent", "line", Text("Expected", "预期")),
        Key("muted", "dash", Text("Held-out time begins", "留出时段起点")),
    ),
)
