"""How many customers stand in each lifecycle stage at the end of each month."""

from datetime import date

from liuke.language import Text
from liuke.present.charts.frame import Chart, Column, Key, Row, Rows, Spec, count_axis, ending, framed, month_axis, tips
from liuke.present.reader import Reader
from liuke.present.theme import STAGES, paint
from liuke.segment import STAGES as LIFE

STAGE_LABELS = {stage.id: stage.label for stage in LIFE}


def _iso(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _months(rows: Rows) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(_iso(row["month"]), {})[row["stage"]] = row["customers"]
    return dict(sorted(found.items()))


def _live(stages: dict[str, int]) -> int:
    return sum(count for stage, count in stages.items() if stage != "lost")


def _comparable(rows: Rows) -> list[dict[str, int]]:
    """Return the months from the first with a loss on: until one can be known, a base can only grow."""
    months = list(_months(rows).values())
    first = next((place for place, stages in enumerate(months) if stages.get("lost")), len(months))
    return months[first:]


def _title(rows: Rows, reader: Reader) -> str:
    months = _comparable(rows)
    now, then = (_live(months[-1]), _live(months[-min(13, len(months))])) if months else (0, 0)
    if len(months) < 2 or not then:
        return reader.text("Customers by lifecycle stage", "各生命周期阶段的客户数")
    change = now / then - 1
    if abs(change) < 0.02:
        return reader.text("The base of customers not lost is level", "未流失的客户规模基本持平")
    return reader.text(
        "The base of customers not lost grew {change} in {n} month{s}"
        if change > 0
        else "The base of customers not lost shrank {change} in {n} month{s}",
        "未流失的客户规模 {n} 个月增长了 {change}" if change > 0 else "未流失的客户规模 {n} 个月缩小了 {change}",
        change=reader.percent(abs(change), 0),
        n=min(12, len(months) - 1),
        s=ending(min(12, len(months) - 1)),
    )


def _summary(rows: Rows, reader: Reader) -> str:
    last, stages = list(_months(rows).items())[-1]
    between = reader.text(", ", "，")
    listed = between.join(
        f"{reader.say(STAGE_LABELS[stage])} {reader.number(stages.get(stage, 0))}" for stage in STAGES
    )
    return reader.text(
        "At the end of {month}: {listed}.", "{month}末：{listed}。", month=reader.month(last), listed=listed
    )


def _points(rows: Rows, reader: Reader) -> list[Row]:
    return [
        {
            "month": month,
            "stage": stage,
            "place": STAGES.index(stage),
            "customers": stages.get(stage, 0),
            "said_month": reader.month(month),
            "said_stage": reader.say(STAGE_LABELS[stage]),
            "said": reader.number(stages.get(stage, 0)),
        }
        for month, stages in _months(rows).items()
        for stage in STAGES
    ]


def _plan(rows: Rows, reader: Reader) -> Spec:
    month = {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "scale": {"type": "utc"}}
    colours = {"domain": list(STAGES), "range": [paint(f"stage-{stage}") for stage in STAGES]}
    return framed(
        _points(rows, reader),
        270,
        mark={"type": "bar", "width": {"band": 0.78}},
        encoding={
            "x": month | {"axis": month_axis(reader, list(_months(rows)), bars=True)},
            "y": {"field": "customers", "type": "quantitative", "stack": "zero", "axis": count_axis(reader)},
            "fill": {"field": "stage", "type": "nominal", "scale": colours, "legend": None},
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": tips(
                ("said_month", reader.text("End of", "月末")),
                ("said_stage", reader.text("Stage", "阶段")),
                ("said", reader.text("Customers", "客户数")),
            ),
        },
    )


LIFECYCLE = Chart(
    "lifecycle",
    Text("customers at the end of the month", "月末客户数"),
    _title,
    _summary,
    _plan,
    (
        Column("month", Text("End of", "月末"), "month"),
        *(Column(stage, STAGE_LABELS[stage], "number") for stage in STAGES),
    ),
    tuple(Key(f"stage-{stage}", "box", STAGE_LABELS[stage]) for stage in STAGES),
    lambda rows: [{"month": month, **stages} for month, stages in _months(rows).items()],
)
