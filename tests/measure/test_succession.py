"""What takes the place of a contract, trials, and pauses that outlast a row: small books, worked out by hand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from liuke.engine import Engine
from liuke.measure import Inputs, ask_all
from tests.measure.miniatures.worked import inputs_from

AS_OF = date(2024, 6, 30)
type Fact = dict[str, Any]


def _day(month_day: str) -> datetime:
    text = month_day if len(month_day) > 5 else f"2024-{month_day}"
    return datetime.fromisoformat(f"{text}T09:00")


def _row(
    number: str | None, who: str, plan: str, start: str, end: str | None, price: float | None, **more: str
) -> Fact:
    times = {name: _day(value) for name, value in more.items() if name != "period"}
    return {
        "subscription_id": number, "customer_id": who, "plan": plan, "started_at": _day(start),
        "expires_at": _day(end) if end else None, "price": price, "period": more.get("period", "month"), **times,
    }  # fmt: skip


def _monthly(number: str | None, who: str, plan: str, months: Sequence[int], price: float, **more: str) -> list[Fact]:
    return [_row(number, who, plan, f"{n:02}-01", f"{n + 1:02}-01", price, **more) for n in months]


def _inputs(engine: Engine, *rows: Fact) -> Inputs:
    return inputs_from(engine, {"subscription": list(rows)}, AS_OF)


def _by_month(inputs: Inputs, *names: str) -> dict[int, tuple[Any, ...]]:
    """Return for each month of 2024 what the metrics say: the value, or for shares numerator and denominator."""
    found: dict[int, tuple[Any, ...]] = {}
    for answer in ask_all(inputs, names, "month").values():
        for row in answer.rows:
            if row["period"] >= "2024":
                said = row["value"] if row["denominator"] is None else (row["numerator"], row["denominator"])
                found[int(row["period"][5:7])] = (*found.get(int(row["period"][5:7]), ()), said)
    return found


def test_a_contract_signed_before_the_old_one_expires_takes_its_place(engine: Engine) -> None:
    """Ten of a year to 5 February are renewed on 28 January under new numbers; Ann pays 10 a month beside them."""
    rows = _monthly("C", "ann", "m", range(1, 7), 10)
    for n in range(10):
        rows.append(_row(f"A{n}", f"e{n}", "y", "2023-02-05", "02-05", 1200, period="year"))
        rows.append(_row(f"B{n}", f"e{n}", "y", "01-28", "2025-01-28", 1200, period="year"))
    inputs = _inputs(engine, *rows)
    money = _by_month(inputs, "mrr", "mrr_expansion", "mrr_contraction")
    assert [money[month] for month in (1, 2, 3)] == [(1010, 0, 0)] * 3
    assert _by_month(inputs, "net_revenue_retention", "renewal_rate")[2] == ((1010, 1010), (11, 11))


def test_a_bigger_plan_under_a_new_number_replaces_the_cancelled_one(engine: Engine) -> None:
    rows = _monthly("A", "ann", "basic", [1], 10)
    rows += [_row("A", "ann", "basic", "02-01", "03-01", 10, cancelled_at="02-15")]
    rows += [_row("B", "ann", "pro", "02-15", "03-15", 30), _row("B", "ann", "pro", "03-15", "07-15", 30)]
    inputs = _inputs(engine, *rows)
    assert _by_month(inputs, "mrr", "plan_upgrades", "mrr_expansion", "mrr_contraction")[2] == (30, 1, 20, 0)
    assert _by_month(inputs, "renewal_rate")[3] == ((2, 2),)


def test_a_cancelled_contract_is_used_up_beside_another_that_comes_long_after(engine: Engine) -> None:
    """Cancelled in January to end with the year; in April something else is bought."""
    crm = _row("A", "ann", "crm", "01-01", "2025-01-01", 1200, period="year", cancelled_at="01-20")
    inputs = _inputs(engine, crm, _row("B", "ann", "mail", "04-01", "2025-04-01", 600, period="year"))
    assert [_by_month(inputs, "mrr", "plan_downgrades")[month] for month in (3, 4)] == [(100, 0), (150, 0)]


def test_what_goes_on_beside_a_contract_does_not_renew_it(engine: Engine) -> None:
    """A is dropped after March; B goes on."""
    rows = [*_monthly("A", "ann", "a", [1, 2, 3], 10), *_monthly("B", "ann", "b", range(1, 7), 20)]
    found = _by_month(_inputs(engine, *rows), "renewal_rate", "mrr")
    assert [found[month] for month in (3, 4, 5)] == [((2, 2), 30), ((1, 2), 20), ((1, 1), 20)]


@pytest.mark.parametrize("plan", ["a", "c"])
def test_one_contract_takes_the_place_of_one(engine: Engine, plan: str) -> None:
    """A and B end on 1 February and only C follows, on the second: the one of its plan, or else the first."""
    rows = [_row("A", "ann", "b", "01-01", "02-01", 20), _row("B", "ann", "a", "01-01", "02-01", 10)]
    inputs = _inputs(engine, *rows, _row("C", "ann", plan, "02-02", "12-31", 10))
    assert _by_month(inputs, "renewal_rate")[2] == ((1, 2),)
    (after,) = [row for row in engine.rows(inputs.table("contract")) if row["subscription_id"] == "C"]
    assert after["from_plan"] == ("a" if plan == "a" else "b")


def test_two_that_end_together_are_followed_one_after_the_other(engine: Engine) -> None:
    rows = [_row("A", "ann", "a", "01-01", "02-01", 20), _row("B", "ann", "a", "01-01", "02-01", 10)]
    rows += [_row("C", "ann", "a", "02-02", "12-31", 20), _row("D", "ann", "a", "02-04", "12-31", 10)]
    found = _by_month(_inputs(engine, *rows), "renewal_rate", "mrr", "mrr_expansion", "mrr_contraction")
    assert found[2] == ((2, 2), 30, 0, 0)


def test_a_second_product_replaces_none_that_renews_under_its_own_number(engine: Engine) -> None:
    """B starts four days before A's second month is over, and A goes on."""
    rows = [*_monthly("A", "ann", "a", range(1, 7), 10), _row("B", "ann", "b", "02-26", "12-31", 20)]
    found = _by_month(_inputs(engine, *rows), "mrr", "renewal_rate")
    assert [found[month] for month in (2, 3)] == [(30, (1, 1)), (30, (1, 1))]


