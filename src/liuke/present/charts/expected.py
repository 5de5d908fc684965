"""What a model expected beside what was seen: a line within its interval, and dots. Rows have `low` and `high`."""

from liuke.language import Text
from liuke.present.charts.frame import Column, Key, Spec
from liuke.present.theme import paint

INTERVAL = Text("95% interval", "95% 区间")
ENDS = (Column("low", Text("95% from", "95% 下限"), "percent"), Column("high", Text("95% to", "95% 上限"), "percent"))


def expected(x: Spec, y: Spec, seen: str, tooltip: list[Spec]) -> list[Spec]:
    """Return the layers: the interval, the line of `y`'s field, and dots of the field `seen` with the tooltip."""
    return [
        {
            "mark": {"type": "area", "fill": paint("band"), "opacity": 0.55},
            "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
        },
        {"mark": {"type": "line"}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1, "fill": paint("muted")},
            "encoding": {"x": x, "y": y | {"field": seen}},
        },
        {  # few dots on a wide chart: the mouse finds larger ones that nobody sees
            "mark": {"type": "point", "filled": True, "size": 500, "opacity": 0},
            "encoding": {"x": x, "y": y | {"field": seen}, "tooltip": tooltip},
        },
    ]


def periods(title: str) -> Spec:
    """Return the axis of whole periods."""
    return {"title": title, "tickMinStep": 1, "format": "d", "grid": False}


def keys(line: Text, dots: Text) -> tuple[Key, Key, Key]:
    """Return the legend: of the line, of its interval and of the dots."""
    return Key("accent", "line", line), Key("band", "box", INTERVAL), Key("muted", "dot", dots)
