"""The ledger: what the scores of earlier runs said beside what happened, overall with its interval and run by run."""

from liuke.language import Text
from liuke.present.charts.calibration import MOST
from liuke.present.charts.frame import FIFTHS, Chart, Column, Key, Row, Rows, Spec, diagonal, framed, share, tips
from liuke.present.charts.trend import INTERVAL
from liuke.present.reader import Reader
from liuke.present.theme import paint

ALL = Text("All runs", "全部运行")


def _overall(rows: Rows) -> list[Row]:
    return [row for row in rows if row["run"] is None]


def _runs(rows: Rows) -> list[str]:
    return list(dict.fromkeys(row["run"] for row in rows if row["run"] is not None))


def _title(rows: Rows, reader: Reader) -> str:
    of = _overall(rows)
    right = sum(1 for row in of if row["low"] <= row["predicted"] <= row["high"])
    said = {"right": right, "groups": len(of)}
    if right >= MOST * len(of):
        return reader.text(
            "What the scores said came true: {right} of {groups} groups left as predicted, within chance",
            "评分与后来的实际相符：{groups} 组客户中有 {right} 组在随机波动内",
            **said,
        )
    return reader.text(
        "The scores did not come true as numbers: only {right} of {groups} groups left as predicted",
        "评分数值与后来的实际不符：{groups} 组客户中仅 {right} 组相符",
        **said,
    )


def _summary(rows: Rows, reader: Reader) -> str:
    of = _overall(rows)
    customers = sum(row["customers"] for row in of)
    said = sum(row["predicted"] * row["customers"] for row in of) / customers
    happened = sum(row["observed"] * row["customers"] for row in of) / customers
    return reader.text(
        "Of {n} customers scored in earlier runs ({runs} in all), {said} were to leave and {happened} did.",
        "此前 {runs} 次运行所评的 {n} 位客户中，预测流失 {said}，实际流失 {happened}。",
        n=reader.number(customers),
        runs=len(_runs(rows)),
        said=reader.percent(said),
        happened=reader.percent(happened),
    )


def _told(row: Row, reader: Reader) -> Row:
    return {name: row[name] for name in ("predicted", "observed", "low", "high")} | {
        "run": row["run"] or "",
        "name": reader.say(ALL) if row["run"] is None else reader.day(row["as_of"]),
        "said": reader.percent(row["predicted"]),
        "happened": reader.percent(row["observed"]),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "n": reader.number(row["customers"]),
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    x = share("predicted", reader.text("predicted", "预测"), values=list(FIFTHS))
    y = share("observed", reader.text("left in truth", "实际流失"))
    both = {"x": x, "y": y}
    tooltip = tips(
        ("name", reader.text("Scores of", "评分日期")),
        ("said", reader.text("Predicted", "预测")),
        ("happened", reader.text("Left in truth", "实际流失")),
        ("interval", reader.say(INTERVAL)),
        ("n", reader.text("Customers", "客户数")),
    )
    overall, each = [{"filter": "datum.run == ''"}], [{"filter": "datum.run != ''"}]
    whisker = {"type": "rule", "stroke": paint("accent"), "strokeWidth": 1.4, "opacity": 0.55}
    thin = {"type": "line", "stroke": paint("stage-lost"), "strokeWidth": 1.2}
    point = {"type": "point", "filled": True, "size": 44, "opacity": 1, "fill": paint("accent")}
    hover = {"type": "point", "filled": True, "size": 900, "opacity": 0}
    return framed(
        [_told(row, reader) for row in rows],
        260,
        layer=[
            diagonal(x, y),
            {"transform": each, "mark": thin, "encoding": both | {"detail": {"field": "run"}, "tooltip": tooltip}},
            {
                "transform": overall,
                "mark": whisker,
                "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
            },
            {"transform": overall, "mark": {"type": "line", "stroke": paint("accent")}, "encoding": both},
            {"transform": overall, "mark": point, "encoding": both},
            {"transform": overall, "mark": hover, "encoding": both | {"tooltip": tooltip}},
        ],
    )


LEDGER = Chart(
    "ledger",
    Text("% who left, by the probability that earlier runs gave", "按此前评分的概率分组的实际流失率（%）"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Scores of", "评分日期")),
        Column("predicted", Text("Predicted", "预测"), "percent"),
        Column("observed", Text("Left in truth", "实际流失"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("customers", Text("Customers", "客户数"), "number"),
    ),
    (
        Key("accent", "line", ALL),
        Key("stage-lost", "line", Text("One run", "单次运行")),
        Key("muted", "dash", Text("Perfect", "完美校准")),
    ),
    lambda rows: [row | {"name": ALL if row["run"] is None else Text(row["as_of"], row["as_of"])} for row in rows],
)
