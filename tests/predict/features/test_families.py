"""What single features come to, on customers small enough to count by hand."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import ibis
import polars as pl
import pytest
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.predict.features import FEATURES, build
from tests.predict.churn_model.companies import contract_tables
from tests.predict.features.facts import AS_OF, FIRST, SNAPSHOT, moment, tables_of


def _on(days: int, hour: float = 9) -> Any:
    return moment(SNAPSHOT + timedelta(days=days), hour)


def _of(engine: Engine, tables: Mapping[str, Table], who: str = "a") -> dict[str, Any]:
    asked = engine.table(pl.DataFrame({"customer_id": [who]})).mutate(snapshot=ibis.literal(SNAPSHOT))
    return engine.polars(build(tables, asked)).row(0, named=True)


def test_service_is_what_was_known_of_tickets(engine: Engine) -> None:
    """Answered after three hours; solved, opened again and never solved; one whose answer came after the snapshot."""
    tickets = [
        {
            "feedback_id": "1",
            "received_at": _on(-40),
            "first_response_at": _on(-40, 12),
            "resolved_at": _on(-39),
            "rating": 2.0,
        },
        {"feedback_id": "2", "received_at": _on(-20), "first_response_at": _on(-20, 10), "rating": 5.0},
        {"feedback_id": "3", "received_at": _on(-2), "first_response_at": _on(3), "resolved_at": _on(4)},
    ]
    changes = [
        {"feedback_id": "2", "changed_at": _on(-18), "status": "resolved"},
        {"feedback_id": "2", "changed_at": _on(-17), "status": "open"},
    ]
    rows = [{"customer_id": "a", **one} for one in tickets]
    found = _of(engine, tables_of(engine, {"feedback": rows, "feedback_status": changes}))
    assert (found["tickets_90"], found["open_tickets"], found["unanswered_tickets_90"]) == (3, 2, 1)
    assert (found["response_hours"], found["last_rating"], found["lowest_rating_365"]) == (2, 5, 2)
    assert found["resolution_hours"] == (24 + 48) / 2
    assert found["open_ticket_days_90"] == 1 + 2 + 17 + 2


def test_a_ticket_solved_later_is_still_open(engine: Engine) -> None:
    """Its solution and the rating that came with it are not known; the days that it has waited are."""
    solved_later = {"feedback_id": "1", "customer_id": "a", "received_at": _on(-120), "resolved_at": _on(30)}
    rated_later = {**solved_later, "feedback_id": "2", "received_at": _on(-10), "rating": 1.0}
    found = _of(engine, tables_of(engine, {"feedback": [solved_later, rated_later]}))
    assert (found["open_tickets"], found["open_ticket_days_90"]) == (2, 90 + 10)
    assert (found["resolution_hours"], found["last_rating"], found["lowest_rating_365"]) == (None, None, None)
    solved = {**rated_later, "resolved_at": _on(-8, 15)}
    found = _of(engine, tables_of(engine, {"feedback": [solved]}))
    assert (found["open_tickets"], found["open_ticket_days_90"], found["resolution_hours"]) == (0, 2, 54)
    assert (found["last_rating"], found["lowest_rating_365"]) == (1, 1)


def test_a_ticket_solved_twice_was_solved_the_first_time(engine: Engine) -> None:
    """A change of status tells of the first solution; the ticket's own row of the last one, after the snapshot."""
    ticket = {"feedback_id": "1", "customer_id": "a", "received_at": _on(-30), "resolved_at": _on(9)}
    changes = [
        {"feedback_id": "1", "changed_at": _on(-29), "status": "Resolved"},
        {"feedback_id": "1", "changed_at": _on(-5), "status": "open"},
        {"feedback_id": "1", "changed_at": _on(9), "status": "resolved"},
    ]
    found = _of(engine, tables_of(engine, {"feedback": [ticket], "feedback_status": changes}))
    assert (found["resolution_hours"], found["open_tickets"], found["open_ticket_days_90"]) == (24, 1, 1 + 5)


def test_a_ticket_of_a_day_without_a_time_is_solved_on_it(engine: Engine) -> None:
    """Dates alone make its coming and its solution one moment, and a solution may even seem to come before."""
    midnight = _on(-30, 0)
    same = {"feedback_id": "1", "customer_id": "a", "received_at": midnight, "resolved_at": midnight}
    before = {**same, "feedback_id": "2", "received_at": _on(-30, 15)}
    late = {**same, "feedback_id": "3", "recorded_at": _on(-3)}
    found = _of(engine, tables_of(engine, {"feedback": [same, before, late]}))
    assert (found["open_tickets"], found["open_ticket_days_90"], found["unanswered_tickets_90"]) == (0, 0, 0)


def test_of_changes_of_one_moment_the_last_that_is_written_down_counts(engine: Engine) -> None:
    tickets = [{"feedback_id": one, "customer_id": "a", "received_at": _on(-30, 0)} for one in "123"]
    said = {"1": ("open", "resolved"), "2": ("resolved", "open"), "3": ("resolved",)}
    changes = [
        {"feedback_id": one, "changed_at": _on(-30, 0), "status": status} for one in said for status in said[one]
    ]
    found = _of(engine, tables_of(engine, {"feedback": tickets, "feedback_status": changes}))
    assert (found["open_tickets"], found["open_ticket_days_90"]) == (1, 30)


