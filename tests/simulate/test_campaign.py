"""A company with a campaign: its files show what fates follow from, and its truth is of the files."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from liuke.simulate.campaign import CampaignCompany, simulate_campaign
from liuke.simulate.experiment import Experiment

SIZE, DAYS = 8_000, 60
START = datetime(2026, 3, 1)  # noqa: DTZ001 - canonical times are naive UTC


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> CampaignCompany:
    return simulate_campaign(Experiment(SIZE, seed=4), tmp_path_factory.mktemp("campaign"), DAYS)


@pytest.fixture(scope="module")
def orders(made: CampaignCompany) -> pl.DataFrame:
    return pl.read_parquet(made.orders)


@pytest.fixture(scope="module")
def truth(made: CampaignCompany) -> pl.DataFrame:
    return pl.read_parquet(made.truth).sort("customer_id")


def test_the_same_experiment_gives_the_same_files(made: CampaignCompany, tmp_path: Path) -> None:
    again = simulate_campaign(Experiment(SIZE, seed=4), tmp_path, DAYS)
    for name in ("orders", "tickets", "treatments", "truth"):
        assert getattr(again, name).read_bytes() == getattr(made, name).read_bytes()


def test_everybody_has_bought_before_and_nothing_comes_after_the_window(
    made: CampaignCompany, orders: pl.DataFrame
) -> None:
    before = orders.filter(pl.col("ordered_at") < START)
    assert before["customer_id"].n_unique() == SIZE
    assert orders["ordered_at"].max().date() == made.as_of == date(2026, 4, 29)  # type: ignore[union-attr]
    assert orders["order_id"].is_unique().all()


def test_who_leaves_buys_nothing_in_the_window_and_who_stays_does(
    made: CampaignCompany, orders: pl.DataFrame, truth: pl.DataFrame
) -> None:
    bought = orders.filter(pl.col("ordered_at") >= START)["customer_id"].unique()
    rows = truth.join(pl.read_parquet(made.treatments), on="customer_id")
    for arm, chance in (("treatment", "met"), ("control", "without")):
        here = rows.filter(pl.col("arm") == arm)
        left = 1 - here["customer_id"].is_in(bought.implode()).mean()  # type: ignore[operator]
        assert abs(left - here[chance].mean()) < 4 * np.sqrt(0.25 / here.height)  # type: ignore[operator]


def test_worth_is_the_margin_of_the_year_before_as_the_orders_say(orders: pl.DataFrame, truth: pl.DataFrame) -> None:
    for now, name in ((START, "worth"), (START + timedelta(days=DAYS), "today_worth")):
        year = pl.col("ordered_at").is_between(now - timedelta(days=365), now, closed="left")
        spent = orders.filter(year).group_by("customer_id").agg(pl.col("amount").cast(pl.Float64).sum() * 0.3)
        both = truth.join(spent, on="customer_id")
        assert (both["amount"] - both[name]).abs().max() < 0.01  # type: ignore[operator]


def test_effects_differ_with_the_coupons_that_the_orders_show(orders: pl.DataFrame, truth: pl.DataFrame) -> None:
    before = orders.filter(pl.col("ordered_at") < START)
    share = before.group_by("customer_id").agg(pl.col("coupon").is_not_null().mean())
    both = truth.join(share, on="customer_id")
    assert np.corrcoef(both["coupon"], both["effect"])[0, 1] > 0.5
    assert (truth["effect"] < 0).any()


def test_tickets_came_before_the_campaign(made: CampaignCompany) -> None:
    tickets = pl.read_parquet(made.tickets)
    assert tickets["received_at"].max() < START  # type: ignore[operator]
    assert tickets["received_at"].min() >= START - timedelta(days=90)  # type: ignore[operator]


def test_without_effect_the_truth_is_none(tmp_path: Path) -> None:
    nothing = pl.read_parquet(simulate_campaign(Experiment(300, "none"), tmp_path).truth)
    assert (nothing["effect"] == 0).all()
    assert (nothing["today_effect"] == 0).all()
    assert (nothing["profit"] == -2).all()
