"""Retention of a handful of customers, each number worked out by hand."""

from datetime import date
from typing import Any

import pytest

from liuke.engine import Engine
from liuke.measure import Matrix, RetentionQuestion, order_retention, retention_matrix
from liuke.measure.intervals import ratio, wilson
from tests.measure.miniatures.shop import shop
from tests.measure.retention.acts import acts, days

# Weeks begin on Mondays: 1, 8 and 15 January 2024.
BOUGHT = (
    ("ann", "2024-01-01 10:00"),
    ("ann", "2024-01-03 09:00"),
    ("ann", "2024-01-09 12:00"),
    ("bo", "2024-01-02 15:00"),
    ("bo", "2024-01-08 10:00"),
    ("cy", "2024-01-09 08:00"),
)


def _weeks(engine: Engine, day: int = 17, **asked: Any) -> Matrix:
    return retention_matrix(RetentionQuestion("week", **asked), engine, acts(engine, *BOUGHT), last=date(2024, 1, day))


def _told(matrix: Matrix) -> list[list[tuple[int, int, bool]]]:
    """Return numerator, denominator and partial of every cell."""
    return [
        [(cell["numerator"], cell["denominator"], cell["partial"]) for cell in row["cells"]] for row in matrix.rows()
    ]


NOT_YET = (0, 0, True)


def test_calendar_first_on(engine: Engine) -> None:
    matrix = _weeks(engine)
    assert [(row["cohort"], row["size"]) for row in matrix.rows()] == [
        ("2024-01-01", 2), ("2024-01-08", 1), ("2024-01-15", 0),
    ]  # fmt: skip
    assert _told(matrix) == [[(2, 2, False), (2, 2, False), NOT_YET], [(1, 1, False), NOT_YET], [NOT_YET]]


def test_calendar_first_on_or_after(engine: Engine) -> None:
    matrix = _weeks(engine, 28, returning="on_or_after")
    assert _told(matrix)[0] == [(2, 2, False), (2, 2, False), (0, 2, False), (0, 2, False)]


def test_calendar_recurring_on(engine: Engine) -> None:
    """All of the first week come again in the second, whose cohort they are in too."""
    matrix = _weeks(engine, entry="recurring")
    assert [row["size"] for row in matrix.rows()] == [2, 3, 0]
    assert _told(matrix)[:2] == [[(2, 2, False), (2, 2, False), NOT_YET], [(3, 3, False), NOT_YET]]


def test_rolling_first_on(engine: Engine) -> None:
    """From 1 January 10:00, 9 January is week 1; from 2 January 15:00, 8 January is still week 0."""
    assert _told(_weeks(engine, windows="rolling")) == [
        [(2, 2, False), (1, 2, False), NOT_YET], [(1, 1, False), NOT_YET], [NOT_YET],
    ]  # fmt: skip


def test_rolling_recurring_runs_from_the_first_start_of_the_period(engine: Engine) -> None:
    """9 January is more than a week after ann's first purchase of the week before, but not after her second."""
    matrix = _weeks(engine, 28, windows="rolling", entry="recurring")
    assert [row["size"] for row in matrix.rows()] == [2, 3, 0, 0]
    assert _told(matrix)[0][:2] == [(2, 2, False), (1, 2, False)]
    assert _told(matrix)[1][:2] == [(3, 3, False), (0, 3, False)]


def test_rolling_first_on_or_after(engine: Engine) -> None:
    assert _told(_weeks(engine, windows="rolling", returning="on_or_after"))[0] == [
        (2, 2, False), (1, 2, False), NOT_YET,
    ]  # fmt: skip


def test_a_cell_that_is_over_for_some_is_empty_but_counts_in_the_average(engine: Engine) -> None:
    """At the end of 15 January the second week is over for ann and not for bo, who is not in its denominator."""
    matrix = _weeks(engine, 15, windows="rolling")
    cell = matrix.rows()[0]["cells"][1]
    assert (cell["numerator"], cell["denominator"], cell["value"], cell["partial"]) == (1, 1, None, True)
    assert [(one["numerator"], one["denominator"], one["value"]) for one in matrix.average] == [(2, 2, 1), (1, 1, 1)]


def test_a_partial_cell_says_what_has_come_so_far(engine: Engine) -> None:
    cell = _weeks(engine, 10).rows()[0]["cells"][1]
    assert (cell["so_far"], cell["numerator"], cell["denominator"], cell["value"]) == (2, 0, 0, None)


def test_a_cohort_that_others_may_still_join_is_partial(engine: Engine) -> None:
    """A rolling month is 30 days and January 31: on the 30th, whoever came on the 1st is through the first bucket."""
    came = days(engine, ("ann", "2024-01-01"))
    question = RetentionQuestion("month", windows="rolling")
    for day, value in ((30, None), (31, 1.0)):
        cell = retention_matrix(question, engine, came, last=date(2024, 1, day)).rows()[0]["cells"][0]
        assert (cell["numerator"], cell["denominator"], cell["value"]) == (1, 1, value)


