"""How long customers are silent between purchases, and the window after which silence counts as a loss.

Rows are bins: `from_days`, `to_days` (exclusive), `gaps` (closed by a purchase), `window` (the days N in force).
"""

from collections.abc import Iterable

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint


def binned(gaps: Iterable[Row], window: int, *, bins: int = 30) -> list[Row]:
    """Return bins of whole weeks over gaps (`days`, `closed`) past twice the window; longer ones share the last."""
    found = sorted(gaps, key=lambda row: row["days"])
    width = 7 * max(1, round(2.4 * window / bins / 7))
    counts: dict[int, int] = {}
    for row in found:
        place = min((row["days"] - 1) // width, bins - 1)
        counts[place] = counts.get(place, 0) + row["closed"]
    return [
        {
            "from_days": place * width + 1,
            "to_days": (place + 1) * width,
            "gaps": counts.get(place, 0),
            "window": window,
            "last": place == bins - 1,
        }
        for place in range(max(counts, default=-1) + 1)
    ]


def within(rows: Rows) -> float:
    """Return the share of gaps that a purchase closed within the window."""
    total = sum(row["gaps"] for row in rows)
    inside = sum(row["gaps"] for row in rows if row["to_days"] <= row["window"])
    return inside / total if total else 0.0


def _title(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "{share} of repeat purchases come within {days} days",
        "{share} 的复购发生在 {days} 天以内",
        share=reader.percent(within(rows), 0),
        days=reader.number(rows[0]["window"]),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    return reader.text(
        "{n} gaps between purchases; after {days} silent days a customer counts as lost.",
        "共 {n} 个购买间隔；静默满 {days} 天的客户判定为流失。",
        n=reader.number(sum(row["gaps"] for row in rows)),
        days=reader.number(rows[0]["window"]),
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    total, running, shown = sum(row["gaps"] for row in rows) or 1, 0, []
    for row in rows:
        running += row["gaps"]
        shown.append(
            {
                "start": row["from_days"] - 1,
                "end": row["to_days"],
                "gaps": row["gaps"],
                "inside": row["to_days"] <= row["window"],
                "said": f"{row['from_days']}{'+' if row['last'] else '–' + str(row['to_days'])}",
                "n": reader.number(row["gaps"]),
                "so_far": reader.percent(running / total),
            }
        )
    return shown


def _plan(rows: Rows, reader: Reader) -> Spec:
    axis = {"title": reader.text("days between purchases", "两次购买间隔天数"), "tickCount": 8}
    x = {"field": "start", "type": "quantitative", "bin": "binned", "scale": {"nice": False}, "axis": axis}
    inside = {"condition": {"test": "datum.inside", "value": paint("accent")}, "value": paint("line-strong")}
    tooltip = tips(
        ("said", reader.text("Days", "天数")),
        ("n", reader.text("Gaps", "间隔数")),
        ("so_far", reader.text("Within so far", "累计占比")),
    )
    return framed(
        _points(rows, reader),
        210,
        layer=[
            {
                "mark": {"type": "bar", "x2Offset": -1},
                "encoding": {
                    "x": x,
                    "x2": {"field": "end"},
                    "y": {"field": "gaps", "type": "quantitative", "axis": count_axis(reader)},
                    "fill": inside,
                    "tooltip": tooltip,
                },
            },
            {
                "data": {"values": [{"start": rows[0]["window"]}]},
                "mark": {"type": "rule", "stroke": paint("bad"), "strokeWidth": 1.5, "strokeDash": [4, 3]},
                "encoding": {"x": {"field": "start", "type": "quantitative"}},
            },
        ],
    )


SILENCE = Chart(
    "silence",
    Text("number of gaps", "间隔数"),
    _title,
    _summary,
    _plan,
    (
        Column("from_days", Text("From day", "起（天）"), "number"),
        Column("to_days", Text("To day", "止（天）"), "number"),
        Column("gaps", Text("Gaps", "间隔数"), "number"),
    ),
    (
        Key("accent", "box", Text("came back in time", "判定期内复购")),
        Key("line-strong", "box", Text("came back after counting as lost", "判定流失后才复购")),
        Key("bad", "dash", Text("inactivity window", "流失判定期")),
    ),
)
