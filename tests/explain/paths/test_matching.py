"""Matching: after it both groups have the same months and the same number of chances, whatever they had before."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.explain.paths.matching import MOST_A_LEAVER, Matched, best_ratio, match

MOMENT = ["customer_id", "cut", "day", "times"]


def matched(engine: Engine, leavers: list[tuple[object, ...]], stayers: list[tuple[object, ...]]) -> Matched:
    schema = {"customer_id": pl.String, "cut": pl.Int64, "day": pl.Date, "times": pl.Int64}
    tables = [engine.table(pl.DataFrame(rows, schema=schema, orient="row")) for rows in (leavers, stayers)]
    return match(engine, *tables)


def moment(who: str, month: int, times: int) -> tuple[object, ...]:
    return who, 10 * times + month, date(2026, month, 5), times


def test_a_stratum_without_stayers_has_no_leavers_either(engine: Engine) -> None:
    leavers = [moment(f"l{at}", 1 + at % 2, 1) for at in range(10)]
    stayers = [moment(f"s{at}", 1, 1) for at in range(5)]
    found = matched(engine, leavers, stayers)
    assert (found.leavers, found.stayers, found.ratio) == (5, 5, 1)
    assert (found.all_leavers, found.all_stayers) == (10, 5)
    assert {row["cut"] for row in engine.rows(found.moments)} == {11}


def test_each_stayer_gives_one_moment_drawn_where_leavers_are(engine: Engine) -> None:
    leavers = [moment(f"l{at}", 3, 2) for at in range(8)]
    stayers = [moment(f"s{at}", month, times) for at in range(30) for month in (1, 2, 3) for times in (1, 2, 3)]
    found = matched(engine, leavers, stayers)
    rows = engine.rows(found.moments)
    assert len({row["customer_id"] for row in rows}) == len(rows) == 8 + 24
    assert {row["cut"] for row in rows} == {23}
    assert found.ratio == 3


def test_more_than_enough_stayers_are_not_all_taken(engine: Engine) -> None:
    found = matched(engine, [moment("l", 1, 1)], [moment(f"s{at}", 1, 1) for at in range(50)])
    assert (found.leavers, found.stayers) == (1, MOST_A_LEAVER)


def test_nobody_is_matched_with_nobody(engine: Engine) -> None:
    found = matched(engine, [], [moment("s", 1, 1)])
    assert (found.leavers, found.stayers, found.all_leavers, found.all_stayers) == (0, 0, 0, 1)


@settings(max_examples=6, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9)), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3), st.integers(1, 9)), max_size=40, unique=True),
)
def test_strata_are_alike_and_the_order_of_rows_says_nothing(
    engine: Engine, left: list[tuple[int, int]], stayed: list[tuple[int, int, int]]
) -> None:
    leavers = [moment(f"l{at}", month, times) for at, (month, times) in enumerate(left)]
    stayers = [moment(f"s{who}", month, times) for who, month, times in stayed]
    found = matched(engine, leavers, stayers)
    again = matched(engine, leavers[::-1], stayers[::-1])
    order = ["left", "customer_id", "cut"]
    rows = engine.rows(found.moments.order_by(order))
    assert rows == engine.rows(again.moments.order_by(order))
    strata = pl.DataFrame(rows, schema={"left": pl.Boolean, "customer_id": pl.String, "cut": pl.Int64})
    both = strata.with_columns(times=(pl.col("cut") // 10), month=pl.col("cut") % 10)
    band = pl.when(pl.col("times") >= 8).then(8).when(pl.col("times") >= 5).then(5).otherwise(pl.col("times"))
    counts = both.group_by("month", band=band).agg(leavers=pl.col("left").sum(), stayers=(~pl.col("left")).sum())
    assert all(row["stayers"] == found.ratio * row["leavers"] for row in counts.to_dicts())


def test_the_ratio_makes_the_difference_as_sure_as_can_be() -> None:
    strata = pl.DataFrame({"month": [1, 2], "band": [1, 1], "leavers": [100, 10], "stayers": [150, 100]})
    ratio, kept = best_ratio(strata)
    worth = {m: m / (1 + m) * sum(min(n, c // m) for n, c in ((100, 150), (10, 100))) for m in range(1, 6)}
    assert ratio == max(worth, key=lambda m: worth[m]) == 2
    assert kept["stayers"].sum() == ratio * kept["leavers"].sum()
