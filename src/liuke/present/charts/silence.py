"""How long customers are silent between purchases, and the window after which silence counts as a loss.

Rows are bins: `from_days`, `to_days` (the last day, None for all that is longer), `gaps` (closed by a purchase),
`window` (the days N in force).
"""

from bisect import bisect_left
from collections.abc import Iterable

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, framed, tips
from liuke.present.reader import Reader
from liuke.present.theme import paint


def binned(gaps: Iterable[Row], window: int, *, bins: int = 30) -> list[Row]:
    """Return bins of whole weeks over gaps (`days`, `closed`) past twice the window; longer ones share the last.

    One bin ends on the window, however short it is, so that what lies within can be counted.
    """
    width = 7 * max(1, round(2.4 * window / bins / 7))
    ends = sorted({*range(width, width * bins, width), window})[: bins - 1]
    counts: dict[int, int] = {}
    for row in gaps:
        place = bisect_left(ends, row["days"])
        counts[place] = counts.get(place, 0) + row["closed"]
    starts = [0, *ends]
    return [
        {
            "from_days": starts[place] + 1,
            "to_days": ends[place] if place < len(ends) else None,
            "gaps": counts.get(place, 0),
            "window": window,
        }
        for place in range(max(counts, default=-1) + 1)
    ]


EN, ZH = Reader("en"), Reader("zh")


def _inside(row: Row) -> bool:
    return row["to_days"] is not None and row["to_days"] <= row["window"]


def within(rows: Rows) -> float:
    """Return the share of gaps that a purchase closed within the window."""
    total = sum(row["gaps"] for row in rows)
    inside = sum(row["gaps"] for row in rows if _inside(row))
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


def _span(row: Row, reader: Reader) -> str:
    if row["to_days"] is None:
        return reader.text("{n}+", "{n} 以上", n=row["from_days"])
    return f"{row['from_days']}–{row['to_days']}"


def _points(rows: Rows, reader: Reader) -> list[Row]:
    total, running, shown = sum(row["gaps"] for row in rows) or 1, 0, []
    widest = max((row["to_days"] - row["from_days"] + 1 for row in rows if row["to_days"]), default=7)
    for row in rows:
        running += row["gaps"]
        shown.append(
            {
                "start": row["from_days"] - 1,
                "end": row["to_days"] or row["from_days"] - 1 + widest,
                "gaps": row["gaps"],
                "inside": _inside(row),
                "open": row["to_days"] is None,
                "said": _span(row, reader),
                "n": reader.number(row["gaps"]),
                "so_far": reader.percent(running / total),
            }
        )
    return shown


def _open(shown: list[Row]) -> list[Row]:
    """Return the layer that says from where on the last bar has all; none where every bar ends."""
    values = [row | {"middle": (row["start"] + row["end"]) / 2} for row in shown if row["open"]]
    layer = {
        "data": {"values": values},
        "mark": {"type": "text", "dy": -7, "dx": 8, "fill": paint("soft"), "align": "right"},
        "encoding": {
            "x": {"field": "middle", "type": "quantitative"},
            "y": {"field": "gaps", "type": "quantitative"},
            "text": {"field": "said"},
        },
    }
    return [layer] if values else []


def _plan(rows: Rows, reader: Reader) -> Spec:
    shown = _points(rows, reader)
    axis = {"title": reader.text("days between purchases", "两次购买间隔天数"), "tickCount": 8}
    x = {"field": "start", "type": "quantitative", "bin": "binned", "scale": {"nice": False}, "axis": axis}
    inside = {"condition": {"test": "datum.inside", "value": paint("accent")}, "value": paint("line-strong")}
    tooltip = tips(
        ("said", reader.text("Days", "天数")),
        ("n", reader.text("Gaps", "间隔数")),
        ("so_far", reader.text("Within so far", "累计占比")),
    )
    return framed(
        shown,
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
            *_open(shown),
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
        Column("days", Text("Days", "天数")),
        Column("gaps", Text("Gaps", "间隔数"), "number"),
    ),
    (
        Key("accent", "box", Text("came back in time", "判定期内复购")),
        Key("line-strong", "box", Text("came back after counting as lost", "判定流失后才复购")),
        Key("bad", "dash", Text("inactivity window", "流失判定期")),
    ),
    lambda rows: [row | {"days": Text(_span(row, EN), _span(row, ZH))} for row in rows],
)
