"""The design tokens, and what is made from them: CSS custom properties and the configuration of Vega-Lite charts.

A chart names a colour by its role, `paint("accent")`, which reads `var(--accent)`. In a page that is a CSS variable, so
dark mode and print need no redrawing; for pictures and notebooks `painted` puts the colour itself in its place.
"""

import re
from typing import Any, Literal

from liuke.language import Language

type Mode = Literal["light", "dark"]

_OWN = '-apple-system, BlinkMacSystemFont, "Segoe UI"'
_LATIN = 'Roboto, "Noto Sans", Cantarell, Ubuntu, "Liberation Sans", "Latin quotes"'
_QUOTES = (
    '@font-face{font-family:"Latin quotes";unicode-range:U+2018-2019,U+201C-201D;'
    'src:local("Noto Sans"),local("Liberation Sans"),local("DejaVu Sans"),local("Arial")}'
)
_CHINESE = (
    '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK SC"'
)
FONTS: dict[Language, str] = {
    "en": f"{_OWN}, {_LATIN}, {_CHINESE}, system-ui, sans-serif",
    "zh": f"{_OWN}, {_CHINESE}, system-ui, sans-serif",
}
"""What a page is set in. A Chinese font sets “quotes” as wide as a character, so English has fonts of its own first;
where it has none of them, at least its quotes come from another font than the Chinese one."""
PICTURE_FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'

SIZES = {
    "text-small": "12px",
    "text": "14px",
    "text-large": "16px",
    "text-title": "26px",
    "text-figure": "24px",
    "radius": "10px",
    "gap": "14px",
    "pad": "18px",
}

# What each role looks like on a light page and on a dark one.
_COLOURS = {
    "ground": ("#f6f7f9", "#0f1013"),
    "surface": ("#ffffff", "#17181d"),
    "sunken": ("#f2f3f7", "#1e2027"),
    "line": ("#e4e6ec", "#2a2c35"),
    "line-strong": ("#cdd1db", "#3d404c"),
    "ink": ("#14161c", "#eceef3"),
    "soft": ("#565d6d", "#a3a9b8"),
    "accent": ("#5552d4", "#908eff"),
    "accent-soft": ("#eeeefc", "#23234a"),
    "on-accent": ("#ffffff", "#101024"),
    "band": ("#cfceF5", "#3a3a78"),
    "good": ("#12714a", "#4cc38a"),
    "good-soft": ("#e4f5ec", "#12301f"),
    "bad": ("#c22a2f", "#ff8b85"),
    "bad-soft": ("#fdeaea", "#3d1a1c"),
    "warn": ("#8f5a00", "#f0b354"),
    "warn-soft": ("#fdf2dc", "#3a2a0c"),
    "muted": ("#868d9e", "#757b8b"),
    "grid": ("#eceef2", "#24262e"),
    "stage-new": ("#1f9d8b", "#3bbfac"),
    "stage-active": ("#5552d4", "#807dff"),
    "stage-returned": ("#3f9ae0", "#5db0f2"),
    "stage-dormant": ("#e2a63b", "#d99a2b"),
    "stage-lost": ("#c9ccd6", "#4a4d59"),
    "heat-1": ("#f3f3fd", "#1b1b30"),
    "heat-2": ("#e2e2fa", "#24244a"),
    "heat-3": ("#cccbf5", "#2e2e62"),
    "heat-4": ("#b1aff0", "#3b3a80"),
    "heat-5": ("#9b99eb", "#4544a0"),
    "heat-6": ("#6865da", "#5654bd"),
    "heat-7": ("#4b48c6", "#6866d8"),
    "on-heat-low": ("#2b2d55", "#c9c9ee"),
    "on-heat-high": ("#ffffff", "#ffffff"),
}

COLOURS: dict[Mode, dict[str, str]] = {
    "light": {role: pair[0].lower() for role, pair in _COLOURS.items()},
    "dark": {role: pair[1].lower() for role, pair in _COLOURS.items()},
}
HEAT = tuple(f"heat-{step}" for step in range(1, 8))
STAGES = ("new", "active", "returned", "dormant", "lost")

_PAINT = re.compile(r"var\(--([a-z0-9-]+)\)")


def paint(role: str) -> str:
    """Return the colour of a role as charts name it; raises `KeyError` for a role that no token has."""
    if role not in _COLOURS:
        raise KeyError(role)
    return f"var(--{role})"


def painted(spec: Any, mode: Mode = "light") -> Any:  # noqa: ANN401 - a JSON document: dictionaries, lists and scalars
    """Return a chart with the colours of a mode in place of the roles; its data is left as it is."""
    if isinstance(spec, dict):
        return {key: value if key == "values" else painted(value, mode) for key, value in spec.items()}
    if isinstance(spec, list):
        return [painted(value, mode) for value in spec]
    if isinstance(spec, str):
        return _PAINT.sub(lambda found: COLOURS[mode][found[1]], spec)
    return spec


def chart_config(font: str = FONTS["en"]) -> dict[str, Any]:
    """Return the Vega-Lite configuration that every chart shares, colours by role."""
    axis = {
        "labelColor": paint("soft"),
        "labelFontSize": 11,
        "labelPadding": 6,
        "titleColor": paint("soft"),
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "domain": False,
        "ticks": False,
        "gridColor": paint("grid"),
    }
    return {
        "background": "transparent",
        "font": font,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False, "domain": True, "domainColor": paint("line-strong"), "labelOverlap": "greedy"},
        "axisY": {"tickCount": 5},
        "legend": {"disable": True},
        "line": {"stroke": paint("accent"), "strokeWidth": 2, "strokeJoin": "round"},
        "bar": {"fill": paint("accent")},
        "rule": {"stroke": paint("line-strong")},
        "text": {"fill": paint("ink"), "fontSize": 11},
    }


def stylesheet() -> str:
    """Return the tokens as CSS: light, dark where the reader's system asks for it, and light again on paper."""

    def declared(mode: Mode) -> str:
        return "".join(f"--{role}:{colour};" for role, colour in COLOURS[mode].items())

    sizes = "".join(f"--{name}:{size};" for name, size in SIZES.items())
    classes = "".join(f".fill-{role}{{fill:{paint(role)}}}.stroke-{role}{{stroke:{paint(role)}}}" for role in _COLOURS)
    return (
        f":root{{color-scheme:light dark;--font:{FONTS['en']};{sizes}{declared('light')}}}\n"
        f"{_QUOTES}\n"
        f":root:lang(zh){{--font:{FONTS['zh']}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{declared('dark')}}}}}\n"
        f"{classes}\n"
    )
