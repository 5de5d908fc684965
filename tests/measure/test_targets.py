"""Targets: what is expected on a day, which target is meant, and which cannot be."""

from datetime import date
from pathlib import Path

import pytest

from liuke.clock import Grain
from liuke.engine import Engine
from liuke.errors import ConfigError, UsageError
from liuke.measure import Inputs, read_condition
from liuke.measure.comparing import compare, expected
from liuke.measure.framing import Question
from liuke.settings import Target, load_settings
from tests.measure.miniatures.shop import shop

ON_THE_WAY = Target(metric="churn_rate", value=0.1, by=date(2024, 12, 31), since=date(2024, 1, 1), start=0.2)
"""From 20 % on 1 January to 10 % 365 days later."""


MONTHS = Question(("month",))


@pytest.fixture(scope="module")
def inputs(engine: Engine) -> Inputs:
    return shop(engine)


@pytest.mark.parametrize(
    ("day", "goal"),
    [
        ("2023-06-01", 0.2),
        ("2024-01-01", 0.2),
        ("2024-03-14", 0.2 - 0.1 * 73 / 365),
        ("2024-07-01", 0.2 - 0.1 * 182 / 365),
        ("2024-12-31", 0.1),
        ("2025-06-01", 0.1),
    ],
)
def test_what_is_expected_lies_on_a_straight_line(day: str, goal: float) -> None:
    assert expected(ON_THE_WAY, date.fromisoformat(day)) == pytest.approx(goal)


def test_without_a_start_all_of_a_target_is_expected_at_once() -> None:
    assert expected(Target(metric="nps", value=40, by=date(2024, 12, 31)), date(2024, 1, 1)) == 40


@pytest.mark.parametrize(("value", "met"), [(0.32, False), (0.34, True)])
def test_of_what_is_better_low_a_target_is_the_most_it_may_be(inputs: Inputs, value: float, met: bool) -> None:
    """One in three churned in March."""
    target = Target(metric="churn_rate", value=value, by=date(2024, 3, 31))
    asked = Question(("month",), date(2024, 3, 1), date(2024, 3, 1))
    (row,) = compare(inputs, "churn_rate", "target", asked, (target,)).rows
    assert row["compared"]["met"] is met
    assert row["compared"]["difference"] == pytest.approx(1 / 3 - value)
    assert row["compared"]["by"] == "2024-03-31"


def test_a_target_is_neither_met_nor_missed_where_no_loss_could_be_known(inputs: Inputs) -> None:
    """The data begin on 5 January and the window is 30 days: the churn of February is 0 because it is too early."""
    target = Target(metric="lost_customers", value=1, by=date(2024, 1, 31))
    rows = {row["period"]: row for row in compare(inputs, "lost_customers", "target", MONTHS, (target,)).rows}
    assert {month: row["compared"]["met"] for month, row in rows.items()} == {
        "2024-01-01": None, "2024-02-01": None, "2024-03-01": True, "2024-04-01": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "grain", "untold"),
    [
        ("churn_rate", "month", {"2024-02-01"}),
        ("second_purchase_rate", "month", {"2024-01-01"}),
        ("repeat_rate", "quarter", {"2024-01-01", "2024-04-01"}),
    ],
)
def test_nothing_is_said_of_the_distance_from_a_target_of_what_is_not_whole(
    inputs: Inputs, name: str, grain: Grain, untold: set[str]
) -> None:
    """In February losses are not known all through; the data begin on 5 January and end on 30 April."""
    target = Target(metric=name, value=0.99, by=date(2024, 1, 31))
    rows = compare(inputs, name, "target", Question((grain,)), (target,)).rows
    found = {row["period"]: row["compared"] for row in rows if row["compared"]}
    nothing = {"differs": None, "met": None, "difference_low": None, "difference_high": None}
    assert {period for period, one in found.items() if nothing.items() <= one.items()} == untold
    assert all(one["difference"] is not None for one in found.values())


@pytest.mark.parametrize(
    ("name", "asked", "day"),
    [
        ("revenue", Question(("month",), date(2024, 3, 5), date(2024, 3, 9)), "2024-03-31"),
        ("revenue", Question((), date(2024, 3, 1), date(2024, 3, 20)), "2024-03-20"),
        ("revenue", Question((), date(2024, 3, 1)), "2024-04-30"),
        ("churn_rate", Question(), "2024-04-30"),
        ("churn_rate", Question((), date(2024, 2, 1), date(2024, 3, 31)), "2024-03-31"),
        ("historic_value", Question(), "2024-04-30"),
    ],
)
def test_a_number_is_held_to_what_was_expected_at_its_end(inputs: Inputs, name: str, asked: Question, day: str) -> None:
    target = ON_THE_WAY.model_copy(update={"metric": name})
    (row,) = compare(inputs, name, "target", asked, (target,)).rows
    assert row["compared"]["value"] == pytest.approx(expected(target, date.fromisoformat(day)))


