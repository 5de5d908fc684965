"""Bands of risk: thresholds from capacity and profit, and nobody who flickers between two bands."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.bands import (
    ALMOST_ONE,
    Thresholds,
    band,
    break_even,
    campaign,
    expected_profit,
    handled,
    profit_of_contacting,
    thresholds,
)
from liuke.predict.evaluation.profit import PAPER, Campaign, profit_curve
from liuke.settings import RiskSettings

LIMITS = Thresholds(0.3, 0.6, 0.05)
chances = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def people(*probability: float | None, before: list[str] | None = None) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    ids = [f"c{place}" for place in range(len(probability))]
    frame = pl.DataFrame({"customer_id": ids, "probability": probability}, schema_overrides={"probability": pl.Float64})
    return frame, None if before is None else pl.DataFrame({"customer_id": ids, "risk": before})


def test_without_capacity_and_worth_the_fixed_thresholds_hold() -> None:
    found = thresholds(pl.Series([0.1, 0.9]), RiskSettings())
    assert (found.medium, found.high) == (0.35, 0.65)
    assert found.why[0].en == "fixed thresholds"


@pytest.mark.parametrize(
    ("probability", "profit"),
    [(1.0, 0.3 * 190 - 1), (0.0, -10 - 1), (0.5, 0.3 * 0.5 * 190 - 0.5 * 10 - 1)],
)
def test_what_a_contact_earns_is_the_paper_s_by_hand(probability: float, profit: float) -> None:
    found = pl.select(expected_profit(pl.lit(probability), PAPER)).item()
    assert found == pytest.approx(profit)


def test_a_customer_s_own_worth_decides_what_a_contact_earns() -> None:
    frame = pl.DataFrame({"p": [0.5, 0.5], "clv": [20.0, 2000.0]})
    found = frame.select(expected_profit(pl.col("p"), PAPER, pl.col("clv"))).to_series()
    assert found.to_list() == pytest.approx([0.15 * 10 - 5 - 1, 0.15 * 1990 - 5 - 1])


def test_contacting_everybody_earns_what_the_profit_curve_says() -> None:
    """The one formula is the other, summed: two of five leave, everybody is contacted."""
    left = pl.Series([1, 0, 1, 0, 0], dtype=pl.Int8).to_numpy()
    curve = profit_curve(left.astype(float), left, PAPER, points=1)
    each = pl.select(expected_profit(pl.lit(pl.Series(left).cast(pl.Float64)), PAPER)).to_series()
    assert each.mean() == pytest.approx(curve[-1]["profit"])


def test_a_contact_earns_nothing_at_the_break_even() -> None:
    edge = break_even(PAPER)
    assert edge == pytest.approx(11 / 67)
    assert pl.select(expected_profit(pl.lit(edge), PAPER)).item() == pytest.approx(0)


def test_a_contact_that_never_earns_puts_nobody_above_low() -> None:
    assert break_even(Campaign(worth=5, incentive=10)) is None
    found = thresholds(pl.Series([0.2, 0.99]), RiskSettings(worth=5))
    assert (found.medium, found.high) == (ALMOST_ONE, ALMOST_ONE)
    assert "never earns" in found.why[0].en


def test_the_settings_make_the_campaign() -> None:
    assert campaign(RiskSettings()) is None
    found = campaign(RiskSettings(worth=200))
    assert found is not None
    assert (found.worth, found.alpha, found.beta, found.accept) == pytest.approx((200, 6, 14, 0.3))


def test_profit_decides_medium_and_capacity_high() -> None:
    found = thresholds(pl.Series([0.1, 0.2, 0.5, 0.7, 0.9]), RiskSettings(worth=200, capacity=2))
    assert found.medium == pytest.approx(11 / 67)
    assert found.high == 0.7
    assert [one.zh for one in found.why] == [
        "流失概率达到 0.16 时，联系客户才有收益",
        "高风险：可跟进的 2 位客户",
    ]


def test_nobody_is_of_high_risk_whom_it_costs_money_to_contact() -> None:
    found = thresholds(pl.Series([0.01, 0.02, 0.03]), RiskSettings(worth=200, capacity=3))
    assert found.high == found.medium == pytest.approx(11 / 67)


def test_a_large_capacity_leaves_no_medium_band_upside_down() -> None:
    found = thresholds(pl.Series([0.1, 0.2, 0.3]), RiskSettings(capacity=10))
    assert found.medium == found.high == pytest.approx(0.1)


@given(chances, st.integers(1, 20))
def test_never_more_are_handled_than_can_be(probability: list[float], capacity: int) -> None:
    series = pl.Series(probability)
    limit = handled(series, capacity)
    reached = int((series >= limit).sum())
    assert reached <= capacity
    more = [one for one in probability if one < limit]
    if more:  # the next lower probability would have been too many
        assert int((series >= max(more)).sum()) > capacity


def test_a_tie_at_the_edge_of_the_capacity_is_not_split() -> None:
    frame, _ = people(0.9, 0.5, 0.5, 0.1)
    limits = thresholds(frame["probability"], RiskSettings(capacity=2))
    assert band(frame, limits).to_list() == ["high", "medium", "medium", "low"]


def test_bands_without_a_run_before_go_by_the_thresholds_alone() -> None:
    frame, _ = people(0.29, 0.3, 0.59, 0.6, None)
    assert band(frame, LIMITS).to_list() == ["low", "medium", "medium", "high", None]


@pytest.mark.parametrize(
    ("before", "probability", "now"),
    [
        ("high", 0.56, "high"),
        ("high", 0.54, "medium"),
        ("medium", 0.62, "medium"),
        ("medium", 0.66, "high"),
        ("medium", 0.26, "medium"),
        ("medium", 0.24, "low"),
        ("low", 0.34, "low"),
        ("low", 0.36, "medium"),
        ("low", 0.90, "high"),
        ("high", 0.05, "low"),
        ("high", 0.26, "medium"),
    ],
)
def test_a_band_is_left_only_by_a_margin(before: str, probability: float, now: str) -> None:
    frame, previous = people(probability, before=[before])
    assert band(frame, LIMITS, previous).to_list() == [now]


def test_a_margin_puts_no_threshold_out_of_reach() -> None:
    frame, previous = people(1.0, 0.0, before=["low", "high"])
    assert band(frame, Thresholds(0.01, 0.99, 0.05), previous).to_list() == ["high", "low"]


def test_a_new_customer_has_no_band_to_stay_in() -> None:
    frame, _ = people(0.31, 0.31)
    previous = pl.DataFrame({"customer_id": ["c1"], "risk": ["low"]})
    assert band(frame, LIMITS, previous).to_list() == ["medium", "low"]


def test_rows_out_are_rows_in_in_their_order() -> None:
    frame, _ = people(0.9, 0.1, 0.5)
    previous = pl.DataFrame({"customer_id": ["c2", "c0", "c0"], "risk": ["high", "low", "low"]})
    assert band(frame, LIMITS, previous).to_list() == ["high", "low", "medium"]


@given(chances, st.floats(0, 0.1), st.lists(st.sampled_from(["low", "medium", "high"]), min_size=40, max_size=40))
def test_the_same_probabilities_again_change_no_band(
    probability: list[float], margin: float, before: list[str]
) -> None:
    """Hysteresis is at rest: what it has decided once it decides again."""
    limits = Thresholds(0.3, 0.6, margin)
    frame, previous = people(*probability, before=before[: len(probability)])
    once = band(frame, limits, previous)
    again = band(frame, limits, frame.select("customer_id", risk=once))
    assert once.to_list() == again.to_list()


@given(chances)
def test_without_a_margin_the_run_before_does_not_matter(probability: list[float]) -> None:
    frame, previous = people(*probability, before=["high"] * len(probability))
    limits = Thresholds(0.3, 0.6)
    assert band(frame, limits, previous).to_list() == band(frame, limits).to_list()


def test_what_a_contact_earns_by_hand() -> None:
    """0.3 · 0.4 · (100 − 10) − 0.6 · 10 − 1 = 3.8; nobody can tell where the settings describe no campaign."""
    customer = pl.DataFrame({"probability": [0.4, None], "clv": [100.0, 50.0]})
    told = RiskSettings(worth=80, incentive=10, contact=1, accept=0.3)
    assert customer.select(profit_of_contacting(told)).to_series().to_list() == [pytest.approx(3.8), None]
    untold = customer.with_columns(profit=profit_of_contacting(RiskSettings()))
    assert untold["profit"].null_count() == 2
