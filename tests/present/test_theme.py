"""The tokens: readable in both modes, one source for the stylesheet and the charts."""

import re

import pytest

from liuke.present.theme import COLOURS, FONTS, HEAT, STAGES, Mode, chart_config, paint, painted, stylesheet

TEXT = (
    ("ink", "surface"), ("ink", "ground"), ("soft", "surface"), ("soft", "ground"), ("soft", "sunken"),
    ("accent", "surface"), ("accent", "accent-soft"), ("good", "good-soft"), ("bad", "bad-soft"),
    ("warn", "warn-soft"), ("on-accent", "accent"), ("on-heat-low", "heat-1"), ("on-heat-low", "heat-5"),
    ("on-heat-high", "heat-6"),
    ("on-heat-high", "heat-7"),
)  # fmt: skip


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_small_text_can_be_read_on_its_ground(mode: Mode, text: str, ground: str) -> None:
    assert contrast(COLOURS[mode][text], COLOURS[mode][ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("line", ["accent", "muted", "stage-new"])
def test_a_line_can_be_seen_on_a_card(mode: Mode, line: str) -> None:
    assert contrast(COLOURS[mode][line], COLOURS[mode]["surface"]) >= 3


def test_english_quotes_are_not_taken_from_a_chinese_font() -> None:
    assert FONTS["en"].index("Latin quotes") < FONTS["en"].index("Noto Sans SC")
    assert "Latin quotes" not in FONTS["zh"]


def test_both_modes_name_the_same_roles() -> None:
    assert COLOURS["light"].keys() == COLOURS["dark"].keys()
    assert {f"stage-{stage}" for stage in STAGES} | set(HEAT) <= COLOURS["light"].keys()


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(KeyError):
        paint("mauve")


def test_painting_leaves_data_alone() -> None:
    spec = {"mark": {"fill": paint("accent")}, "data": {"values": [{"name": "var(--accent)"}]}}
    assert painted(spec) == {
        "mark": {"fill": COLOURS["light"]["accent"]},
        "data": {"values": [{"name": "var(--accent)"}]},
    }


def test_the_stylesheet_knows_every_role_that_charts_use() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", str(chart_config())))
    assert used <= set(re.findall(r"--([a-z0-9-]+):#", stylesheet()))


def test_dark_is_for_screens_only_so_that_paper_stays_light() -> None:
    assert "@media screen and (prefers-color-scheme:dark)" in stylesheet()
