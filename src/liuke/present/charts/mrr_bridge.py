"""How a month took recurring revenue from its opening to its closing."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, count_axis, framed, tips
from liuke.present.charts.mrr import CLOSING, MOVES, OPENING, moved, net
from liuke.present.reader import Reader
from liuke.present.theme import paint

FULL = 1e6
"""Amounts below this are written in full: a month changes little of what there was."""


def _amount(value: float, reader: Reader) -> str:
    return reader.money(value) if abs(value) < FULL else reader.short_money(value)


def _title(rows: Rows, reader: Reader) -> str:
    (row,) = rows
    change = net(row)
    words = Text("Recurring revenue stood still at {closing} in {month}", "{month}经常性收入持平于 {closing}")
    if change:
        words = Text(
            "Recurring revenue grew by {change} to {closing} in {month}"
            if change > 0
            else "Recurring revenue shrank by {change} to {closing} in {month}",
            "{month}经常性收入增加 {change}，至 {closing}"
            if change > 0
            else "{month}经常性收入减少 {change}，至 {closing}",
        )
    return reader.say(
        words,
        change=_amount(abs(change), reader),
        closing=_amount(row["mrr"], reader),
        month=reader.month(row["period"]),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    (row,) = rows
    gained = sum(max(moved(row, name), 0) for name in MOVES)
    return reader.text(
        "Opened with {opening}; {gained} came, {lost} went; closed with {closing}.",
        "期初 {opening}，增加 {gained}，减少 {lost}，期末 {closing}。",
        opening=reader.money(row["mrr_opening"]),
        gained=reader.money(gained),
        lost=reader.money(gained - net(row)),
        closing=reader.money(row["mrr"]),
    )


def _steps(rows: Rows, reader: Reader) -> list[Row]:
    """Return the bars: where each starts and ends, as a change since the opening, and what is written beside it."""
    (row,) = rows
    at, steps = 0.0, [_step("mrr_opening", OPENING, 0.0, 0.0, _amount(row["mrr_opening"], reader), reader)]
    for name, (label, sign, _) in MOVES.items():
        amount = float(row[name] or 0)
        said = ("+" if sign > 0 else "−") + _amount(amount, reader) if amount else _amount(0, reader)
        steps.append(_step(name, label, at, at + sign * amount, said, reader))
        at += sign * amount
    return [*steps, _step("mrr", CLOSING, 0.0, at, _amount(row["mrr"], reader), reader)]


def _step(name: str, label: Text, start: float, end: float, said: str, reader: Reader) -> Row:
    bounds = {"start": start, "end": end, "right": max(start, end)}
    return {"step": name, "label": reader.say(label), "said": said, **bounds}


def _plan(rows: Rows, reader: Reader) -> Spec:
    steps = _steps(rows, reader)
    order = [step["label"] for step in steps]
    colours = {
        "domain": ["mrr_opening", *MOVES, "mrr"],
        "range": [paint(role) for role in ("muted", *(role for *_, role in MOVES.values()), "ink")],
    }
    lowest, highest = (pick(bound for step in steps for bound in (step["start"], step["end"])) for pick in (min, max))
    room = (highest - lowest) or 1.0
    x = {
        "type": "quantitative",
        "scale": {"domain": [lowest - 0.02 * room, highest + 0.24 * room], "nice": False},
        "axis": count_axis(
            reader, title=reader.text("change since the opening", "较期初的变化"), tickCount=4, grid=True
        ),
    }
    y = {
        "field": "label",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "grid": False, "labelLimit": 120},
    }
    tooltip = tips(("label", reader.text("Step", "项目")), ("said", reader.text("Amount", "金额")))
    fill = {"field": "step", "type": "nominal", "scale": colours, "legend": None}
    return framed(
        steps,
        268,
        layer=[
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "stroke": paint("line-strong")},
                "encoding": {"x": x | {"field": "zero"}},
            },
            {
                "mark": {"type": "bar", "height": {"band": 0.62}, "cornerRadius": 2},
                "encoding": {
                    "y": y,
                    "x": x | {"field": "start"},
                    "x2": {"field": "end"},
                    "fill": fill,
                    "tooltip": tooltip,
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fill": paint("ink")},
                "encoding": {"y": y, "x": x | {"field": "right"}, "text": {"field": "said"}, "tooltip": tooltip},
            },
        ],
    )


def _table(rows: Rows) -> Rows:
    (row,) = rows
    labels = {"mrr_opening": OPENING, **{name: label for name, (label, *_) in MOVES.items()}, "mrr": CLOSING}
    return [
        {"label": label, "amount": moved(row, name) if name in MOVES else row[name]} for name, label in labels.items()
    ]


MRR_BRIDGE = Chart(
    "mrr_bridge",
    Text("monthly recurring revenue, from the opening of the month to its closing", "月度经常性收入，从期初到期末"),
    _title,
    _summary,
    _plan,
    (Column("label", Text("Step", "项目")), Column("amount", Text("Amount", "金额"), "money")),
    table=_table,
)
