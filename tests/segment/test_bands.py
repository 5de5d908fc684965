"""Demographic bands: ages to the day, incomes in order, churn with its interval, and small cells left open."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs
from liuke.measure.intervals import wilson
from liuke.segment.bands import AGES, BANDS, FEWEST, age_on, bands_of, churn_by_bands, place, span
from tests.measure.oracle import activity_frame, inputs_of

DAY = date(2026, 3, 1)


def ages(engine: Engine, born: list[date | None], day: date = DAY) -> list[int | None]:
    table = engine.table(pl.DataFrame({"at": range(len(born)), "born": pl.Series(born, dtype=pl.Date)}))
    rows = engine.rows(table.select("at", age=age_on(table.born, day)).order_by("at"))
    return [row["age"] for row in rows]


def test_age_is_in_full_years_on_the_day(engine: Engine) -> None:
    born = [date(2008, 3, 1), date(2008, 3, 2), date(2008, 2, 29), date(1960, 12, 31), None]
    assert ages(engine, born) == [18, 17, 18, 65, None]


def test_a_birth_that_cannot_be_is_no_age(engine: Engine) -> None:
    assert ages(engine, [date(2026, 3, 2), date(1900, 1, 1), date(2026, 3, 1)]) == [None, None, 0]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.dates(date(1910, 1, 1), DAY), min_size=1, max_size=30))
def test_everybody_is_of_the_one_band_that_holds_their_age(engine: Engine, born: list[date]) -> None:
    profile = engine.table(pl.DataFrame({"customer_id": [str(at) for at in range(len(born))], "birth_date": born}))
    table = bands_of({"profile": profile}, DAY)
    assert table is not None
    found = dict(engine.polars(table.select("customer_id", "age_band")).rows())
    for at, age in enumerate(ages(engine, born)):
        assert age is not None
        least = {one.id: one.least for one in AGES}
        assert found[str(at)] == max((one for one in least if least[one] <= age), key=least.__getitem__)


def test_where_nothing_is_known_there_are_no_bands() -> None:
    assert bands_of({}, DAY) is None


@pytest.mark.parametrize(
    "bands",
    [
        ["Under 15K", "15-24K", "25-34K", "100-124K", "250K+"],
        ["5千以下", "5千-1万", "1-2万", "2万以上"],
        ["<20,000", "20,000-49,999", "50,000 and more"],
    ],
)
def test_bands_of_income_stand_in_the_order_of_their_amounts(bands: list[str]) -> None:
    assert sorted([*bands[2:], *bands[:2]], key=lambda band: place("income_band", band)) == bands


def test_declared_bands_stand_as_declared_and_the_unknown_last() -> None:
    order = [one.id for one in AGES]
    assert sorted([None, *reversed(order)], key=lambda band: place("age_band", band)) == [*order, None]
    assert all(one.label != Text(one.id, one.id) for of in BANDS.values() for one in of)


@pytest.fixture
def shop(engine: Engine) -> Inputs:
    """Return a shop of 40 in the north, of whom 10 stop buying, and 5 in the south; the window is 30 days."""
    days = [date(2025, 6, 1) + timedelta(days=20 * step) for step in range(16)]  # the last one is 2026-03-28
    stays = {f"n{at:02d}": set(days if at >= 10 else days[:11]) for at in range(40)}
    stays |= {f"s{at}": set(days) for at in range(5)}
    inputs = inputs_of(engine, activity_frame(stays), 30, date(2026, 3, 31))
    region = ["North" if one.startswith("n") else "South" for one in stays]
    profile = engine.table(pl.DataFrame({"customer_id": list(stays), "region": region}))
    cluster = engine.table(pl.DataFrame({"customer_id": list(stays), "cluster": ["new"] * 8 + ["frequent"] * 37}))
    tables = {**inputs.tables, "stay": inputs.spell, "profile": profile, "cluster": cluster}
    return Inputs(engine, tables, inputs.as_of, "EUR", 30, 30)


def test_churn_by_band_is_counted_with_its_interval_and_small_cells_are_left_open(shop: Inputs) -> None:
    (found,) = churn_by_bands(shop, ["region", "gender"])
    assert found["attribute"] == "region"
    north, south = found["bands"]
    low, high = wilson(10, 40)
    assert north["churn"] == {"value": 0.25, "numerator": 10, "denominator": 40, "low": low, "high": high}
    assert (south["band"], south["suppressed"]) == ("South", True)
    assert set(south["churn"].values()) == {None}


def test_the_clusters_of_a_band_are_told_where_it_is_not_too_small(shop: Inputs) -> None:
    (found,) = churn_by_bands(shop, ["region"])
    cells = {(row["band"], cell["cluster"]): cell for row in found["bands"] for cell in row["clusters"]}
    assert cells["North", "frequent"]["numerator"] == 32
    assert cells["North", "frequent"]["low"] == wilson(32, 40)[0]
    assert cells["North", "new"]["value"] == 0.2
    assert cells["South", "frequent"]["value"] is None, f"fewer than {FEWEST} in the south"


def test_without_a_whole_month_there_is_nothing_to_say(engine: Engine) -> None:
    """A company whose data begin in its last month, which is not over: no churn rate by region."""
    begun = inputs_of(engine, activity_frame({"a": {date(2026, 3, 5)}, "b": {date(2026, 3, 9)}}), 30, date(2026, 3, 12))
    profile = engine.table(pl.DataFrame({"customer_id": ["a", "b"], "region": ["North", "South"]}))
    tables = {**begun.tables, "stay": begun.spell, "profile": profile}
    assert churn_by_bands(Inputs(engine, tables, begun.as_of, "EUR", 30, 30), ["region"]) == []


def test_the_span_is_of_whole_months_that_the_data_have() -> None:
    assert span(date(2026, 3, 31), date(2020, 1, 1)) == (date(2026, 1, 1), date(2026, 3, 31))
    assert span(date(2026, 3, 30), date(2020, 1, 1)) == (date(2025, 12, 1), date(2026, 2, 28))
    assert span(date(2026, 3, 31), date(2026, 2, 10)) == (date(2026, 2, 10), date(2026, 3, 31))
