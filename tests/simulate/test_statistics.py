"""A company of some size is close to the numbers that its scenario declares."""

import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from liuke.simulate import Cause, Channel, Company, Scenario, large, simulate
from liuke.simulate.population import draw_people, stream
from liuke.simulate.tables import expected_orders
from liuke.simulate.truth import DAYS_A_MONTH

SCENARIO = Scenario("Club", customers=8_000, rate_mean=0.08, seed=4, contracts=0.25)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return simulate(SCENARIO, tmp_path_factory.mktemp("club"))


@pytest.fixture(scope="module")
def people(company: Company) -> pl.DataFrame:
    return pl.read_parquet(company.truth_table)


@pytest.fixture(scope="module")
def orders(company: Company, people: pl.DataFrame) -> pl.DataFrame:
    """Return orders with their local day and the truth of their customer."""
    local = pl.col("ordered_at").dt.replace_time_zone("UTC").dt.convert_time_zone(SCENARIO.timezone).dt.date()
    rows = pl.read_parquet(company.orders[0]).with_columns(day=local).drop("channel")
    return rows.join(people, on="customer_id")


def mean(values: pl.Series) -> float:
    found = values.mean()
    assert isinstance(found, float)
    return found


def per_day(orders: pl.DataFrame, keep: pl.Expr) -> float:
    """Return purchases a day of the days that `keep` chooses."""
    days = pl.DataFrame({"day": [SCENARIO.first + timedelta(days=n) for n in range(SCENARIO.days)]}).filter(keep)
    return orders.filter(keep & (pl.col("amount") > 0)).height / days.height


def test_newcomers_come_by_the_channels_in_their_shares(people: pl.DataFrame) -> None:
    for channel in SCENARIO.channels:
        assert mean((people["channel"] == channel.id).cast(float)) == pytest.approx(channel.share, abs=0.02)


def test_the_days_of_joining_are_spread_as_the_growth_says(people: pl.DataFrame) -> None:
    third = SCENARIO.days / 3
    since = (people["joined_on"] - SCENARIO.first).dt.total_days()
    first, last = int((since < third).sum()), int((since >= 2 * third).sum())
    mean_pace = {"first": 1 + 1 / 6, "last": 1 + 5 / 6}  # of a pace that goes from 1 to 2
    assert last / first == pytest.approx(mean_pace["last"] / mean_pace["first"], rel=0.07)


def test_rates_and_hazards_have_the_declared_means(people: pl.DataFrame) -> None:
    assert mean(people["rate"]) == pytest.approx(SCENARIO.rate_mean, rel=0.04)
    quality = sum(one.share * one.hazard for one in SCENARIO.channels)
    assert mean(people["hazard"]) == pytest.approx(SCENARIO.hazard * quality, rel=0.04)


@pytest.mark.parametrize("come_back", [0.0, 1.0])
def test_a_hazard_that_never_changes_is_the_churn_that_is_told(come_back: float, tmp_path: Path) -> None:
    """Those who come back live and leave under the same hazard, so they do not change it."""
    causes = tuple(Cause(one.id, one.label, one.share) for one in SCENARIO.causes)
    channels = tuple(Channel(one.id, one.label, one.share, 1.0) for one in SCENARIO.channels)
    even = replace(SCENARIO, causes=causes, channels=channels, hazard=1 / 200, hazard_shape=1e6, rate_mean=0.01)
    told = simulate(replace(even, come_back=come_back), tmp_path).truth
    assert told["monthly_churn"] == pytest.approx(1 - math.exp(-DAYS_A_MONTH / 200), rel=0.03)
    if not come_back:
        assert told["alive_share"] == pytest.approx(float(np.mean(survivors(even))), abs=0.02)


def survivors(scenario: Scenario) -> np.ndarray:
    """Return the chance to be alive at the end, for days of joining as the growth spreads them."""
    share = np.linspace(0, 1, 2001)
    joined = (np.sqrt(1 + share * (scenario.growth**2 - 1)) - 1) / (scenario.growth - 1) * scenario.days
    return np.exp(-(scenario.days - joined) * scenario.hazard)


def test_causes_are_told_in_the_proportion_of_their_hazards(company: Company) -> None:
    told = company.truth["causes"]
    flat = {one.id: one.share for one in SCENARIO.causes if one.surge == 1}
    for one, other in (("service", "competitor"), ("competitor", "life")):
        assert told[one] / told[other] == pytest.approx(flat[one] / flat[other], rel=0.15)


def test_a_cause_takes_more_people_once_its_day_has_come(people: pl.DataFrame) -> None:
    price = next(one for one in SCENARIO.causes if one.id == "price")
    turn = SCENARIO.first + timedelta(days=round(price.since * SCENARIO.days))
    gone = people.filter(~pl.col("alive") & ~pl.col("came_back"))
    ratio = {
        after: rows.filter(pl.col("cause") == "price").height / rows.filter(pl.col("cause") == "service").height
        for after, rows in ((after, gone.filter((pl.col("died_on") >= turn) == after)) for after in (False, True))
    }
    assert ratio[True] / ratio[False] == pytest.approx(price.surge, rel=0.3)


def test_better_channels_keep_more_customers(company: Company) -> None:
    kept = company.truth["channels"]
    assert sorted(kept, key=kept.__getitem__) == ["discount", "search", "store", "referral"]
    assert (company.truth["best_channel"], company.truth["worst_channel"]) == ("referral", "discount")


