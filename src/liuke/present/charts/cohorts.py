"""The cohort heat map: of the customers who first bought in a month, the share that bought again k months later."""

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Row, Rows, Spec, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import HEAT, paint

SHOWN = 13


def cells(rows: Rows) -> list[Row]:
    """Return the elapsed cells after the first month, flat; a cell too young to judge has no value and is left out."""
    return [
        {"cohort": row["cohort"], "size": row["size"], **cell}
        for row in rows
        for cell in row["cells"]
        if cell["value"] is not None and not cell["partial"] and 0 < cell["k"] < SHOWN
    ]


def recent(rows: Rows) -> Rows:
    """Return the last cohorts with customers that fit the map."""
    return [row for row in rows if row["size"]][-SHOWN:]


def pooled(found: list[Row], k: int) -> float | None:
    """Return the retention of all cohorts together k months on, weighted by their size."""
    of = [cell for cell in found if cell["k"] == k]
    size = sum(cell["size"] for cell in of)
    return sum(cell["customers"] for cell in of) / size if size else None


def _title(rows: Rows, reader: Reader) -> str:
    share = pooled(cells(recent(rows)), 1)
    if share is None:
        return reader.text("Customers who came back, by month of first purchase", "按首购月份看复购留存")
    return reader.text(
        "{share} of new customers buy again in the month after their first purchase",
        "新客户中有 {share} 在首购次月再次购买",
        share=reader.percent(share, 0),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    later = [cell for cell in cells(recent(rows)) if cell["k"] == 1]
    if len(later) < 2:
        return reader.text("There are too few complete cohorts to compare.", "完整的群组太少，暂无法比较。")
    best, worst = max(later, key=lambda cell: cell["value"]), min(later, key=lambda cell: cell["value"])
    return reader.text(
        "One month on, the cohort of {best} kept most ({high}) and that of {worst} least ({low}). "
        "Cells not yet fully elapsed are empty.",
        "首购次月留存最高的群组是 {best}（{high}），最低的是 {worst}（{low}）。尚未满期的格子留空。",
        best=reader.month(best["cohort"]),
        high=reader.percent(best["value"]),
        worst=reader.month(worst["cohort"]),
        low=reader.percent(worst["value"]),
    )


def _told(cell: Row, reader: Reader) -> Row:
    return {
        "cohort": reader.short_month(cell["cohort"]),
        "k": cell["k"],
        "value": cell["value"],
        "said": f"{100 * cell['value']:.0f}",
        "exact": reader.percent(cell["value"]),
        "of": f"{reader.number(cell['customers'])} / {reader.number(cell['size'])}",
    }


def _layers(top: float) -> list[Row]:
    scale = {"type": "quantize", "domain": [0, top], "range": [paint(step) for step in HEAT]}
    dark = {"test": f"datum.value > {top * 5 / 7}", "value": paint("on-heat-high")}
    return [
        {
            "mark": {"type": "rect", "cornerRadius": 3},
            "encoding": {"fill": {"field": "value", "type": "quantitative", "scale": scale, "legend": None}},
        },
        {
            "mark": {"type": "text", "fontSize": {"expr": "width < 420 ? 9.5 : 11.5"}},
            "encoding": {
                "text": {"field": "said", "type": "nominal"},
                "fill": {"condition": dark, "value": paint("on-heat-low")},
            },
        },
    ]


def _height(cohorts: int) -> int:
    """Return the height of the map: few cohorts get tall rows, so that the map does not shrink to a strip."""
    return max(1, cohorts) * min(54, max(27, 300 // max(1, cohorts))) + 4


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = [_told(cell, reader) for cell in cells(recent(rows))]
    order = list(dict.fromkeys(cell["cohort"] for cell in shown))
    months = reader.text("months after the first purchase", "首购后第几个月")
    axis = {"orient": "top", "domain": False, "labelAngle": 0, "title": months}
    tooltip = tips(
        ("cohort", reader.text("First purchase", "首购月份")),
        ("k", reader.text("Months after", "第几个月")),
        ("exact", reader.text("Bought again", "再次购买")),
        ("of", reader.text("Customers", "客户数")),
    )
    return framed(
        shown,
        _height(len(order)),
        encoding={
            "x": {"field": "k", "type": "ordinal", "axis": axis, "scale": {"paddingInner": 0.06}},
            "y": {"field": "cohort", "type": "ordinal", "sort": order, "title": None, "scale": {"paddingInner": 0.08}},
            "tooltip": tooltip,
        },
        layer=_layers(max((cell["value"] for cell in shown), default=0) or 1.0),
    )


COHORTS = Chart(
    "cohorts",
    Text("% of the cohort who bought in that month", "当月有购买的群组客户占比（%）"),
    _title,
    _summary,
    _plan,
    (
        Column("cohort", Text("First purchase", "首购月份"), "month"),
        Column("size", Text("Customers", "客户数"), "number"),
        Column("k", Text("Months after", "第几个月"), "number"),
        Column("customers", Text("Bought", "有购买"), "number"),
        Column("value", Text("Share", "占比"), "percent"),
    ),
    table=lambda rows: cells(recent(rows)),
)
