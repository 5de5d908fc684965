"""The legend of a picture: a strip below the chart. A page has it beside the chart, in HTML."""

from typing import Any

from liuke.present.charts.frame import Figure
from liuke.present.theme import paint

MARK, GAP, NARROW, WIDE, LINE = 18, 22, 6.6, 11.5, 18
"""Pixels: of a mark, between entries, of a letter, of a Chinese character, and of a line of entries."""
DASHES = {"dash": [4, 3], "long": [7, 4]}


def strip(figure: Figure, width: int) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart's legend, `width` pixels wide."""
    layers, at, line = [], 0.0, 0
    for role, shape, label in figure.legend:
        long = MARK + 6 + sum(WIDE if ord(letter) > 0x2E7F else NARROW for letter in label)
        if at and at + long > width:
            at, line = 0.0, line + 1
        layers += _entry(role, shape, label, {"x": _x(at, width), "y": _y(line)}, _x(at + MARK, width))
        at += long + GAP
    frame = {"width": width, "height": LINE * (line + 1), "view": {"stroke": None}}
    return {**frame, "data": {"values": [{}]}, "layer": layers}


def _entry(role: str, shape: str, label: str, place: dict[str, Any], end: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of an entry: its mark, which reaches to `end`, and its label."""
    colour, mark, encoding = paint(role), {}, place
    if shape in {"box", "dot"}:
        form = {"shape": "square", "size": 110} if shape == "box" else {"shape": "circle", "size": 50}
        mark = {"type": "point", "filled": True, "fill": colour, "xOffset": MARK / 2, **form}
    else:
        mark = {"type": "rule", "stroke": colour, "strokeWidth": 2, "strokeDash": DASHES.get(shape, [1, 0])}
        encoding = place | {"x2": {"datum": end["datum"]}}
    text = {"type": "text", "text": label, "align": "left", "dx": MARK + 6, "fill": paint("ink"), "fontSize": 11}
    return [{"mark": mark | {"opacity": 1}, "encoding": encoding}, {"mark": text, "encoding": place}]


def _x(at: float, width: int) -> dict[str, Any]:
    return {"datum": at, "type": "quantitative", "axis": None, "scale": {"domain": [0, width], "nice": False}}


def _y(line: int) -> dict[str, Any]:
    return {"datum": line, "type": "ordinal", "axis": None}
