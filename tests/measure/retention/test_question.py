"""What can be asked, and what is said of a question that contradicts itself."""

from datetime import date

import pytest

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.measure import RetentionQuestion, read_question, retention_matrix
from tests.measure.retention.acts import acts, days


@pytest.mark.parametrize(
    ("asked", "why", "instead"),
    [
        ({"by": "quarter", "windows": "rolling"}, "fixed length", "30 days"),
        ({"floor": "hour"}, "midnight", "rolling"),
        ({"by": "day", "floor": "day"}, "midnight", "rolling"),
        ({"by": "week", "windows": "rolling", "floor": "hour"}, "whole days", "by day"),
        ({"of": "net", "returning": "on_or_after"}, "not retention", "“on” the bucket"),
        ({"of": "gross", "returning": "on-or-after"}, "not retention", "“on” the bucket"),
    ],
)
def test_it_says_why_two_choices_do_not_go_together(asked: dict[str, str], why: str, instead: str) -> None:
    with pytest.raises(UsageError) as found:
        read_question(**asked)
    assert found.value.code == "retention.contradiction"
    assert why in found.value.message.en
    assert instead in found.value.hint.en


@pytest.mark.parametrize("name", ["by", "returning", "windows", "entry", "floor", "of"])
def test_it_names_what_there_is_where_a_choice_is_unknown(name: str) -> None:
    with pytest.raises(UsageError) as found:
        read_question(**{name: "year"})
    assert found.value.code == "retention.unknown"
    assert getattr(RetentionQuestion(), name) in found.value.hint.zh


def test_words_are_read_as_people_write_them() -> None:
    assert read_question(by="Day", returning="on-or-after") == RetentionQuestion("day", "on_or_after")


def test_hours_cannot_be_asked_for_where_only_days_are_known(engine: Engine) -> None:
    question = RetentionQuestion("day", windows="rolling", floor="hour")
    known, unknown = acts(engine, ("ann", "2024-01-01")), days(engine, ("ann", "2024-01-01"))
    for starts, returns in ((unknown, None), (known, unknown), (unknown, known)):
        with pytest.raises(UsageError, match="Only the days are known"):
            retention_matrix(question, engine, starts, returns, last=date(2024, 1, 2))
