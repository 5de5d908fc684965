"""Charts of timing and contracts: words that fit the rows, curves thinned without losing their ends."""

from typing import Any

import pytest
from made_up_timing import HAZARD as PERIODS
from made_up_timing import RENEWALS
from made_up_timing import SURVIVAL as CURVES

from liuke.present.charts.hazard import HAZARD, trend
from liuke.present.charts.renewals import RENEWALS_TRACKED
from liuke.present.charts.survival import MOST, SURVIVAL, by_group, median
from liuke.present.reader import Reader

EN, ZH = Reader("en"), Reader("zh")


def curve(*shares: float, group: Any = None) -> list[dict[str, Any]]:
    return [
        {"group": group, "days": 10.0 * place, "at_risk": 100, "ended": 5, "survival": share, "low": None, "high": None}
        for place, share in enumerate(shares)
    ]


def test_half_are_gone_on_the_first_day_that_has_half_or_fewer() -> None:
    rows = curve(1, 0.7, 0.5, 0.2)
    assert median(rows) == 20
    assert SURVIVAL.title(rows, EN) == "Half are gone after 20 days"
    assert SURVIVAL.title(rows, ZH) == "20 天后走了一半"


def test_where_half_have_not_gone_the_last_day_is_told() -> None:
    assert SURVIVAL.title(curve(1, 0.9, 0.8), EN) == "After 20 days, 80% are still there"
    one_half = [*curve(1, 0.9, group="a"), *curve(1, 0.8, 0.4, group="b")]
    assert SURVIVAL.title(one_half, ZH) == "20 天后仍有 40% 在"


def test_groups_are_told_by_their_medians() -> None:
    assert SURVIVAL.title(CURVES, EN) == "Half of monthly are gone after 270 days, half of annual after 570 days"
    assert SURVIVAL.title(CURVES, ZH) == "monthly在 270 天后走了一半，annual则在 570 天后"
    assert list(by_group(CURVES)) == ["annual", "monthly"]
    assert "Of 1,050 stays" in SURVIVAL.summary(CURVES, EN)


def test_a_group_is_named_at_the_end_of_its_line_and_one_curve_is_not() -> None:
    labels = SURVIVAL.plan(CURVES, EN)["layer"][-1]["data"]["values"]
    assert [label["line"] for label in labels] == ["annual", "monthly"]
    assert not [layer for layer in SURVIVAL.plan(curve(1, 0.5), EN)["layer"] if "data" in layer]
    assert SURVIVAL.plan([*curve(1, 0.5, group=1), *curve(1, 0.4, group=2)], ZH)["data"]["values"][0]["line"] == "1"


@pytest.mark.parametrize("many", [MOST - 1, MOST, MOST + 1, 3 * MOST, 1000])
def test_long_curves_are_thinned_and_keep_both_ends(many: int) -> None:
    points = SURVIVAL.plan(curve(*(1 - place / many for place in range(many))), EN)["data"]["values"]
    assert len(points) <= MOST + 1
    assert (points[0]["days"], points[-1]["days"]) == (0, 10.0 * (many - 1))


def test_an_unknown_interval_is_a_dash() -> None:
    assert SURVIVAL.plan(curve(1, 0.5), EN)["data"]["values"][0]["interval"] == "–"
    drawn = SURVIVAL.draw(curve(1, 0.5), ZH)
    assert drawn
    assert drawn.body[0] == ("全部", "0", "100", "5", "100.0%", "–", "–")


def test_a_falling_hazard_is_told_from_a_rising_one_and_from_chance() -> None:
    assert trend(PERIODS) == -1
    assert HAZARD.title(PERIODS, EN).startswith("Who stays, stays: the chance of leaving falls from 14.0% in period 1")
    rising = [row | {"tenure": place} for place, row in enumerate(PERIODS[::-1], 1)]
    assert trend(rising) == 1
    assert HAZARD.title(rising, ZH).startswith("流失概率从第 1 期的")
    unsure = [PERIODS[0], PERIODS[0] | {"tenure": 2, "hazard": 0.1}]
    assert trend(unsure) == 0
    assert "no sure trend" in HAZARD.title(unsure, EN)


def test_the_worst_period_is_named_with_its_interval() -> None:
    assert "highest in period 1: 14.0% (95% interval" in HAZARD.summary(PERIODS, EN)
    assert "第 1 期最高" in HAZARD.summary(PERIODS, ZH)


def test_renewals_are_told_beside_what_was_expected() -> None:
    assert RENEWALS_TRACKED.title(RENEWALS, EN) == (
        "46.8% of contracts were renewed 8 times; from the first 5 renewals the model expected 45.0%"
    )
    assert RENEWALS_TRACKED.title(RENEWALS, ZH) == "续约满 8 次的合同占 46.8%；模型仅凭前 5 次续约，预期为 45.0%"
    assert RENEWALS_TRACKED.title(RENEWALS[:4], EN) == "After 3 renewals, 65.3% of contracts are left"
    assert "at 3 of 3 renewals" in RENEWALS_TRACKED.summary(RENEWALS, EN)


def test_the_held_out_part_begins_before_its_first_renewal() -> None:
    assert RENEWALS_TRACKED.plan(RENEWALS, EN)["layer"][0]["data"]["values"] == [{"period": 5.5}]
    assert not [layer for layer in RENEWALS_TRACKED.plan(RENEWALS[:4], EN)["layer"] if "data" in layer]
