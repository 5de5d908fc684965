"""The campaigns of a workspace: who counts to which arm, whose outcome is known, and which campaign is asked."""

from datetime import date, timedelta

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.predict.uplift.campaign.campaigns import (
    UNNAMED,
    Campaign,
    assigned,
    campaigns,
    check_ripe,
    choose,
    known_until,
)
from tests.predict.uplift.campaign.companies import treatments

DAY = date(2026, 3, 1)
AS_OF, DAYS = date(2026, 3, 30), 30


def _later(days: int) -> date:
    return DAY + timedelta(days=days)


def _found(engine: Engine, frame: pl.DataFrame, days: int = DAYS) -> dict[str, Campaign]:
    return {one.id: one for one in campaigns(engine, engine.table(frame), AS_OF, days)}


def test_the_first_assignment_of_a_customer_counts_whatever_comes_later(engine: Engine) -> None:
    frame = treatments(
        ("a", "spring", "control", _later(2)), ("a", "spring", "treatment", DAY), ("a", "autumn", "control", _later(9))
    )
    rows = engine.polars(assigned(engine.table(frame))).sort("campaign")
    assert rows.select("campaign", "arm", "assigned_on").rows() == [
        ("autumn", "control", _later(9)),
        ("spring", "treatment", DAY),
    ]
    assert rows["cost"].to_list() == [0.0, 2.0]


def test_who_was_put_into_two_arms_on_one_day_is_in_neither(engine: Engine) -> None:
    frame = treatments(("a", "x", "control", DAY), ("a", "x", "treatment", DAY), ("b", "x", "treatment", DAY))
    (one,) = _found(engine, frame).values()
    assert (one.everybody, one.mixed) == ({"treatment": 1}, 1)


def test_treatments_without_an_arm_are_left_out_and_without_a_campaign_are_one(engine: Engine) -> None:
    frame = treatments(("a", None, "control", DAY), ("b", None, "treatment", DAY), ("c", "x", None, DAY))
    assert set(_found(engine, frame)) == {UNNAMED}


def test_an_outcome_is_known_once_its_last_day_is(engine: Engine) -> None:
    """Assigned on 1 March, thirty days end with 30 March; on 2 March, they do not."""
    frame = treatments(("a", "x", "control", DAY), ("b", "x", "control", _later(1)), ("c", "x", "treatment", DAY))
    (one,) = _found(engine, frame).values()
    assert known_until(AS_OF, DAYS) == DAY
    assert (one.everybody, one.ripe) == ({"control": 2, "treatment": 1}, {"control": 1, "treatment": 1})
    assert (one.first, one.last) == (DAY, _later(1))
    (sooner,) = _found(engine, frame, DAYS - 1).values()
    assert sooner.ripe == sooner.everybody


def _made(name: str, **ripe: int) -> Campaign:
    return Campaign(name, ripe, ripe, DAY, DAY, 0)


def test_asked_is_the_campaign_whose_smaller_arm_is_largest() -> None:
    some = [_made("a", treatment=90, control=10), _made("b", treatment=20, control=20), _made("c", treatment=500)]
    assert choose(some).id == "b"
    assert choose(some, "a").id == "a"


def test_a_campaign_that_is_not_there_is_told_those_that_are() -> None:
    with pytest.raises(UsageError) as fault:
        choose([_made("spring", treatment=1)], "autumn")
    assert (fault.value.code, "spring" in fault.value.hint.en) == ("uplift.campaign", True)


def test_without_treatments_it_is_said_what_to_add() -> None:
    with pytest.raises(DataError) as fault:
        choose([])
    assert (fault.value.code, "control" in fault.value.hint.en) == ("uplift.no_campaign", True)


@pytest.mark.parametrize(
    ("arms", "named", "expected"),
    [
        ({"treatment": 5, "holdout": 5}, ("", ""), ("treatment", "holdout")),
        ({"干预": 5, "对照组": 5}, ("", ""), ("干预", "对照组")),
        ({"mail": 5, "call": 9, "control": 5}, ("", ""), ("call", "control")),
        ({"mail": 5, "call": 9, "control": 5}, ("mail", ""), ("mail", "control")),
        ({"A": 5, "B": 9}, ("", "A"), ("B", "A")),
        ({"A": 5, "B": 9}, ("", ""), None),
        ({"treatment": 5}, ("", ""), None),
        ({"treatment": 5, "control": 5}, ("post", ""), None),
    ],
)
def test_the_control_group_is_told_by_its_name_and_the_largest_arm_is_compared(
    arms: dict[str, int], named: tuple[str, str], expected: tuple[str, str] | None
) -> None:
    assert Campaign("x", arms, arms, DAY, DAY, 0).arms(*named) == expected


def test_too_early_says_on_which_day_it_is_not() -> None:
    one = Campaign("x", {"treatment": 5, "control": 5}, {"treatment": 5, "control": 0}, DAY, _later(4), 0)
    with pytest.raises(DataError) as fault:
        check_ripe(one, ("treatment", "control"), 30)
    assert fault.value.code == "uplift.too_early"
    assert "Apr 3, 2026" in fault.value.hint.en
    assert "2026年4月3日" in fault.value.hint.zh
