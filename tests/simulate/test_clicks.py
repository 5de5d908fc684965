"""Simulated clicks: canonical rows, a fault that is where it was planted, and nowhere else."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pyarrow as pa
import pytest

from liuke.schema import TABLES
from liuke.simulate.clicks import CHANNELS, DEVICES, ERROR, STEPS, Clicked, Clicks, simulate_clicks

WHOLE = Clicks(customers=6_000, seed=7)
BROKEN = replace(WHOLE, broken="payment", only="phone", damage=0.6)


def _frame(table: pa.Table) -> pl.DataFrame:
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    return found


@pytest.fixture(scope="module")
def broken() -> Clicked:
    return simulate_clicks(BROKEN)


def _reached(clicked: Clicked) -> pl.DataFrame:
    """Return a row a visit: its device, the day it began, and how many steps it did."""
    events = _frame(clicked.events).with_columns(
        device=pl.col("properties").str.json_path_match("$.device"),
        day=(pl.col("occurred_at").dt.date() - WHOLE.first).dt.total_days(),
    )
    counted = pl.col("name").is_in(list(STEPS)).sum()
    return events.group_by("session_id").agg(pl.col("device").first(), pl.col("day").min(), steps=counted)


def _goes_on(visits: pl.DataFrame, place: int) -> float:
    """Return the share of the visits that did so many steps and did the next one, too."""
    here = visits.filter(pl.col("steps") >= place)
    return here.filter(pl.col("steps") > place).height / here.height


def test_the_same_declaration_gives_the_same_clicks() -> None:
    small = Clicks(customers=200, seed=3)
    assert simulate_clicks(small) == simulate_clicks(small)
    assert simulate_clicks(small) != simulate_clicks(replace(small, seed=4))


def test_events_and_customers_have_canonical_columns(broken: Clicked) -> None:
    for name, table in (("event", broken.events), ("customer", broken.customers)):
        assert set(table.column_names) <= {column.name for column in TABLES[name].columns}
    assert broken.events["occurred_at"].type == pa.timestamp("us")
    assert set(broken.customers["acquisition_channel"].to_pylist()) == set(CHANNELS)


def test_steps_come_in_their_order_within_a_visit(broken: Clicked) -> None:
    steps = _frame(broken.events).filter(pl.col("name").is_in(list(STEPS))).sort("session_id", "occurred_at")
    place = pl.col("name").replace_strict({name: at for at, name in enumerate(STEPS)}, return_dtype=pl.Int64)
    visits = steps.with_columns(place=place).group_by("session_id", maintain_order=True).agg(pl.col("place"))
    assert all(places == list(range(len(places))) for places in visits["place"].to_list())


def test_where_nothing_is_broken_visitors_go_on_as_declared() -> None:
    visits = _reached(simulate_clicks(WHOLE))
    for place, chance in enumerate(list(STEPS.values())[1:], start=1):
        assert _goes_on(visits, place) == pytest.approx(chance, abs=0.02)


def test_the_fault_is_where_and_when_it_was_planted(broken: Clicked) -> None:
    visits, place = _reached(broken), list(STEPS).index("payment")
    late = pl.col("day") >= BROKEN.since
    hit = visits.filter(late & (pl.col("device") == "phone"))
    assert _goes_on(hit, place) == pytest.approx(STEPS["payment"] * (1 - BROKEN.damage), abs=0.04)
    for spared in (~late, late & (pl.col("device") == "desktop")):
        assert _goes_on(visits.filter(spared), place) == pytest.approx(STEPS["payment"], abs=0.05)
    assert _goes_on(hit, place - 1) == pytest.approx(STEPS["delivery"], abs=0.04)


def test_who_met_the_fault_leaves_more_often_and_writes_nothing_afterwards(broken: Clicked) -> None:
    truth = _frame(broken.truth)
    left = truth.group_by(pl.col("broken") > 0).agg(pl.col("left").mean()).sort("broken")["left"].to_list()
    assert left[1] > left[0] + 0.1
    last = _frame(broken.events).group_by("customer_id").agg(last=pl.col("occurred_at").max())
    gone = truth.filter("left").join(last, on="customer_id")
    assert gone.height > 500
    assert (gone["last"] - gone["left_at"]).max() < timedelta(minutes=20)


def test_errors_are_rare_where_nothing_is_broken(broken: Clicked) -> None:
    shares = [(_frame(one.events)["name"] == ERROR).mean() for one in (simulate_clicks(WHOLE), broken)]
    assert shares[0] is not None
    assert shares[1] is not None
    assert 0 < shares[0] < 0.01 < shares[1] * 2


def test_without_a_fault_nobody_met_it() -> None:
    truth = _frame(simulate_clicks(WHOLE).truth)
    assert truth["broken"].sum() == 0
    assert set(truth["device"].unique()) == set(DEVICES)
