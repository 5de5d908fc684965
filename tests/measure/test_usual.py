"""What is usual: the natural limits of a series, its season, and what a metric can be at all."""

import pytest

from liuke.measure import METRICS
from liuke.measure.change import possible, usual

FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""NIST/SEMATECH e-Handbook of Statistical Methods, §6.3.2.2: ten flow rates."""


def test_limits_are_those_of_an_individuals_chart() -> None:
    """The handbook's limits are 45.8159 and 55.8041, with 3 / 1.128 = 2.6596 where Wheeler has 2.66."""
    found = usual([*FLOW, 0.0])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(45.8159, abs=1e-3), pytest.approx(55.8041, abs=1e-3))
    assert (found.seasonal, found.periods) == (False, 10)


def test_limits_by_hand() -> None:
    """Of 10, 12, 11, 13, 12, 14: mean 12, moving ranges 2, 1, 2, 1, 2 with mean 1.6; 12 ± 2.66 · 1.6."""
    found = usual([10, 12, 11, 13, 12, 14, 99])
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(7.744), pytest.approx(16.256))
    assert found.holds(16.25)
    assert not found.holds(16.26)


def test_what_is_judged_is_no_part_of_what_is_usual() -> None:
    assert usual([*FLOW, 0.0]) == usual([*FLOW, 1e9])


@pytest.mark.parametrize("values", [[], [1.0] * 5, [1.0, None, 1.0, None, 1.0, None, 1.0, 1.0]])
def test_fewer_than_six_values_before_say_nothing_of_what_is_usual(values: list[float | None]) -> None:
    assert usual([*values, 1.0]) is None


def test_only_the_last_year_counts_where_there_are_not_two() -> None:
    assert usual([1000.0] * 8 + FLOW + [50.0, 51.0] + [0.0]) == usual([*FLOW, 50.0, 51.0, 0.0])


def _years(n: int, growth: float = 0.0) -> list[float]:
    """Return so many months of a business that sells four times as much in December."""
    return [(400.0 if month % 12 == 11 else 100.0) + growth * month for month in range(n)]


def test_a_season_is_no_surprise_once_two_years_are_known() -> None:
    """December of the third year, 25 months and more: the same as in the two years before."""
    december = _years(36)
    found = usual(december)
    assert found is not None
    assert (found.seasonal, found.low, found.high) == (True, 400, 400)
    growing = usual(_years(36, growth=1.0))
    assert growing is not None
    assert growing.holds(_years(36, growth=1.0)[-1])
    young = usual(_years(24))
    assert young is not None
    assert not young.seasonal
    assert not young.holds(400)


def test_a_season_needs_two_whole_years_before_the_month_that_is_judged() -> None:
    assert [bool(found and found.seasonal) for found in (usual(_years(24)), usual(_years(25)))] == [False, True]


@pytest.mark.parametrize(("season", "seasonal"), [(4, True), (52, False), (0, False)])
def test_a_year_has_as_many_periods_as_its_grain_says(season: int, seasonal: bool) -> None:
    found = usual(_years(36), season)
    assert found is not None
    assert found.seasonal is seasonal


@pytest.mark.parametrize(
    ("name", "values", "low", "high"),
    [
        ("churn_rate", [0.0, 0.3, 0.0, 0.3, 0.0, 0.3, 0.1], 0.0, None),
        ("repeat_rate", [1.0, 0.7, 1.0, 0.7, 1.0, 0.7, 0.9], None, 1.0),
        ("orders", [0.0, 90.0, 0.0, 90.0, 0.0, 90.0, 30.0], 0.0, None),
        ("revenue", [0.0, 90.0, 0.0, 90.0, 0.0, 90.0, 30.0], 0.0, None),
        ("revenue", [-1.0, 90.0, 0.0, 90.0, 0.0, 90.0, 30.0], None, None),
        ("net_shrinkage", [0.0, 0.3, 0.0, 0.3, 0.0, 0.3, 0.1], None, None),
        ("nps", [0.0, 30.0, 0.0, 30.0, 0.0, 30.0, 10.0], None, None),
    ],
)
def test_what_is_usual_is_possible(name: str, values: list[float], low: float | None, high: float | None) -> None:
    """A share is between 0 and 1, a count not below 0; what the base shrinks by is less than nothing as it grows."""
    free = usual(values)
    found = possible(free, METRICS[name], values)
    assert free is not None
    assert found is not None
    assert (found.low, found.high) == (free.low if low is None else low, free.high if high is None else high)
    assert free.low < 0 or free.high > 1
    assert found.holds(values[-1]) is free.holds(values[-1])