def test_plans_without_numbers_run_side_by_side(engine: Engine) -> None:
    crm = _row(None, "ann", "crm", "01-01", "2025-01-01", 1200, period="year")
    mail = _row(None, "ann", "mail", "03-01", "2025-03-01", 600, period="year")
    found = _by_month(_inputs(engine, crm, mail), "mrr", "mrr_expansion", "plan_downgrades")
    assert [found[month] for month in (2, 3, 4)] == [(100, 0, 0), (150, 50, 0), (150, 0, 0)]


@pytest.mark.parametrize("start", ["01-30", "02-01", "02-05"])
def test_without_numbers_a_plan_changes_where_one_ends(engine: Engine, start: str) -> None:
    rows = [_row(None, "ann", "basic", "01-01", "02-01", 10), _row(None, "ann", "pro", start, "12-31", 30)]
    inputs = _inputs(engine, *rows)
    month = int(start[:2])
    assert _by_month(inputs, "mrr", "plan_upgrades", "mrr_contraction")[month] == (30, 1, 0)
    assert _by_month(inputs, "renewal_rate")[2] == ((1, 1),)


def test_the_first_paid_day_is_new_business(engine: Engine) -> None:
    """Ann tries from 20 January and pays 100 from 3 February; Bo has paid 100 all along."""
    trial = _row("T", "ann", "trial", "01-20", "02-03", 0)
    paid = _row("T", "ann", "pro", "02-03", "12-31", 100)
    inputs = _inputs(engine, trial, paid, _row("P", "bo", "pro", "2023-12-01", None, 100))
    found = _by_month(inputs, "mrr", "mrr_new", "mrr_expansion", "new_subscribers", "subscribers", "renewals_due")
    assert [found[month] for month in (1, 2)] == [(100, 0, 0, 0, 1, 0), (200, 100, 0, 1, 2, 0)]
    assert _by_month(inputs, "net_revenue_retention", "plan_upgrades")[2] == ((100, 100), 0)


def test_a_free_month_of_a_paid_contract_and_a_price_nobody_wrote_down_are_no_trials(engine: Engine) -> None:
    rows = [
        *_monthly("A", "ann", "a", [1], 10),
        *_monthly("A", "ann", "a", [2], 0),
        *_monthly("A", "ann", "a", [3], 10),
    ]
    unknown = {**_row("B", "bo", "b", "01-01", None, None), "price": None}
    found = _by_month(_inputs(engine, *rows, unknown), "subscribers", "mrr")
    assert [found[month] for month in (1, 2, 3)] == [(2, 10), (2, 0), (2, 10)]


@pytest.mark.parametrize("told", [(1, 2, 3), (1,), (2, 3), (1, 2)])
def test_a_pause_outlasts_its_row(engine: Engine, told: tuple[int, ...]) -> None:
    """From 15 January to 20 March, as all rows say, or only some."""
    rows = _monthly("A", "ann", "a", range(1, 7), 10)
    for month in told:
        rows[month - 1] |= {"paused_at": _day("01-15"), "resumed_at": _day("03-20")}
    found = _by_month(_inputs(engine, *rows), "mrr", "mrr_expansion", "subscribers")
    first = (0, 0, 1) if 1 in told else (10, 0, 1)
    assert [found[month] for month in (1, 2, 3)] == [first, (0, 0, 1), (10, 10, 1)]


def test_a_later_row_says_that_a_pause_is_over(engine: Engine) -> None:
    """The row of January does not know yet when it will be resumed; a second pause follows the first in February."""
    rows = _monthly("A", "ann", "a", range(1, 4), 10)
    rows[0] |= {"paused_at": _day("01-15")}
    rows[1] |= {"paused_at": _day("02-10"), "resumed_at": _day("02-20")}
    found = engine.rows(_inputs(engine, *rows).table("movement"))
    assert [(f"{row['day']:%m-%d}", row["kind"], row["after"]) for row in found] == [
        ("01-01", "new", 10),
        ("01-15", "contraction", 0),
        ("02-20", "expansion", 10),
        ("04-08", "churned", 0),
    ]


def test_a_pause_ends_with_the_contract_that_was_not_renewed(engine: Engine) -> None:
    """Paused in January without an end, lost in February, back in May."""
    rows = [_row("A", "ann", "a", "01-01", "02-01", 10, paused_at="01-15"), _row("A", "ann", "a", "05-01", "12-31", 10)]
    assert _by_month(_inputs(engine, *rows), "mrr")[5] == (10,)
