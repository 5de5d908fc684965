"""What the customers of each cluster are like: a row a cluster, a column a measure; darker is more than the rest.

Rows: `cluster` (its id), `customers`, `share`, `measure` (its id), `median`, `low`, `high` (95 % interval), and
`apart`, the standardised difference from all other customers.
"""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import HEAT, paint
from liuke.segment.clusters import MEASURES, name_of

BOUNDS = (-1.0, -0.5, -0.15, 0.15, 0.5, 1.0)
"""Between the colours, from far less than the rest to far more."""
DARK = 0.5


def _best(rows: Rows) -> Row | None:
    """Return the row of what is spent in the cluster that spends most."""
    spent = [row for row in rows if row["measure"] == "monetary" and row["median"] is not None]
    return max(spent, key=lambda row: row["median"]) if spent else None


def _title(rows: Rows, reader: Reader) -> str:
    best = _best(rows)
    if best is None:
        clusters = len({row["cluster"] for row in rows})
        return reader.text("Customers fall into {n} clusters", "客户分为 {n} 个群", n=clusters)
    return reader.text(
        "“{name}” are {share} of customers; half of them have spent {amount} or more",
        "“{name}”占客户的 {share}，累计消费中位数为 {amount}",
        share=reader.percent(best["share"], 0),
        amount=reader.short_money(best["median"]),
        name=name_of(best["cluster"]),
    )


def _summary(_rows: Rows, reader: Reader) -> str:
    return reader.text(
        "Figures are medians. The darker, the more than all other customers have; the lighter, the less.",
        "图中数字为中位数。颜色越深，表示高于其他客户越多；越浅，表示越低。",
    )


def value(row: Row, reader: Reader, name: str = "median") -> str:
    """Return a figure of a row as its measure is told."""
    kind = MEASURES[row["measure"]].kind
    if kind == "money":
        return reader.short_money(row[name])
    return reader.percent(row[name], 0) if kind == "percent" else reader.number(row[name], 0)


def _cells(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            "cluster": reader.say(name_of(row["cluster"])),
            "measure": reader.say(MEASURES[row["measure"]].short),
            "apart": row["apart"],
            "said": value(row, reader),
            "interval": f"{value(row, reader, 'low')} – {value(row, reader, 'high')}",
            "n": f"{reader.number(row['customers'])} ({reader.percent(row['share'])})",
        }
        for row in rows
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    cells = _cells(rows, reader)
    clusters, measures = (list(dict.fromkeys(cell[name] for cell in cells)) for name in ("cluster", "measure"))
    lines = "split(datum.label, ', ')" if reader.language == "en" else "split(datum.label, '、')"
    colours = {"type": "threshold", "domain": list(BOUNDS), "range": [paint(step) for step in HEAT]}
    dark = {"test": f"datum.apart >= {DARK}", "value": paint("on-heat-high")}
    axis = {"title": None, "domain": False, "grid": False, "labelAngle": 0, "labelLimit": 110}
    tooltip = tips(
        ("cluster", reader.text("Cluster", "聚类")),
        ("n", reader.text("Customers", "客户数")),
        ("measure", reader.text("Measure", "度量")),
        ("said", reader.text("Median", "中位数")),
        ("interval", reader.text("95% interval", "95% 区间")),
    )
    return framed(
        cells,
        62 * len(clusters) + 20,
        encoding={
            "x": {"field": "measure", "type": "nominal", "sort": measures, "axis": axis | {"orient": "top"}},
            "y": {"field": "cluster", "type": "nominal", "sort": clusters, "axis": axis | {"labelExpr": lines}},
            "tooltip": tooltip,
        },
        layer=[
            {
                "mark": {"type": "rect", "stroke": paint("surface"), "strokeWidth": 2, "cornerRadius": 3},
                "encoding": {"fill": {"field": "apart", "type": "quantitative", "scale": colours, "legend": None}},
            },
            {
                "mark": {"type": "text", "fontSize": 11.5},
                "encoding": {
                    "text": {"field": "said", "type": "nominal"},
                    "fill": {"condition": dark, "value": paint("on-heat-low")},
                },
            },
        ],
    )


def _table(rows: Rows) -> Rows:
    return [
        row
        | {"name": name_of(row["cluster"]), "label": MEASURES[row["measure"]].label}
        for row in rows
    ]  # fmt: skip


CLUSTERS = Chart(
    "clusters",
    Text("medians of each cluster, darker where above the rest", "各聚类的中位数，颜色越深越高于其他客户"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Cluster", "聚类")),
        Column("label", Text("Measure", "度量")),
        Column("customers", Text("Customers", "客户数"), "number"),
        Column("median", Text("Median", "中位数"), "decimal"),
        Column("low", Text("95% from", "95% 下限"), "decimal"),
        Column("high", Text("to", "上限"), "decimal"),
        Column("apart", Text("Difference from the rest (standard deviations)", "与其他客户之差（标准差）"), "decimal"),
    ),
    (
        Key("heat-1", "box", Text("less than the rest", "低于其他客户")),
        Key("heat-7", "box", Text("more", "高于其他客户")),
    ),
    _table,
)
