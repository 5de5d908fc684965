"""The hazard by tenure: with what chance those who are still there leave in each period, with its 95 % interval.

Rows (of `liuke.predict.timing.by_tenure`): `tenure` (1 is the first period), `at_risk`, `ended`, `observed` (share),
`hazard` (the model's), `low`, `high`.
"""

from liuke.language import Text
from liuke.present.charts.expected import ENDS, INTERVAL, expected, keys, periods
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, framed, percent_axis, tips
from liuke.present.reader import Reader

APART = 1.25
"""The hazard falls or rises where one end is so many times the other, and their intervals do not meet."""


def trend(rows: Rows) -> int:
    """Return −1 where the hazard falls from the first period to the last, 1 where it rises, 0 where neither is sure."""
    first, last = rows[0], rows[-1]
    if first["low"] > last["high"] and first["hazard"] > APART * last["hazard"]:
        return -1
    return int(last["low"] > first["high"] and last["hazard"] > APART * first["hazard"])


def _title(rows: Rows, reader: Reader) -> str:
    words = {
        -1: Text(
            "Who stays, stays: the chance of leaving falls from {first} in period {start} to {last} in period {end}",
            "留得越久越稳：流失概率从第 {start} 期的 {first} 降到第 {end} 期的 {last}",
        ),
        1: Text(
            "The chance of leaving rises from {first} in period {start} to {last} in period {end}",
            "流失概率从第 {start} 期的 {first} 升到第 {end} 期的 {last}",
        ),
        0: Text(
            "The chance of leaving is {first} in period {start} and {last} in period {end}: no sure trend",
            "流失概率第 {start} 期为 {first}，第 {end} 期为 {last}：没有明确趋势",
        ),
    }
    first, last = rows[0], rows[-1]
    return reader.say(
        words[trend(rows)],
        first=reader.percent(first["hazard"]),
        last=reader.percent(last["hazard"]),
        start=first["tenure"],
        end=last["tenure"],
    )


def _summary(rows: Rows, reader: Reader) -> str:
    worst = max(rows, key=lambda row: row["hazard"])
    return reader.text(
        "The chance is that of customers who have come as far as the period. It is highest in period {period}: {value} "
        "(95% interval {low} to {high}). Points are what was seen.",
        "概率针对已留存到该期的客户。第 {period} 期最高，为 {value}（95% 区间 {low} 至 {high}）。圆点为实际观察值。",
        period=worst["tenure"],
        value=reader.percent(worst["hazard"]),
        low=reader.percent(worst["low"]),
        high=reader.percent(worst["high"]),
    )


def _told(row: Row, reader: Reader) -> Row:
    return {name: row[name] for name in ("tenure", "observed", "hazard", "low", "high")} | {
        "said": reader.percent(row["hazard"]),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "seen": f"{reader.percent(row['observed'])}  ({reader.number(row['ended'])} / {reader.number(row['at_risk'])})",
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    axis = periods(reader.text("Period of tenure", "第几期"))
    x = {"field": "tenure", "type": "quantitative", "axis": axis, "scale": {"nice": False, "zero": False}}
    y = {"field": "hazard", "type": "quantitative", "axis": percent_axis()}
    tooltip = tips(
        ("tenure", reader.text("Period", "期")),
        ("said", reader.say(MODEL)),
        ("interval", reader.say(INTERVAL)),
        ("seen", reader.say(SEEN)),
    )
    return framed(
        [_told(row, reader) for row in rows],
        220,
        layer=expected(x, y, "observed", tooltip),
    )


MODEL = Text("Chance of leaving", "流失概率")
SEEN = Text("Seen", "实际观察")
HAZARD = Chart(
    "hazard",
    Text("% of those still there who leave in the period", "仍在的客户中当期离开的百分比"),
    _title,
    _summary,
    _plan,
    (
        Column("tenure", Text("Period", "期"), "number"),
        Column("at_risk", Text("Still there", "仍在"), "number"),
        Column("ended", Text("Left", "离开"), "number"),
        Column("observed", SEEN, "percent"),
        Column("hazard", MODEL, "percent"),
        *ENDS,
    ),
    keys(MODEL, SEEN),
)
