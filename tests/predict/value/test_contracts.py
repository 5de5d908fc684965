"""Contracts: lives by hand, models of known companies, value by hand, refusals, and nothing from later."""

import json
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import LANGUAGES
from liuke.predict.value import SBG, ContractFit, Survivors, fit_contracts, judge_contracts
from liuke.predict.value.contracts import COLUMNS, tracking
from liuke.predict.value.lives import DAYS_A_MONTH, lives
from liuke.predict.value.worth import Terms
from tests.predict.churn_model.companies import contract_tables
from tests.predict.value.contracts import GRACE, company, contracts, day, movements

TO = Terms(365, 0.1, 0.5, "settings")
AS_OF = date(2025, 6, 30)
MONTHLY, YEARLY = SBG(0.8, 5.0), SBG(1.2, 3.0)

CONTRACTS = contracts(
    ("ended", 1, "m", "2025-01-10", "2025-02-10", "2025-02-10", "30"),
    ("ended", 2, "m", "2025-02-10", "2025-03-10", "2025-03-10", "30"),
    ("ended", 3, "m", "2025-03-10", "2025-04-10", "2025-04-10", "30"),
    ("running", 1, "m", "2025-04-05", "2025-05-05", "2025-05-05", "30"),
    ("running", 2, "gold", "2025-05-05", "2025-06-05", "2025-06-05", "50"),
    ("running", 3, "gold", "2025-06-05", "2025-07-05", "2025-07-05", "50"),
    ("open", 1, "m", "2025-03-15", None, None, "20"),
    ("yearly", 1, "y", "2024-07-20", "2025-07-20", "2025-07-20", "10"),
    ("weekly", 1, "w", "2025-06-20", "2025-06-27", "2025-06-27", "43.5"),
    ("back", 1, "m", "2024-01-01", "2024-02-01", "2024-02-01", "30"),
    ("back", 2, "m", "2025-06-01", "2025-07-01", "2025-07-01", "30"),
    ("stopped", 1, "m", "2025-01-10", "2025-03-25", None, "30"),
)
MOVEMENTS = movements(
    ("ended", "2025-01-10", "new"), ("ended", "2025-04-17", "churned"),
    ("running", "2025-04-05", "new"), ("running", "2025-05-05", "expansion"),
    ("open", "2025-03-15", "new"), ("yearly", "2024-07-20", "new"), ("weekly", "2025-06-20", "new"),
    ("back", "2024-01-01", "new"), ("back", "2024-02-08", "churned"), ("back", "2025-06-01", "returned"),
    ("stopped", "2025-01-10", "new"), ("stopped", "2025-04-01", "churned"),
)  # fmt: skip


def told(engine: Engine, on: date) -> dict[tuple[str, int], dict[str, object]]:
    rows = engine.rows(lives(engine.table(CONTRACTS), engine.table(MOVEMENTS), on, GRACE))
    return {(row["customer_id"], row["number"]): row for row in rows}


def test_lives_are_counted_by_hand(engine: Engine) -> None:
    """Three months and gone: renewed twice. Stopped in the middle of the third: the same."""
    found = told(engine, AS_OF)
    assert {who: (row["renewed"], row["ended"]) for who, row in found.items()} == {
        ("ended", 1): (2, True),
        ("running", 1): (2, False),
        ("open", 1): (3, False),
        ("yearly", 1): (0, False),
        ("weekly", 1): (0, False),
        ("back", 1): (0, True),
        ("back", 2): (0, False),
        ("stopped", 1): (2, True),
    }
    assert [found[who, 1]["term_days"] for who in ("running", "open", "weekly")] == [DAYS_A_MONTH, DAYS_A_MONTH, 7]
    assert found["yearly", 1]["term_days"] == 12 * DAYS_A_MONTH
    assert (found["running", 1]["plan"], found["running", 1]["monthly"]) == ("gold", 50)
    assert found["running", 1]["next_on"] == day("2025-07-05")
    assert found["open", 1]["next_on"] == day("2025-07-15")
    assert found["ended", 1]["next_on"] is None


