"""Survival: the share still there after so many days, by group, with the 95 % interval of each curve.

Rows (of `liuke.predict.timing`): `group` (None where there is one), `days`, `at_risk`, `ended`, `survival`, `low`,
`high`; each group starts with day 0.
"""

from typing import Any

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, framed, percent_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

ROLES = ("accent", "stage-new", "stage-dormant", "stage-returned", "heat-7", "muted")
"""The colours of groups, in their order; further groups are in the table only."""
MOST = 300
"""The points of a curve that are drawn: a screen has no more."""
INTERVAL = Text("95% interval", "95% 区间")


def by_group(rows: Rows) -> dict[Any, list[Row]]:
    """Return the rows of each group, in their order."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row["group"], []).append(row)
    return found


def median(rows: Rows) -> float | None:
    """Return the first day on which half or fewer of a group were left."""
    return next((float(row["days"]) for row in rows if row["survival"] <= 0.5), None)


def _name(group: object, reader: Reader) -> str:
    if group is None:
        return reader.text("All", "全部")
    return reader.say(group) if isinstance(group, str | Text) else str(group)


def _title(rows: Rows, reader: Reader) -> str:
    groups = by_group(rows)
    medians = {group: day for group, part in groups.items() if (day := median(part)) is not None}
    if len(groups) > 1 and len(medians) > 1:
        first, last = min(medians, key=lambda group: medians[group]), max(medians, key=lambda group: medians[group])
        return reader.text(
            "Half of {first} are gone after {soon}, half of {last} after {late}",
            "{first}在 {soon}后走了一半，{last}则在 {late}后",
            first=_name(first, reader),
            soon=reader.days(medians[first]),
            last=_name(last, reader),
            late=reader.days(medians[last]),
        )
    if len(groups) == 1 and medians:
        return reader.text(
            "Half are gone after {day}", "{day}后走了一半", day=reader.days(next(iter(medians.values())))
        )
    last_row = max(rows, key=lambda row: row["days"])
    return reader.text(
        "After {day}, {share} are still there",
        "{day}后仍有 {share} 在",
        day=reader.days(last_row["days"]),
        share=reader.percent(last_row["survival"], 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    groups = by_group(rows)
    began = sum(part[0]["at_risk"] for part in groups.values())
    return reader.text(
        "Of {began} stays {ended} ended while they were watched, for {days} at most. Who is still there counts for as "
        "long as they were seen.",
        "{began} 段留存中，{ended} 段在观察期内结束，最长观察 {days}。仍在的客户按已观察的时长计入。",
        began=reader.number(began),
        ended=reader.number(sum(row["ended"] for row in rows)),
        days=reader.days(max(row["days"] for row in rows)),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    """Return the points of the first groups, thinned to what a screen can show; the last of each stays."""
    points = []
    for group, part in list(by_group(rows).items())[: len(ROLES)]:
        step = -(-len(part) // MOST)
        kept = part[::step] if (len(part) - 1) % step == 0 else [*part[::step], part[-1]]
        points += [_told(row, _name(group, reader), reader) for row in kept]
    return points


def _told(row: Row, name: str, reader: Reader) -> Row:
    known = row["low"] is not None
    return {
        "line": name,
        **{key: row[key] for key in ("days", "survival", "low", "high")},
        "day": reader.days(row["days"]),
        "said": reader.percent(row["survival"]),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}" if known else reader.percent(None),
        "left": reader.number(row["at_risk"]),
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    points = _points(rows, reader)
    names = list(dict.fromkeys(point["line"] for point in points))
    last = [[point for point in points if point["line"] == name][-1] for name in names]
    axis = count_axis(reader, grid=False, tickCount=8) | {"title": reader.text("Days since the start", "起始后天数")}
    x = {"field": "days", "type": "quantitative", "axis": axis, "scale": {"nice": False}}
    scale = {"domain": [0, 1], "nice": False}
    y = {"field": "survival", "type": "quantitative", "axis": percent_axis(), "scale": scale}
    colours = {"domain": names, "range": [paint(role) for role in ROLES[: len(names)]]}
    colour = {"field": "line", "type": "nominal", "legend": None, "scale": colours}
    tooltip = tips(
        ("line", reader.text("Group", "分组")),
        ("day", reader.text("After", "时长")),
        ("said", reader.text("Still there", "仍在")),
        ("interval", reader.say(INTERVAL)),
        ("left", reader.text("At risk", "在观察中")),
    )
    return framed(
        points,
        240,
        layer=[
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.16},
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}, "fill": colour},
            },
            {
                "mark": {"type": "line", "interpolate": "step-after"},
                "encoding": {"x": x, "y": y, "stroke": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
            *([_labels(last, x, y)] if len(names) > 1 else []),
        ],
    )


def _labels(last: list[Row], x: Row, y: Row) -> Spec:
    """Return the layer that names each line where it ends."""
    return {
        "data": {"values": last},
        "mark": {"type": "text", "align": "right", "dy": -14, "fill": paint("ink")},
        "encoding": {"x": x, "y": y, "text": {"field": "line"}},
    }


SURVIVAL = Chart(
    "survival",
    Text("% still there, by days since the start", "仍在的百分比，按起始后天数"),
    _title,
    _summary,
    _plan,
    (
        Column("line", Text("Group", "分组")),
        Column("days", Text("Days", "天数"), "number"),
        Column("at_risk", Text("At risk", "在观察中"), "number"),
        Column("ended", Text("Left", "离开"), "number"),
        Column("survival", Text("Still there", "仍在"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
    ),
    (
        Key("accent", "line", Text("Still there", "仍在")),
        Key("band", "box", INTERVAL),
    ),
    lambda rows: [row | {"line": Text("All", "全部") if row["group"] is None else str(row["group"])} for row in rows],
)
