"""Cumulative gains on held-out time: calling the riskiest share of customers, which share of the leavers is reached."""

from liuke.language import NOTHING, Text
from liuke.present.charts.frame import FIFTHS, Chart, Column, Key, Row, Rows, Spec, diagonal, framed, share, tips
from liuke.present.charts.models import BY_MODEL, KEYS, MODELS, OTHERS, OURS, of_model
from liuke.present.reader import Reader


def found_by(rows: Rows, model: str, part: float) -> float | None:
    """Return the share of leavers among the riskiest `part` of customers as a model ranks them."""
    best = min(of_model(rows, model), key=lambda row: abs(row["share"] - part), default=None)
    return None if best is None else float(best["found"])


def _title(rows: Rows, reader: Reader) -> str:
    found = found_by(rows, "model", 0.1)
    if found is None:
        return reader.text("Who leaves is found early", "尽早找到将要流失的客户")
    return reader.text(
        "Calling the riskiest 10% would have reached {found} of the leavers, {lift}× what chance does",
        "联系风险最高的 10% 客户，可覆盖 {found} 的流失者，是随机联系的 {lift} 倍",
        found=reader.percent(found, 0),
        lift=reader.number(found / 0.1, 1),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    between = reader.text("; ", "；")
    said = between.join(
        reader.text(
            "{name}: {third} of the leavers in the riskiest 30%",
            "{name}：风险最高的 30% 客户覆盖 {third} 的流失者",
            name=MODELS[model],
            third=reader.percent(found_by(rows, model, 0.3), 0),
        )
        for model in MODELS
        if of_model(rows, model)
    )
    return said + reader.text(".", "。")


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            "model": row["model"],
            "share": row["share"],
            "found": row["found"],
            "name": reader.say(MODELS[row["model"]]),
            "said_share": reader.percent(row["share"], 0),
            "said_found": reader.percent(row["found"]),
            "lift": reader.number(row["found"] / row["share"], 2) if row["share"] else NOTHING,
        }
        for row in rows
        if row["model"] in MODELS
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    x = share(
        "share", reader.text("customers called, riskiest first", "联系的客户（由高风险到低）"), values=list(FIFTHS)
    )
    y = share("found", reader.text("leavers reached", "覆盖的流失者"))
    tooltip = tips(
        ("name", reader.text("Ranked by", "排序依据")),
        ("said_share", reader.text("Called", "联系")),
        ("said_found", reader.text("Leavers reached", "覆盖的流失者")),
        ("lift", reader.text("Lift", "提升度")),
    )
    points = {"type": "point", "filled": True, "size": 60, "opacity": 0}
    return framed(
        _points(rows, reader),
        260,
        layer=[
            diagonal(x, y),
            *(
                {"transform": [part], "mark": {"type": "line"}, "encoding": {"x": x, "y": y, "stroke": BY_MODEL}}
                for part in (OTHERS, OURS)
            ),
            {"mark": points, "encoding": {"x": x, "y": y, "tooltip": tooltip}},
        ],
    )


GAINS = Chart(
    "gains",
    Text("% of leavers reached", "覆盖的流失者占比（%）"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Ranked by", "排序依据")),
        Column("share", Text("Customers called", "联系的客户"), "percent"),
        Column("found", Text("Leavers reached", "覆盖的流失者"), "percent"),
    ),
    (*KEYS, Key("muted", "dash", Text("Chance", "随机"))),
    lambda rows: [
        row | {"name": MODELS[row["model"]]}
        for row in rows
        if row["model"] in MODELS and round(row["share"] * 100) % 10 == 0
    ],
)
