"""Two shares over time on one axis, each with its 95 % interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, month_axis, percent_axis, tips
from liuke.present.charts.trend import INTERVAL, STATES, X, complete, told
from liuke.present.reader import Reader
from liuke.present.theme import paint


@dataclass(frozen=True, slots=True)
class Pair:
    """The lines of a chart: name and colour of each by its id, and the unit that both are in."""

    lines: Mapping[str, tuple[Text, str]]
    unit: Text


def _of(rows: Rows, line: str) -> list[Row]:
    return [row for row in rows if row["line"] == line]


def _title(pair: Pair, rows: Rows, reader: Reader) -> str:
    said, month = [], None
    for line, (label, _) in pair.lines.items():
        if done := complete(_of(rows, line)):
            said.append(f"{reader.say(label)} {reader.percent(done[-1]['value'])}")
            month = done[-1]["period"]
    if month is None:
        return reader.text(" and ", "与").join(reader.say(label) for label, _ in pair.lines.values())
    return reader.text(
        "{said} in {month}", "{month}：{said}", said=reader.text(", ", "，").join(said), month=reader.month(month)
    )


def _summary(pair: Pair, rows: Rows, reader: Reader) -> str:
    parts = []
    for line, (label, _) in pair.lines.items():
        done = complete(_of(rows, line))
        if not done:
            continue
        least, most = min(done, key=lambda row: row["value"]), max(done, key=lambda row: row["value"])
        parts.append(
            reader.text(
                "{label}: {low} ({low_month}) to {high} ({high_month})",
                "{label}：{low}（{low_month}）至 {high}（{high_month}）",
                label=label,
                low=reader.percent(least["value"]),
                low_month=reader.month(least["period"]),
                high=reader.percent(most["value"]),
                high_month=reader.month(most["period"]),
            )
        )
    if not parts:
        return reader.text("No month has fully elapsed yet.", "尚无完整的月份。")
    return (
        reader.text("Lowest and highest months. ", "最低与最高的月份。")
        + reader.text("; ", "；").join(parts)
        + reader.text(".", "。")
    )


def _told(pair: Pair, rows: Rows, reader: Reader) -> list[Row]:
    return [
        told(row, reader, "percent") | {"line": row["line"], "label": reader.say(pair.lines[row["line"]][0])}
        for row in rows
        if row["value"] is not None and row["line"] in pair.lines
    ]


def _tails(shown: list[Row], lines: Mapping[str, tuple[Text, str]]) -> list[Row]:
    """Return, for each line, its last complete row and the incomplete ones after it."""
    found = []
    for line in lines:
        own = [row for row in shown if row["line"] == line]
        found += [*[row for row in own if not row["partial"]][-1:], *(row for row in own if row["partial"])]
    return found


def _solid(done: list[Row], name: str, y: Row, line: Row, *, above: bool) -> Row:
    """Return the layer of a line; the one drawn above is dashed, so that it does not hide an equal one."""
    mark: Row = {"type": "line", "strokeDash": [7, 4]} if above else {"type": "line"}
    return {"data": {"values": _of(done, name)}, "mark": mark, "encoding": {"y": y, "stroke": line}}


def _plan(pair: Pair, rows: Rows, reader: Reader) -> Spec:
    shown = _told(pair, rows, reader)
    done = [row for row in shown if not row["partial"]]
    x = X | {"axis": month_axis(reader, list(dict.fromkeys(row["period"] for row in shown)))}
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False}, "axis": percent_axis()}
    colours = {"domain": list(pair.lines), "range": [paint(role) for _, role in pair.lines.values()]}
    line = {"field": "line", "type": "nominal", "scale": colours, "legend": None}
    tooltip = tips(
        ("month", reader.text("Month", "月份")),
        ("label", reader.text("Line", "曲线")),
        ("said", reader.text("Value", "数值")),
        ("interval", reader.say(INTERVAL)),
        ("of", reader.text("Numerator / denominator", "分子 / 分母")),
    )
    dot = {"type": "point", "filled": True, "opacity": 1}
    return framed(
        done,
        230,
        encoding={"x": x},
        layer=[
            {
                "data": {"values": [row for row in done if row["low"] is not None]},
                "mark": {"type": "area", "opacity": 0.14},
                "encoding": {"y": y | {"field": "low", "stack": None}, "y2": {"field": "high"}, "fill": line},
            },
            {
                "data": {"values": _tails(shown, pair.lines)},
                "mark": {"type": "line", "strokeDash": [4, 4], "opacity": 0.6},
                "encoding": {"y": y, "stroke": line},
            },
            *(_solid(done, name, y, line, above=place > 0) for place, name in enumerate(pair.lines) if _of(done, name)),
            {"mark": dot | {"size": 26}, "encoding": {"y": y, "fill": line}},
            {
                "data": {"values": shown},
                "mark": dot | {"size": 260, "opacity": 0},
                "encoding": {"y": y, "tooltip": tooltip, "detail": {"field": "line", "type": "nominal"}},
            },
        ],
    )


def _table(pair: Pair, rows: Rows) -> Rows:
    return [
        row | {"label": pair.lines[row["line"]][0], "state": STATES[bool(row["partial"])]}
        for row in rows
        if row["line"] in pair.lines
    ]


def lines(id_: str, pair: Pair) -> Chart:
    """Return the chart of shares by month; its rows are those of the `metric` contract with `line`, the metric's id."""
    title, summary, plan = partial(_title, pair), partial(_summary, pair), partial(_plan, pair)
    columns = (
        Column("label", Text("Line", "曲线")),
        Column("period", Text("Month", "月份"), "month"),
        Column("value", Text("Value", "数值"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("numerator", Text("Numerator", "分子"), "number"),
        Column("denominator", Text("Denominator", "分母"), "number"),
        Column("state", Text("Period", "状态")),
    )
    legend = (
        *(Key(role, "long" if place else "line", label) for place, (label, role) in enumerate(pair.lines.values())),
        Key("band", "box", INTERVAL),
        Key("muted", "dash", Text("Not complete", "未完整"), partial=True),
    )
    return Chart(id_, pair.unit, title, summary, plan, columns, legend, partial(_table, pair))


REVENUE_RETENTION = lines(
    "revenue_retention",
    Pair(
        {
            "net_revenue_retention": (Text("Net", "净留存"), "accent"),
            "gross_revenue_retention": (Text("Gross", "毛留存"), "stage-new"),
        },
        Text(
            "% of opening recurring revenue that stayed, with and without growth",
            "期初经常性收入的留存比例，含与不含增购",
        ),
    ),
)
