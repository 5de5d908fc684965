"""Tables that cannot be learnt from are refused with what is needed; what can be mended is, and is said."""

from datetime import date, time, timedelta
from typing import Literal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.errors import DataError, LiukeError, UsageError
from liuke.predict.labelled_table import How, predict_table
from liuke.predict.labelled_table.attributes import known
from liuke.predict.labelled_table.labels import read_label
from tests.predict.labelled_table.members import members

LINEAR = How(("logistic",))


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (members().with_columns(churn=pl.lit("No")), "always says “no”"),
        (members().with_columns(churn=pl.lit("Yes")), "always says “yes”"),
        (members(30), "too little to learn from"),
        (members().with_columns(churn=pl.lit(None, pl.String)), "Nobody has a label"),
    ],
    ids=["no positives", "all positives", "30 customers", "no labels"],
)
def test_too_little_to_learn_from_is_refused(frame: pl.DataFrame, said: str) -> None:
    with pytest.raises(LiukeError, match=said):
        predict_table(frame, "churn", how=LINEAR)


def test_the_refusal_says_what_is_needed() -> None:
    with pytest.raises(DataError) as caught:
        predict_table(members(30), "churn", how=LINEAR)
    assert "100" in caught.value.hint.en
    assert "25" in caught.value.hint.zh


def test_a_label_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UsageError) as caught:
        predict_table(members(), "Churned", how=LINEAR)
    assert "churn" in caught.value.hint.en


@pytest.mark.parametrize(
    ("values", "left"),
    [
        (["Yes", "No"], "Yes"), ([1, 0], "1"), ([True, False], "True"), (["TRUE", "false"], "TRUE"),
        (["是", "否"], "是"),
        (["流失", "留存"], "流失"), ([1.0, 0.0], "1"),
        (["Attrited Customer", "Existing Customer"], "Attrited Customer"),
        (["churned", "Current"], "churned"), (["1", "-1"], "1"), (["已流失", "未流失"], "已流失"),
    ],
)  # fmt: skip
def test_the_value_for_who_left_is_told_from_words(values: list[object], left: str) -> None:
    frame = pl.DataFrame({"label": [values[0]] * 60 + [values[1]] * 80}, strict=False)
    labels, said = read_label(frame, "label", None)
    assert said == left
    assert labels.sum() == 60


@pytest.mark.parametrize("values", [(1, 2), ("1", "3"), ("churned", "whatever"), ("y", "x"), ("是", "待定")])
def test_a_value_for_who_left_is_not_guessed_beside_one_that_says_nothing(values: tuple[object, object]) -> None:
    """Of 1 and 2 either may be the leavers; taking one of them turns every risk around where it is the other."""
    frame = pl.DataFrame({"label": [values[0]] * 60 + [values[1]] * 80}, strict=False)
    with pytest.raises(UsageError, match="cannot be told") as caught:
        read_label(frame, "label", None)
    assert caught.value.code == "table.positive"
    assert str(values[1]) in caught.value.hint.zh
    assert read_label(frame, "label", str(values[1]))[0].sum() == 80


def test_three_values_need_to_be_told_apart() -> None:
    frame = members().with_columns(churn=pl.Series(["Churned", "Stayed", "Joined", "Stayed"] * 200))
    with pytest.raises(UsageError, match="cannot be told"):
        read_label(frame, "churn", None)
    labels, _ = read_label(frame, "churn", " churned")
    assert labels.sum() == 200
    with pytest.raises(UsageError, match="never says"):
        read_label(frame, "churn", "gone")


def test_an_id_that_stands_for_two_rows_is_refused_with_its_row() -> None:
    frame = members()
    frame = pl.concat([frame, frame.tail(1)])
    with pytest.raises(DataError) as caught:
        predict_table(frame, "churn", id="customer_id", how=LINEAR)
    assert (caught.value.row, caught.value.column) == (801, "customer_id")


def test_the_row_told_is_the_first_that_repeats_an_earlier_one() -> None:
    """Of A, B, A, B the third row is the first to say what was said before."""
    frame = members().with_columns(customer_id=pl.Series(["A", "B", "A", "B", *(str(n) for n in range(796))]))
    with pytest.raises(DataError, match="“A”") as caught:
        predict_table(frame, "churn", id="customer_id", how=LINEAR)
    assert caught.value.row == 3


@pytest.mark.parametrize(
    ("label", "id_", "keep"),
    [("Churn Flag ", None, ()), (" Churn Flag", " member no ", (" price ",)), ("Churn  Flag", None, ("price\t",))],
)
def test_spaces_around_a_name_do_not_matter(label: str, id_: str | None, keep: tuple[str, ...]) -> None:
    frame = members().rename({"churn": "Churn Flag", "customer_id": "member no"})
    found = predict_table(frame, label, id=id_, keep=keep, how=LINEAR)
    assert found.label == "Churn Flag"
    assert found.scores["id"].to_list() == frame["member no"].to_list()


