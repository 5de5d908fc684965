"""The steps that set leavers apart: the share of those who left and of those who stayed that had each, side by side.

Rows (of `liuke.explain.paths`): `name`, `following` (None for a step alone), `left_share`, `stayed_share`, `leavers`,
`stayers`, `difference`, `low`, `high`, `adjusted`, `significant`; those that separate most come first.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, percent_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

MOST = 10
LEFT, STAYED = "bad", "stage-new"
"""The colours of those who left and those who stayed."""
ARROW = " → "


def label(row: Row) -> str:
    """Return a step, or two in a row with an arrow between."""
    return f"{row['name']}{ARROW}{row['following']}" if row["following"] else str(row["name"])


def _title(rows: Rows, reader: Reader) -> str:
    first = rows[0]
    if not first["significant"]:
        return reader.text("No step sets leavers apart beyond chance", "没有哪一步使离开的客户显著不同")
    return reader.text(
        "‘{name}’ sets them apart most: {left} of those who left, {stayed} of those who stayed",
        "“{name}”差别最大：离开的客户中 {left} 有此步骤，留下的客户中 {stayed}",
        name=label(first),
        left=reader.percent(first["left_share"], 0),
        stayed=reader.percent(first["stayed_share"], 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "Of {tests} steps and pairs of steps tested, {sure} differ beyond chance (the others are pale). That "
        "two things go together does not say that one brings about the other.",
        "共检验 {tests} 个步骤及相邻步骤对，其中 {sure} 个的差别超出偶然（其余以浅色显示）。相关并不等于因果。",
        tests=reader.number(len(rows)),
        sure=reader.number(sum(row["significant"] for row in rows)),
    )


def _told(row: Row, reader: Reader) -> Row:
    said = reader.points(row["difference"]), reader.points(row["low"]), reader.points(row["high"])
    return {
        "step": label(row),
        "left": row["left_share"],
        "stayed": row["stayed_share"],
        "shown": 1.0 if row["significant"] else 0.35,
        "of_left": f"{reader.percent(row['left_share'])} ({reader.number(row['leavers'])})",
        "of_stayed": f"{reader.percent(row['stayed_share'])} ({reader.number(row['stayers'])})",
        "difference": said[0],
        "interval": f"{said[1]} – {said[2]}",
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = [_told(row, reader) for row in rows[:MOST]]
    top = max((max(row["left"], row["stayed"]) for row in shown), default=1.0)
    x = {"type": "quantitative", "scale": {"domain": [0, min(1.0, 1.08 * top)], "nice": False}}
    x |= {"axis": percent_axis(grid=True, tickCount=5)}
    axis = {"title": None, "grid": False, "labelLimit": 150, "domain": False}
    y = {"field": "step", "type": "nominal", "sort": None, "axis": axis}
    tooltip = tips(
        ("step", reader.text("Step", "步骤")),
        ("of_left", reader.text("Left", "离开")),
        ("of_stayed", reader.text("Stayed", "留下")),
        ("difference", reader.text("Difference", "差异")),
        ("interval", reader.text("95% interval", "95% 区间")),
    )
    opacity = {"field": "shown", "type": "quantitative", "scale": None}
    common = {"tooltip": tooltip, "opacity": opacity}
    ends = [
        {
            "mark": {"type": "point", "filled": True, "size": 90, "fill": paint(role)},
            "encoding": {"x": x | {"field": field}, **common},
        }
        for field, role in (("stayed", STAYED), ("left", LEFT))
    ]
    rule = {
        "mark": {"type": "rule", "stroke": paint("line-strong"), "strokeWidth": 3},
        "encoding": {"x": x | {"field": "stayed"}, "x2": {"field": "left"}, **common},
    }
    return framed(shown, max(120, 26 * len(shown)), encoding={"y": y}, layer=[rule, *ends])


PATH_STEPS = Chart(
    "path_steps",
    Text(
        "% who had the step among their last ones, before they left or might have",
        "离开前（或可比时点前）最后几步中有该步骤的客户占比（%）",
    ),
    _title,
    _summary,
    _plan,
    (
        Column("step", Text("Step", "步骤")),
        Column("left_share", Text("Left", "离开"), "percent"),
        Column("stayed_share", Text("Stayed", "留下"), "percent"),
        Column("difference", Text("Difference", "差异"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("adjusted", Text("p, adjusted", "校正后 p"), "small"),
    ),
    (Key(LEFT, "dot", Text("Left", "离开")), Key(STAYED, "dot", Text("Stayed", "留下"))),
    lambda rows: [row | {"step": label(row)} for row in rows],
)
