"""Intervals against published values and against the formula worked by hand."""

import pytest

from liuke.measure.intervals import ratio, wilson
from liuke.measure.statistic import Pooled, PooledPart


@pytest.mark.parametrize(
    ("cases", "of", "low", "high"),
    [
        (10, 100, 0.0552, 0.1744),
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_the_published_interval(cases: int, of: int, low: float, high: float) -> None:
    assert wilson(cases, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_stays_within_bounds_and_mirrors() -> None:
    assert wilson(20, 20) == (pytest.approx(1 - 0.1611, abs=5e-5), 1.0)
    assert wilson(0, 0) == (None, None)


def test_a_mean_has_the_normal_interval() -> None:
    """Of 2, 4, 9: mean 5, variance 13, standard error √(13 / 3)."""
    low, high = ratio(15, 3, (101, 3, 15), 3)
    assert low is not None
    assert high is not None
    assert (low, high) == (pytest.approx(5 - 1.959964 * (13 / 3) ** 0.5), pytest.approx(5 + 1.959964 * (13 / 3) ** 0.5))


def test_a_ratio_in_which_all_agree_is_certain() -> None:
    """Every customer has y = 3x: (1, 3), (2, 6), (5, 15)."""
    low, high = ratio(24, 8, (270, 30, 90), 3)
    assert (low, high) == (pytest.approx(3), pytest.approx(3))


def test_a_ratio_has_the_delta_interval() -> None:
    """(x, y) of (1, 2), (2, 2), (1, 4): R = 2, residuals 0, −2, 2; s² = 8 / 2 = 4; half = 1.96 √(4·3) / 4."""
    low, high = ratio(8, 4, (24, 6, 10), 3)
    half = 1.959964 * 12**0.5 / 4
    assert (low, high) == (pytest.approx(2 - half), pytest.approx(2 + half))


@pytest.mark.parametrize(("total", "of", "count"), [(5, 1, 1), (5, 0, 3)])
def test_one_customer_or_nothing_below_the_line_has_no_interval(total: float, of: float, count: int) -> None:
    assert ratio(total, of, (1, 1, 1), count) == (None, None)


def test_a_part_of_a_whole_is_bounded_by_it() -> None:
    """Nobody keeps more than all of what they paid: an upper end of 102 % says what cannot be."""
    found = {"numerator": 99.0, "denominator": 100.0, "yy": 1001.0, "xx": 1000.0, "xy": 980.0, "n": 12}
    picks = (lambda t: t, lambda t: t, (lambda t: t,) * 3, lambda t: t)
    whole, part = Pooled(*picks).read(found), PooledPart(*picks).read(found)
    assert whole.interval[1] > 1
    assert part.interval == (whole.interval[0], 1.0)
    assert part.value == whole.value


def test_what_rounding_leaves_of_equal_customers_is_no_spread() -> None:
    """Three customers who each kept all of 52.33, summed in two orders: the interval is a point in both."""
    squares = 3 * 52.326666666666664**2
    for noise in (0.0, 1e-12, -1e-12):
        assert ratio(156.98, 156.98, (squares + noise, squares, squares), 3) == (1.0, 1.0)
    low, high = ratio(300, 300, (30_002, 30_002, 29_998), 3)
    assert low is not None
    assert high is not None
    assert low < 1 < high