def test_a_header_that_has_spaces_itself_is_found_either_way() -> None:
    frame = members().rename({"churn": "churn "})
    for label in ("churn ", "churn"):
        assert predict_table(frame, label, how=LINEAR).label == "churn "


def test_useless_columns_are_left_out_and_named() -> None:
    frame = members().with_columns(
        always=pl.lit("x"),
        hardly=pl.Series([1.5] * 4 + [None] * 796),
        day=pl.lit(date(2026, 1, 1)),
        remark=pl.Series([f"note {number % 700}" for number in range(800)]),
        nothing=pl.lit(None, pl.Float64),
    )
    found = predict_table(frame, "churn", how=LINEAR)
    assert set(found.left_out) == {"always", "hardly", "day", "remark", "nothing"}
    assert "99.5%" in found.left_out["hardly"].en


def test_infinite_numbers_count_as_not_known() -> None:
    frame = members()
    spoilt = frame.with_columns(price=pl.when(pl.col("tenure") % 9 == 0).then(float("inf")).otherwise(pl.col("price")))
    emptied = frame.with_columns(price=pl.when(pl.col("tenure") % 9 == 0).then(None).otherwise(pl.col("price")))
    one, two = (predict_table(each, "churn", how=LINEAR) for each in (spoilt, emptied))
    assert one.scores["probability"].to_list() == two.scores["probability"].to_list()


def test_dates_are_told_as_days_before_the_latest() -> None:
    frame = members().with_columns(joined=date(2026, 6, 30) - pl.col("tenure").cast(pl.Int64) * pl.duration(days=30))
    found = predict_table(frame.drop("tenure"), "churn", how=LINEAR)
    joined = next(one for one in found.design.attributes if one.name == "joined")
    assert joined.kind == "moment"
    assert next(iter(found.weights)) in {"joined", "contract"}


def test_a_table_of_nothing_but_the_label_is_refused() -> None:
    with pytest.raises(DataError, match="No column is left"):
        predict_table(members().select("customer_id", "churn"), "churn", how=LINEAR)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=4), st.integers(-3, 3), st.floats(allow_nan=True)), min_size=1, max_size=6
    )
)
def test_no_column_of_anything_brings_it_down(values: list[object]) -> None:
    """Whatever a column holds, there is an answer or an error that a person can read."""
    text = [None if value is None else str(value) for value in values]
    frame = members(120).with_columns(odd=pl.Series((text * 120)[:120], dtype=pl.String))
    try:
        found = predict_table(frame, "churn", how=How(("logistic",)))
    except LiukeError:
        return
    assert found.scores["probability"].is_between(0, 1).all()


def test_columns_of_any_type_are_used_or_left_out_with_the_reason() -> None:
    """A category called count, times of the day, lengths of time in any unit; lists and bytes hold no one value."""
    rows = 400
    frame = members(rows).with_columns(
        count=pl.Series(["few", "many"] * (rows // 2)),
        called_at=pl.Series([time(hour % 24, hour % 7) for hour in range(rows)]),
        waited=pl.Series([timedelta(hours=hour % 50) for hour in range(rows)]),
        held=pl.Series([timedelta(minutes=minute % 90) for minute in range(rows)]).cast(pl.Duration("ms")),
        tags=pl.Series([["a"], ["b", "c"]] * (rows // 2)),
        photo=pl.Series([b"1", b"2"] * (rows // 2)),
    )
    found = predict_table(frame, "churn", how=LINEAR)
    assert {"count", "called_at", "waited", "held"} <= {one.name for one in found.design.attributes}
    assert {"tags", "photo"} <= set(found.left_out)
    assert "lists" in found.left_out["tags"].en


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_lengths_of_time_are_days(unit: Literal["ms", "us", "ns"]) -> None:
    assert known(pl.Series([timedelta(hours=36)]).cast(pl.Duration(unit))).to_list() == [1.5]
    assert known(pl.Series([time(6)])).to_list() == [0.25]


def test_a_label_that_is_no_number_is_not_known() -> None:
    """Neither one who left nor one who stayed, whether the value is named or found."""
    frame = pl.DataFrame({"label": [1.0] * 60 + [0.0] * 80 + [float("nan")] * 50})
    for positive in (None, "1"):
        labels, _ = read_label(frame, "label", positive)
        assert (labels.sum(), labels.null_count()) == (60, 50)
