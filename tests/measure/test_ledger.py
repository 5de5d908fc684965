"""Contracts read from bills: a few bills each, and what they bring a month by hand."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.measure import Inputs, ask_all
from tests.measure.ledgers import Bill, bill, bills_of, later, read

MOVES = ("mrr_opening", "mrr_new", "mrr_returned", "mrr_expansion", "mrr_contraction", "mrr_churned", "mrr")


def _monthly(inputs: Inputs, *names: str) -> dict[str, list[float]]:
    return {name: [row["value"] for row in one.rows] for name, one in ask_all(inputs, names, "month").items()}


def _left(inputs: Inputs) -> list[tuple[str, date]]:
    """Return who left, and when that was known."""
    rows = inputs.engine.rows(inputs.table("movement"))
    return [(row["customer_id"], row["day"]) for row in rows if row["kind"] == "churned"]


def _flat(inputs: Inputs, value: float) -> bool:
    """Say whether the same was paid every month, and nobody left."""
    return {*_monthly(inputs, "mrr")["mrr"]} == {value} and not _left(inputs)


@pytest.mark.parametrize("plan", ["pro", None])
def test_some_pay_by_the_month_and_some_by_the_year(engine: Engine, plan: str | None) -> None:
    """Ten at 10 a month and three at 120 a year, who came on the same day: 10 × 10 + 3 × 10."""
    bills = [one for n in range(10) for one in bills_of(f"m{n}", "2024-01-05", 10, plan, 25)]
    bills += [one for n in range(3) for one in bills_of(f"y{n}", "2024-01-05", 120, plan, 3, 12)]
    assert _flat(read(engine, bills, "2026-01-31"), 130)


def test_a_price_by_the_year_is_known_from_those_who_paid_it_before(engine: Engine) -> None:
    """Bo's first bill of 120, in March 2025, is read as Ann's: she paid the same in January a year apart."""
    bills = bills_of("ann", "2024-01-05", 120, "pro", 2, 12) + bills_of("cy", "2024-01-05", 12, "pro", 16)
    inputs = read(engine, [*bills, bill("bo", "2025-03-05", 120, "pro")], "2025-04-30")
    assert _monthly(inputs, "mrr")["mrr"] == [22] * 14 + [32] * 2


def test_two_services_without_numbers_run_beside_each_other(engine: Engine) -> None:
    """A CRM of 30 billed on the fifth and mail of 10 on the twentieth."""
    bills = bills_of("ann", "2024-01-05", 30, "crm", 6) + bills_of("ann", "2024-01-20", 10, "mail", 6)
    assert _flat(read(engine, bills, "2024-06-30"), 40)


@pytest.mark.parametrize("number", ["A", None])
@pytest.mark.parametrize("day", ["2024-03-20", "2024-03-29"])
def test_a_bill_for_the_rest_of_a_month_does_not_make_a_plan_weekly(
    engine: Engine, number: str | None, day: str
) -> None:
    """Ann moves to max in March: the rest of the month is charged at once, and 90 a month from the fifth of April."""
    bills = bills_of("ann", "2024-01-05", 30, "pro", 3, subscription_id=number)
    bills += [bill("ann", day, 31.45, "max", subscription_id=number)]
    bills += bills_of("ann", "2024-04-05", 90, "max", 3, subscription_id=number)
    inputs = read(engine, bills, "2024-06-30")
    assert _monthly(inputs, "mrr")["mrr"][3:] == [90, 90, 90]
    assert not _left(inputs)


@pytest.mark.parametrize("number", ["A", None])
def test_a_credit_for_the_rest_of_a_period_ends_it(engine: Engine, number: str | None) -> None:
    """Ann moves to max on 20 March: half of 30 is given back, and half of 90 is charged, until 5 April."""
    rest = ("2024-03-20", "2024-04-05")
    bills = bills_of("ann", "2024-01-05", 30, "pro", 3, subscription_id=number)
    bills += [bill("ann", "2024-03-20", -15, "pro", of=rest, subscription_id=number)]
    bills += [bill("ann", "2024-03-20", 45, "max", of=rest, subscription_id=number)]
    bills += bills_of("ann", "2024-04-05", 90, "max", 3, subscription_id=number)
    found = _monthly(read(engine, bills, "2024-06-30"), "mrr", "plan_upgrades", "churned_subscribers")
    assert found["mrr"] == [30, 30, pytest.approx(45 * 30.4375 / 16, abs=1e-4), 90, 90, 90]
    assert (found["plan_upgrades"], found["churned_subscribers"]) == ([0, 0, 1, 0, 0, 0], [0] * 6)


@pytest.mark.parametrize("number", ["A", None])
@pytest.mark.parametrize("day", ["2024-01-05", "2024-01-04", "2024-03-15"])
def test_a_fee_that_is_charged_once_is_no_contract(engine: Engine, number: str | None, day: str) -> None:
    """500 for the setup, on the first day, just before it or later, beside 30 a month."""
    bills = bills_of("ann", "2024-01-05", 30, "pro", 6, subscription_id=number)
    bills += [bill("ann", day, 500, "setup fee", subscription_id=number)]
    assert _flat(read(engine, bills, "2024-06-30"), 30)


def test_what_is_charged_once_is_a_contract_where_there_is_no_other(engine: Engine) -> None:
    """Nothing tells it from the first bill of a plan: a month, and known to be over a week later."""
    inputs = read(
        engine, [bill("ann", "2024-01-05", 30, "pro"), *bills_of("bo", "2024-01-05", 9, "max", 4)], "2024-04-30"
    )
    assert _left(inputs) == [("ann", date(2024, 2, 12))]


NAMES_OF_PLANS = {
    "annual": 12, "Pro (yearly)": 12, "pro_annual": 12, "12-month plan": 12, "企业版年付": 12, "年卡": 12,
    "包年套餐": 12, "half-year": 6, "半年付": 6, "Pro Quarterly": 3, "季卡": 3, "2 years": 24,
    "pro": 1, "青年版": 1, "2024年版": 1, "Yearbook": 1, "月卡": 1, None: 1,
}  # fmt: skip


def test_the_name_of_a_plan_tells_how_long_its_only_bill_lasts(engine: Engine) -> None:
    """A bill of 240 of each plan, each of another customer; where the name tells nothing, it is read as a month."""
    bills = [bill(f"{number}", "2024-01-05", 240, plan) for number, plan in enumerate(NAMES_OF_PLANS)]
    rows = engine.rows(read(engine, bills, "2024-01-31").table("contract"))
    found = {row["plan"]: (row["monthly"], row["due_on"]) for row in rows}
    assert found == {plan: (240 / n, later("2024-01-05", n)) for plan, n in NAMES_OF_PLANS.items()}


def test_what_the_bills_say_goes_before_what_the_plan_is_called(engine: Engine) -> None:
    """An annual plan paid by the month: two of its gaps are enough."""
    inputs = read(engine, bills_of("ann", "2024-01-05", 12, "annual", 6), "2024-06-30")
    assert _monthly(inputs, "mrr")["mrr"][2:] == [12] * 4


@pytest.mark.parametrize(("days", "monthly"), [(7, 10 * 30.4375 / 7), (14, 10 * 30.4375 / 14)])
def test_weeks_are_days_and_months_are_months(engine: Engine, days: int, monthly: float) -> None:
    bills = [bill("ann", date(2024, 1, 1) + timedelta(days=days * n), 10, "pro") for n in range(10)]
    inputs = read(engine, bills, str(date(2024, 1, 1) + timedelta(days=9 * days)), grace=0)
    assert _monthly(inputs, "mrr")["mrr"] == [pytest.approx(monthly, abs=1e-4)] * len(_monthly(inputs, "mrr")["mrr"])
    assert not _left(inputs)


@pytest.mark.parametrize("first", ["2024-01-01", "2024-01-30", "2024-01-31"])
@pytest.mark.parametrize("grace", [0, 7])
def test_a_bill_a_month_falls_due_once_a_month(engine: Engine, first: str, grace: int) -> None:
    """Three customers, billed on the first or on the last days of each month: 31 January, 29 February, 31 March."""
    bills = [one for who in ("ann", "bo", "cy") for one in bills_of(who, first, 30, "pro", 12)]
    inputs = read(engine, bills, "2024-12-31", grace)
    assert _flat(inputs, 90)
    assert _monthly(inputs, "renewals_due")["renewals_due"] == [0] + [3] * 11


def test_a_bill_some_days_late_or_early_falls_due_once_a_month_too(engine: Engine) -> None:
    """On 28 January, on 2 March for February, and on 28 March again."""
    days = ("2024-01-28", "2024-03-02", "2024-03-28", "2024-04-28")
    inputs = read(engine, [bill("ann", day, 30, "pro") for day in days], "2024-05-05")
    assert _monthly(inputs, "renewals_due")["renewals_due"] == [0, 1, 1, 1, 0]
    assert _flat(inputs, 30)


def test_a_plan_follows_another_without_numbers(engine: Engine) -> None:
    """Basic until February, pro from March on, billed on the same day of the month."""
    bills = bills_of("ann", "2024-01-05", 10, "basic", 2) + bills_of("ann", "2024-03-05", 20, "pro", 3)
    found = _monthly(read(engine, bills, "2024-05-31"), "mrr", "plan_upgrades", "churned_subscribers")
    assert found == {"mrr": [10, 10, 20, 20, 20], "plan_upgrades": [0, 0, 1, 0, 0], "churned_subscribers": [0] * 5}


@pytest.mark.parametrize("as_of", ["2024-03-30", "2024-03-31", "2024-04-20"])
@pytest.mark.parametrize("early", [0, 1])
def test_service_that_is_billed_once_it_has_run_goes_on_until_the_next_bill(
    engine: Engine, as_of: str, early: int
) -> None:
    """January's service is billed on its last day or on 1 February, February's a month later."""
    bills = [
        bill(f"c{n}", later("2024-01-01", month + 1) - timedelta(days=early), 10, "pro",
              of=(later("2024-01-01", month), later("2024-01-01", month + 1)))
        for n in range(10) for month in range(6)
    ]  # fmt: skip
    inputs = read(engine, bills, as_of)
    assert _monthly(inputs, "mrr")["mrr"][-1] == 100
    assert not _left(inputs)


def test_the_last_service_billed_in_arrears_is_missed_when_its_next_bill_is(engine: Engine) -> None:
    """June's bill comes on 1 July; by 1 August, and a week, there is none for July."""
    bills = [
        bill("ann", later("2024-05-01", n + 1), 10, "pro", of=(later("2024-05-01", n), later("2024-05-01", n + 1)))
        for n in range(2)
    ]
    assert _left(read(engine, bills, "2024-08-31")) == [("ann", date(2024, 8, 8))]


