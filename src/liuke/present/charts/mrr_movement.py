"""The recurring revenue that came and went in each month."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, framed, month_axis, tips
from liuke.present.charts.mrr import CLOSING, MOVES, OPENING, moved, net
from liuke.present.charts.trend import STATES
from liuke.present.reader import Reader
from liuke.present.theme import paint


def _complete(rows: Rows) -> list[Row]:
    return [row for row in rows if not row["partial"]]


def _title(rows: Rows, reader: Reader) -> str:
    done = _complete(rows)
    if not done:
        return reader.text("What moved recurring revenue", "经常性收入的变动")
    grown = sum(net(row) > 0 for row in done)
    return reader.text(
        "Recurring revenue grew in {grown} of {n} months",
        "{n} 个月中有 {grown} 个月经常性收入增长",
        grown=grown,
        n=len(done),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    done = _complete(rows)
    if not done:
        return reader.text("No month has fully elapsed yet.", "尚无完整的月份。")
    came = sum(max(moved(row, name), 0) for row in done for name in MOVES)
    went = came - sum(net(row) for row in done)
    words = Text(
        "Over these months {came} came and {went} went, {each} for each 100 that came.",
        "这些月份共增加 {came}，减少 {went}：每增加 100，就减少 {each}。",
    )
    if not came:
        words = Text("Over these months {went} went and nothing came.", "这些月份减少 {went}，没有增加。")
    return reader.say(
        words,
        came=reader.short_money(came),
        went=reader.short_money(went),
        each=reader.number(100 * went / came if came else None),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            "period": row["period"],
            "move": name,
            "place": place,
            "amount": moved(row, name),
            "partial": row["partial"],
            "month": reader.month(row["period"]),
            "label": reader.say(MOVES[name][0]),
            "said": reader.money(abs(moved(row, name))),
        }
        for row in rows
        for place, name in enumerate(MOVES)
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    month = {"field": "period", "type": "temporal", "timeUnit": "utcyearmonth", "scale": {"type": "utc"}}
    x = month | {"axis": month_axis(reader, [row["period"] for row in rows], bars=True)}
    colours = {"domain": list(MOVES), "range": [paint(role) for *_, role in MOVES.values()]}
    y = {"type": "quantitative", "axis": count_axis(reader)}
    nets = [{"period": row["period"], "net": net(row)} for row in rows]
    return framed(
        _points(rows, reader),
        232,
        layer=[
            {
                "mark": {"type": "bar", "width": {"band": 0.72}},
                "encoding": {
                    "x": x,
                    "y": y | {"field": "amount", "stack": "zero"},
                    "fill": {"field": "move", "type": "nominal", "scale": colours, "legend": None},
                    "opacity": {"condition": {"test": "datum.partial", "value": 0.45}, "value": 1},
                    "order": {"field": "place", "type": "quantitative"},
                    "tooltip": tips(
                        ("month", reader.text("Month", "月份")),
                        ("label", reader.text("Movement", "变动")),
                        ("said", reader.text("Amount", "金额")),
                    ),
                },
            },
            {
                "data": {"values": nets},
                "mark": {"type": "line", "stroke": paint("ink"), "strokeWidth": 1.5, "point": False},
                "encoding": {"x": x | {"bandPosition": 0.5}, "y": y | {"field": "net"}},
            },
        ],
    )


MRR_MOVEMENT = Chart(
    "mrr_movement",
    Text("recurring revenue that came and went in each month", "每月增加与减少的经常性收入"),
    _title,
    _summary,
    _plan,
    (
        Column("period", Text("Month", "月份"), "month"),
        Column("mrr_opening", OPENING, "money"),
        *(Column(name, label, "money") for name, (label, *_) in MOVES.items()),
        Column("mrr", CLOSING, "money"),
        Column("state", Text("Period", "状态")),
    ),
    (
        *(Key(role, "box", label) for label, _, role in MOVES.values()),
        Key("ink", "line", Text("Net change", "净变化")),
        Key("line-strong", "box", Text("Paler: running month", "浅色：当月未完整"), partial=True),
    ),
    lambda rows: [row | {"state": STATES[bool(row["partial"])]} for row in rows],
)
