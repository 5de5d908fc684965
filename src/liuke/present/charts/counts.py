"""How many there were in each month, as bars; a month that has not fully elapsed is paler and not in words."""

from functools import partial

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, framed, month_axis, tips
from liuke.present.charts.trend import RUNNING, STATES, complete
from liuke.present.reader import Reader
from liuke.present.theme import paint

LEVEL = 0.005
"""A change smaller than this is none."""


def _title(label: Text, rows: Rows, reader: Reader) -> str:
    done = complete(rows)
    if not done:
        return reader.say(label)
    last = done[-1]
    value, month = reader.number(last["value"]), reader.month(last["period"])
    back = 12 if len(done) > 12 else 1
    if len(done) < 2 or not done[-1 - back]["value"]:
        return reader.text(
            "{label}: {value} in {month}", "{month}{label}：{value}", label=label, value=value, month=month
        )
    before = done[-1 - back]
    change = last["value"] / before["value"] - 1
    words = Text("{label}: {value} in {month}, as in {before}", "{month}{label}：{value}，与{before}持平")
    if abs(change) >= LEVEL:
        words = Text(
            "{label}: {value} in {month}, {change} more than in {before}"
            if change > 0
            else "{label}: {value} in {month}, {change} fewer than in {before}",
            "{month}{label}：{value}，比{before}多 {change}"
            if change > 0
            else "{month}{label}：{value}，比{before}少 {change}",
        )
    return reader.say(
        words,
        label=label,
        value=value,
        month=month,
        before=reader.month(before["period"]),
        change=reader.percent(abs(change), 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    done = complete(rows)
    if not done:
        return reader.text("No month has fully elapsed yet.", "尚无完整的月份。")
    least, most = min(done, key=lambda row: row["value"]), max(done, key=lambda row: row["value"])
    return reader.text(
        "{n} complete month{s}: fewest {low} ({low_month}), most {high} ({high_month}).",
        "共 {n} 个完整月份：最少 {low}（{low_month}），最多 {high}（{high_month}）。",
        n=len(done),
        s="" if len(done) == 1 else "s",
        low=reader.number(least["value"]),
        low_month=reader.month(least["period"]),
        high=reader.number(most["value"]),
        high_month=reader.month(most["period"]),
    )


def _told(row: Row, reader: Reader) -> Row:
    part = reader.text(" (not complete)", "（未完整）") if row["partial"] else ""
    return {
        "period": row["period"],
        "value": row["value"],
        "partial": row["partial"],
        "month": reader.month(row["period"]) + part,
        "said": reader.number(row["value"]),
    }


def _plan(label: Text, rows: Rows, reader: Reader) -> Spec:
    shown = [_told(row, reader) for row in rows if row["value"] is not None]
    month = {"field": "period", "type": "temporal", "timeUnit": "utcyearmonth", "scale": {"type": "utc"}}
    return framed(
        shown,
        230,
        mark={"type": "bar", "width": {"band": 0.72}, "cornerRadiusEnd": 2, "fill": paint("accent")},
        encoding={
            "x": month | {"axis": month_axis(reader, [row["period"] for row in shown], bars=True)},
            "y": {"field": "value", "type": "quantitative", "axis": count_axis(reader)},
            "opacity": {"condition": {"test": "datum.partial", "value": 0.4}, "value": 1},
            "tooltip": tips(("month", reader.text("Month", "月份")), ("said", reader.say(label))),
        },
    )


def _table(rows: Rows) -> Rows:
    return [row | {"state": STATES[bool(row["partial"])]} for row in rows]


def counts(id_: str, label: Text, unit: Text) -> Chart:
    """Return the chart of a count by month; its rows are those of the `metric` contract."""
    return Chart(
        id_,
        unit,
        partial(_title, label),
        _summary,
        partial(_plan, label),
        (
            Column("period", Text("Month", "月份"), "month"),
            Column("value", label, "number"),
            Column("state", Text("Period", "状态")),
        ),
        (Key("band", "box", RUNNING, partial=True),),
        _table,
    )


ACTIVE_USERS = counts(
    "active_by_month",
    Text("Active users", "活跃用户数"),
    Text("customers with an event in the month", "当月有行为的客户数"),
)