def test_a_loss_that_was_known_is_not_erased_by_a_late_bill(engine: Engine) -> None:
    """February's bill comes on the 20th: lost on the 8th, returned on the 20th, as of any later day."""
    bills = [bill("ann", day, 10, "pro", of=(f"2024-{month:02d}-01", f"2024-{month + 1:02d}-01"))
             for month, day in ((1, "2024-01-01"), (2, "2024-02-20"), (3, "2024-03-01"))]  # fmt: skip
    for as_of in ("2024-02-19", "2024-02-29", "2024-03-31"):
        assert _left(read(engine, bills, as_of)) == [("ann", date(2024, 2, 8))], as_of
    assert _monthly(read(engine, bills, "2024-03-31"), "mrr_returned")["mrr_returned"] == [0, 10, 0]


def test_a_bill_that_comes_when_its_service_is_over_does_not_end_the_one_that_runs(engine: Engine) -> None:
    """January's bill comes on 10 February, nine days after February's."""
    bills = [
        bill("ann", f"2024-{n:02d}-01", 10, "pro", of=(f"2024-{n:02d}-01", f"2024-{n + 1:02d}-01")) for n in (1, 3, 4)
    ]
    bills += [bill("ann", "2024-02-01", 10, "pro", of=("2024-02-01", "2024-03-01"))]
    bills += [bill("ann", "2024-02-10", 7, "pro", of=("2024-01-01", "2024-02-01"))]
    assert _flat(read(engine, bills, "2024-04-30"), 10)


