"""Steps: how far customers come through a funnel, where they stop, and how long half of them take.

Rows (table `funnel` of a run): `funnel`, `place`, `step`, `customers`, `of_first`, `of_previous` with their intervals,
`dropped`, `previous_median_seconds`; several funnels stand below each other, each with its name.
"""

from liuke.explain.funnel.words import length
from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, tips
from liuke.present.charts.trend import INTERVAL
from liuke.present.reader import Reader
from liuke.present.theme import paint

BAR, ROW = 18, 54


def by_funnel(rows: Rows) -> dict[str, list[Row]]:
    """Return the rows of each funnel, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["funnel"], []).append(row)
    return found


def largest_drop(rows: Rows) -> Row | None:
    """Return the step after which most customers go no further; None where nobody does."""
    stops = [row for row in rows if row["dropped"]]
    return max(stops, key=lambda row: row["dropped"], default=None)


def _title(rows: Rows, reader: Reader) -> str:
    steps = next(iter(by_funnel(rows).values()))
    stop = largest_drop(steps)
    if stop is None:
        return reader.text("Nobody stops between the steps", "各步骤之间无人止步")
    return reader.text(
        "Most stop after “{step}”: {share} go no further",
        "止步最多的是“{step}”：{share} 未再前进",
        step=stop["step"],
        share=reader.percent(stop["dropped"] / stop["customers"]),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    said = []
    for name, steps in by_funnel(rows).items():
        first, last = steps[0], steps[-1]
        said.append(
            reader.text(
                "{name}: of {began} who began with “{first}”, {done} came to “{last}” ({share}, 95% {low} to {high}).",
                "{name}：{began} 位从“{first}”开始，{done} 位到达“{last}”（{share}，95% 区间 {low} 至 {high}）。",
                name=name,
                began=reader.number(first["customers"]),
                first=first["step"],
                done=reader.number(last["customers"]),
                last=last["step"],
                share=reader.percent(last["of_first"]),
                low=reader.percent(last["of_first_low"]),
                high=reader.percent(last["of_first_high"]),
            )
        )
    return reader.text(" ", "").join(said)


def _beside(row: Row, reader: Reader) -> str:
    """Return what stands at the right of a step: the share of the step before, and how soon half of them come."""
    parts = [reader.percent(row["of_previous"])] if row["of_previous"] is not None else []
    if row["previous_median_seconds"] is not None:
        parts.append(reader.say(length(row["previous_median_seconds"])))
    return " · ".join(parts)


def _told(row: Row, before: Row | None, reader: Reader) -> Row:
    known = row["of_first_low"] is not None
    return {
        "said": f"{row['step']}  {reader.number(row['customers'])}",
        "beside": _beside(row, reader),
        "step": row["step"],
        "share": row["of_first"] or 0,
        "before": (before["of_first"] or 0) if before else (row["of_first"] or 0),
        "low": row["of_first_low"],
        "high": row["of_first_high"],
        "number": reader.number(row["customers"]),
        "first": reader.percent(row["of_first"]),
        "interval": f"{reader.percent(row['of_first_low'])} – {reader.percent(row['of_first_high'])}" if known else "–",
        "previous": reader.percent(row["of_previous"]),
        "dropped": reader.number(row["dropped"]),
        "time": reader.say(length(row["previous_median_seconds"])),
        "whole": reader.say(length(row["first_median_seconds"])),
    }


def _lines(rows: Rows, reader: Reader) -> list[Row]:
    """Return a line a step, and before those of each of several funnels one with its name."""
    lines: list[Row] = []
    funnels = by_funnel(rows)
    for name, steps in funnels.items():
        if len(funnels) > 1:
            lines.append({"head": name})
        for before, row in zip([None, *steps], steps, strict=False):
            lines.append(_told(row, before, reader))
    return [line | {"place": place} for place, line in enumerate(lines)]


def _plan(rows: Rows, reader: Reader) -> Spec:
    lines = _lines(rows, reader)
    share = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}
    tooltip = tips(
        ("step", reader.text("Step", "步骤")),
        ("number", reader.text("Reach it", "到达")),
        ("first", reader.text("Of the first", "占首步")),
        ("interval", reader.say(INTERVAL)),
        ("previous", reader.text("Of the step before", "占上一步")),
        ("dropped", reader.text("Go no further", "止步")),
        ("time", reader.text("Half take, from before", "距上一步中位用时")),
        ("whole", reader.text("Half take, from the first", "距首步中位用时")),
    )
    bar = {"type": "bar", "height": BAR, "yOffset": 9, "cornerRadiusEnd": 3}
    text = {"type": "text", "align": "left"}
    steps, start = {"transform": [{"filter": "isValid(datum.said)"}]}, {"value": 0}
    return framed(
        lines,
        ROW * len(lines),
        encoding={"y": {"field": "place", "type": "ordinal", "axis": None}},
        layer=[
            steps
            | {
                "mark": bar | {"fill": paint("band")},
                "encoding": {"x": share | {"field": "before"}, "tooltip": tooltip},
            },
            steps
            | {
                "mark": bar | {"fill": paint("accent")},
                "encoding": {"x": share | {"field": "share"}, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "rule", "yOffset": 9, "stroke": paint("muted"), "strokeWidth": 1.8},
                "encoding": {"x": share | {"field": "low"}, "x2": {"field": "high"}},
            },
            steps
            | {
                "mark": text | {"dy": -11, "fontSize": 12, "limit": {"expr": "max(width - 130, 60)"}},
                "encoding": {"x": start, "text": {"field": "said"}},
            },
            steps
            | {
                "mark": text | {"align": "right", "dy": -11, "fontSize": 12, "fill": paint("soft")},
                "encoding": {"x": {"value": "width"}, "text": {"field": "beside"}},
            },
            {
                "transform": [{"filter": "isValid(datum.head)"}],
                "mark": text | {"dy": 6, "fontSize": 13, "fontWeight": 600},
                "encoding": {"x": start, "text": {"field": "head"}},
            },
        ],
    )


def _table(rows: Rows) -> Rows:
    times = ("previous_median_seconds", "first_median_seconds")
    return [row | {name: length(row[name]) for name in times} for row in rows]


STEPS = Chart(
    "steps",
    Text(
        "bars: % of the first step; at the right: % of the step before, and the time that half of them take",
        "条形：占完成首步客户的百分比；右侧：占上一步的百分比，及其中位用时",
    ),
    _title,
    _summary,
    _plan,
    (
        Column("funnel", Text("Funnel", "漏斗")),
        Column("step", Text("Step", "步骤")),
        Column("customers", Text("Reach it", "到达"), "number"),
        Column("of_previous", Text("Of the step before", "占上一步"), "percent"),
        Column("of_first", Text("Of the first", "占首步"), "percent"),
        Column("of_first_low", Text("95% from", "95% 下限"), "percent"),
        Column("of_first_high", Text("95% to", "95% 上限"), "percent"),
        Column("dropped", Text("Go no further", "止步"), "number"),
        Column("previous_median_seconds", Text("Half take, from before", "距上一步中位用时")),
        Column("first_median_seconds", Text("Half take, from the first", "距首步中位用时")),
    ),
    (
        Key("accent", "box", Text("Reach the step", "到达该步骤")),
        Key("band", "box", Text("Stopped at the step before", "止步于上一步")),
        Key("muted", "line", INTERVAL),
    ),
    _table,
)
