"""A number over time with its 95 % interval; one that has not fully elapsed is dashed, hollow and not in words."""

from dataclasses import dataclass
from functools import partial

from liuke.language import Text
from liuke.present.charts.frame import (
    Chart,
    Column,
    Key,
    Row,
    Rows,
    Spec,
    framed,
    month_axis,
    percent_axis,
    tips,
)
from liuke.present.reader import Reader
from liuke.present.theme import paint

X = {"field": "period", "type": "temporal", "scale": {"type": "utc"}}
INTERVAL = Text("95% interval", "95% 区间")
CUSTOMERS = Text("customers", "位客户")
RUNNING = Text("Running month", "当月未完整")


@dataclass(frozen=True, slots=True)
class Series:
    """What a trend is of: its name, the kind its values are (as `Reader.format` knows), and what is counted below.

    `of` names what the denominator counts, None where the number has none; `late` is why its last months are not
    complete.
    """

    label: Text
    kind: str = "percent"
    of: Text | None = CUSTOMERS
    late: Text = RUNNING


def complete(rows: Rows) -> list[Row]:
    """Return the rows of periods that have fully elapsed and have a value, in order."""
    return [row for row in rows if row["value"] is not None and not row["partial"]]


def usual(rows: Rows) -> float | None:
    """Return the pooled value of up to six complete periods before the last one; the mean of what cannot be pooled."""
    before = complete(rows)[:-1][-6:]
    weights = [row["denominator"] or 0 for row in before]
    if before and not any(weights):
        weights = [1] * len(before)
    whole = sum(weights)
    return sum(row["value"] * weight for row, weight in zip(before, weights, strict=True)) / whole if whole else None


def differs(rows: Rows) -> int:
    """Return 1 where the last complete period is above its usual by more than chance, −1 where below, 0 otherwise.

    Where the change was tested, `beyond` of the row says so, and its interval is not asked again.
    """
    done, base = complete(rows), usual(rows)
    if not done or base is None:
        return 0
    last = done[-1]
    if "beyond" in last:
        return last["beyond"] if (last["value"] - base) * last["beyond"] > 0 else 0
    if last["low"] is None:
        return 0
    return 1 if last["low"] > base else -1 if last["high"] < base else 0


def steady(row: Row, base: float) -> bool:
    """Say whether a value may well be what is usual: no test and no interval speaks against it."""
    return row["low"] is not None and row["low"] <= base <= row["high"]


def _title(series: Series, rows: Rows, reader: Reader) -> str:
    done, base = complete(rows), usual(rows)
    if not done or base is None:
        return reader.say(series.label)
    last = done[-1]
    words = Text("{label} held steady at {value} in {month}", "{month}{label}为 {value}，与平常持平")
    if differs(rows) > 0:
        words = Text(
            "{label} rose to {value} in {month}, above its usual {base}",
            "{month}{label}升至 {value}，高于平常的 {base}",
        )
    elif differs(rows) < 0:
        words = Text(
            "{label} fell to {value} in {month}, below its usual {base}",
            "{month}{label}降至 {value}，低于平常的 {base}",
        )
    elif last.get("verdict") == "usual":
        words = Text(
            "{label} was {value} in {month}, within what is usual", "{month}{label}为 {value}，在通常的波动之内"
        )
    elif not steady(last, base):
        words = Text(
            "{label} was {value} in {month}, and {base} over the months before",
            "{month}{label}为 {value}，此前数月平均 {base}",
        )
    value, usually = (reader.format(series.kind, one) for one in (last["value"], base))
    return reader.say(words, label=series.label, value=value, month=reader.month(last["period"]), base=usually)


def _summary(series: Series, rows: Rows, reader: Reader) -> str:
    done = complete(rows)
    if not done:
        return reader.text("No month has fully elapsed yet.", "尚无完整的月份。")
    tell, last = partial(reader.format, series.kind), done[-1]
    least, most = min(done, key=lambda row: row["value"]), max(done, key=lambda row: row["value"])
    if len(done) == 1:
        words = Text("One complete month: {value}{of}{interval}.", "仅有一个完整月份：{value}{of}{interval}。")
    else:
        words = Text(
            "{n} complete months: lowest {low} ({low_month}), highest {high} ({high_month}); the last one is "
            "{value}{of}{interval}.",
            "共 {n} 个完整月份：最低 {low}（{low_month}），最高 {high}（{high_month}）；最近一个月为 "
            "{value}{of}{interval}。",
        )
    return reader.say(
        words,
        n=len(done),
        low=tell(least["value"]),
        low_month=reader.month(least["period"]),
        high=tell(most["value"]),
        high_month=reader.month(most["period"]),
        value=tell(last["value"]),
        of=_of(series, last, reader),
        interval=_interval(series, last, reader),
    )


def _of(series: Series, row: Row, reader: Reader) -> str:
    if series.of is None or row["denominator"] is None:
        return ""
    words = Text(" of {n} {of}" if series.kind == "percent" else " from {n} {of}", "，基数 {n} {of}")
    return reader.say(words, n=reader.number(row["denominator"]), of=series.of)


def _interval(series: Series, row: Row, reader: Reader) -> str:
    if row["low"] is None:
        return ""
    low, high = (reader.format(series.kind, row[name]) for name in ("low", "high"))
    return reader.text(" (95% interval {low} to {high})", "（95% 区间 {low} 至 {high}）", low=low, high=high)