def test_a_ticket_solved_without_an_answer_waits_for_none(engine: Engine) -> None:
    """As in metrics; an answer or a solution after the snapshot was not known at it."""
    days = [(None, -29), (None, 3), (5, -29), (-29, 3), (5, 3)]
    rows = [
        {"feedback_id": str(place), "customer_id": "a", "received_at": _on(-30), "resolved_at": _on(solved),
         "first_response_at": None if answered is None else _on(answered)}
        for place, (answered, solved) in enumerate(days)
    ]  # fmt: skip
    found = _of(engine, tables_of(engine, {"feedback": rows}))
    assert (found["unanswered_tickets_90"], found["open_tickets"], found["response_hours"]) == (2, 3, 24)


def test_payments_fail_on_the_day_they_fall_due(engine: Engine) -> None:
    bills = [(-100, -95, -94), (-50, -45, -46), (-40, -35, None), (-10, -1, None), (-9, 0, None), (-30, -20, 5)]
    rows = [
        {"customer_id": "a", "bill_id": str(place), "amount": 9, "billed_at": _on(billed), "due_at": _on(due),
         "paid_at": None if paid is None else _on(paid)}
        for place, (billed, due, paid) in enumerate(bills)
    ]  # fmt: skip
    found = _of(engine, tables_of(engine, {"bill": rows}))
    assert (found["late_payments_90"], found["late_payments_365"], found["unpaid_bills"]) == (3, 4, 3)


def _contract(
    start: int, end: int | None, price: int, plan: str = "pro", cancelled: int | None = None
) -> dict[str, Any]:
    return {
        "customer_id": "a", "subscription_id": "S", "plan": plan, "period": "month", "price": price,
        "started_at": SNAPSHOT + timedelta(days=start),
        "expires_at": None if end is None else SNAPSHOT + timedelta(days=end),
        "cancelled_at": None if cancelled is None else SNAPSHOT + timedelta(days=cancelled),
    }  # fmt: skip


TYPES = {"started_at": pl.Date, "expires_at": pl.Date, "cancelled_at": pl.Date}


def test_contracts_tell_of_price_plan_and_renewal(engine: Engine) -> None:
    rows = [
        _contract(-90, -60, 100),
        _contract(-60, -40, 112),
        _contract(-40, -10, 112),
        _contract(-10, 20, 80, "basic"),
    ]
    found = _of(engine, contract_tables(engine, pl.DataFrame(rows, schema_overrides=TYPES), FIRST, AS_OF))
    wanted = {
        "contract_days": 89, "monthly_price": 80, "terms_begun": 4, "renewal_days": 20, "notices": 0,
        "price_raise_365": 0.12, "raise_days": 59, "plan_moves_365": 1, "downgrades_365": 1,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_an_expiry_that_moves_on_with_every_payment_is_not_known_ahead(engine: Engine) -> None:
    """An export says until when each is paid for today; of a customer who left it says when. Only a notice tells."""
    stays = {**_contract(-300, None, 9), "customer_id": "b", "expires_at": AS_OF + timedelta(days=9)}
    for cancelled, expected_ in ((40, (None, 0)), (-3, (50, 1))):
        rows = [stays, _contract(-300, 50, 9, cancelled=cancelled)]
        tables = contract_tables(engine, pl.DataFrame(rows, schema_overrides=TYPES), FIRST, AS_OF)
        found = _of(engine, tables)
        assert (found["renewal_days"], found["notices"]) == expected_


def test_peers_are_those_there_before_and_lost_since(engine: Engine) -> None:
    """Of 24 customers of a region there 90 days before, six were lost since; later losses and newcomers do not."""

    def spell(place: int, started: int, lost: int | None) -> dict[str, Any]:
        on = None if lost is None else SNAPSHOT + timedelta(days=lost)
        return {"customer_id": f"p{place}", "started_on": SNAPSHOT + timedelta(days=started), "lost_on": on}

    lost = [-80] * 6 + [5] * 3 + [-100] * 4 + [None] * 15
    spells = [spell(place, -200, day) for place, day in enumerate(lost)] + [spell(90, -20, -10)]
    profile = pl.DataFrame({"customer_id": ["a", *(one["customer_id"] for one in spells)]}).with_columns(
        region=pl.lit("x")
    )
    types = {"started_on": pl.Date, "lost_on": pl.Date}
    stay = engine.table(pl.DataFrame(spells, schema_overrides=types))
    found = _of(engine, {"stay": stay, "profile": engine.table(profile)})
    assert found["peers_region_lost_90"] == 6 / 24
    few = engine.table(profile.head(9))
    assert _of(engine, {"stay": stay, "profile": few})["peers_region_lost_90"] is None


def test_a_season_of_last_year_is_known_of_who_was_there(engine: Engine) -> None:
    """Ninety days from the day a year before on; the day before them and the day after do not count."""
    then = SNAPSHOT - timedelta(days=364)
    days = [then - timedelta(days=1), then, then + timedelta(days=89), then + timedelta(days=90)]
    rows = [{"customer_id": "a", "day": day} for day in days] + [{"customer_id": "b", "day": days[3]}]
    activity = pl.DataFrame(rows).with_columns(orders=pl.lit(1), amount=pl.lit("5").cast(pl.Decimal(18, 4)))
    activity = activity.with_columns(returns=pl.lit(0))
    found = {one: _of(engine, {"activity": engine.table(activity)}, one)["purchases_year_ago_90"] for one in ("a", "b")}
    assert found == {"a": 2, "b": None}


def test_what_a_feature_says_of_itself_holds() -> None:
    """A window in days is in the id of most features that have one, and no two say the same."""
    assert len({one.meaning.en for one in FEATURES}) == len(FEATURES)
    for one in FEATURES:
        last = one.id.rsplit("_", 1)[-1]
        if last.isdigit() and one.theme not in ("frequency", "trend", "engagement", "peers", "season"):
            assert one.window.days == int(last), one.id
    assert date(2024, 6, 1) == SNAPSHOT
