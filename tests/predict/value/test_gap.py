"""Why a hold-out went as it did: parts by hand, and words that fit the side and the size."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from liuke.predict.value import holdout
from liuke.predict.value.gap import Gap, gap, told
from liuke.predict.value.holdout import Forecast, HoldOut
from liuke.predict.value.intervals import Total
from tests.predict.value.shops import START
from tests.predict.value.test_holdout import held_of

HELD = held_of((0, 0, 20, 3), (2, 5, 20, 1), (5, 9, 20, 0), (9, 9, 20, 6))
SAID = Forecast(np.array([1.0, 2, 2, 1]), np.zeros(4), np.zeros(4))


def by_week(held: HoldOut, *rows: tuple[int, float, float]) -> list[dict[str, object]]:
    """Return tracking rows from (weeks after the hold-out's start, came, expected)."""
    return [
        {
            "week": (held.until + timedelta(weeks=week)).isoformat(),
            "actual": came,
            "expected": thought,
            "held_out": week > 0,
        }
        for week, came, thought in rows
    ]


def test_the_difference_is_divided_by_what_customers_did_before_and_when_they_came() -> None:
    """+2 of who never came back, −1 of one with two repeats, +3 of those with more; all came on one day."""
    found = gap(SAID, HELD, by_week(HELD, (0, 10, 10), (5, 14, 12), (10, 20, 17)))
    assert (found.total, found.by_group) == (4, (2, -1, 3))
    assert (found.day, found.after) == (START, 0)
    assert found.halves == (2, 1)


def test_half_of_the_customers_came_after_the_day() -> None:
    frame = HELD.known.with_columns(first_on=pl.Series([START + timedelta(days=day) for day in (0, 5, 7, 9)]))
    found = gap(SAID, HoldOut(frame, HELD.until, HELD.as_of, HELD.daily), [])
    assert found.day == START + timedelta(days=7)
    assert found.after == 5
    assert found.halves is None


def test_chance_is_named_where_it_suffices() -> None:
    said = told(gap(SAID, HELD, []), Total(6.0, 5.0, 7.0, 2.0, 11.0), HELD)
    assert said.en == (
        "In the 10 held-out weeks 10 repeat purchases came and 6 were expected: within the 2 to 11 that the doubt "
        "about the parameters and chance allow."
    )
    assert "2–11 次之内" in said.zh


@pytest.mark.parametrize(("sign", "en", "zh"), [(1, "too few expected", "少估"), (-1, "too many expected", "多估")])
def test_beyond_chance_the_largest_part_is_named_on_either_side(sign: int, en: str, zh: str) -> None:
    found = Gap(sign * 40.0, (sign * -5.0, sign * 30.0, sign * 15.0), START, sign * 38.0, (sign * 9.0, sign * 31.0))
    said = told(found, Total(6.0, 5.0, 7.0, 4.0, 8.0), HELD)
    assert f"Of 40 {en}, 30 are of customers with one or two repeat purchases before, and 38 of those" in said.en
    assert said.en.endswith("grew by 9 in the first half of that time and by 31 in the second.")
    assert f"在{zh}的 40 次中，30 次来自此前复购一两次的客户" in said.zh
    short = told(Gap(*found.__getstate__()[:4], None), Total(6.0, 5.0, 7.0, 4.0, 8.0), HELD)
    assert said.en.startswith(short.en)
    assert "proportion" not in said.en


def test_what_goes_the_other_way_has_a_minus_sign() -> None:
    found = Gap(40.0, (-5.0, 30.0, 15.0), START, -1468.0, (-0.2, 41.0))
    said = told(found, Total(6.0, 5.0, 7.0, 4.0, 8.0), HELD)
    assert "and \N{MINUS SIGN}1,468 of those" in said.en
    assert "\N{MINUS SIGN}1,468 次来自" in said.zh
    assert "grew by 0 in the first half" in said.en
    assert "-" not in said.zh.replace(found.day.isoformat(), "")


def test_where_some_are_judged_the_curve_of_all_is_told_in_their_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of four customers are judged: the gap of +2 and +1 along the curve of all is half of that among them."""
    monkeypatch.setattr(holdout, "JUDGED", 2)
    judged = Forecast(np.array([1.0, 1]), np.zeros(2), np.zeros(2))
    found = gap(judged, HELD, by_week(HELD, (0, 10, 10), (5, 14, 12), (10, 20, 17)))
    assert found.halves == (1, 0.5)
    said = told(found, Total(1.0, 1.0, 1.0, 0.5, 1.5), HELD)
    assert (
        "Along the curve of all customers, in proportion to the 2 of 4 who are judged, the gap grew by 1 in" in said.en
    )
    assert "从全体客户的累计曲线看（按所评判的 2 / 4 位客户折算），差距" in said.zh
