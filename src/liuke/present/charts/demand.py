"""Demand: what was, what is to be expected with its fan of intervals, and what the yardstick says.

Rows (of `liuke.predict.demand`): `period` (ISO date of its first day), `grain`, `seen` of known periods; `expected`,
`low80`, `high80`, `low95`, `high95` (None where errors are not known) and `naive` of those to come; `unit` (money or
number) and `of`, what it is of.
"""

from liuke.language import NOTHING, Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, framed, month_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

MOST = 120
"""The known periods that are drawn; the table has all."""
PERIODS = {
    "day": Text("{n} days", "{n} 天"),
    "week": Text("{n} weeks", "{n} 周"),
    "month": Text("{n} months", "{n} 个月"),
}
FIELDS = ("period", "seen", "expected", "low80", "high80", "low95", "high95", "naive")
CAME, EXPECTED, NAIVE = Text("Came", "实际"), Text("Expected", "预计"), Text("Seasonal naive", "季节朴素法")
EIGHTY, NINETY = Text("80% interval", "80% 区间"), Text("95% interval", "95% 区间")


def ahead(rows: Rows) -> list[Row]:
    """Return the rows of periods to come."""
    return [row for row in rows if row["expected"] is not None]


def change(rows: Rows) -> float | None:
    """Return what is expected over as much of what came before as there are periods ahead, less one."""
    coming = ahead(rows)
    before = [row["seen"] for row in rows if row["seen"] is not None][-len(coming) :]
    whole = sum(before)
    if len(before) < len(coming) or whole <= 0:
        return None
    return float(sum(row["expected"] for row in coming) / whole - 1)


def said(value: float | None, unit: str, reader: Reader) -> str:
    """Return a value of the chart's unit in words."""
    return reader.short_money(value) if unit == "money" else reader.short_number(value)


def _title(rows: Rows, reader: Reader) -> str:
    coming, moved = ahead(rows), change(rows)
    values = {
        "n": PERIODS[rows[0]["grain"]].fill(n=len(coming)),
        "sum": said(sum(row["expected"] for row in coming), rows[0]["unit"], reader),
        "of": rows[0]["of"],
    }
    if moved is None:
        return reader.text("{sum} of {of} expected in the next {n}", "未来 {n}预计{of} {sum}", **values)
    way = Text("more", "多") if moved >= 0 else Text("less", "少")
    return reader.text(
        "{sum} of {of} expected in the next {n}: {change} {way} than in the {n} before",
        "未来 {n}预计{of} {sum}，比此前 {n}{way} {change}",
        change=reader.percent(abs(moved), 0),
        way=way,
        **values,
    )


def _summary(rows: Rows, reader: Reader) -> str:
    last, unit = ahead(rows)[-1], rows[0]["unit"]
    if last["low80"] is None:
        return reader.text("How far off this may be, too little history tells.", "历史过短，无法说明可能的偏差。")
    return reader.text(
        "In the last period shown {value} is expected, in four cases of five between {low} and {high}. The dashed "
        "line is what comes if the past just repeats itself.",
        "图中最后一期预计为 {value}，五次中有四次会在 {low} 至 {high} 之间。虚线表示简单重复过去的结果。",
        value=said(last["expected"], unit, reader),
        low=said(last["low80"], unit, reader),
        high=said(last["high80"], unit, reader),
    )


def _told(row: Row, reader: Reader) -> Row:
    unit = row["unit"]
    found = {name: row[name] for name in FIELDS}
    value = row["seen"] if row["expected"] is None else row["expected"]
    low, high = (said(row[end], unit, reader) for end in ("low80", "high80"))
    return found | {
        "value": value,
        "day": reader.day(row["period"]),
        "said": said(value, unit, reader),
        "ends": NOTHING if row["low80"] is None else f"{low} – {high}",
        "theirs": said(row["naive"], unit, reader),
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    known = [row for row in rows if row["expected"] is None][-MOST:]
    coming = ahead(rows)
    points = [_told(row, reader) for row in (*known, *coming)]
    months = list(dict.fromkeys(f"{point['period'][:7]}-01" for point in points))
    x = {"field": "period", "type": "temporal", "scale": {"type": "utc"}, "axis": month_axis(reader, months[1:])}
    y = {"type": "quantitative", "axis": count_axis(reader)}
    # The line of what is expected begins where the known one ends.
    joined = [{"period": known[-1]["period"], "expected": known[-1]["seen"], "naive": None}] if known else []
    line = [*joined, *({name: row[name] for name in ("period", "expected", "naive")} for row in coming)]
    tooltip = tips(
        ("day", reader.text("From", "起始日")),
        ("said", reader.text("Value", "数值")),
        ("ends", reader.say(EIGHTY)),
        ("theirs", reader.say(NAIVE)),
    )
    return framed(
        points,
        260,
        layer=[
            *(_band(level, opacity, x, y) for level, opacity in ((95, 0.35), (80, 0.6))),
            {
                "transform": [{"filter": "isValid(datum.seen)"}],
                "mark": {"type": "line", "stroke": paint("muted")},
                "encoding": {"x": x, "y": y | {"field": "seen"}},
            },
            {
                "data": {"values": line},
                "transform": [{"filter": "isValid(datum.naive)"}],
                "mark": {"type": "line", "stroke": paint("ink"), "strokeDash": [3, 4], "strokeWidth": 1.2},
                "encoding": {"x": x, "y": y | {"field": "naive"}},
            },
            {
                "data": {"values": line},
                "mark": {"type": "line"},
                "encoding": {"x": x, "y": y | {"field": "expected"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0},
                "encoding": {"x": x, "y": y | {"field": "value"}, "tooltip": tooltip},
            },
        ],
    )


def _band(level: int, opacity: float, x: Row, y: Row) -> Spec:
    return {
        "transform": [{"filter": f"isValid(datum.low{level})"}],
        "mark": {"type": "area", "fill": paint("band"), "opacity": opacity},
        "encoding": {"x": x, "y": y | {"field": f"low{level}"}, "y2": {"field": f"high{level}"}},
    }


def _table(rows: Rows) -> Rows:
    return [row | {"value": row["seen"] if row["expected"] is None else row["expected"]} for row in rows]


DEMAND = Chart(
    "demand",
    Text("by period: what came, and what is expected", "按期间：实际与预计"),
    _title,
    _summary,
    _plan,
    (
        Column("period", Text("From", "起始日"), "day"),
        Column("seen", CAME, "number"),
        Column("expected", EXPECTED, "number"),
        Column("low80", Text("80% from", "80% 下限"), "number"),
        Column("high80", Text("80% to", "80% 上限"), "number"),
        Column("low95", Text("95% from", "95% 下限"), "number"),
        Column("high95", Text("95% to", "95% 上限"), "number"),
        Column("naive", NAIVE, "number"),
    ),
    (
        Key("muted", "line", CAME),
        Key("accent", "line", EXPECTED),
        Key("band", "box", Text("80% and 95% intervals", "80% 与 95% 区间")),
        Key("ink", "dash", NAIVE),
    ),
    _table,
)
