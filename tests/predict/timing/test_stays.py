"""Stays as durations: what the data could see, and what they must not tell."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.timing import Stays, kaplan_meier
from tests.predict.timing.stays import AS_OF, CONTRACT, TERM, ago, contracts_of, living_by, of_contracts, stay_table


def durations(engine: Engine, stays: Stays) -> pl.DataFrame:
    return engine.polars(stays.durations(engine)[0]).sort("customer_id")


def hazard(rows: pl.DataFrame) -> float:
    """Return who left over the days that customers were watched."""
    return float(rows["ended"].sum() / (rows["days"] - rows["entry"]).sum())


def test_who_is_still_there_was_seen_until_the_last_day_and_who_left_until_the_loss_was_known(engine: Engine) -> None:
    stays = Stays(engine.table(stay_table(("a", 100, 20), ("b", 60, None), ("c", 90, 30))), AS_OF)
    rows = durations(engine, stays)
    assert rows["days"].to_list() == [80, 60, 60]
    assert rows["ended"].to_list() == [True, False, True]
    assert rows["watched"].to_list() == [100, 60, 90]
    assert set(engine.polars(stays.living()).rows()) == {("b", 0, 60)}


def test_of_contracts_nobody_is_watched_before_the_first_loss_that_is_known(engine: Engine) -> None:
    """The first loss was 50 days ago: a contract of 300 days counts from its 250th on, one of 40 from its first."""
    stays = of_contracts(engine, stay_table(("a", 300, None), ("b", 80, 50), ("c", 40, None), ("d", 200, 10)))
    found, since = stays.durations(engine)
    rows = engine.polars(found).sort("customer_id")
    assert since == ago(50)
    assert rows["customer_id"].to_list() == ["a", "c", "d"]
    assert rows["entry"].to_list() == [250, 0, 150]
    assert rows["days"].to_list() == [300, 40, 190]


def test_records_that_begin_with_who_was_still_there_do_not_make_customers_stay_longer(engine: Engine) -> None:
    """The truth is 1 in 300 a day. Of ten years of contracts the records hold those that ran in the last one."""
    whole = living_by(1 / 300, 30_000, 3650, seed=2)
    kept = whole.filter(pl.col("lost_on").is_null() | (pl.col("lost_on") > ago(365)))
    rows = durations(engine, of_contracts(engine, kept))
    assert hazard(rows) == pytest.approx(1 / 300, rel=0.06)
    naive = rows.with_columns(entry=pl.lit(0))
    assert hazard(naive) < 0.6 / 300, "the trap is there"
    (curve,) = kaplan_meier(rows).curves
    assert curve.at(np.array([300.0]))[0] == pytest.approx((1 - 1 / 300) ** 300, abs=0.03)


def test_whole_records_lose_next_to_nothing_by_it(engine: Engine) -> None:
    rows = durations(engine, of_contracts(engine, living_by(1 / 300, 3_000, 1200, seed=4)))
    assert hazard(rows) == pytest.approx(1 / 300, rel=0.08)
    assert rows.height > 2_980


def test_first_purchases_of_old_customers_do_not_count_as_beginnings(engine: Engine) -> None:
    """No loss is known in the first 60 days, and who bought in them may have bought before."""
    stays = Stays(engine.table(stay_table(("old", 400, None), ("new", 339, 100), ("edge", 340, None))), AS_OF, 60)
    found, since = stays.durations(engine)
    assert since == ago(340)
    assert set(engine.polars(found)["customer_id"]) == {"new", "edge"}
    assert set(engine.polars(stays.living())["customer_id"]) == {"old", "edge"}


def test_the_first_bills_of_a_ledger_are_no_beginnings_by_the_period_of_each(engine: Engine) -> None:
    """The ledger is 400 days old: a bill of 31 days begins a stay after 38 of them, one of a year not before 373."""
    rows = [("first", 400, 31), ("month", 361, 31), ("soon", 363, 31), ("year", 100, 366), ("later", 27, 366)]
    stay = stay_table(*((who, began, None) for who, began, _ in rows), ("went", 250, 20), ("gone", 300, 10))
    contract = pl.DataFrame(
        [(who, 1, "p", ago(began), ago(began) + timedelta(days=covers), None) for who, began, covers in rows],
        schema=CONTRACT,
        orient="row",
    )
    stays = Stays(engine.table(stay), AS_OF, 0, engine.table(contract), billed=True, grace=7)
    assert set(engine.polars(stays.durations(engine)[0])["customer_id"]) == {"month", "later", "gone"}
    told = Stays(engine.table(stay), AS_OF, 0, engine.table(contract), billed=False, grace=7)
    assert set(engine.polars(told.durations(engine)[0])["customer_id"]) >= {"first", "soon", "year"}


def test_an_expiry_that_is_written_once_a_contract_has_ended_tells_no_term(engine: Engine) -> None:
    """It would tell who left: many systems have one row a contract, and fill in its last day when it is over."""
    stay = stay_table(("a", 300, 100), ("b", 200, None), ("c", 150, 50))
    after = engine.polars(of_contracts(engine, stay)._lasting())
    assert set(after["term"]) == {0}
    agreed = engine.polars(of_contracts(engine, stay, term=365)._lasting())
    assert set(agreed["term"]) == {12}


@pytest.mark.parametrize(("days", "term"), [(365, 12), (366, 12), (31, 1), (28, 1), (91, 3), (7, -7), (0, 0)])
def test_terms_are_told_apart_by_months_and_short_ones_by_days(engine: Engine, days: int, term: int) -> None:
    stay = stay_table(("a", 300, None), ("b", 300, 50))
    contract, _ = contracts_of(stay)
    terms = pl.DataFrame([("a", ago(300), ago(300) + timedelta(days=days), ago(300))], schema=TERM, orient="row")
    stays = Stays(engine.table(stay), AS_OF, 0, engine.table(contract), False, 7, engine.table(terms))
    assert dict(engine.polars(stays._lasting()).select("customer_id", "term").rows()) == {"a": term, "b": 0}


def test_who_began_a_second_stay_counts_twice_and_is_there_once(engine: Engine) -> None:
    stay = stay_table(("a", 400, 200), ("b", 300, 20)).vstack(
        pl.DataFrame([("a", 2, ago(100), None)], schema=stay_table().schema, orient="row")
    )
    stays = Stays(engine.table(stay), AS_OF)
    assert durations(engine, stays).height == 3
    assert engine.polars(stays.living()).rows() == [("a", 0, 100)]


@pytest.mark.parametrize("rows", [[], [("a", 10, None)]])
def test_where_nobody_was_lost_there_is_nothing_to_learn_from(
    engine: Engine, rows: list[tuple[str, int, int | None]]
) -> None:
    found, since = Stays(engine.table(stay_table(*rows)), AS_OF).durations(engine)
    assert since is None
    assert engine.count(found) == 0
