"""Qini curves: what contacting the best-ranked share of customers gains, by each learner, beside choosing at random.

Rows: `learner`, `share` (of customers contacted), `gain` (outcomes a customer), `low` and `high` (95 % of a bootstrap),
and `usable`, whether effects are shown to differ between customers.
"""

from liuke.language import Text
from liuke.present.charts.frame import FIFTHS, Chart, Column, Key, Row, Rows, Spec, framed, share, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

LEARNERS = {
    "dr": Text("Doubly robust", "双重稳健"),
    "s": Text("S-learner", "S 学习器"),
    "t": Text("T-learner", "T 学习器"),
    "x": Text("X-learner", "X 学习器"),
}
ROLES = {"dr": "accent", "s": "stage-new", "t": "stage-dormant", "x": "stage-returned"}
HALF = 0.5
SHOWN_DIGITS = 4


def of_learner(rows: Rows, name: str) -> Rows:
    """Return the points of one learner."""
    return [row for row in rows if row["learner"] == name]


def at(rows: Rows, name: str, part: float) -> Row:
    """Return a learner's point nearest to a share."""
    return min(of_learner(rows, name), key=lambda row: abs(row["share"] - part))


def best_half(rows: Rows) -> tuple[str, float, float]:
    """Return the learner whose best-ranked half gains most, that gain, and the gain of contacting everybody."""
    there = [name for name in LEARNERS if of_learner(rows, name)]
    best = max(there, key=lambda name: at(rows, name, HALF)["gain"])
    return best, at(rows, best, HALF)["gain"], at(rows, best, 1.0)["gain"]


def _title(rows: Rows, reader: Reader) -> str:
    best, half, whole = best_half(rows)
    if not rows[0]["usable"]:
        return reader.text(
            "No usable difference between customers: ranking them is not shown to beat chance",
            "客户之间没有可用的效果差别：排序并未显示胜过随机挑选",
        )
    if whole > 0 and half > 0:
        return reader.text(
            "Contacting the half that {name} ranks best gains {part} of what contacting everybody does",
            "联系{name}排在前一半的客户，可获得联系全部客户之收效的 {part}",
            name=LEARNERS[best],
            part=reader.percent(half / whole, 0),
        )
    return reader.text(
        "Contacting the half that {name} ranks best gains {half} a customer, contacting everybody {whole}",
        "联系{name}排在前一半的客户，每位客户平均收效 {half}；联系全部客户为 {whole}",
        name=LEARNERS[best],
        half=reader.number(half, SHOWN_DIGITS),
        whole=reader.number(whole, SHOWN_DIGITS),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    between = reader.text("; ", "；")
    _, _, whole = best_half(rows)
    said = between.join(
        reader.text(
            "{name}: {gain} ({low} to {high})",
            "{name}：{gain}（{low} 至 {high}）",
            name=LEARNERS[name],
            **{end: reader.number(at(rows, name, HALF)[end], SHOWN_DIGITS) for end in ("gain", "low", "high")},
        )
        for name in LEARNERS
        if of_learner(rows, name)
    )
    return reader.text(
        "Gained a customer with half contacted, 95% interval: {said}; at random {chance}.",
        "联系一半客户时每位客户的平均收效及 95% 区间：{said}；随机联系为 {chance}。",
        said=said,
        chance=reader.number(whole * HALF, SHOWN_DIGITS),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            **{name: row[name] for name in ("learner", "share", "gain", "low", "high")},
            "name": reader.say(LEARNERS[row["learner"]]),
            "said_share": reader.percent(row["share"], 0),
            "said_gain": reader.number(row["gain"], SHOWN_DIGITS),
            "interval": f"{reader.number(row['low'], SHOWN_DIGITS)} – {reader.number(row['high'], SHOWN_DIGITS)}",
        }
        for row in rows
        if row["learner"] in LEARNERS
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    x = share(
        "share", reader.text("customers contacted, best ranked first", "联系的客户（按排序由先到后）"), values=[*FIFTHS]
    )
    y = {"field": "gain", "type": "quantitative", "axis": {"title": None, "format": "~g"}}
    colour = {
        "field": "learner",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(LEARNERS), "range": [paint(ROLES[name]) for name in LEARNERS]},
    }
    tooltip = tips(
        ("name", reader.text("Ranked by", "排序依据")),
        ("said_share", reader.text("Contacted", "联系")),
        ("said_gain", reader.text("Gained a customer", "每位客户的收效")),
        ("interval", reader.text("95% interval", "95% 区间")),
    )
    chance = [{"share": 0.0, "gain": 0.0}, {"share": 1.0, "gain": best_half(rows)[2]}]
    band = {"y": y | {"field": "low", "stack": None}, "y2": {"field": "high"}}
    return framed(
        _points(rows, reader),
        280,
        layer=[
            {"mark": {"type": "area", "opacity": 0.1}, "encoding": {"x": x, **band, "fill": colour}},
            {
                "data": {"values": chance},
                "mark": {"type": "line", "stroke": paint("muted"), "strokeDash": [3, 4], "strokeWidth": 1.2},
                "encoding": {"x": x, "y": y},
            },
            {"mark": {"type": "line"}, "encoding": {"x": x, "y": y, "stroke": colour}},
            {
                "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
        ],
    )


QINI = Chart(
    "qini",
    Text("outcomes gained, per customer", "每位客户的平均收效"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Ranked by", "排序依据")),
        Column("share", Text("Customers contacted", "联系的客户"), "percent"),
        Column("gain", Text("Gained a customer", "每位客户的收效"), "small"),
        Column("low", Text("95% from", "95% 下限"), "small"),
        Column("high", Text("95% to", "95% 上限"), "small"),
    ),
    (
        *(Key(ROLES[name], "line", label, name, of="learner") for name, label in LEARNERS.items()),
        Key("muted", "dash", Text("At random", "随机联系")),
    ),
    lambda rows: [
        row | {"name": LEARNERS[row["learner"]]}
        for row in rows
        if row["learner"] in LEARNERS and round(row["share"] * 100) % 20 == 0
    ],
)