def test_november_is_the_peak_and_february_the_trough(orders: pl.DataFrame, company: Company) -> None:
    month = pl.col("day").dt.month()
    pace = {m: per_day(orders, (month == m) & (pl.col("day") >= date(2024, 7, 1))) for m in (2, 10, 11)}
    assert company.truth["peak_month"] == 11
    assert pace[11] / pace[10] == pytest.approx(1.45 / 1.05, rel=0.07)
    assert pace[2] < pace[10]


def test_weekends_are_busier_by_their_factor(orders: pl.DataFrame) -> None:
    weekday = pl.col("day").dt.weekday()
    assert per_day(orders, weekday > 5) / per_day(orders, weekday <= 5) == pytest.approx(SCENARIO.weekend, rel=0.03)


def test_prices_rise_once_the_day_has_come(orders: pl.DataFrame) -> None:
    turn = SCENARIO.first + timedelta(days=round(SCENARIO.rise_at * SCENARIO.days))
    bought = orders.filter((pl.col("amount") > 0) & pl.col("coupon").is_null() & pl.col("alive"))
    both = (
        bought.with_columns(pl.col("amount").cast(float).log(), after=pl.col("day") >= turn)
        .group_by("customer_id", "after")
        .agg(pl.col("amount").mean())
        .pivot("after", index="customer_id", values="amount")
        .drop_nulls()
    )
    assert mean(both["true"] - both["false"]) == pytest.approx(math.log(1 + SCENARIO.price_rise), abs=0.02)


def test_coupons_are_used_as_often_as_their_channel_does(orders: pl.DataFrame) -> None:
    for channel in SCENARIO.channels:
        own = orders.filter((pl.col("channel") == channel.id) & (pl.col("amount") > 0))
        assert mean(own["coupon"].is_not_null().cast(float)) == pytest.approx(channel.coupon, abs=0.02)


def test_cost_leaves_the_declared_margin(orders: pl.DataFrame) -> None:
    assert 1 - float(orders["cost"].sum()) / float(orders["amount"].sum()) == pytest.approx(SCENARIO.margin, abs=0.001)


def last_weeks(orders: pl.DataFrame, cause: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the orders of those who left for good for a cause: in their last 50 days, and long before them."""
    own = orders.filter((pl.col("cause") == cause) & ~pl.col("came_back"))
    ahead = (pl.col("died_on") - pl.col("day")).dt.total_days()
    return own.filter(ahead < 50), own.filter(ahead > 70)


def returned(orders: pl.DataFrame) -> float:
    return mean((orders["amount"] < 0).cast(float))


def test_bad_service_shows_in_returns_before_they_leave(orders: pl.DataFrame) -> None:
    late, before = last_weeks(orders, "service")
    assert returned(before) < 0.05
    assert returned(late) > 0.15
    assert returned(last_weeks(orders, "life")[0]) < 0.08


def test_the_price_rise_shows_in_smaller_baskets(orders: pl.DataFrame) -> None:
    late, before = (rows.filter(pl.col("amount") > 0) for rows in last_weeks(orders, "price"))
    own = before.group_by("customer_id").agg(usual=pl.col("amount").cast(float).mean())
    ratio = late.join(own, on="customer_id").select(pl.col("amount").cast(float) / pl.col("usual")).to_series()
    assert mean(ratio) == pytest.approx(0.65, abs=0.06)


def test_a_competitor_shows_in_longer_gaps(orders: pl.DataFrame, people: pl.DataFrame) -> None:
    def pace(cause: str) -> float:
        own = people.filter((pl.col("cause") == cause) & ~pl.col("came_back"))
        lived = own.filter((pl.col("died_on") - pl.col("joined_on")).dt.total_days() > 120)
        late = last_weeks(orders, cause)[0].filter(pl.col("amount") > 0)
        return late.join(lived.select("customer_id"), on="customer_id").height / float(lived["rate"].sum())

    assert pace("competitor") / pace("life") == pytest.approx(0.5, abs=0.08)


def test_leavers_with_a_contract_are_not_silent(company: Company) -> None:
    assert company.truth["silent_share"] == pytest.approx(1 - SCENARIO.contracts, abs=0.02)


def test_some_of_those_who_left_come_back(company: Company, people: pl.DataFrame) -> None:
    left = people.filter(~pl.col("alive") | pl.col("came_back")).height
    assert 0.3 * SCENARIO.come_back < company.truth["came_back"] / left <= SCENARIO.come_back * 1.2


def test_expected_orders_are_the_rate_over_the_time_that_is_left() -> None:
    scenario = Scenario("any", customers=200)
    people = draw_people(scenario, stream(scenario, 0), 0)
    surge = sum(one.share * one.surge for one in scenario.causes) / sum(one.share for one in scenario.causes)
    waits = np.random.default_rng(0).exponential(1, 200_000)
    season = float(np.mean(scenario.season)) * (5 + 2 * scenario.weekend) / 7
    for place in range(5):
        lived = np.minimum(waits / (people.hazard[place] * surge), 364).mean()
        assert expected_orders(scenario, people)[place] == pytest.approx(people.rate[place] * season * lived, rel=0.01)


def test_the_large_company_has_about_as_many_orders_a_customer_as_asked(tmp_path: Path) -> None:
    told = simulate(large(4_000, 12.0), tmp_path).truth
    assert (told["orders"] + told["returns"]) / told["customers"] == pytest.approx(12.0, rel=0.06)
    assert sum(told["planted"].values()) == 0
