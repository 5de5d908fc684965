"""A question to a run: groups known when a stay begins, the test that they differ, and how much faster they leave."""

import json
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError, LiukeError, UsageError
from liuke.measure import Inputs, read_condition
from liuke.predict.timing import Stays, ask_survival
from tests.predict.timing.stays import AS_OF, contracts_of, living_by, of_contracts, stay_table

NORTH, SOUTH = 1 / 300, 1 / 150
"""Daily hazards: in the south customers leave twice as fast."""
DELAY = pl.duration(days=100)
HALVES = {"North": NORTH, "South": SOUTH}


def whole(each: int = 2_000) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return stays in two regions, and what is known of the customers."""
    parts = [
        living_by(hazard, each, 900, seed).with_columns(pl.col("customer_id") + region, region=pl.lit(region))
        for seed, (region, hazard) in enumerate(HALVES.items())
    ]
    rows = pl.concat(parts)
    people = rows.select("customer_id", "region", vip=pl.col("customer_id").str.contains("1North"))
    return rows.drop("region"), people


@pytest.fixture(scope="module")
def asked(engine: Engine) -> tuple[Inputs, Stays]:
    stay, people = whole()
    stays = of_contracts(engine, stay)
    customer = people.select("customer_id", stage=pl.lit("lost"), first_on=pl.lit(AS_OF))
    tables = {"stay": stays.stay, "profile": engine.table(people), "customer": engine.table(customer)}
    return Inputs(engine, tables, AS_OF, "CNY", 0), stays


def test_groups_have_curves_of_their_own_and_the_test_tells_them_apart(asked: tuple[Inputs, Stays]) -> None:
    found = ask_survival(*asked, by="region")
    assert {one.group for one in found.timing.groups} == {"North", "South"}
    medians = {one.group: one.curve.median for one in found.timing.groups}
    assert medians["North"] == pytest.approx(208, rel=0.1)  # ln 2 · 300
    assert medians["South"] == pytest.approx(104, rel=0.1)
    assert found.timing.test is not None
    assert found.timing.test.p_value < 1e-6


def test_the_hazard_ratio_holds_the_truth(asked: tuple[Inputs, Stays]) -> None:
    """From the largest group to the other: 2 or ½."""
    record = ask_survival(*asked, by="region").record(364)
    effects = record["effects"]
    (row,) = effects["groups"]
    assert {row["group"], effects["against"]} == {"North", "South"}
    truth = HALVES[row["group"]] / HALVES[effects["against"]]
    assert row["low"] < truth < row["high"]
    assert row["p_value"] < 1e-6
    assert record["note"] is None


def test_the_record_is_plain_json(asked: tuple[Inputs, Stays]) -> None:
    for by in ("", "region", "vip"):
        told = json.loads(json.dumps(ask_survival(*asked, by=by).record(90), allow_nan=False))
        assert told["by"] == (by or None)
        assert sum(one["stays"] for one in told["groups"]) > 3_900
        assert all(one["curve"][0]["survival"] == 1 for one in told["groups"])


def test_without_groups_there_is_one_curve_and_nothing_to_compare(asked: tuple[Inputs, Stays]) -> None:
    found = ask_survival(*asked)
    assert [one.group for one in found.timing.groups] == [None]
    assert (found.timing.test, found.effects, found.note) == (None, None, None)


def test_a_filter_keeps_whom_it_names(asked: tuple[Inputs, Stays]) -> None:
    (one,) = ask_survival(*asked, where=[read_condition("region=South")]).timing.groups
    (south,) = [one for one in ask_survival(*asked, by="region").timing.groups if one.group == "South"]
    assert (one.curve.median, one.lost) == (south.curve.median, south.lost)


@pytest.mark.parametrize(
    ("by", "where", "code"),
    [
        ("stage", "", "timing.by"),
        ("nothing", "", "timing.by"),
        ("month", "", "timing.by"),
        ("", "stage=active", "timing.by"),
        ("", "nothing=1", "metric.where"),
        ("", "region=West", "metric.nobody"),
        ("customer_id", "", "timing.by"),
    ],
)
def test_what_is_known_only_afterwards_or_not_at_all_is_refused(
    asked: tuple[Inputs, Stays], by: str, where: str, code: str
) -> None:
    with pytest.raises(UsageError) as fault:
        ask_survival(*asked, by=by, where=[read_condition(where)] if where else ())
    assert fault.value.code == code
    assert "region" in fault.value.hint.en or code == "metric.nobody"
    assert "stage," not in fault.value.hint.en.split(":")[-1] or code != "timing.by"


def test_too_many_groups_are_refused(engine: Engine, asked: tuple[Inputs, Stays]) -> None:
    _, stays = asked
    people = whole()[1].with_row_index().select("customer_id", town=(pl.col("index") % 31).cast(pl.String))
    inputs = Inputs(engine, {"stay": stays.stay, "profile": engine.table(people)}, AS_OF, "CNY", 0)
    with pytest.raises(UsageError) as fault:
        ask_survival(inputs, stays, by="town")
    assert fault.value.code == "timing.too_many_groups"
    assert "31" in fault.value.message.zh


def test_the_plan_is_that_of_the_first_contract(engine: Engine) -> None:
    """Who changed to the better plan after 100 days had stayed so long: it would seem to keep people."""
    stay, _ = whole(300)
    first, _ = contracts_of(stay)
    later = first.with_columns(plan=pl.lit("best"), number=pl.lit(2, pl.Int32), starts_on=pl.col("starts_on") + DELAY)
    both = engine.table(first.vstack(later.filter((pl.col("ends_on") > pl.col("starts_on")).fill_null(True))))
    stays = Stays(engine.table(stay), AS_OF, 0, both)
    inputs = Inputs(engine, {"stay": stays.stay, "contract": both}, AS_OF, "CNY", 0)
    assert [one.group for one in ask_survival(inputs, stays, by="plan").timing.groups] == ["basic"]


def test_customers_of_whom_it_is_not_known_are_a_group_too(engine: Engine, asked: tuple[Inputs, Stays]) -> None:
    _, stays = asked
    people = whole()[1].filter(pl.col("region") == "North").drop("vip")
    inputs = Inputs(engine, {"stay": stays.stay, "profile": engine.table(people)}, AS_OF, "CNY", 0)
    found = ask_survival(inputs, stays, by="region")
    assert {one.group for one in found.timing.groups} == {"North", None}
    effects = found.record(364)["effects"]
    assert {effects["against"], effects["groups"][0]["group"]} == {"North", "–"}


def test_one_group_alone_is_compared_with_nothing(asked: tuple[Inputs, Stays]) -> None:
    found = ask_survival(*asked, by="region", where=[read_condition("region=South")])
    assert found.timing.test is None
    assert found.effects is None
    assert found.note is not None


@pytest.mark.parametrize("rows", [[], [("a", 100, 50)], [("a", 100, None)] * 30])
def test_too_few_losses_are_an_error_that_says_what_is_needed(engine: Engine, rows: list[Any]) -> None:
    stays = Stays(engine.table(stay_table(*rows)), AS_OF)
    inputs = Inputs(engine, {"stay": stays.stay}, AS_OF, "CNY", 0)
    with pytest.raises(DataError) as fault:
        ask_survival(inputs, stays)
    assert isinstance(fault.value, LiukeError)
    assert fault.value.code == "timing.few"
