"""Contracts by renewal: the share that was renewed so often, beside what a model of the first renewals expected.

Rows (of `liuke.predict.value.contracts.tracking`): `period` (renewals, from 0), `actual`, `expected`, `low`, `high`,
`at_risk` (contracts that came to it), `held_out` (after the renewals that the model had seen), and `term_days` where it
is known.
"""

from liuke.language import Text
from liuke.present.charts.expected import ENDS, INTERVAL, expected, keys, periods
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, ending, framed, percent_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint

ACTUAL, EXPECTED = Text("Renewed", "实际续约"), Text("Expected", "预期")


def _title(rows: Rows, reader: Reader) -> str:
    last, seen = rows[-1], sum(1 for row in rows if not row["held_out"]) - 1
    if not last["held_out"]:
        return reader.text(
            "After {n} renewal{s}, {share} of contracts are left",
            "第 {n} 次续约后，仍存续的合同占 {share}",
            n=last["period"],
            s=ending(last["period"]),
            share=reader.percent(last["actual"]),
        )
    return reader.text(
        "{share} of contracts were renewed {n} times; from the first {seen} renewal{s} the model expected {expected}",
        "续约满 {n} 次的合同占 {share}；模型仅凭前 {seen} 次续约，预期为 {expected}",
        share=reader.percent(last["actual"]),
        n=last["period"],
        seen=seen,
        s=ending(seen),
        expected=reader.percent(last["expected"]),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    held = [row for row in rows if row["held_out"]] or rows[1:]
    inside = sum(1 for row in held if row["low"] <= row["actual"] <= row["high"])
    return reader.text(
        "Of {began} contracts{term}. What came lies in the 95% interval at {inside} of {n} renewal{s} that the model "
        "had not seen; the interval is that of its parameters.",
        "共 {began} 份合同{term}。在模型未见过的 {n} 次续约中，有 {inside} 次实际值落在 95% 区间内；"
        "区间只反映参数误差。",
        began=reader.number(rows[0]["at_risk"]),
        term=_term(rows, reader),
        inside=inside,
        n=len(held),
        s=ending(len(held)),
    )


def _term(rows: Rows, reader: Reader) -> str:
    days = rows[0].get("term_days")
    return reader.text(" of {days}", "，周期 {days}", days=reader.days(round(days))) if days else ""


def _told(row: Row, reader: Reader) -> Row:
    return {name: row[name] for name in ("period", "actual", "expected", "low", "high")} | {
        "came": reader.percent(row["actual"]),
        "thought": reader.percent(row["expected"]),
        "interval": f"{reader.percent(row['low'])} – {reader.percent(row['high'])}",
        "of": reader.number(row["at_risk"]),
    }


def _plan(rows: Rows, reader: Reader) -> Spec:
    axis = periods(reader.text("Renewals", "续约次数"))
    x = {"field": "period", "type": "quantitative", "axis": axis, "scale": {"nice": False}}
    y = {"field": "expected", "type": "quantitative", "axis": percent_axis(), "scale": {"domain": [0, 1]}}
    start = [{"period": row["period"] - 0.5} for row in rows if row["held_out"]][:1]
    tooltip = tips(
        ("period", reader.text("Renewals", "续约次数")),
        ("came", reader.say(ACTUAL)),
        ("thought", reader.say(EXPECTED)),
        ("interval", reader.say(INTERVAL)),
        ("of", reader.say(FACED)),
    )
    return framed(
        [_told(row, reader) for row in rows],
        220,
        layer=[
            *([_begins(start, x)] if start else []),
            *expected(x, y, "actual", tooltip),
        ],
    )


def _begins(start: Rows, x: Row) -> Spec:
    """Return the layer that marks where the held-out renewals begin."""
    return {
        "data": {"values": start},
        "mark": {"type": "rule", "strokeDash": [4, 3], "stroke": paint("muted")},
        "encoding": {"x": x},
    }


FACED = Text("Contracts that came to it", "面临该次续约的合同")
RENEWALS_TRACKED = Chart(
    "renewals_tracked",
    Text("% of contracts still renewed, by renewals", "仍续约的合同百分比，按续约次数"),
    _title,
    _summary,
    _plan,
    (
        Column("period", Text("Renewals", "续约次数"), "number"),
        Column("at_risk", FACED, "number"),
        Column("actual", ACTUAL, "percent"),
        Column("expected", EXPECTED, "percent"),
        *ENDS,
    ),
    (
        *keys(EXPECTED, ACTUAL),
        Key("muted", "dash", Text("Held-out renewals begin", "留出的续约起点")),
    ),
)
