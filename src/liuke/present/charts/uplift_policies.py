"""Whom to contact, three ways side by side: what contacting a share of the customers earns by each order.

Rows: `policy` (uplift, risk, value_at_risk), `share` (of customers contacted), `profit` (money, all together),
`low` and `high` (95 % of a bootstrap), and `usable`, whether effects are shown to differ between customers.
"""

from liuke.language import Text
from liuke.present.charts.frame import FIFTHS, Chart, Column, Key, Row, Rows, Spec, count_axis, framed, share, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

POLICIES = {
    "uplift": Text("By uplift", "按增益"),
    "risk": Text("By risk", "按风险"),
    "value_at_risk": Text("By value at risk", "按风险价值"),
}
ROLES = {"uplift": "accent", "risk": "bad", "value_at_risk": "stage-dormant"}


def best(rows: Rows, name: str) -> Row:
    """Return the point at which a policy earns most: contacting nobody, where nothing earns more."""
    return max((row for row in rows if row["policy"] == name), key=lambda row: row["profit"])


def _everybody(rows: Rows) -> float:
    """Return what contacting everybody earns."""
    return float(max((row for row in rows if row["policy"] == "uplift"), key=lambda row: row["share"])["profit"])


def _title(rows: Rows, reader: Reader) -> str:
    top = best(rows, "uplift")
    others = max(best(rows, name)["profit"] for name in ("risk", "value_at_risk"))
    if not rows[0]["usable"]:
        return reader.text(
            "No usable difference between customers: contact all or none, by what that earns ({all})",
            "客户之间没有可用的效果差别：按总收益（{all}）决定全部联系或全不联系",
            all=reader.short_money(_everybody(rows)),
        )
    if top["profit"] <= 0:
        return reader.text("Contact earns less than it costs, by whichever order", "无论按何种顺序，联系都得不偿失")
    return reader.text(
        "By uplift contact earns up to {most}, at {part} of the customers; by risk or value at risk up to {others}",
        "按增益联系最多可获收益 {most}（联系 {part} 的客户）；按风险或风险价值最多 {others}",
        most=reader.short_money(top["profit"]),
        part=reader.percent(top["share"], 0),
        others=reader.short_money(others),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    between = reader.text("; ", "；")
    said = between.join(
        reader.text(
            "{name}: {profit} ({low} to {high}) at {part}",
            "{name}：联系 {part} 时 {profit}（{low} 至 {high}）",
            name=POLICIES[name],
            part=reader.percent(best(rows, name)["share"], 0),
            **{end: reader.money(best(rows, name)[end]) for end in ("profit", "low", "high")},
        )
        for name in POLICIES
    )
    return reader.text(
        "The most that each order earns, with its 95% interval: {said}.",
        "各顺序的最高收益及 95% 区间：{said}。",
        said=said,
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            **{name: row[name] for name in ("policy", "share", "profit", "low", "high")},
            "name": reader.say(POLICIES[row["policy"]]),
            "said_share": reader.percent(row["share"], 0),
            "said_profit": reader.money(row["profit"]),
            "interval": f"{reader.money(row['low'])} – {reader.money(row['high'])}",
        }
        for row in rows
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    x = share("share", reader.text("customers contacted, first in order", "联系的客户（按顺序）"), values=[*FIFTHS])
    y = {"field": "profit", "type": "quantitative", "axis": count_axis(reader)}
    colour = {
        "field": "policy",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(POLICIES), "range": [paint(ROLES[name]) for name in POLICIES]},
    }
    tooltip = tips(
        ("name", reader.text("Order", "顺序")),
        ("said_share", reader.text("Contacted", "联系")),
        ("said_profit", reader.text("Profit", "收益")),
        ("interval", reader.text("95% interval", "95% 区间")),
    )
    band = {"y": y | {"field": "low", "stack": None}, "y2": {"field": "high"}}
    nothing = {"type": "rule", "stroke": paint("line-strong")}
    return framed(
        _points(rows, reader),
        280,
        layer=[
            {"mark": {"type": "area", "opacity": 0.1}, "encoding": {"x": x, **band, "fill": colour}},
            {"data": {"values": [{"profit": 0}]}, "mark": nothing, "encoding": {"y": y}},
            {"mark": {"type": "line"}, "encoding": {"x": x, "y": y, "stroke": colour}},
            {
                "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0},
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
            },
        ],
    )


UPLIFT_POLICIES = Chart(
    "uplift_policies",
    Text("profit after the cost of contact", "扣除联系成本后的收益"),
    _title,
    _summary,
    _plan,
    (
        Column("name", Text("Order", "顺序")),
        Column("share", Text("Customers contacted", "联系的客户"), "percent"),
        Column("profit", Text("Profit", "收益"), "money"),
        Column("low", Text("95% from", "95% 下限"), "money"),
        Column("high", Text("95% to", "95% 上限"), "money"),
    ),
    tuple(Key(ROLES[name], "line", label, name, of="policy") for name, label in POLICIES.items()),
    lambda rows: [row | {"name": POLICIES[row["policy"]]} for row in rows if round(row["share"] * 100) % 20 == 0],
)
