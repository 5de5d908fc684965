"""The retention curve: the weighted average with its 95 % interval, and the cohorts it is made of."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, ending, framed, percent_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

BUCKETS, COHORTS = 12, 12
"""The buckets after the first, and the last cohorts, that are drawn."""
FEWEST = 3
"""The cohorts that a bucket of the average has at least, where there are as many."""
AVERAGE = Text("Weighted average", "加权平均")
PERIODS = {
    "day": Text("day", "天"),
    "week": Text("week", "周"),
    "month": Text("month", "个月"),
    "quarter": Text("quarter", "个季度"),
}
TITLES = {
    "customers": Text("{k} {period}{s} on, {share} of customers are back", "第 {k} {period}的平均留存率为 {share}"),
    "net": Text(
        "{k} {period}{s} on, cohorts bring {share} of their first revenue", "第 {k} {period}的净收入留存率为 {share}"
    ),
    "gross": Text(
        "{k} {period}{s} on, cohorts keep {share} of their first revenue", "第 {k} {period}的毛收入留存率为 {share}"
    ),
}
EXAMPLE = 3
"""The bucket that the title tells, or the last before it."""


def points(row: Row) -> list[Row]:
    """Return the known buckets of a line after bucket 0, which the others are measured against."""
    return [cell for cell in row["cells"] if cell["value"] is not None and 0 < cell["k"] <= BUCKETS]


def average(rows: Rows) -> list[Row]:
    """Return the points of the weighted average, the row without a cohort, as far as it is one of several cohorts.

    Its last buckets are reached by the oldest cohorts only: where fewer than `FEWEST` are left, it would tell how these
    did, and not how all do.
    """
    lines = [{cell["k"] for cell in points(row)} for row in rows if row["cohort"] is not None]
    least = min(FEWEST, sum(1 for known in lines if known))
    whole = [cell for row in rows if row["cohort"] is None for cell in points(row)]
    return [cell for cell in whole if sum(cell["k"] in known for known in lines) >= least]


def cohorts(rows: Rows) -> list[Row]:
    """Return the last cohorts that have a line, which takes two points."""
    return [row for row in rows if row["cohort"] is not None and len(points(row)) > 1][-COHORTS:]


def _name(row: Row, reader: Reader) -> str:
    if row["cohort"] is None:
        return reader.say(AVERAGE)
    return reader.month(row["cohort"]) if row["by"] == "month" else str(row["cohort"])


def _title(rows: Rows, reader: Reader) -> str:
    told = [cell for cell in average(rows) if cell["k"] <= EXAMPLE][-1:]
    if not told:
        return reader.text("How many come back, and when", "客户留存曲线")
    k, share = told[0]["k"], reader.percent(told[0]["value"], 0)
    period = reader.say(PERIODS[rows[0]["by"]])
    return reader.say(TITLES[rows[0]["of"]], k=k, period=period, s=ending(k), share=share)


def _summary(rows: Rows, reader: Reader) -> str:
    found = average(rows)
    if not found:
        return reader.text("No cohort is through its first period yet.", "还没有群组走完第一个留存期。")
    last = found[-1]
    interval = reader.text(
        " (95% interval {low} to {high})",
        "（95% 区间 {low} 至 {high}）",
        low=reader.percent(last["low"]),
        high=reader.percent(last["high"]),
    )
    return reader.text(
        "All cohorts together: {first} after {one}, {value} after {many}{interval}. A thin line is a cohort; "
        "what has not fully elapsed is not drawn.",
        "全部群组合计：{one}后为 {first}，{many}后为 {value}{interval}。每条细线是一个群组；尚未满期的部分不画。",
        first=reader.percent(found[0]["value"]),
        one=_after(found[0]["k"], rows, reader),
        value=reader.percent(last["value"]),
        many=_after(last["k"], rows, reader),
        interval="" if last["low"] is None else interval,
    )


def _after(k: int, rows: Rows, reader: Reader) -> str:
    period = PERIODS[rows[0]["by"]]
    return reader.text("{k} {period}{s}", "{k} {period}", k=k, period=period, s=ending(k))


def _told(row: Row, cell: Row, reader: Reader) -> Row:
    interval = f"{reader.percent(cell['low'])} – {reader.percent(cell['high'])}"
    return {
        "line": _name(row, reader),
        **{name: cell[name] for name in ("k", "value", "low", "high")},
        "said": reader.percent(cell["value"]),
        "interval": interval if cell["low"] is not None else reader.percent(None),
        "of": f"{reader.number(cell['numerator'])} / {reader.number(cell['denominator'])}",
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    mean = next((row for row in rows if row["cohort"] is None), {"cohort": None})
    whole = [_told(mean, cell, reader) for cell in average(rows)]
    parts = [_told(row, cell, reader) for row in cohorts(rows) for cell in points(row)]
    title = reader.text("{period}s after the start", "起始后第几{period}", period=PERIODS[rows[0]["by"]])
    axis = {"title": title, "tickMinStep": 1, "format": "d", "grid": False}
    x = {"field": "k", "type": "quantitative", "axis": axis, "scale": {"nice": False}}
    y = {"field": "value", "type": "quantitative", "axis": percent_axis()}
    both = {"x": x, "y": y}
    thin = {"type": "line", "stroke": paint("muted"), "strokeWidth": 1, "opacity": 0.6}
    tooltip = tips(
        ("line", reader.text("Cohort", "群组")),
        ("k", reader.say(BUCKET)),
        ("said", reader.text("Retention", "留存率")),
        ("interval", reader.text("95% interval", "95% 区间")),
        ("of", reader.text("Returned / of", "返回 / 基数")),
    )
    return framed(
        whole,
        240,
        layer=[
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "area", "fill": paint("band"), "opacity": 0.55},
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": parts},
                "mark": thin,
                "encoding": both | {"detail": {"field": "line", "type": "nominal"}},
            },
            {"mark": {"type": "line"}, "encoding": both},
            {
                "data": {"values": [*parts, *whole]},
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0},
                "encoding": both | {"tooltip": tooltip},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1, "fill": paint("accent")},
                "encoding": both | {"tooltip": tooltip},
            },
        ],
    )


BUCKET = Text("Periods after", "第几期")
RETENTION_CURVE = Chart(
    "retention_curve",
    Text("% of the cohort, by time since the start", "占群组的百分比，按起始后的时间"),
    _title,
    _summary,
    _plan,
    (
        Column("line", Text("Cohort", "群组")),
        Column("k", BUCKET, "number"),
        Column("value", Text("Retention", "留存率"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("numerator", Text("Numerator", "分子"), "number"),
        Column("denominator", Text("Denominator", "分母"), "number"),
    ),
    (
        Key("accent", "line", AVERAGE),
        Key("band", "box", Text("95% interval", "95% 区间")),
        Key("muted", "line", Text("Cohorts", "群组")),
    ),
    lambda rows: [
        *(cell | {"line": AVERAGE} for cell in average(rows)),
        *(cell | {"line": str(row["cohort"])} for row in cohorts(rows) for cell in points(row)),
    ],
)