def test_a_month_without_a_value_is_compared_with_nothing(inputs: Inputs) -> None:
    target = Target(metric="churn_rate", value=0.1, by=date(2024, 3, 31))
    assert compare(inputs, "churn_rate", "target", Question(("month",)), (target,)).rows[0]["compared"] is None


@pytest.mark.parametrize(
    ("where", "asked"),
    [
        (("stage=active",), ("stage=active",)),
        ((" stage = active ",), ("stage=active",)),
        (("stage=active", "orders>=2"), ("orders>=2", "stage=active")),
        (("stage=lost, active",), ("stage=active,lost",)),
    ],
)
def test_a_target_is_found_by_whom_it_is_about_however_it_is_written(
    inputs: Inputs, where: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    targets = (
        Target(metric="revenue", value=1, by=date(2024, 3, 31)),
        Target(metric="revenue", value=2, by=date(2024, 3, 31), where=where),
    )
    question = Question((), where=tuple(read_condition(text) for text in asked))
    assert compare(inputs, "revenue", "target", question, targets).rows[0]["compared"]["value"] == 2
    assert compare(inputs, "revenue", "target", Question(), targets).rows[0]["compared"]["value"] == 1


def test_without_a_target_the_error_says_how_to_set_one_and_which_there_are(inputs: Inputs) -> None:
    with pytest.raises(UsageError) as caught:
        compare(inputs, "revenue", "target", Question(), (ON_THE_WAY,))
    assert caught.value.code == "metric.no_target"
    assert "[[target]]" in caught.value.hint.en
    assert "churn_rate" in caught.value.hint.zh


def test_a_target_about_customers_who_cannot_be_told_is_refused_when_it_is_asked_for(inputs: Inputs) -> None:
    target = Target(metric="revenue", value=1, by=date(2024, 3, 31), where=("stage",))
    with pytest.raises(UsageError) as caught:
        compare(inputs, "revenue", "target", Question(), (target,))
    assert caught.value.code == "metric.where"
    assert "stage" in caught.value.message.en


@pytest.mark.parametrize(
    ("more", "said_en", "said_zh"),
    [
        ("since = 2024-12-31\nstart = 0.2", "before", "早于"),
        ("since = 2025-01-01\nstart = 0.2", "before", "早于"),
        ("since = 2024-01-01", "start", "start"),
        ("start = 0.2", "since", "since"),
    ],
)
def test_a_target_that_cannot_be_is_refused_when_it_is_read(
    tmp_path: Path, more: str, said_en: str, said_zh: str
) -> None:
    file = tmp_path / "liuke.toml"
    file.write_text(f'[[target]]\nmetric = "churn_rate"\nvalue = 0.1\nby = 2024-12-31\n{more}\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert caught.value.code == "config.value"
    assert said_en in caught.value.message.en
    assert said_zh in caught.value.message.zh
    assert "target" in str(caught.value.column)


def test_of_two_targets_the_one_due_next_counts(inputs: Inputs) -> None:
    """A third churned in March, a quarter in April: March is held to what is due in March, April to the later one."""
    targets = (
        Target(metric="churn_rate", value=0.2, by=date(2024, 12, 31)),
        Target(metric="churn_rate", value=0.4, by=date(2024, 3, 31)),
    )
    rows = compare(
        inputs, "churn_rate", "target", Question(("month",), date(2024, 3, 1), date(2024, 4, 1)), targets
    ).rows
    assert [(row["compared"]["by"], row["compared"]["value"]) for row in rows] == [
        ("2024-03-31", 0.4),
        ("2024-12-31", 0.2),
    ]


def test_of_what_is_neither_better_high_nor_low_no_target_is_met(inputs: Inputs) -> None:
    target = Target(metric="coupon_order_share", value=0.1, by=date(2024, 3, 31))
    asked = Question(("month",), date(2024, 3, 1), date(2024, 3, 1))
    (row,) = compare(inputs, "coupon_order_share", "target", asked, (target,)).rows
    assert (row["compared"]["value"], row["compared"]["met"]) == (0.1, None)
