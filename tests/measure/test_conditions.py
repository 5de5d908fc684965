"""Filters as people write them: read, applied to every kind of column, and refused where they do not fit."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.measure import Condition, read_condition

PEOPLE = pl.DataFrame(
    {
        "who": ["ann", "bo", "cy", "dee"],
        "region": ["North", "South", "华东", None],
        "orders": [1, 2, 3, None],
        "amount": [Decimal("0.10"), Decimal("10.00"), Decimal("99.99"), None],
        "vip": [True, False, True, None],
        "first_on": [date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 31), None],
        "seen_at": [datetime(2024, 1, 1), datetime(2024, 2, 29, 12), datetime(2024, 3, 31, 23), None],  # noqa: DTZ001
    },
    schema_overrides={"amount": pl.Decimal(18, 4), "seen_at": pl.Datetime("us")},
)


@pytest.mark.parametrize(
    ("text", "name", "test", "values"),
    [
        ("region=North", "region", "=", ("North",)),
        (" region = North , South ", "region", "=", ("North", "South")),
        ("region=华东，华南", "region", "=", ("华东", "华南")),
        ("region!=North", "region", "!=", ("North",)),
        ("region=", "region", "=", ("",)),
        ("region=North,", "region", "=", ("North", "")),
        ("orders>=3", "orders", ">=", ("3",)),
        ("orders <= 3", "orders", "<=", ("3",)),
        ("orders>3", "orders", ">", ("3",)),
        ("orders<3", "orders", "<", ("3",)),
        ("tags=a=b", "tags", "=", ("a=b",)),
    ],
)
def test_a_condition_is_read_as_people_write_it(text: str, name: str, test: str, values: tuple[str, ...]) -> None:
    assert read_condition(text) == Condition(name, test, values)


@pytest.mark.parametrize("text", ["", "region", "=North", ">3", "  ", "region~North", "region North"])
def test_what_is_no_condition_is_refused_with_what_one_looks_like(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_condition(text)
    assert caught.value.code == "metric.where"
    assert "name=value" in caught.value.hint.en
    assert "名称=值" in caught.value.hint.zh


names = st.text(st.characters(exclude_characters="=<>!,，", exclude_categories=("C", "Z")), min_size=1)


@settings(deadline=None)
@given(names, st.sampled_from(["=", "!=", ">=", "<=", "<", ">"]), st.lists(names, min_size=1, max_size=3))
def test_a_condition_written_is_the_condition_read(name: str, test: str, values: list[str]) -> None:
    condition = Condition(name, test, tuple(values))
    assert read_condition(str(condition)) == condition


def _kept(engine: Engine, text: str) -> list[str]:
    people, condition = engine.table(PEOPLE), read_condition(text)
    kept = people.filter(condition.holds(people[condition.name]))
    return sorted(row["who"] for row in engine.rows(kept))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("region=North", "ann"),
        ("region=North,华东", "ann cy"),
        ("region=", "dee"),
        ("region=North,", "ann dee"),
        ("region!=North", "bo cy dee"),
        ("region!=North,South", "cy dee"),
        ("region!=", "ann bo cy"),
        ("region!=North,", "bo cy"),
        ("region=north", ""),
        ("orders=2", "bo"),
        ("orders=1,3.0", "ann cy"),
        ("orders!=2", "ann cy dee"),
        ("orders>=2", "bo cy"),
        ("orders>2", "cy"),
        ("orders<=2", "ann bo"),
        ("orders<2", "ann"),
        ("orders>=-1", "ann bo cy"),
        ("amount=0.1", "ann"),
        ("amount>=10", "bo cy"),
        ("amount<99.99", "ann bo"),
        ("vip=true", "ann cy"),
        ("vip=是", "ann cy"),
        ("vip=No", "bo"),
        ("vip!=yes", "bo dee"),
        ("vip=", "dee"),
        ("first_on>=2024-02-29", "bo cy"),
        ("first_on=2024-01-01", "ann"),
        ("first_on<2024-02-29", "ann"),
        ("seen_at>=2024-02-29", "bo cy"),
        ("seen_at<2024-02-29", "ann"),
    ],
)
def test_a_condition_keeps_those_who_meet_it(engine: Engine, text: str, kept: str) -> None:
    assert _kept(engine, text) == kept.split()


def test_of_whom_nothing_is_known_meets_what_asks_for_the_unknown_or_against_the_known(engine: Engine) -> None:
    for text in ("region=", "region=North,", "region!=North", "region!=", "region!=North,", "region=North", "orders>1"):
        assert read_condition(text).holds_of_unknown is ("dee" in _kept(engine, text)), text


@pytest.mark.parametrize(
    ("text", "kind_en", "kind_zh"),
    [
        ("region>=North", "words", "文字"),
        ("region<3", "words", "文字"),
        ("orders=many", "numbers", "数字"),
        ("orders>=", "numbers", "数字"),
        ("orders>=1,2", "numbers", "数字"),
        ("amount>=ten", "numbers", "数字"),
        ("vip=maybe", "yes or no", "是或否"),
        ("vip>=1", "yes or no", "是或否"),
        ("first_on>=yesterday", "2024-03-31", "2024-03-31"),
        ("first_on>=2024-02-30", "2024-03-31", "2024-03-31"),
        ("seen_at=noon", "2024-03-31", "2024-03-31"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_the_column_holds(
    engine: Engine, text: str, kind_en: str, kind_zh: str
) -> None:
    condition = read_condition(text)
    with pytest.raises(UsageError) as caught:
        _kept(engine, text)
    assert (caught.value.code, caught.value.column) == ("metric.where", condition.name)
    assert str(condition) in caught.value.message.en
    assert kind_en in caught.value.hint.en
    assert kind_zh in caught.value.hint.zh