def test_bills_of_two_months_that_come_together_are_not_added_up(engine: Engine) -> None:
    """January's and February's service are billed on 1 March, March's and April's on 1 May."""
    bills = [
        bill("ann", day, 10, "pro", of=(f"2024-{n:02d}-01", f"2024-{n + 1:02d}-01"))
        for day, months in (("2024-03-01", (1, 2)), ("2024-05-01", (3, 4))) for n in months
    ]  # fmt: skip
    assert {*_monthly(read(engine, bills, "2024-05-31"), "mrr")["mrr"]} <= {0, 10}


@pytest.mark.parametrize("status", ["refunded", "已退款"])
def test_a_refund_makes_nobody_leave(engine: Engine, status: str) -> None:
    bills = bills_of("ann", "2024-01-05", 30, "pro", 3)
    bills[1]["status"] = status
    inputs = read(engine, bills, "2024-03-31")
    assert _flat(inputs, 30)
    assert _monthly(inputs, "billed_amount")["billed_amount"] == [30, 0, 30]


def _bridge(engine: Engine, bills: Iterable[Bill], as_of: date) -> dict[str, dict[str, float]]:
    found = ask_all(read(engine, [*bills], str(as_of)), MOVES, "month")
    return {name: {row["period"]: row["value"] for row in one.rows} for name, one in found.items()}