def test_every_cell_has_the_interval_of_its_share(engine: Engine) -> None:
    matrix = _weeks(engine, windows="rolling")
    cell, average = matrix.rows()[0]["cells"][1], matrix.average[0]
    assert (cell["low"], cell["high"]) == wilson(1, 2)
    assert (average["low"], average["high"]) == wilson(3, 3)


def test_an_average_of_customers_who_are_in_several_cohorts_has_no_interval(engine: Engine) -> None:
    matrix = _weeks(engine, entry="recurring")
    assert {(cell["low"], cell["high"]) for cell in matrix.average} == {(None, None)}
    assert matrix.rows()[0]["cells"][0]["low"] == wilson(2, 2)[0]


@pytest.mark.parametrize(
    ("back", "counted"),
    [("2024-01-01 10:00", 0), ("2024-01-01 20:00", 1), ("2024-01-01 20:01", 1), ("2023-12-30 09:00", 0)],
)
@pytest.mark.parametrize("asked", [{}, {"windows": "rolling"}, {"entry": "recurring"}, {"returning": "on_or_after"}])
def test_bucket_0_has_only_returns_from_the_start_on(
    engine: Engine, back: str, counted: int, asked: dict[str, Any]
) -> None:
    starts, returns = acts(engine, ("ann", "2024-01-01 20:00")), acts(engine, ("ann", back))
    matrix = retention_matrix(RetentionQuestion("day", **asked), engine, starts, returns, last=date(2024, 1, 3))
    assert matrix.rows()[0]["cells"][0]["numerator"] == counted
    assert matrix.rows()[0]["cells"][0]["denominator"] == 1


def test_who_never_started_is_nowhere(engine: Engine) -> None:
    starts, returns = acts(engine, ("ann", "2024-01-01")), acts(engine, ("bo", "2024-01-01"))
    matrix = retention_matrix(RetentionQuestion("day"), engine, starts, returns, last=date(2024, 1, 2))
    assert [(cell["numerator"], cell["denominator"]) for cell in matrix.average] == [(0, 1), (0, 1)]


def test_the_zone_decides_the_day(engine: Engine) -> None:
    came = acts(engine, ("ann", "2024-01-01 15:00"), ("ann", "2024-01-01 17:00"))
    for zone, cells in (("UTC", [1, 0]), ("Asia/Shanghai", [1, 1])):
        matrix = retention_matrix(RetentionQuestion("day"), engine, came, zone=zone, last=date(2024, 1, 2))
        assert [cell["so_far"] for cell in matrix.rows()[0]["cells"]] == cells


def test_what_is_not_known_yet_is_left_out(engine: Engine) -> None:
    matrix = _weeks(engine, 8)
    assert [row["size"] for row in matrix.rows()] == [2, 0]
    assert [cell["so_far"] for cell in matrix.rows()[0]["cells"]] == [2, 1]


def test_days_are_enough_for_rolling_windows(engine: Engine) -> None:
    came = days(engine, ("ann", "2024-01-01"), ("ann", "2024-01-08"), ("bo", "2024-01-01"), ("bo", "2024-01-07"))
    matrix = retention_matrix(RetentionQuestion("week", windows="rolling"), engine, came, last=date(2024, 1, 14))
    assert _told(matrix)[0] == [(2, 2, False), (1, 2, False)]


@pytest.mark.parametrize("windows", ["calendar", "rolling"])
def test_long_histories_take_more_than_one_number(engine: Engine, windows: str) -> None:
    back = [0, 1, 62, 63, 64, 125, 126, 127]
    came = [("ann", f"{date.fromordinal(date(2024, 1, 1).toordinal() + day)} 09:00") for day in back]
    question = RetentionQuestion("day", windows=windows)
    matrix = retention_matrix(question, engine, acts(engine, *came), last=date(2024, 6, 1))
    assert [cell["k"] for cell in matrix.rows()[0]["cells"] if cell["numerator"]] == back


def test_without_a_start_there_is_nothing(engine: Engine) -> None:
    for asked in ({}, {"windows": "rolling"}, {"returning": "on_or_after"}, {"of": "net"}):
        matrix = retention_matrix(RetentionQuestion(**asked), engine, acts(engine), last=date(2024, 1, 2))
        assert (matrix.rows(), matrix.average) == ([], [])


PAID = (
    ("ann", "2024-01-05", 60), ("ann", "2024-01-20", 40), ("ann", "2024-02-05", 150), ("ann", "2024-03-05", 50),
    ("bo", "2024-01-07", 200), ("bo", "2024-02-07", 100), ("bo", "2024-03-07", -30),
    ("cy", "2024-02-01", 70), ("cy", "2024-03-31", 70),
)  # fmt: skip


def _months(engine: Engine, of: str, *more: tuple[str, str, int], day: date = date(2024, 3, 31)) -> Matrix:
    return retention_matrix(RetentionQuestion(of=of), engine, acts(engine, *PAID, *more), last=day)


