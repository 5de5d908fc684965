"""A planted fault is named first by the funnel, and where nothing is planted nothing is called sure."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.explain.funnel import FunnelQuestion, count_funnel
from liuke.explain.funnel.comparing import Shift, against_before, against_others
from liuke.simulate.clicks import STEPS, Clicks, simulate_clicks

NOW = FunnelQuestion(tuple(STEPS), timedelta(hours=1), entry="recent", since=date(2026, 2, 2), until=date(2026, 3, 1))
BEFORE = replace(NOW, since=date(2026, 1, 5), until=date(2026, 2, 1))
LAST = date(2026, 3, 2)
SEEDS = 20


def shifts(engine: Engine, shop: Clicks, *, groups: bool = False) -> list[Shift]:
    """Return what the funnel by device says of a shop: beside the four weeks before, or group beside group."""
    frame = pl.DataFrame(simulate_clicks(shop).events).select(
        "customer_id", "name", at="occurred_at", trait=pl.col("properties").str.json_path_match("$.device")
    )
    table = engine.table(frame)
    found = [count_funnel(one, engine, table, last=LAST, by="device") for one in (NOW, BEFORE)[: 1 if groups else 2]]
    told = against_others(found[0]) if groups else against_before(*found)
    for one in found:
        one.forget()
    engine.drop(table)
    return told


def named_first(told: list[Shift], shop: Clicks) -> bool:
    return bool(told) and told[0].sure and (told[0].step, told[0].group) == (shop.broken, shop.only)


def test_a_broken_step_is_named_for_the_device_it_is_broken_on(engine: Engine) -> None:
    shop = Clicks(customers=1_500, broken="payment", only="phone", seed=1)
    assert named_first(shifts(engine, shop), shop)
    assert named_first(shifts(engine, replace(shop, since=0), groups=True), shop)


@pytest.mark.slow
def test_a_broken_step_is_named_first_in_nine_of_ten_shops(engine: Engine) -> None:
    shops = [
        Clicks(customers=1_500, broken=("payment", "paid", "cart")[seed % 3], only="phone", damage=0.4, seed=seed)
        for seed in range(SEEDS)
    ]
    assert sum(named_first(shifts(engine, shop), shop) for shop in shops) >= 0.9 * SEEDS


@pytest.mark.slow
def test_where_nothing_is_broken_nothing_is_sure_in_nineteen_of_twenty_shops(engine: Engine) -> None:
    quiet = [not any(one.sure for one in shifts(engine, Clicks(customers=1_500, seed=seed))) for seed in range(SEEDS)]
    assert sum(quiet) >= 0.95 * SEEDS
