"""Holidays of the moon: found where planted twice or more, a help where they move, not found where there are none."""

from datetime import date, timedelta

import numpy as np
import pytest

from liuke.clock import next_start
from liuke.language import Text
from liuke.predict.demand.holiday import calendar_of, effects, holidays_of
from liuke.predict.demand.judged import judge
from liuke.predict.demand.methods import NAIVE
from liuke.predict.demand.origins import plan_for

FIRST = date(2019, 1, 7)


def starts(length: int, days: int = 7) -> list[date]:
    return [FIRST + timedelta(days=days * at) for at in range(length)]


def calendar(length: int) -> tuple[list[tuple[Text, str]], np.ndarray]:
    weeks = starts(length)
    found = calendar_of("CN", weeks, next_start(weeks[-1], "week"))
    return list(found.names), found.days


SPRING = Text("Chinese New Year (Spring Festival)", "春节")


def row_of(names: list[tuple[Text, str]], part: str) -> int:
    return next(at for at, (name, one) in enumerate(names) if name == SPRING and one == part)


def test_the_spring_festival_moves_between_january_and_february() -> None:
    runs = holidays_of("CN", date(2019, 1, 1), date(2023, 12, 31))[SPRING]
    firsts = {first.isoformat() for first, _ in runs}
    assert firsts >= {"2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22"}


def test_only_holidays_that_come_again_count_and_other_calendars_have_english_names() -> None:
    known = holidays_of("CN", date(2019, 1, 1), date(2023, 12, 31))
    assert not [name for name in known if "substituted" in name.en]
    assert Text("Christmas Day", "Christmas Day") in holidays_of("GB", date(2019, 1, 1), date(2023, 12, 31))


def test_a_calendar_counts_the_days_of_each_period_before_on_and_after() -> None:
    names, days = calendar(60)
    during, before, after = (days[row_of(names, part)] for part in ("during", "before", "after"))
    week = starts(60).index(date(2020, 1, 20))
    assert during[week] == 2, "25 and 26 January 2020 lie in the week from the 20th"
    assert before[week - 1 : week + 1].tolist() == [2, 5]
    assert before.sum() == after.sum() == 14
    assert during.max() <= 7


def planted(seed: int, length: int = 260, size: float = 0.08) -> tuple[np.ndarray, np.ndarray, list[tuple[Text, str]]]:
    """Return weeks in which each day before the festival adds 8 %, and each day of it takes 12 % off."""
    names, days = calendar(length + 26)
    chance = np.random.default_rng(seed)
    level = np.cumsum(chance.normal(0, 0.01, length)) + chance.normal(0, 0.04, length)
    shift = size * days[row_of(names, "before")] - 1.5 * size * days[row_of(names, "during")]
    return 1_000 * np.exp(level + shift[:length]), days, names


def test_a_planted_effect_is_found_with_its_size() -> None:
    values, days, names = planted(1)
    found = effects(values, days, 52)
    assert found is not None
    sizes = dict(zip(found.rows, found.sizes, strict=True))
    assert sizes[row_of(names, "before")] == pytest.approx(0.08, abs=0.025)
    assert sizes[row_of(names, "during")] == pytest.approx(-0.12, abs=0.035)
    assert found.with_(found.without(values), 0) == pytest.approx(values)


def test_one_occurrence_says_nothing() -> None:
    values, days, _ = planted(2)
    assert effects(values[:50], days[:, :76], 1) is None


def test_with_nothing_planted_next_to_nothing_is_found() -> None:
    """A wandering level, and one that is steady: at most one false finding in forty."""
    _, days, _ = planted(0)
    found = 0
    for seed in range(20):
        chance = np.random.default_rng(seed)
        walk, steady = 5_000 + np.cumsum(chance.normal(0, 20, 260)), 1_000 + chance.normal(0, 30, 260)
        found += sum(effects(values, days, 52) is not None for values in (walk, steady))
    assert found <= 1


def test_returns_below_zero_make_the_effect_one_that_is_added() -> None:
    _, days, names = planted(0)
    values = np.random.default_rng(3).normal(0, 5, 260) + 20 * days[row_of(names, "before"), :260]
    found = effects(values, days, 52)
    assert found is not None
    assert not found.times
    assert dict(zip(found.rows, found.sizes, strict=True))[row_of(names, "before")] == pytest.approx(20, abs=3)


@pytest.mark.slow
def test_knowing_the_holidays_helps_where_they_move() -> None:
    """The festival of the check lies in another month than those of the year before."""
    length = starts(400).index(date(2023, 2, 20))
    better = 0
    for seed in range(2):
        values, days, _ = planted(seed, length, size=0.15)
        plan = plan_for(length, 4, "week")
        knows, not_ = judge(values, plan, calendar=days[:, : length + 4]), judge(values, plan)
        errors = [one.errors["average"]["wape"] or 0 for one in (knows, not_)]
        better += errors[0] < 0.9 * errors[1]
        assert knows.errors[NAIVE] == not_.errors[NAIVE]
    assert better == 2
