"""Several attributes at once: the planted pace, what is left out, and refusals."""

import json

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import NOTHING
from liuke.measure import Inputs
from liuke.predict.timing import Stays, ask_timing_drivers, cox
from liuke.predict.timing.several import FEWEST, OTHERS, _grouped
from tests.predict.timing.stays import AS_OF, living_by, of_contracts, stay_table
from tests.predict.timing.test_question import whole


@pytest.fixture(scope="module")
def asked(engine: Engine) -> tuple[Inputs, Stays]:
    """Return stays of which those in the south end twice as fast; the channel says nothing, the gender repeats it."""
    stay, people = whole(1_500)
    last = pl.col("customer_id").str.extract(r"(\d)[A-Z]").cast(pl.Int64)
    told = people.select(
        "customer_id",
        "region",
        acquisition_channel=pl.when(last < 5).then(pl.lit("web")).otherwise(pl.lit("shop")),
        gender=pl.col("region"),
        occupation=pl.lit("clerk"),
        owner=pl.col("customer_id"),
    )
    stays = of_contracts(engine, stay)
    return Inputs(engine, {"stay": stays.stay, "profile": engine.table(told)}, AS_OF, "CNY", 0), stays


def test_the_planted_pace_is_named_and_no_other(asked: tuple[Inputs, Stays]) -> None:
    told = ask_timing_drivers(*asked).record()
    first = told["effects"][0]
    assert (first["attribute"], first["named"]) == ("region", True)
    truth = {"South": 2.0, "North": 0.5}[first["group"]]
    assert first["low"] < truth < first["high"]
    assert [row["attribute"] for row in told["effects"] if row["named"]] == ["region"]
    assert {row["attribute"] for row in told["effects"]} == {"region", "acquisition_channel"}


def test_what_others_tell_and_what_is_constant_is_left_out(asked: tuple[Inputs, Stays]) -> None:
    left_out = ask_timing_drivers(*asked).record()["left_out"]
    assert "combination" in left_out["gender"]["en"]
    assert "same value" in left_out["occupation"]["en"]
    assert "owner" not in left_out  # written down anew: not asked at all


def test_it_is_the_cox_regression_of_these_columns(asked: tuple[Inputs, Stays]) -> None:
    inputs, stays = asked
    rows, _ = stays.durations(inputs.engine)
    people = inputs.people(["region", "acquisition_channel"])
    frame = inputs.engine.polars(rows.left_join(people, "customer_id").drop("customer_id_right"))
    theirs, ours = cox(frame, ["region", "acquisition_channel"]), ask_timing_drivers(*asked)
    assert ours.found.log_likelihood == pytest.approx(theirs.log_likelihood)
    assert sorted(ours.found.coefficients) == pytest.approx(sorted(theirs.coefficients))


def test_the_record_is_plain_json(asked: tuple[Inputs, Stays]) -> None:
    told = json.loads(json.dumps(ask_timing_drivers(*asked).record(), allow_nan=False))
    assert told["lost"] <= told["stays"] <= 3_000
    assert all(row["p_value"] <= row["p_adjusted"] for row in told["effects"])


def test_rare_groups_are_one_and_the_unknown_another() -> None:
    column = pl.Series("town", ["A"] * 200 + [None] * FEWEST + [f"T{at}" for at in range(90)])
    counts = dict(_grouped(column).value_counts().rows())
    assert counts == {"A": 200, NOTHING: FEWEST, OTHERS: 90}


def test_few_ends_or_no_attribute_are_refused(engine: Engine) -> None:
    stay = living_by(1 / 300, 400, 600, 3)
    stays = of_contracts(engine, stay)
    alone = Inputs(engine, {"stay": stays.stay}, AS_OF, "CNY", 0)
    few = of_contracts(engine, stay_table(*((f"C{at}", 100 + at, 50 if at < 9 else None) for at in range(200))))
    half = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("N")).otherwise(pl.lit("S"))
    people = engine.polars(few.stay).select("customer_id", region=half)
    rare = Inputs(engine, {"stay": few.stay, "profile": engine.table(people)}, AS_OF, "CNY", 0)
    for inputs, given in ((alone, stays), (rare, few)):
        with pytest.raises(DataError) as caught:
            ask_timing_drivers(inputs, given)
        assert caught.value.code == "timing.no_drivers"
        assert "50" in caught.value.hint.en