def told(row: Row, reader: Reader, kind: str) -> Row:
    """Return the numbers of a row and the texts that its tooltip says."""
    part = reader.text(" (not complete)", "（未完整）") if row["partial"] else ""
    bounds = [reader.format(kind, row[name]) for name in ("low", "high")]
    return {name: row[name] for name in ("period", "value", "low", "high", "partial")} | {
        "month": reader.month(row["period"]) + part,
        "said": reader.format(kind, row["value"]),
        "interval": " – ".join(dict.fromkeys(bounds)),
        "of": " / ".join(reader.number(row[name]) for name in ("numerator", "denominator") if row[name] is not None),
    }


def value_axis(kind: str) -> Row:
    """Return an axis of values of a kind."""
    return percent_axis() if kind == "percent" else {"title": None, "format": ",~r"}


def _y(kind: str, name: str = "value") -> Row:
    scale = {"zero": kind == "hours", "nice": True}
    return {"field": name, "type": "quantitative", "scale": scale, "axis": value_axis(kind)}


def _lines(kind: str, shown: list[Row]) -> list[Row]:
    """Return the layers of the band, of the incomplete months' tail and of the complete months."""
    done = [row for row in shown if not row["partial"]]
    tail = [*done[-1:], *(row for row in shown if row["partial"])]
    band = {"type": "area", "fill": paint("band"), "opacity": 0.55}
    bounded = [row for row in done if row["low"] is not None]
    return [
        {"data": {"values": bounded}, "mark": band, "encoding": {"y": _y(kind, "low"), "y2": {"field": "high"}}},
        {
            "data": {"values": tail},
            "mark": {"type": "line", "strokeDash": [4, 4], "stroke": paint("muted")},
            "encoding": {"y": _y(kind)},
        },
        {"data": {"values": done}, "mark": {"type": "line"}, "encoding": {"y": _y(kind)}},
    ]


def _points(kind: str) -> Row:
    """Return the layer of points: filled for complete months, hollow for the others."""

    def by_state(partial_: str, complete_: str) -> Row:
        return {"condition": {"test": "datum.partial", "value": paint(partial_)}, "value": paint(complete_)}

    return {
        "mark": {"type": "point", "filled": False, "size": 42, "strokeWidth": 1.6, "opacity": 1},
        "encoding": {"y": _y(kind), "fill": by_state("surface", "accent"), "stroke": by_state("muted", "surface")},
    }


def target(tooltip: list[Row], count: int) -> Row:
    """Return the layer that a mouse meets: one stripe a month, which tells its numbers."""
    near = {"name": "near", "select": {"type": "point", "on": "pointerover", "clear": "pointerout"}}
    shown = {"condition": {"param": "near", "empty": False, "value": 0.12}, "value": 0}
    return {
        "params": [near],
        "mark": {"type": "rule", "stroke": paint("accent"), "strokeWidth": {"expr": f"width / {max(2, count)}"}},
        "encoding": {"opacity": shown, "tooltip": tooltip},
    }


def _tips(series: Series, reader: Reader) -> list[Row]:
    pairs = [("month", reader.text("Month", "月份")), ("said", reader.say(series.label))]
    pairs.append(("interval", reader.say(INTERVAL)))
    if series.of is not None:
        counted = (
            Text("Customers", "客户数") if series.of == CUSTOMERS else Text("Numerator / denominator", "分子 / 分母")
        )
        pairs.append(("of", reader.say(counted)))
    return tips(*pairs)


def _plan(series: Series, rows: Rows, reader: Reader) -> Spec:
    shown = [told(row, reader, series.kind) for row in rows if row["value"] is not None]
    x = X | {"axis": month_axis(reader, [row["period"] for row in shown])}
    layers = [*_lines(series.kind, shown), _points(series.kind), target(_tips(series, reader), len(shown))]
    return framed(shown, 230, encoding={"x": x}, layer=layers)


def columns(series: Series) -> tuple[Column, ...]:
    """Return the columns of the table behind a trend."""
    parts = (
        Column("numerator", Text("Numerator", "分子"), "number"),
        Column("denominator", Text("Denominator", "分母"), "number"),
    )
    return (
        Column("period", Text("Month", "月份"), "month"),
        Column("value", Text("Value", "数值"), series.kind),
        Column("low", Text("95% from", "95% 下限"), series.kind),
        Column("high", Text("95% to", "95% 上限"), series.kind),
        *(parts if series.of is not None else ()),
        Column("state", Text("Period", "状态")),
    )


STATES = {True: Text("not complete", "未完整"), False: Text("complete", "完整")}


def _table(rows: Rows) -> Rows:
    return [row | {"state": STATES[bool(row["partial"])]} for row in rows]


def trend(id_: str, series: Series, unit: Text) -> Chart:
    """Return the chart of a number by month; its rows are those of the `metric` contract."""
    legend = (
        Key("accent", "line", series.label),
        Key("band", "box", INTERVAL),
        Key("muted", "dash", series.late, partial=True),
    )
    title, summary, plan = partial(_title, series), partial(_summary, series), partial(_plan, series)
    return Chart(id_, unit, title, summary, plan, columns(series), legend, _table)


OPENING = Text("% of opening customers", "占期初客户的百分比")
CHURN = trend("churn_over_time", Series(Text("Churn rate", "流失率")), OPENING)
RETENTION = trend("retention_over_time", Series(Text("Retention rate", "留存率")), OPENING)
RENEWALS = trend(
    "renewals_over_time",
    Series(Text("Renewal rate", "续约率"), of=Text("contracts due", "份到期合同"), late=Text("Not complete", "未完整")),
    Text("% of the contracts due in the month", "占当月到期合同的百分比"),
)
