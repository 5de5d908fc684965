"""How many were active on each of the last days, and the mean of the week up to it, which has no weekends."""

from datetime import date, timedelta

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

WEEK, MONTH = 7, 28
LEFT_OUT = Text(" The last day, which may not be over, is left out.", "最后一天可能尚未结束，未计入。")


def mean(rows: Rows) -> float | None:
    """Return the mean of some days; None without any."""
    return sum(row["value"] for row in rows) / len(rows) if rows else None


def over(rows: Rows) -> list[Row]:
    """Return the days that are over for certain: the last one known may not be, and would pull every mean down."""
    return [row for row in rows if not row.get("open")]


def smoothed(rows: Rows) -> list[Row]:
    """Return for each day from the seventh on the mean of the seven days up to it."""
    return [
        {"period": row["period"], "value": mean(rows[place - WEEK + 1 : place + 1])}
        for place, row in enumerate(rows)
        if place >= WEEK - 1
    ]


def _title(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "{n} users are active on an average day",
        "平均每天有 {n} 位用户活跃",
        n=reader.number(mean(over(rows)[-MONTH:])),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    left, rows = len(rows) > len(over(rows)), over(rows)
    now, before = mean(rows[-MONTH:]), mean(rows[-2 * MONTH : -MONTH])
    note = reader.say(LEFT_OUT) if left else ""
    said = {"n": len(rows[-MONTH:]), "now": reader.number(now, 1), "before": reader.number(before, 1)}
    if before is None or len(rows) < 2 * MONTH:
        return reader.text("Mean of the last {n} days: {now}.", "最近 {n} 天日均 {now}。", **said) + note
    return (
        reader.text(
            "Mean of the last {n} days: {now}, of the {n} days before: {before}.",
            "最近 {n} 天日均 {now}，此前 {n} 天日均 {before}。",
            **said,
        )
        + note
    )


def _axis(rows: Rows, reader: Reader) -> Row:
    """Return an axis of days with a label every other week, on Mondays."""
    days = [date.fromisoformat(row["period"]) for row in rows]
    first = days[0] + timedelta(days=-days[0].weekday() % WEEK)
    step = WEEK if len(days) <= 6 * WEEK else 2 * WEEK if len(days) <= 10 * WEEK else 3 * WEEK
    marks = [first + timedelta(days=gap) for gap in range(0, (days[-1] - first).days + 1, step)]
    shown = [{"year": day.year, "month": day.month, "date": day.day, "utc": True} for day in marks]
    pattern = "%-m月%-d日" if reader.language == "zh" else "%-d %b"
    return {"title": None, "values": shown, "labelExpr": f"utcFormat(datum.value, '{pattern}')"}


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = [
        {
            "period": row["period"],
            "value": row["value"],
            "day": reader.day(row["period"]),
            "said": reader.number(row["value"]),
        }
        for row in rows
    ]
    x = {"field": "period", "type": "temporal", "scale": {"type": "utc"}, "axis": _axis(rows, reader)}
    y = {"field": "value", "type": "quantitative", "axis": count_axis(reader)}
    tooltip = tips(("day", reader.text("Day", "日期")), ("said", reader.text("Active users", "活跃用户数")))
    both = {"x": x, "y": y}
    return framed(
        shown,
        230,
        layer=[
            {
                "mark": {"type": "line", "stroke": paint("muted"), "strokeWidth": 1.2},
                "encoding": both,
            },
            {"data": {"values": smoothed(over(rows))}, "mark": {"type": "line"}, "encoding": both},
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0},
                "encoding": both | {"tooltip": tooltip},
            },
        ],
    )


ACTIVE_DAYS = Chart(
    "active_by_day",
    Text("customers with an event on the day", "当日有行为的客户数"),
    _title,
    _summary,
    _plan,
    (Column("period", Text("Day", "日期"), "day"), Column("value", Text("Active users", "活跃用户数"), "number")),
    (
        Key("muted", "line", Text("Active users", "活跃用户数")),
        Key("accent", "line", Text("Mean of seven days", "七日均值")),
    ),
)
