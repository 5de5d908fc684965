"""A rate over time with its 95 % interval; one that has not fully elapsed is dashed, hollow and not in words."""

from liuke.language import Text
from liuke.present.charts.frame import (
    Chart,
    Column,
    Key,
    Plan,
    Row,
    Rows,
    Spec,
    Words,
    framed,
    month_axis,
    percent_axis,
    tips,
)
from liuke.present.reader import Reader
from liuke.present.theme import paint

_X = {"field": "period", "type": "temporal", "scale": {"type": "utc"}}


def complete(rows: Rows) -> list[Row]:
    """Return the rows of periods that have fully elapsed and have a value, in order."""
    return [row for row in rows if row["value"] is not None and not row["partial"]]


def usual(rows: Rows) -> float | None:
    """Return the pooled rate of up to six complete periods before the last one."""
    before = complete(rows)[:-1][-6:]
    denominator = sum(row["denominator"] or 0 for row in before)
    return sum(row["numerator"] or 0 for row in before) / denominator if denominator else None


def _title(label: Text) -> Words:
    def title(rows: Rows, reader: Reader) -> str:
        done, base = complete(rows), usual(rows)
        if not done or base is None:
            return reader.say(label)
        last = done[-1]
        said = {
            "label": label,
            "value": reader.percent(last["value"]),
            "month": reader.month(last["period"]),
            "base": reader.percent(base),
        }
        if (last["low"] or 0) > base:
            return reader.text(
                "{label} rose to {value} in {month}, above its usual {base}",
                "{month}{label}升至 {value}，高于平常的 {base}",
                **said,
            )
        if (last["high"] or 1) < base:
            return reader.text(
                "{label} fell to {value} in {month}, below its usual {base}",
                "{month}{label}降至 {value}，低于平常的 {base}",
                **said,
            )
        return reader.text("{label} held steady at {value} in {month}", "{month}{label}为 {value}，与平常持平", **said)

    return title


def _summary(label: Text) -> Words:
    def summary(rows: Rows, reader: Reader) -> str:
        done = complete(rows)
        if not done:
            return reader.text("No month has fully elapsed yet.", "尚无完整的月份。")
        least, most = min(done, key=lambda row: row["value"]), max(done, key=lambda row: row["value"])
        return reader.text(
            "{n} complete months: lowest {low} ({low_month}), highest {high} ({high_month}); the last one is {value} "
            "of {denominator} customers (95% interval {from_} to {to}).",
            "共 {n} 个完整月份：最低 {low}（{low_month}），最高 {high}（{high_month}）；最近一个月为 {value}，"
            "基数 {denominator} 位客户（95% 区间 {from_} 至 {to}）。",
            label=label,
            n=len(done),
            low=reader.percent(least["value"]),
            low_month=reader.month(least["period"]),
            high=reader.percent(most["value"]),
            high_month=reader.month(most["period"]),
            value=reader.percent(done[-1]["value"]),
            denominator=reader.number(done[-1]["denominator"]),
            from_=reader.percent(done[-1]["low"]),
            to=reader.percent(done[-1]["high"]),
        )

    return summary


def _told(row: Row, reader: Reader) -> Row:
    part = reader.text(" (running month)", "（未完整）") if row["partial"] else ""
    return {name: row[name] for name in ("period", "value", "low", "high", "partial")} | {
        "month": reader.month(row["period"]) + part,
        "said": reader.percent(row["value"]),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "of": f"{reader.number(row['numerator'])} / {reader.number(row['denominator'])}",
    }


def _y(name: str = "value") -> Row:
    return {"field": name, "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": percent_axis()}


def _lines(shown: list[Row]) -> list[Row]:
    """Return the layers of the band, of the running month's tail and of the complete months."""
    done = [row for row in shown if not row["partial"]]
    tail = [*done[-1:], *(row for row in shown if row["partial"])]
    band = {"type": "area", "fill": paint("band"), "opacity": 0.55}
    return [
        {"data": {"values": done}, "mark": band, "encoding": {"y": _y("low"), "y2": {"field": "high"}}},
        {
            "data": {"values": tail},
            "mark": {"type": "line", "strokeDash": [4, 4], "stroke": paint("muted")},
            "encoding": {"y": _y()},
        },
        {"data": {"values": done}, "mark": {"type": "line"}, "encoding": {"y": _y()}},
    ]


def _points() -> Row:
    """Return the layer of points: filled for complete months, hollow for the running one."""

    def by_state(partial: str, complete: str) -> Row:
        return {"condition": {"test": "datum.partial", "value": paint(partial)}, "value": paint(complete)}

    return {
        "mark": {"type": "point", "filled": False, "size": 42, "strokeWidth": 1.6, "opacity": 1},
        "encoding": {"y": _y(), "fill": by_state("surface", "accent"), "stroke": by_state("muted", "surface")},
    }


def _target(label: Text, reader: Reader, count: int) -> Row:
    """Return the layer that a mouse meets: one stripe a month, which tells its numbers."""
    tooltip = tips(
        ("month", reader.text("Month", "月份")),
        ("said", reader.say(label)),
        ("interval", reader.text("95% interval", "95% 区间")),
        ("of", reader.text("Customers", "客户数")),
    )
    near = {"name": "near", "select": {"type": "point", "on": "pointerover", "clear": "pointerout"}}
    shown = {"condition": {"param": "near", "empty": False, "value": 0.12}, "value": 0}
    return {
        "params": [near],
        "mark": {"type": "rule", "stroke": paint("accent"), "strokeWidth": {"expr": f"width / {max(2, count)}"}},
        "encoding": {"opacity": shown, "tooltip": tooltip},
    }


def _plan(label: Text) -> Plan:
    def plan(rows: Rows, reader: Reader) -> Spec:
        shown = [_told(row, reader) for row in rows if row["value"] is not None]
        x = _X | {"axis": month_axis(reader, [row["period"] for row in shown])}
        layers = [*_lines(shown), _points(), _target(label, reader, len(shown))]
        return framed(shown, 230, encoding={"x": x}, layer=layers)

    return plan


_COLUMNS = (
    Column("period", Text("Month", "月份"), "month"),
    Column("value", Text("Value", "数值"), "percent"),
    Column("low", Text("95% from", "95% 下限"), "percent"),
    Column("high", Text("95% to", "95% 上限"), "percent"),
    Column("numerator", Text("Numerator", "分子"), "number"),
    Column("denominator", Text("Denominator", "分母"), "number"),
    Column("state", Text("Period", "状态")),
)
_STATES = {True: Text("running", "未完整"), False: Text("complete", "完整")}


def _table(rows: Rows) -> Rows:
    return [row | {"state": _STATES[bool(row["partial"])]} for row in rows]


def trend(id_: str, label: Text, unit: Text) -> Chart:
    """Return the chart of a rate by month; its rows are those of the `metric` contract."""
    legend = (
        Key("accent", "line", label),
        Key("band", "box", Text("95% interval", "95% 区间")),
        Key("muted", "dash", Text("Running month", "当月未完整"), partial=True),
    )
    return Chart(id_, unit, _title(label), _summary(label), _plan(label), _COLUMNS, legend, _table)


CHURN = trend("churn_over_time", Text("Churn rate", "流失率"), Text("% of opening customers", "占期初客户的百分比"))
RETENTION = trend(
    "retention_over_time", Text("Retention rate", "留存率"), Text("% of opening customers", "占期初客户的百分比")
)