def test_on_an_earlier_day_only_what_was_known_counts(engine: Engine) -> None:
    """On 12 April the last contract of `ended` is over, and its grace period is not."""
    found = told(engine, day("2025-04-12"))
    assert (found["ended", 1]["renewed"], found["ended", 1]["ended"]) == (2, False)
    assert (found["running", 1]["renewed"], found["running", 1]["plan"]) == (0, "m")
    assert ("back", 2) not in found
    known = pl.col("starts_on") <= day("2025-04-12")
    cut = lives(
        engine.table(CONTRACTS.filter(known)),
        engine.table(MOVEMENTS.filter(pl.col("day") <= day("2025-04-12"))),
        day("2025-04-12"),
        GRACE,
    )
    assert {(row["customer_id"], row["number"]): row for row in engine.rows(cut)} == found


def test_a_renewal_that_would_not_be_missed_yet_teaches_nothing(engine: Engine) -> None:
    """Renewed on 5 June; had it not been, the loss would be known on the 12th. Until then renewals alone are seen."""
    before, after = (told(engine, day(on))["running", 1] for on in ("2025-06-11", "2025-06-12"))
    assert (before["renewed"], before["settled"]) == (2, 1)
    assert (after["renewed"], after["settled"]) == (2, 2)
    assert told(engine, AS_OF)["ended", 1]["settled"] == 2


def fit_of(engine: Engine, made: tuple[pl.DataFrame, pl.DataFrame], as_of: date = AS_OF) -> ContractFit:
    return fit_contracts(engine, engine.table(made[0]), engine.table(made[1]), as_of, TO, GRACE)


@pytest.fixture(scope="module")
def made() -> tuple[pl.DataFrame, pl.DataFrame]:
    return company((("m", MONTHLY, 1, "30"), ("x", SBG(1.0, 2.0), 1, "10"), ("y", YEARLY, 12, "20")), 700, AS_OF, 40, 4)


@pytest.fixture(scope="module")
def fitted(engine: Engine, made: tuple[pl.DataFrame, pl.DataFrame]) -> ContractFit:
    return fit_of(engine, made)


def test_each_term_and_each_plan_has_the_model_it_was_made_with(fitted: ContractFit) -> None:
    records = {record["name"] + str(round(record["term_days"])): record for record in fitted.records}
    assert set(records) == {"sbg30", "sbg:m30", "sbg:x30", "sbg365"}
    for name, truth in (("sbg:m30", MONTHLY), ("sbg:x30", SBG(1.0, 2.0)), ("sbg365", YEARLY)):
        for parameter, value in truth.parameters().items():
            low, high = records[name]["intervals"][parameter]
            assert low < value < high
    assert json.loads(json.dumps(fitted.records, allow_nan=False)) == fitted.records