_starts = st.integers(0, 120).map(lambda n: date(2024, 2, 1) + timedelta(days=n))
_customers = st.lists(
    st.tuples(
        _starts,
        st.sampled_from([10, 20]),
        st.lists(st.tuples(st.sampled_from([1, 1, 1, 1, 2, 4]), st.integers(0, 9)), min_size=1, max_size=8),
    ),
    min_size=3,
    max_size=12,
)


def _ledger(customers: Sequence[tuple[date, int, Sequence[tuple[int, int]]]], stated: bool) -> list[Bill]:
    """Return monthly bills, some left out and some days late; Zoe pays both prices before everybody else."""
    bills = bills_of("zoe", "2024-01-01", 10, "pro", 14) + bills_of("zed", "2024-01-01", 20, "pro", 14)
    for number, (start, amount, steps) in enumerate(customers):
        at = 0
        for step, late in [(0, 0), *steps]:
            at += step
            begins = later(start, at)
            of = (begins, later(start, at + 1)) if stated else None
            bills.append(bill(f"c{number}", begins + timedelta(days=late), amount, "pro", of=of))
    return bills


@settings(max_examples=2, deadline=None)
@given(_customers, st.booleans(), st.integers(2, 11))
def test_what_is_told_of_a_month_does_not_change_with_later_bills(
    engine: Engine, customers: list[tuple[date, int, list[tuple[int, int]]]], stated: bool, months: int
) -> None:
    """Of months that are over, as told at the end of one and much later; and each bridge adds up."""
    bills = _ledger(customers, stated)
    end = later("2024-01-01", months) - timedelta(days=1)
    early, late = (_bridge(engine, bills, day) for day in (end, date(2025, 6, 30)))
    for name, values in early.items():
        assert values == {period: late[name][period] for period in values}, name
    opening, new, returned, more, less, gone, closing = (late[name] for name in MOVES)
    for period, value in opening.items():
        moved = new[period] + returned[period] + more[period] - less[period] - gone[period]
        assert value + moved == pytest.approx(closing[period], abs=1e-6)