def test_net_revenue_retention_lets_growth_make_up_for_loss(engine: Engine) -> None:
    matrix = _months(engine, "net")
    assert [(cell["numerator"], cell["denominator"]) for cell in matrix.rows()[0]["cells"]] == [
        (300, 300), (250, 300), (20, 300),
    ]  # fmt: skip
    assert [(cell["numerator"], cell["denominator"]) for cell in matrix.average] == [(370, 370), (320, 370), (20, 300)]
    assert matrix.average[1]["value"] == pytest.approx(320 / 370)
    assert [row["size"] for row in matrix.rows()] == [2, 1, 0]


def test_gross_revenue_retention_counts_nobody_above_their_base(engine: Engine) -> None:
    """In February ann counts with 100 of her 150, in March bo's returned goods count as nothing."""
    cells = _months(engine, "gross").rows()[0]["cells"]
    assert [(cell["numerator"], cell["denominator"]) for cell in cells] == [(300, 300), (200, 300), (50, 300)]


def test_who_brought_nothing_at_first_has_nothing_to_retain(engine: Engine) -> None:
    more = (("dee", "2024-01-09", 20), ("dee", "2024-01-19", -30), ("dee", "2024-02-09", 500))
    net, gross = (_months(engine, of, *more).rows()[0]["cells"] for of in ("net", "gross"))
    assert [(cell["numerator"], cell["denominator"]) for cell in net[:2]] == [(290, 290), (750, 290)]
    assert [(cell["numerator"], cell["denominator"]) for cell in gross[:2]] == [(300, 300), (200, 300)]


def test_money_has_the_interval_of_a_ratio_over_customers(engine: Engine) -> None:
    cell = _months(engine, "net").rows()[0]["cells"][1]
    squares = (150.0**2 + 100.0**2, 100.0**2 + 200.0**2, 150.0 * 100 + 100.0 * 200)
    assert (cell["low"], cell["high"]) == pytest.approx(ratio(250, 300, squares, 2))
    assert (_months(engine, "net").rows()[1]["cells"][1]["low"]) is None, "one customer has no spread"


def test_a_base_that_is_not_positive_has_no_rate(engine: Engine) -> None:
    lost = acts(engine, ("ann", "2024-01-05", -10), ("ann", "2024-02-05", 50))
    for of in ("net", "gross"):
        matrix = retention_matrix(RetentionQuestion(of=of), engine, lost, last=date(2024, 2, 29))
        assert {cell["value"] for cell in matrix.rows()[0]["cells"]} == {None}


def test_immature_money_is_empty(engine: Engine) -> None:
    cells = _months(engine, "net", day=date(2024, 3, 30)).rows()[0]["cells"]
    assert [(cell["so_far"], cell["value"], cell["partial"]) for cell in cells[1:]] == [
        (250, pytest.approx(250 / 300), False), (20, None, True),
    ]  # fmt: skip


def test_a_run_s_purchases_start_and_return(engine: Engine) -> None:
    """The shop of five by month: January has ann, bo and cy; dee's returned goods are taken off what she brought."""
    inputs = shop(engine)
    matrix = order_retention(inputs, RetentionQuestion())
    assert _told(matrix)[0] == [(3, 3, False), (2, 3, False), (2, 3, False), (1, 3, False)]
    net = order_retention(inputs, RetentionQuestion(of="net"))
    assert [(cell["numerator"], cell["denominator"]) for cell in net.rows()[0]["cells"]] == [
        (330, 330), (110, 330), (190, 330), (40, 330),
    ]  # fmt: skip
    assert net.rows()[2]["cells"][0]["numerator"] == 160
    rolling = order_retention(inputs, RetentionQuestion(windows="rolling"))
    assert _told(rolling)[0][:2] == [(3, 3, False), (1, 3, False)]


@pytest.mark.parametrize("returning", ["on", "on_or_after"])
@pytest.mark.parametrize("entry", ["first", "recurring"])
@pytest.mark.parametrize(
    ("windows", "floor"), [("calendar", "none"), ("rolling", "none"), ("rolling", "hour"), ("rolling", "day")]
)
def test_what_came_just_before_the_start_is_no_return(
    engine: Engine, windows: Any, floor: Any, entry: Any, returning: Any
) -> None:
    """Both start at 10:45. Ann came at 10:10, in the same hour and day, and not again; bo came at 10:50."""
    question = RetentionQuestion("day", returning, windows, entry, floor)
    starts = acts(engine, ("ann", "2024-01-01 10:45"), ("bo", "2024-01-01 10:45"))
    returns = acts(engine, ("ann", "2024-01-01 10:10"), ("bo", "2024-01-01 10:50"))
    matrix = retention_matrix(question, engine, starts, returns, last=date(2024, 1, 3))
    assert (matrix.rows()[0]["size"], matrix.rows()[0]["cells"][0]["so_far"]) == (2, 1)
