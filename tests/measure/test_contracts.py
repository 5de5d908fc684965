"""Contracts, what moves in them, and their bridge: held to the definitions written out day by day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.clock import Grain, periods
from liuke.engine import Engine
from liuke.measure import ask_all
from liuke.measure.intervals import ratio
from liuke.settings import LostSettings
from tests.measure.contract_oracle import FIRST, LAST, Book, Row, contract_inputs
from tests.measure.miniatures.worked import at, inputs_from
from tests.measure.strategies import books, known_days, lost_rules

FEW = settings(max_examples=3, deadline=None)
NAMES = {
    "mrr_opening": "opening", "mrr_new": "new", "mrr_returned": "returned", "mrr_expansion": "expansion",
    "mrr_contraction": "contraction", "mrr_churned": "churned", "mrr": "closing",
    "opening_subscribers": "opening_customers", "new_subscribers": "new_customers",
    "returned_subscribers": "returned_customers", "churned_subscribers": "churned_customers",
    "subscribers": "closing_customers",
}  # fmt: skip
RATES = {
    "subscriber_churn_rate": ("opening_lost", "opening_customers"),
    "net_revenue_retention": ("net", "opening"),
    "gross_revenue_retention": ("gross", "opening"),
    "arpa": ("closing", "closing_customers"),
}


@settings(max_examples=6, deadline=None)
@given(books, known_days, lost_rules)
def test_movements_are_the_differences_between_days(
    engine: Engine, book: list[Row], as_of: date, rule: LostSettings
) -> None:
    found = engine.rows(contract_inputs(engine, book, as_of, rule).table("movement"))
    expected = Book(book, as_of, rule.grace_days, rule.cancelled == "at_once").movements()
    assert sorted((r["customer_id"], r["day"], r["kind"], r["before"], r["after"]) for r in found) == expected


@FEW
@given(books, known_days, lost_rules)
def test_what_moved_is_not_rewritten_by_what_becomes_known(
    engine: Engine, book: list[Row], as_of: date, rule: LostSettings
) -> None:
    early, late = (engine.rows(contract_inputs(engine, book, day, rule).table("movement")) for day in (as_of, LAST))
    assert early == [row for row in late if row["day"] <= as_of]


@FEW
@given(books, lost_rules, st.sampled_from(["week", "month", "quarter"]))
def test_the_bridge_adds_up_what_each_customer_pays(
    engine: Engine, book: list[Row], rule: LostSettings, grain: Grain
) -> None:
    oracle = Book(book, LAST, rule.grace_days, rule.cancelled == "at_once")
    expected = oracle.bridge(grain)
    found = ask_all(contract_inputs(engine, book, LAST, rule), [*NAMES, *RATES], grain)
    for name, column in NAMES.items():
        values = {date.fromisoformat(row["period"]): row["value"] for row in found[name].rows}
        assert values == {start: pytest.approx(float(row[column]), abs=1e-9) for start, row in expected.items()}, name
    for name, (above, below) in RATES.items():
        for row in found[name].rows:
            parts = expected[date.fromisoformat(row["period"])]
            assert row["numerator"] == pytest.approx(float(parts[above]), abs=1e-9), name
            assert row["denominator"] == pytest.approx(float(parts[below]), abs=1e-9), name


@FEW
@given(books, known_days, lost_rules)
def test_a_contract_that_fell_due_is_renewed_by_the_next_one_in_time(
    engine: Engine, book: list[Row], as_of: date, rule: LostSettings
) -> None:
    due = Book(book, as_of, rule.grace_days, rule.cancelled == "at_once").due()
    inputs = contract_inputs(engine, book, as_of, rule)
    found = ask_all(inputs, ["renewals_due", "renewal_rate"], "month")
    for row, rate in zip(found["renewals_due"].rows, found["renewal_rate"].rows, strict=True):
        of_month = [one for one in due if f"{one[0]:%Y-%m}-01" == row["period"]]
        decided = [renewed for _, renewed, known in of_month if known]
        assert row["value"] == len(of_month)
        assert (rate["numerator"], rate["denominator"]) == (sum(decided), len(decided))


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(books, st.sampled_from(["month", "quarter"]))
def test_the_interval_of_retention_is_that_of_a_ratio_over_the_opening_customers(
    engine: Engine, book: list[Row], grain: Grain
) -> None:
    oracle = Book(book, LAST, LostSettings().grace_days)
    kinds = {
        "net_revenue_retention": lambda _, after: after,
        "gross_revenue_retention": min,
        "mrr_churn_rate": lambda before, after: before - min(before, after),
    }
    found = ask_all(contract_inputs(engine, book), kinds, grain)
    for name, kept in kinds.items():
        for row, (start, end) in zip(found[name].rows, periods(FIRST, LAST, grain), strict=True):
            pairs = [(before, kept(before, after)) for before, after in oracle.retained(start, end)]
            x, y = sum(before for before, _ in pairs), sum(after for _, after in pairs)
            squares = (sum(b * b for _, b in pairs), sum(a * a for a, _ in pairs), sum(a * b for a, b in pairs))
            low, high = ratio(y, x, squares, len(pairs))
            if name != "net_revenue_retention" and low is not None and high is not None:
                low, high = max(low, 0.0), min(high, 1.0)  # a part of what there was
            assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-6), name


def _moves(engine: Engine, *book: Row) -> list[tuple[date, str, Decimal]]:
    found = engine.rows(contract_inputs(engine, book).table("movement"))
    return [(row["day"], row["kind"], row["after"]) for row in found]


def _on(month_day: str) -> date:
    return date.fromisoformat(f"2024-{month_day}")


def test_a_cancellation_after_a_contract_ended_does_not_bring_it_back(engine: Engine) -> None:
    """It expires on 31 January, and the loss is known a week later: a cancellation in March changes no history."""
    late = Row("ann", "S1", 0, 30, 70, Decimal(10), "basic", None, None)
    assert _moves(engine, late) == [(_on("01-01"), "new", 10), (_on("02-07"), "churned", 0)]


def test_a_contract_without_an_expiry_lasts_until_it_is_cancelled(engine: Engine) -> None:
    open_ended = Row("ann", "S1", 0, None, 70, Decimal(10), "basic", None, None)
    assert _moves(engine, open_ended) == [(_on("01-01"), "new", 10), (_on("03-18"), "churned", 0)]


def test_a_pause_that_ends_before_it_begins_is_none(engine: Engine) -> None:
    """The cleaning stage lets such rows pass by a day: dates without a time are the start of their day."""
    turned = Row("ann", "S1", 0, None, None, Decimal(10), "basic", 20, -1)
    assert _moves(engine, turned) == [(_on("01-01"), "new", 10)]


@pytest.mark.parametrize(("gap", "renewed"), [(0, True), (7, True), (8, False)])
def test_the_last_day_of_grace_is_in_time(engine: Engine, gap: int, renewed: bool) -> None:
    """Thirty days from 1 January, then a bigger plan: a renewal and an upgrade, or else a loss and a return."""
    book = [
        Row("ann", "S1", 0, 30, None, Decimal(10), "basic", None, None),
        Row("ann", "S1", 30 + gap, 90, None, Decimal(20), "pro", None, None),
        Row("bo", "S2", 0, 30, None, Decimal(10), "basic", None, None),
        Row("bo", "S2", 30, 30, None, Decimal(10), "basic", None, None),
    ]
    inputs = contract_inputs(engine, book)
    january = {
        name: answer.rows[0] for name, answer in ask_all(inputs, ["renewal_rate", "renewals_due"], "month").items()
    }
    assert (january["renewal_rate"]["numerator"], january["renewals_due"]["value"]) == (1 + renewed, 2)
    assert ask_all(inputs, ["plan_upgrades"])["plan_upgrades"].rows[0]["value"] == renewed
    kinds = {kind for _, kind, _ in _moves(engine, *book)}
    assert ({"returned", "churned"} <= kinds) is not renewed


def test_who_comes_and_goes_within_a_month_is_none_of_its_opening(engine: Engine) -> None:
    """From 1 to 11 March, known a week later: no customer of the opening, though there from the first day on."""
    short = Row("ann", "S1", 60, 10, None, Decimal(10), "basic", None, None)
    stays = Row("bo", "S2", 0, None, None, Decimal(10), "basic", None, None)
    rows = ask_all(contract_inputs(engine, [short, stays]), ["subscriber_churn_rate", "churned_subscribers"], "month")
    march = {name: answer.rows[2] for name, answer in rows.items()}
    assert march["churned_subscribers"]["value"] == 1
    assert (march["subscriber_churn_rate"]["numerator"], march["subscriber_churn_rate"]["denominator"]) == (0, 1)


def test_bills_that_say_no_period_last_as_long_as_those_of_their_plan_usually_do(engine: Engine) -> None:
    """Monthly bills on the fifth of January to March, one of them void; quarterly ones in January and April.

    The last monthly bill ends on 5 April, and the loss is known a week later.
    """
    bills = [("ann", "monthly", day, 10, None) for day in ("01-05", "02-05", "03-05")]
    bills += [("ann", "monthly", "04-05", 10, "void"), ("bo", "quarterly", "01-10", 30, None)]
    bills += [("bo", "quarterly", "04-10", 60, "paid")]
    rows = [
        {"customer_id": who, "plan": plan, "billed_at": at(day), "amount": amount, "status": status}
        for who, plan, day, amount, status in bills
    ]
    found = engine.rows(inputs_from(engine, {"bill": rows}, _on("06-30")).table("movement"))
    assert [(row["customer_id"], row["day"], row["kind"], row["after"]) for row in found] == [
        ("ann", _on("01-05"), "new", 10),
        ("ann", _on("04-12"), "churned", 0),
        ("bo", _on("01-10"), "new", 10),
        ("bo", _on("04-10"), "expansion", 20),
    ]


@pytest.mark.parametrize("named", [True, False])
def test_a_contract_numbered_like_another_customer_is_not_theirs(engine: Engine, named: bool) -> None:
    """Bo's contract has the number “ann”; Ann's has none, or her own."""
    rows = [
        {"customer_id": "ann", "subscription_id": "A" if named else None, "started_at": at("01-05"), "price": 10},
        {"customer_id": "bo", "subscription_id": "ann", "started_at": at("02-05"), "price": 20},
    ]
    inputs = inputs_from(engine, {"subscription": rows}, date(2024, 3, 31))
    (last,) = [row for row in ask_all(inputs, ["mrr"], "month")["mrr"].rows if row["period"] == "2024-03-01"]
    assert last["value"] == 30


@pytest.mark.parametrize("named", [True, False])
def test_bills_of_one_day_add_up_under_the_dearest(engine: Engine, named: bool) -> None:
    """A plan of 20 and an add-on of 5, billed together on the fifth of two months."""
    bills = [
        {"customer_id": "ann", "subscription_id": "A" if named else None, "billed_at": at(day), "plan": plan,
         "amount": amount}
        for day in ("01-05", "02-05") for plan, amount in (("add-on", 5), ("team", 20))
    ]  # fmt: skip
    inputs = inputs_from(engine, {"bill": bills}, date(2024, 2, 29))
    rows = {row["period"]: row["value"] for row in ask_all(inputs, ["mrr"], "month")["mrr"].rows}
    assert rows == {"2024-01-01": 25, "2024-02-01": 25}
    assert {row["plan"] for row in engine.rows(inputs.table("contract"))} == {"team"}
