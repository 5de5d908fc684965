"""Calibration on held-out time: what the model said beside what happened, with the interval of what happened."""

from liuke.language import Text
from liuke.present.charts.frame import FIFTHS, Chart, Column, Key, Row, Rows, Spec, diagonal, framed, share, tips
from liuke.present.charts.models import BY_MODEL, KEYS, MODELS, OTHERS, OURS, of_model
from liuke.present.reader import Reader
from liuke.present.theme import paint

MOST = 0.8


def agreeing(rows: Rows) -> tuple[int, int]:
    """Return how many groups of the model, and of how many, have what was said within what happened."""
    of = of_model(rows, "model")
    return sum(1 for row in of if row["low"] <= row["predicted"] <= row["high"]), len(of)


def _title(rows: Rows, reader: Reader) -> str:
    right, groups = agreeing(rows)
    if not groups:
        return reader.text("Predicted and observed churn", "预测流失与实际流失")
    said = {"right": right, "groups": groups}
    if right >= MOST * groups:
        return reader.text(
            "Its probabilities held: {right} of {groups} groups left as predicted, within chance",
            "预测概率可信：{groups} 组客户中有 {right} 组的实际流失与预测相符（在随机波动内）",
            **said,
        )
    return reader.text(
        "Trust its order more than its numbers: only {right} of {groups} groups left as predicted",
        "排序比概率数值更可信：{groups} 组客户中仅 {right} 组的实际流失与预测相符",
        **said,
    )


def _summary(rows: Rows, reader: Reader) -> str:
    of = of_model(rows, "model")
    if not of:
        return reader.text("There is no held-out time to judge by.", "没有可用于检验的留出时段。")
    last = max(of, key=lambda row: row["predicted"])
    return reader.text(
        "Of {n} customers given about {said}, {happened} left (95% interval {low} to {high}).",
        "预测概率约为 {said} 的 {n} 位客户中，实际流失 {happened}（95% 区间 {low} 至 {high}）。",
        n=reader.number(last["customers"]),
        said=reader.percent(last["predicted"], 0),
        happened=reader.percent(last["observed"], 0),
        low=reader.percent(last.get("low"), 0),
        high=reader.percent(last.get("high"), 0),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            **{name: row.get(name) for name in ("model", "predicted", "observed", "low", "high")},
            "name": reader.say(MODELS[row["model"]]),
            "said": reader.percent(row["predicted"]),
            "happened": reader.percent(row["observed"]),
            "interval": f"{reader.percent(row.get('low'))} – {reader.percent(row.get('high'))}",
            "n": reader.number(row["customers"]),
        }
        for row in rows
        if row["model"] in MODELS
    ]


def _tooltip(reader: Reader) -> list[Row]:
    return tips(
        ("name", reader.text("Model", "模型")),
        ("said", reader.text("Predicted", "预测")),
        ("happened", reader.text("Left in truth", "实际流失")),
        ("interval", reader.text("95% interval", "95% 区间")),
        ("n", reader.text("Customers", "客户数")),
    )


def _plan(rows: Rows, reader: Reader) -> Spec:
    x = share("predicted", reader.text("predicted", "预测"), values=list(FIFTHS))
    y = share("observed", reader.text("left in truth", "实际流失"))
    both = {"x": x, "y": y}
    whisker = {"type": "rule", "stroke": paint("accent"), "strokeWidth": 1.4, "opacity": 0.55}
    return framed(
        _points(rows, reader),
        260,
        layer=[
            diagonal(x, y),
            {
                "transform": [OTHERS],
                "mark": {"type": "line", "strokeWidth": 1.3, "opacity": 0.8},
                "encoding": both | {"stroke": BY_MODEL},
            },
            {
                "transform": [OURS, {"filter": "isValid(datum.low)"}],
                "mark": whisker,
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {"transform": [OURS], "mark": {"type": "line"}, "encoding": both | {"stroke": BY_MODEL}},
            {
                "mark": {"type": "point", "filled": True, "size": 44, "opacity": 1},
                "encoding": both | {"fill": BY_MODEL, "tooltip": _tooltip(reader)},
            },
        ],
    )


CALIBRATION = Chart(
    "calibration",
    Text("% who left, by predicted probability", "按预测概率分组的实际流失率（%）"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Model", "模型")),
        Column("predicted", Text("Predicted", "预测"), "percent"),
        Column("observed", Text("Left in truth", "实际流失"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("customers", Text("Customers", "客户数"), "number"),
    ),
    (*KEYS, Key("muted", "dash", Text("Perfect", "完美校准"))),
    lambda rows: [row | {"name": MODELS[row["model"]]} for row in rows if row["model"] in MODELS],
)
