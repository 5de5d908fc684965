"""From a table to a trial: arms, outcomes, inputs, and what is said of a table that will not do."""

import ibis
import numpy as np
import polars as pl
import pytest

from liuke.errors import DataError, LiukeError, UsageError
from liuke.predict.uplift.question import Question, polars_of, read

ASKED = Question("arm", "left")


def _table(size: int = 60, **columns: list[object]) -> pl.DataFrame:
    random = np.random.default_rng(0)
    given = {
        "customer_id": [f"C{at}" for at in range(size)],
        "age": random.normal(40, 9, size),
        "arm": ["control", "offer"] * (size // 2),
        "left": random.integers(0, 2, size),
    }
    return pl.DataFrame(given | columns)


def _refused(table: pl.DataFrame, question: Question = ASKED) -> LiukeError:
    with pytest.raises(LiukeError) as caught:
        read(table, question)
    assert caught.value.message.en
    assert caught.value.message.zh
    assert caught.value.hint.en
    return caught.value


def test_a_plain_table_needs_no_more_than_two_names() -> None:
    found = read(_table(), ASKED)
    assert (found.control, found.treatment) == ("control", "offer")
    assert found.trial.treated.tolist() == [False, True] * 30
    assert [one.id for one in found.trial.inputs] == ["age"]
    assert found.trial.binary
    assert found.trial.chance.tolist() == [0.5] * 60
    assert found.ids[0] == "C0"


@pytest.mark.parametrize(
    ("values", "control"),
    [([0, 1], "0"), ([False, True], "false"), (["对照组", "短信"], "对照组"), (["Hold-out", "mail"], "Hold-out")],
)
def test_the_control_group_is_known_by_its_name(values: list[object], control: str) -> None:
    found = read(_table(arm=values * 30), ASKED)
    assert found.control == control
    assert found.trial.treated.sum() == 30


def test_an_arm_that_no_word_names_is_asked_for() -> None:
    error = _refused(_table(arm=["A", "B"] * 30))
    assert (error.code, error.exit_code) == ("uplift.control", 2)
    assert "A, B" in error.hint.en
    assert read(_table(arm=["A", "B"] * 30), Question("arm", "left", control="B")).treatment == "A"


def test_of_several_treatments_one_is_chosen_and_the_others_are_left_out() -> None:
    table = _table(arm=["none", "mail", "call"] * 20)
    assert _refused(table).code == "uplift.arm"
    found = read(table, Question("arm", "left", arm="call"))
    assert (found.treatment, len(found.trial)) == ("call", 40)
    assert found.trial.treated.sum() == 20


def test_without_a_control_group_nothing_is_said() -> None:
    error = _refused(_table(arm=["offer"] * 60))
    assert error.code == "uplift.no_control"
    assert isinstance(error, DataError)
    assert "without contact" in error.hint.en


@pytest.mark.parametrize("name", ["treatment", "outcome", "id", "ignore"])
def test_a_column_that_is_not_there_is_named(name: str) -> None:
    given = {"treatment": "arm", "outcome": "left", name: ("nowhere",) if name == "ignore" else "nowhere"}
    error = _refused(_table(), Question(**given))
    assert error.code == "uplift.column"
    assert "nowhere" in error.message.en
    assert "customer_id, age, arm, left" in error.hint.en


def test_outcomes_in_words_are_read_and_others_asked_for() -> None:
    assert read(_table(left=["yes", "no"] * 30), ASKED).trial.outcome.tolist() == [1.0, 0.0] * 30
    assert read(_table(left=["是", "否"] * 30), ASKED).trial.outcome.tolist() == [1.0, 0.0] * 30
    words = _table(left=["gone", "here"] * 30)
    assert _refused(words).code == "uplift.outcome"
    found = read(words, Question("arm", "left", positive="gone", lower_is_better=True))
    assert found.trial.outcome.tolist() == [0.0, 1.0] * 30


def test_amounts_are_no_yes_or_no_and_cannot_be_turned_around() -> None:
    table = _table(left=[0.0, 12.5] * 30)
    assert not read(table, ASKED).trial.binary
    assert _refused(table, Question("arm", "left", lower_is_better=True)).code == "uplift.direction"


def test_infinite_outcomes_are_refused() -> None:
    assert _refused(_table(left=[1.5, float("inf")] * 30)).code == "uplift.infinite"


def test_rows_without_treatment_or_outcome_are_left_out_and_counted() -> None:
    found = read(_table(left=[None, 1, 0, 1] * 15, arm=["offer", "control", None, "offer"] * 15), ASKED)
    assert len(found.trial) == 30
    assert "30" in found.warnings[0].en
    assert _refused(_table(left=[None] * 60)).code == "uplift.empty"


def test_customers_of_whom_nothing_is_known_are_refused() -> None:
    assert _refused(_table().drop("age")).code == "uplift.nothing_known"
    assert _refused(_table(), Question("arm", "left", ignore=("age",))).code == "uplift.nothing_known"


def test_a_customer_with_two_rows_is_refused() -> None:
    error = _refused(_table(customer_id=["C1", "C1", *(f"C{at}" for at in range(2, 60))]))
    assert error.code == "uplift.twice"
    assert "C1" in error.message.en


def test_what_is_known_becomes_inputs_and_what_cannot_be_used_is_named() -> None:
    found = read(
        _table(plan=["gold", "basic", "free"] * 20, same=[1.0] * 60, token=[f"x{at}" for at in range(60)]), ASKED
    )
    assert {one.source for one in found.trial.inputs} == {"age", "plan"}
    assert [warning.en.split()[2] for warning in found.warnings] == ["same", "token"]
    assert all(warning.zh.startswith("未使用列") for warning in found.warnings)


def test_missing_and_infinite_values_are_not_known() -> None:
    found = read(_table(age=[1.0, None, float("inf"), 2.0] * 15), ASKED).trial.features[:, 0]
    assert np.isnan(found).tolist() == [False, True, True, False] * 15


def test_ones_and_noughts_of_a_file_are_read_as_they_are_written() -> None:
    found = read(_table(arm=[0.0, 1.0] * 30, left=[1.0, 2.0] * 30), Question("arm", "left", control="0", positive="2"))
    assert (found.control, found.treatment) == ("0", "1")
    assert found.trial.outcome.tolist() == [0.0, 1.0] * 30


def test_known_probabilities_of_treatment_are_taken_and_checked() -> None:
    table = _table(chance=[0.3, 0.6] * 30)
    assert read(table, Question("arm", "left", chance="chance")).trial.chance.tolist() == [0.3, 0.6] * 30
    assert _refused(_table(chance=[0.0, 0.5] * 30), Question("arm", "left", chance="chance")).code == "uplift.chance"


def test_polars_ibis_and_arrow_tables_are_all_tables() -> None:
    frame = _table()
    for table in (frame, frame.lazy(), ibis.memtable(frame), frame.to_arrow()):
        assert polars_of(table).equals(frame)
    with pytest.raises(UsageError, match="list"):
        polars_of([1, 2])
