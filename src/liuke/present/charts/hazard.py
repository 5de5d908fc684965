"""The hazard by tenure: with what chance those who are still there leave in each period, with its 95 % interval.

Rows (of `liuke.predict.timing`: a model's by `by_tenure`, or as counted by `by_period`): `tenure` (1 is the first
period), `at_risk`, `ended`, `observed` (share), `hazard`, `low`, `high`, and `period_days` where they are counted.
"""

from liuke.language import Text
from liuke.measure.intervals import wilson
from liuke.present.charts.expected import ENDS, INTERVAL, expected, keys, periods
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, framed, percent_axis, tips
from liuke.present.reader import Reader

APART = 1.25
"""The hazard falls or rises where one end is so many times the other, and their intervals do not meet."""


def counted(rows: Rows) -> bool:
    """Say whether the rows are as counted, and not a model's: each by itself is then subject to chance."""
    return "period_days" in rows[0]


def ends(rows: Rows) -> tuple[Row, Row]:
    """Return `hazard`, `low` and `high` of the beginning and of the end, with the periods `first` and `last` of each.

    Of a model these are its first and last period; of counts the first and last third, taken together, from the first
    period on in which anybody left: a contract of a month cannot end in its first days.
    """
    if not counted(rows):
        return tuple(rows[at] | {"first": rows[at]["tenure"], "last": rows[at]["tenure"]} for at in (0, -1))  # type: ignore[return-value]
    begins = next((place for place, row in enumerate(rows) if row["ended"]), 0)
    part = max(1, (len(rows) - begins) // 3)
    return _together(rows[begins : begins + part]), _together(rows[-part:])


def _together(rows: Rows) -> Row:
    ended, at_risk = (float(sum(row[name] for row in rows)) for name in ("ended", "at_risk"))
    low, high = wilson(ended, at_risk)
    return {"first": rows[0]["tenure"], "last": rows[-1]["tenure"], "hazard": ended / at_risk, "low": low, "high": high}


def trend(rows: Rows) -> int:
    """Return −1 where the hazard falls from the beginning to the end, 1 where it rises, 0 where neither is sure."""
    first, last = ends(rows)
    if first["low"] > last["high"] and first["hazard"] > APART * last["hazard"]:
        return -1
    return int(last["low"] > first["high"] and last["hazard"] > APART * first["hazard"])


def _title(rows: Rows, reader: Reader) -> str:
    words = {
        -1: Text(
            "Who stays, stays: the chance of leaving falls from {first} in {start} to {last} in {end}",
            "留得越久越稳：流失概率从{start}的 {first} 降到{end}的 {last}",
        ),
        1: Text(
            "The chance of leaving rises from {first} in {start} to {last} in {end}",
            "流失概率从{start}的 {first} 升到{end}的 {last}",
        ),
        0: Text(
            "The chance of leaving is {first} in {start} and {last} in {end}: no sure trend",
            "流失概率{start}为 {first}，{end}为 {last}：没有明确趋势",
        ),
    }
    first, last = ends(rows)
    return reader.say(
        words[trend(rows)],
        first=reader.percent(first["hazard"]),
        last=reader.percent(last["hazard"]),
        start=_named(first, reader),
        end=_named(last, reader),
    )


def _named(end: Row, reader: Reader) -> str:
    if end["first"] == end["last"]:
        return reader.text("period {n}", "第 {n} 期", n=end["first"])
    return reader.text("periods {first}–{last}", "第 {first}–{last} 期", first=end["first"], last=end["last"])


def _summary(rows: Rows, reader: Reader) -> str:
    by = "low" if counted(rows) else "hazard"
    worst = max(rows, key=lambda row: row[by])
    return reader.text(
        "The chance is that of customers who have come as far as the period. {highest} in period {period}: {value} "
        "(95% interval {low} to {high}). Points are what was seen.",
        "概率针对已留存到该期的客户。{highest}第 {period} 期最高，为 {value}（95% 区间 {low} 至 {high}）。"
        "圆点为实际观察值。",
        highest=HIGHEST[by],
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


def _period(rows: Rows, reader: Reader) -> str:
    days = rows[0].get("period_days")
    said = reader.text("Period of tenure", "第几期")
    return said + (reader.text(" ({days} days each)", "（每期 {days} 天）", days=days) if days else "")


def _plan(rows: Rows, reader: Reader) -> Spec:
    axis = periods(_period(rows, reader))
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


HIGHEST = {
    "hazard": Text("It is highest", ""),
    "low": Text("The low end of its interval is highest", "按区间下限计，"),
}
"""A count of few can be high by chance: there the period is named of which that is least likely."""
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
