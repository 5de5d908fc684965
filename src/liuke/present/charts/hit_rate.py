"""How good recommendations are: the share of customers for whom one of them was right, beside simple lists.

Rows: `kind` (next, new), `method` (chosen, own, popular), `value`, `low`, `high`, `hits`, `customers`, `top`, `better`.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, framed, percent_axis, tips
from liuke.present.charts.trend import INTERVAL
from liuke.present.reader import Reader
from liuke.present.theme import paint

KINDS = {"next": Text("Anything", "全部商品"), "new": Text("New to the customer", "客户没买过的")}
METHODS = {
    "chosen": Text("Liuke’s list", "留客名单"),
    "own": Text("What they buy most anyway", "本来最常买的"),
    "popular": Text("What everybody buys most", "大家最常买的"),
}


def _of(rows: Rows, kind: str, method: str) -> Row | None:
    return next((row for row in rows if (row["kind"], row["method"]) == (kind, method)), None)


def _title(rows: Rows, reader: Reader) -> str:
    new, other = _of(rows, "new", "chosen"), _of(rows, "new", "popular")
    if new is None or other is None:
        new, other = rows[0], rows[-1]
    said = Text(
        "New things: {share} take one of the {top} recommended, {other} one of the most popular",
        "新品推荐：{share} 的客户买了推荐的 {top} 种之一，最热门商品为 {other}",
    )
    shares = {"share": reader.percent(new["value"], 0), "other": reader.percent(other["value"], 0)}
    return reader.say(said, top=new["top"], **shares)


def _summary(rows: Rows, reader: Reader) -> str:
    better = {row["kind"] for row in rows if row["better"]}
    said = {
        (): Text("Neither list is better than the simple ones, beyond chance.", "两种名单都没有确切优于简单名单。"),
        ("new",): Text(
            "The list of new things is better than the simple one; that of anything is not.",
            "新品名单确实优于简单名单；全部商品的名单则没有。",
        ),
        ("next",): Text(
            "The list of anything is better than the simple ones; that of new things is not.",
            "全部商品的名单确实优于简单名单；新品名单则没有。",
        ),
        ("new", "next"): Text("Both lists are better than the simple ones.", "两种名单都确实优于简单名单。"),
    }
    return reader.say(said[tuple(sorted(better))])


def _told(row: Row, reader: Reader) -> Row:
    return {name: row[name] for name in ("value", "low", "high")} | {
        "name": f"{reader.say(KINDS[row['kind']])}\n{reader.say(METHODS[row['method']])}",
        "ours": row["method"] == "chosen",
        "said": reader.percent(row["value"]),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "of": f"{reader.number(row['hits'])} / {reader.number(row['customers'])}",
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = [_told(row, reader) for row in rows]
    x = {"type": "quantitative", "scale": {"domain": [0, 1.12], "nice": False}}
    x |= {"axis": percent_axis(values=[0, 0.25, 0.5, 0.75, 1], grid=True)}
    axis = {"title": None, "grid": False, "labelLimit": 150, "labelExpr": "split(datum.label, '\\n')"}
    y = {"field": "name", "type": "nominal", "sort": None, "axis": axis}
    tooltip = tips(
        ("name", reader.text("List", "名单")),
        ("said", reader.text("Hit rate", "命中率")),
        ("interval", reader.say(INTERVAL)),
        ("of", reader.text("Customers", "客户数")),
    )
    fill = {"condition": {"test": "datum.ours", "value": paint("accent")}, "value": paint("stage-dormant")}
    return framed(
        shown,
        42 * len(shown),
        encoding={"y": y},
        layer=[
            {
                "mark": {"type": "bar", "height": {"band": 0.55}, "cornerRadiusEnd": 2},
                "encoding": {"x": x | {"field": "value"}, "fill": fill, "tooltip": tooltip},
            },
            {
                "mark": {"type": "rule", "stroke": paint("muted"), "strokeWidth": 1.6},
                "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fill": paint("ink")},
                "encoding": {"x": x | {"field": "high"}, "text": {"field": "said"}},
            },
        ],
    )


HIT_RATE = Chart(
    "hit_rate",
    Text("% of customers who bought at least one thing of the list", "至少购买名单中一种商品的客户百分比"),
    _title,
    _summary,
    _plan,
    (
        Column("kind", Text("Of", "范围")),
        Column("method", Text("List", "名单")),
        Column("value", Text("Hit rate", "命中率"), "percent"),
        Column("low", Text("95% from", "95% 下限"), "percent"),
        Column("high", Text("95% to", "95% 上限"), "percent"),
        Column("hits", Text("Hits", "命中客户"), "number"),
        Column("customers", Text("Customers", "客户数"), "number"),
    ),
    table=lambda rows: [row | {"kind": KINDS[row["kind"]], "method": METHODS[row["method"]]} for row in rows],
)