def test_every_customer_under_contract_has_a_value(
    fitted: ContractFit, made: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    gone = set(made[1].filter(pl.col("kind") == "churned")["customer_id"])
    assert set(fitted.customers["customer_id"]) == set(made[1]["customer_id"]) - gone
    assert fitted.customers.columns == ["customer_id", *COLUMNS]
    assert fitted.customers["customer_id"].is_sorted()
    assert fitted.customers.null_count().sum_horizontal()[0] == 0
    assert (fitted.customers["clv"] >= 0).all()


def test_value_is_price_by_margin_by_discounted_renewals(fitted: ContractFit) -> None:
    """By hand for a monthly customer: renewals due at next_on and monthly after it, within 365 days."""
    row = fitted.customers.filter(pl.col("plan") == "m").row(0, named=True)
    record = next(record for record in fitted.records if record["name"] == "sbg:m")
    model = SBG(**record["parameters"])
    wait = max((row["next_on"] - AS_OF).days, 0)
    stay = value = renewals = 0.0
    for k in range(1, 14):
        days = wait + (k - 1) * DAYS_A_MONTH
        if days > 365:
            break
        stay = (stay or 1.0) * float(model.retention(np.array([row["renewed"] + k]))[0])
        renewals += stay
        value += 30 * 0.5 * stay * 1.1 ** (-days / 365.25)
    assert row["price"] == 30
    assert row["expected_renewals"] == pytest.approx(renewals)
    assert row["clv"] == pytest.approx(value, rel=1e-9)


def test_who_has_renewed_more_often_is_worth_more(fitted: ContractFit) -> None:
    monthly = fitted.customers.filter((pl.col("plan") == "x") & (pl.col("expected_renewals") > 0))
    by = monthly.group_by("renewed").agg(pl.col("p_renew").mean()).sort("renewed")["p_renew"].to_numpy()
    assert (np.diff(by) > 0).all()


def test_nothing_after_the_day_changes_anything(engine: Engine, made: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    then = AS_OF - timedelta(days=200)
    cut = (made[0].filter(pl.col("starts_on") <= then), made[1].filter(pl.col("day") <= then))
    whole, known = fit_of(engine, made, then), fit_of(engine, cut, then)
    assert whole.records == known.records
    assert whole.customers.equals(known.customers)


def test_later_renewals_are_foreseen(engine: Engine, made: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    tables = (engine.table(made[0]), engine.table(made[1]))
    found = judge_contracts(engine, *tables, AS_OF - timedelta(days=120), AS_OF, GRACE)
    assert found["customers"] > 700
    assert abs(found["bias"]) < 0.05
    assert found["brier"] < found["brier_of_all"]
    assert sum(row["customers"] for row in found["by_renewed"]) == found["customers"]
    assert sum(row["actual"] for row in found["by_renewed"]) == found["actual"]


def test_renewals_are_tracked_with_the_last_third_held_out() -> None:
    rows = tracking(Survivors.of((1000, 869, 743, 653, 593, 551, 517, 491)))
    assert len(rows) == 8
    assert [row["period"] for row in rows if row["held_out"]] == [6, 7]
    assert rows[0] == {"period": 0, "actual": 1, "expected": 1, "low": 1, "high": 1, "at_risk": 1000, "held_out": False}
    assert [row["actual"] for row in rows] == pytest.approx([1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491])
    for row in rows[1:]:
        assert row["low"] < row["actual"] < row["high"]
    assert tracking(Survivors.of((100, 60, 50))) == tracking(Survivors.of((100, 60, 50)), seed=0)
    assert tracking(Survivors.of((100, 60))) == []


def test_too_few_ends_are_refused_in_words(engine: Engine) -> None:
    fit = fit_of(engine, (CONTRACTS, MOVEMENTS))
    assert fit.refusal is not None
    assert "of 8 contracts, 3 have ended" in fit.refusal.en
    assert all(fit.refusal.say(to) for to in LANGUAGES)
    assert (fit.customers.height, fit.customers.columns, fit.records) == (0, ["customer_id", *COLUMNS], [])
    with pytest.raises(DataError) as caught:
        judge_contracts(engine, engine.table(CONTRACTS), engine.table(MOVEMENTS), day("2025-05-01"), AS_OF, GRACE)
    assert caught.value.code == "value.too_alike"


def test_a_term_without_a_model_has_no_value_and_is_still_there(engine: Engine) -> None:
    some = company((("m", MONTHLY, 1, "30"),), 300, AS_OF, 30, 5)
    odd = (
        pl.concat([some[0], CONTRACTS.filter(customer_id="yearly")]),
        pl.concat([some[1], MOVEMENTS.filter(customer_id="yearly")]),
    )
    row = fit_of(engine, odd).customers.filter(customer_id="yearly").row(0, named=True)
    assert (row["clv"], row["p_renew"], row["renewed"], row["price"]) == (None, None, 0, 120)


NOTICED = contracts(
    ("told", 1, "m", "2025-06-05", "2025-07-05", "2025-07-05", "30", "2025-06-20"),
    ("later", 1, "m", "2025-06-05", "2025-07-05", "2025-07-05", "30", "2025-07-01"),
    ("again", 1, "m", "2025-05-05", "2025-06-05", "2025-06-05", "30", "2025-05-20"),
    ("again", 2, "m", "2025-06-05", "2025-07-05", "2025-07-05", "30"),
    ("beside", 1, "m", "2025-05-25", "2025-07-25", "2025-07-25", "30"),
    ("beside", 2, "x", "2025-06-05", "2025-07-05", "2025-07-05", "30", "2025-06-20"),
    ("grace", 1, "m", "2025-05-26", "2025-06-26", "2025-06-26", "30", "2025-06-20"),
)
NEW = movements(*((who, "2025-05-05", "new") for who in ("told", "later", "again", "beside", "grace")))


def test_a_notice_is_one_that_is_known_and_that_no_contract_outlives(engine: Engine) -> None:
    """Of 30 June: given ten days before; given after it; taken back; of one of two contracts; and run out in grace."""

    def noticed(on: str) -> dict[str, bool]:
        rows = engine.rows(lives(engine.table(NOTICED), engine.table(NEW), day(on), GRACE))
        return {row["customer_id"]: row["noticed"] for row in rows}

    assert noticed("2025-06-30") == {"told": True, "later": False, "again": False, "beside": False, "grace": True}
    assert noticed("2025-06-19") == dict.fromkeys(NEW["customer_id"], False)


def test_a_notice_comes_from_the_cancellation_of_a_subscription(engine: Engine) -> None:
    """Cancelled on 20 June for the 5th of July; of an export that knows of a later cancellation nothing is seen."""
    notices = {"told": day("2025-06-20"), "later": day("2025-07-02"), "stays": None}
    rows = [(who, day("2025-06-05"), day("2025-07-05"), notice, "30") for who, notice in notices.items()]
    names = ("customer_id", "started_at", "expires_at", "cancelled_at", "price")
    frame = pl.DataFrame(rows, schema=names, orient="row").with_columns(period=pl.lit("month"), plan=pl.lit("m"))
    made = contract_tables(engine, frame.with_columns(subscription_id=pl.col("customer_id")), day("2025-01-01"), AS_OF)
    found = engine.rows(lives(made["contract"], made["movement"], AS_OF, GRACE))
    assert {row["customer_id"]: row["noticed"] for row in found} == {"told": True, "later": False, "stays": False}


def test_who_has_given_notice_renews_no_more_and_is_worth_nothing(
    engine: Engine, made: tuple[pl.DataFrame, pl.DataFrame], fitted: ContractFit
) -> None:
    """The price of the term is still told, models stay what they were, and so does what is said of the others."""
    who = fitted.customers.filter((pl.col("plan") == "m") & (pl.col("clv") > 0))["customer_id"][0]
    mine = pl.col("customer_id") == who
    noticed = made[0].with_columns(cancelled_on=pl.when(mine).then(pl.lit(AS_OF)))
    found = fit_of(engine, (noticed, made[1]))
    row = found.customers.filter(mine).row(0, named=True)
    assert [row[name] for name in ("p_renew", "expected_renewals", "clv", "price")] == [0, 0, 0, 30]
    assert found.customers.filter(~mine).equals(fitted.customers.filter(~mine))
    assert found.records == fitted.records


def test_a_notice_counts_as_leaving_in_the_hold_out(engine: Engine, made: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    """Had every leaver given notice before, each of them would be foreseen, and the forecast be the sharper for it."""
    until = AS_OF - timedelta(days=120)
    gone = made[1].filter((pl.col("kind") == "churned") & (pl.col("day") > until))["customer_id"]
    told = pl.when(pl.col("customer_id").is_in(gone.implode())).then(pl.lit(until))
    noticed = made[0].with_columns(cancelled_on=told)
    silent, sharp = (
        judge_contracts(engine, engine.table(table), engine.table(made[1]), until, AS_OF, GRACE)
        for table in (made[0], noticed)
    )
    assert (sharp["customers"], sharp["actual"]) == (silent["customers"], silent["actual"])
    assert sharp["brier"] < silent["brier"]
    assert sharp["expected"] < silent["expected"]


@pytest.mark.parametrize(("horizon", "months", "years"), [(364, 12, 1), (365, 12, 1), (366, 13, 2), (730, 24, 2)])
def test_a_record_counts_the_terms_that_begin_within_the_horizon(
    engine: Engine, made: tuple[pl.DataFrame, pl.DataFrame], horizon: int, months: int, years: int
) -> None:
    """A year's contract has one term within a horizon of 364 days, the one that it begins with."""
    terms = Terms(horizon, 0.1, 0.5, "settings")
    found = fit_contracts(engine, engine.table(made[0]), engine.table(made[1]), AS_OF, terms, GRACE)
    told = [(record["name"] + str(round(record["term_days"])), record["value"]) for record in found.records]
    lifetime = {name: value["expected_lifetime"] for name, value in told}
    assert (lifetime["sbg:m30"]["terms"], lifetime["sbg365"]["terms"]) == (months, years)
    low, high = lifetime["sbg365"]["interval"]
    assert 1 <= low <= lifetime["sbg365"]["expected"] <= high <= years
