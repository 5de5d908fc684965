"""What goes together: the share of baskets with one thing that have the other too, beside what chance would give.

Rows: `before`, `then` (names), `value` (the share), `low`, `high`, `chance` (the share of all baskets with `then`),
`count`, `of`, `lift`, and `days`, within which it is bought later; None where it is in the same basket.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, percent_axis, tips
from liuke.present.charts.trend import INTERVAL
from liuke.present.reader import Reader
from liuke.present.theme import paint

MOST = 8
HEIGHT = 54
"""Pixels of a rule: two lines of words and a bar."""
LONGEST = 46
"""Characters of a name in the picture; the table has all of it."""
CHANCE = Text("By chance", "随机预期")


def _title(rows: Rows, reader: Reader) -> str:
    first = rows[0]
    said = Text(
        "“{before}” and “{then}” go together {lift} times as often as by chance",
        "“{before}”与“{then}”一起购买的次数是随机预期的 {lift} 倍",
    )
    if first["days"]:
        said = Text(
            "“{then}” follows “{before}” {lift} times as often as it follows any purchase",
            "购买“{before}”后再买“{then}”的比例，是任意购买之后的 {lift} 倍",
        )
    return reader.say(said, before=first["before"], then=first["then"], lift=reader.number(first["lift"], 1))


def _summary(rows: Rows, reader: Reader) -> str:
    first = rows[0]
    said = Text(
        "Of {of} baskets with “{before}”, {count} have “{then}” too. It says who buys what, not what an offer would "
        "change.",
        "{of} 个含“{before}”的购物篮中，{count} 个同时有“{then}”。这只说明谁买了什么，并不表示促销会带来改变。",
    )
    if first["days"]:
        said = Text(
            "Of {of} visits with “{before}”, {count} were followed by “{then}” within {days} days. It says who buys "
            "what, not what an offer would change.",
            "{of} 次购买“{before}”之后，{count} 次在 {days} 天内再买了“{then}”。"
            "这只说明谁买了什么，并不表示促销会带来改变。",
        )
    numbers = {name: reader.number(first[name]) for name in ("of", "count")}
    return reader.say(said, before=first["before"], then=first["then"], days=first["days"], **numbers)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _told(place: int, row: Row, reader: Reader) -> Row:
    numbers = {name: row[name] for name in ("value", "low", "high", "chance")}
    return numbers | {
        "place": place,
        "label": f"{_short(row['before'])}\n→ {_short(row['then'])}",
        "said": reader.percent(row["value"], 0),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "usual": reader.percent(row["chance"]),
        "counted": f"{reader.number(row['count'])} / {reader.number(row['of'])}",
        "lift": reader.number(row["lift"], 1),
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = [_told(place, row, reader) for place, row in enumerate(rows[:MOST])]
    top = min(1.1, 1.3 * max(row["high"] for row in shown))
    x = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}}
    x |= {"axis": percent_axis(tickCount=5, grid=True)}
    y = {"field": "place", "type": "ordinal", "sort": None, "axis": None}
    tooltip = tips(
        ("label", reader.text("Rule", "规则")),
        ("said", reader.text("Share", "占比")),
        ("interval", reader.say(INTERVAL)),
        ("usual", reader.say(CHANCE)),
        ("counted", reader.text("Counts", "次数")),
        ("lift", reader.text("Lift", "提升度")),
    )
    bar, below = {"type": "bar", "height": 12, "yOffset": 17, "cornerRadiusEnd": 2}, {"yOffset": 17}
    return framed(
        shown,
        HEIGHT * len(shown),
        encoding={"y": y},
        layer=[
            {
                "mark": bar | {"fill": paint("accent")},
                "encoding": {"x": x | {"field": "value"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "rule", "stroke": paint("muted"), "strokeWidth": 1.6, **below},
                "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "tick", "stroke": paint("ink"), "thickness": 2, "size": 18, **below},
                "encoding": {"x": x | {"field": "chance"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fill": paint("ink"), **below},
                "encoding": {"x": x | {"field": "high"}, "text": {"field": "said"}},
            },
            {
                "mark": {"type": "text", "align": "left", "lineBreak": "\n", "yOffset": -15, "fill": paint("ink")},
                "encoding": {"x": {"value": 2}, "text": {"field": "label"}},
            },
        ],
    )


COLUMNS = (
    Column("before", Text("Who buys", "购买")),
    Column("then", Text("buys", "也购买")),
    Column("value", Text("Share", "占比"), "percent"),
    Column("low", Text("95% from", "95% 下限"), "percent"),
    Column("high", Text("95% to", "95% 上限"), "percent"),
    Column("chance", CHANCE, "percent"),
    Column("count", Text("Times", "次数"), "number"),
    Column("of", Text("of", "总次数"), "number"),
    Column("lift", Text("Lift", "提升度"), "decimal"),
)
LEGEND = (Key("accent", "box", Text("Share", "占比")), Key("ink", "line", CHANCE), Key("muted", "line", INTERVAL))
RULES = Chart(
    "rules",
    Text("% of baskets with the first that have the second too", "含前者的购物篮中同时含后者的百分比"),
    _title, _summary, _plan, COLUMNS, LEGEND,
)  # fmt: skip
SEQUENCES = Chart(
    "sequences",
    Text("% of visits with the first that are followed by the second", "购买前者之后又购买后者的百分比"),
    _title, _summary, _plan, COLUMNS, LEGEND,
)  # fmt: skip
