"""Series: one value a whole period, zeros where nothing happened, groups that add up, the small ones together."""

from datetime import date

import polars as pl
import pytest

from liuke.clock import Grain
from liuke.engine import Engine
from liuke.errors import DataError
from liuke.predict.demand.series import OTHERS, Series, gather, whole_periods

FIRST, LAST = date(2026, 1, 1), date(2026, 2, 3)


def series(engine: Engine, rows: list[tuple[date, float, str | None]], grain: Grain = "week", most: int = 30) -> Series:
    table = engine.table(pl.DataFrame(rows, schema=["day", "amount", "shop"], orient="row"), "rows")
    return gather(table, engine.polars, grain, (FIRST, LAST), ["shop"], most)


ROWS = [
    (date(2026, 1, 2), 50.0, "a"),
    (date(2026, 1, 5), 1.0, "a"),
    (date(2026, 1, 11), 2.0, "b"),
    (date(2026, 1, 11), 2.0, "b"),
    (date(2026, 1, 26), 4.0, None),
    (date(2026, 2, 1), -6.0, "a"),
    (date(2026, 2, 2), 99.0, "a"),
]


def test_only_whole_periods_count() -> None:
    assert [str(one) for one in whole_periods(FIRST, LAST, "week")] == [
        "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26",
    ]  # fmt: skip
    assert whole_periods(FIRST, LAST, "month") == (date(2026, 1, 1),)
    assert whole_periods(FIRST, date(2026, 1, 30), "month") == ()
    assert len(whole_periods(FIRST, LAST, "day")) == 34


def test_gaps_are_zeros_duplicates_add_up_and_sums_may_be_negative(engine: Engine) -> None:
    found = series(engine, ROWS)
    assert found.paths == ((), ("a",), ("b",), ("–",))
    assert found.values.tolist() == [[5, 0, 0, -2], [1, 0, 0, -6], [4, 0, 0, 0], [0, 0, 0, 4]]
    assert [str(one) for one in found.ahead(2)] == ["2026-02-02", "2026-02-09"]


def test_small_groups_are_taken_together_and_nothing_is_lost(engine: Engine) -> None:
    found = series(engine, ROWS, most=1)
    assert found.paths == ((), ("a",), (OTHERS,))
    assert found.values[1:].sum(axis=0).tolist() == found.values[0].tolist()


def test_levels_nest_and_each_one_adds_up(engine: Engine) -> None:
    rows = [(date(2026, 1, 5 + place), 1.0 + place, ("x", "y")[place % 2], f"p{place}") for place in range(6)]
    table = engine.table(pl.DataFrame(rows, schema=["day", "amount", "kind", "product"], orient="row"), "rows")
    found = gather(table, engine.polars, "week", (FIRST, LAST), ["kind", "product"], most=4)
    assert [len(path) for path in found.paths] == [0, 1, 1, 2, 2, 2, 2, 2, 2]
    assert {path[-1] for path in found.paths if len(path) == 2} == {"p2", "p3", "p4", "p5", OTHERS}
    for depth in (1, 2):
        level = [place for place, path in enumerate(found.paths) if len(path) == depth]
        assert found.values[level].sum(axis=0).tolist() == found.values[0].tolist()


def test_without_a_whole_period_it_is_refused(engine: Engine) -> None:
    table = engine.table(pl.DataFrame(ROWS, schema=["day", "amount", "shop"], orient="row"), "rows")
    with pytest.raises(DataError) as refused:
        gather(table, engine.polars, "month", (date(2026, 1, 2), date(2026, 1, 30)))
    assert refused.value.code == "demand.short"
