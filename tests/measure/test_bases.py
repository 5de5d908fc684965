"""What derived tables and bases make of facts that are easily misread."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from liuke.engine import Engine
from liuke.measure import Inputs, ask, read_condition
from liuke.settings import ServiceSettings, Settings
from tests.measure.miniatures.app import app
from tests.measure.miniatures.worked import at, inputs_from

LAST = date(2024, 3, 31)
DESK = Settings(service=ServiceSettings(hours="09:00-17:00", resolution_hours=10))


def _inputs(engine: Engine, settings: Settings | None = None, **given: Sequence[Mapping[str, Any]]) -> Inputs:
    return inputs_from(engine, given, LAST, settings=settings)


@pytest.mark.parametrize(
    ("name", "numerator", "denominator"),
    [("active_users", 3, None), ("active_days", 4, 3), ("events_per_user", 6, 3), ("stickiness", 4, 93)],
)
def test_a_user_of_several_features_is_one_user(
    engine: Engine, name: str, numerator: float, denominator: float | None
) -> None:
    """All events of the application have one of these two names: the filter leaves nothing out."""
    row = ask(app(engine), name, "month", where=[read_condition("name=open,buy")]).rows[-1]
    assert (row["numerator"], row["denominator"]) == (numerator, denominator)


def test_users_by_feature_are_those_who_used_each(engine: Engine) -> None:
    rows = ask(app(engine), "active_days", ("month", "name")).rows
    found = {row["split"]["name"]: (row["numerator"], row["denominator"]) for row in rows}
    assert found == {"buy": (1, 1), "open": (4, 3)}
    kept = ask(app(engine), "active_days", "month", where=[read_condition("name=buy")]).rows[-1]
    assert (kept["numerator"], kept["denominator"]) == (1, 1)


@pytest.mark.parametrize(("closed", "converted"), [("03-10", 1), ("04-10", 0)])
def test_a_lead_that_is_won_after_the_last_day_is_not_won_yet(engine: Engine, closed: str, converted: int) -> None:
    lead = {"lead_id": "L1", "created_at": at("01-01"), "closed_at": at(closed), "outcome": "won"}
    row = ask(_inputs(engine, lead=[lead]), "conversion_rate", "month").rows[0]
    assert (row["numerator"], row["denominator"]) == (converted, 1)


@pytest.mark.parametrize(
    ("told", "converted"),
    [
        ({"converted_at": "01-20"}, 1),
        ({"converted_at": "01-20", "outcome": "no"}, 1),
        ({"converted_at": "04-20"}, 0),
        ({"converted_at": "04-20", "outcome": "yes"}, 0),
        ({"closed_at": "01-20"}, 0),
        ({"outcome": "true", "closed_at": "01-20"}, 1),
        ({"outcome": "1"}, 1),
        ({"outcome": "是"}, 1),
        ({"outcome": "已转化"}, 1),
        ({"outcome": "0"}, 0),
        ({"outcome": "false", "stage": "Converted"}, 0),
        ({"outcome": "not converted"}, 0),
        ({"outcome": "未转化"}, 0),
        ({"stage": "Closed - Converted"}, 1),
        ({"stage": "Not yet a customer"}, 0),
        ({"stage": "Working"}, 0),
    ],
    ids=str,
)
def test_a_lead_is_won_where_its_date_or_its_words_say_so(engine: Engine, told: dict[str, str], converted: int) -> None:
    times = {name: at(value) for name, value in told.items() if name.endswith("_at")}
    lead = {"lead_id": "L1", "created_at": at("01-01"), **told, **times}
    row = ask(_inputs(engine, lead=[lead]), "conversion_rate", "month").rows[0]
    assert (row["numerator"], row["denominator"]) == (converted, 1)


def test_a_deal_that_is_answered_by_no_is_lost(engine: Engine) -> None:
    deals = [
        {"opportunity_id": f"{place}", "customer_id": f"c{place}", "created_at": at("01-01"), "closed_at": at("01-20"),
         "outcome": outcome, "amount": 10}
        for place, outcome in enumerate(("Yes", "No", "no", "赢单"))
    ]  # fmt: skip
    row = ask(_inputs(engine, opportunity=deals), "win_rate", "month").rows[0]
    assert (row["numerator"], row["denominator"]) == (2, 4)


def test_a_deal_that_is_not_won_yet_is_not_lost(engine: Engine) -> None:
    """Many systems only ask whether a deal is won: one that is still talked about says no as well."""
    deals = [
        {"opportunity_id": f"{place}", "customer_id": f"c{place}", "created_at": at("01-01"), "amount": 10,
         "stage": stage, "outcome": won, "closed_at": closed and at(closed)}
        for place, (stage, won, closed) in enumerate((
            ("Closed Won", "true", "01-20"), ("Closed Lost", "false", "01-20"), ("Appointment", "false", "01-20"),
            ("Contract Sent", "false", None),
        ))
    ]  # fmt: skip
    row = ask(_inputs(engine, opportunity=deals), "win_rate", "month").rows[0]
    assert (row["numerator"], row["denominator"]) == (1, 2)
    bare = [{**deal, "stage": None} for deal in deals]
    row = ask(_inputs(engine, opportunity=bare), "win_rate", "month").rows[0]
    assert (row["numerator"], row["denominator"]) == (1, 3), "without stages, what is closed and not won is lost"


def test_a_lead_won_too_late_for_its_window_is_none_that_converted(engine: Engine) -> None:
    """Ninety days after 1 January 2024 is 31 March: the day counts, the one after it does not."""
    leads = [
        {"lead_id": day, "created_at": at("01-01"), "closed_at": at(day), "outcome": "won"}
        for day in ("03-31", "04-01")
    ]
    row = ask(inputs_from(engine, {"lead": leads}, date(2024, 4, 30)), "conversion_rate", "month").rows[0]
    assert (row["numerator"], row["denominator"]) == (1, 2)


def test_where_no_change_of_status_is_written_down_nobody_knows_what_was_opened_again(engine: Engine) -> None:
    solved = [{"feedback_id": "T1", "received_at": at("03-04"), "resolved_at": at("03-05")}]
    row = ask(_inputs(engine, feedback=solved), "reopen_rate", "month").rows[0]
    assert (row["value"], row["denominator"]) == (None, 0)


REOPENED = (("03-05", "resolved"), ("03-06", "open"))
HISTORIES: Mapping[str, tuple[Sequence[tuple[str, str]], str | None]] = {
    "resolved, then closed": ((("03-05", "resolved"), ("03-12", "closed")), None),
    "resolved, then closed, and stated so": ((("03-05", "resolved"), ("03-12", "closed")), "03-12"),
    "opened again": (REOPENED, None),
    "opened again, and stated as solved": (REOPENED, "03-05"),
    "solved again": ((*REOPENED, ("03-07", "resolved"), ("03-12", "closed")), None),
    "only opened": ((("03-05", "open"),), "03-06"),
    "without changes": ((), "03-06"),
}
"""Changes of tickets that came on Monday 4 March at 9, and the solution that is stated."""


@pytest.fixture(scope="module")
def tickets(engine: Engine) -> dict[str, tuple[float | None, int]]:
    """Return the working hours to the solution of each ticket, and how often it was opened again."""
    came = [
        {"feedback_id": name, "received_at": at("03-04"), "resolved_at": at(stated) if stated else None, "agent": name}
        for name, (_, stated) in HISTORIES.items()
    ]
    changes = [
        {"feedback_id": name, "changed_at": at(day), "status": status}
        for name, (history, _) in HISTORIES.items()
        for day, status in history
    ]
    rows = engine.rows(_inputs(engine, DESK, feedback=came, feedback_status=changes).table("ticket"))
    return {row["agent"]: (row["resolution_hours"], row["reopened"]) for row in rows}


def test_a_ticket_that_is_closed_after_it_was_resolved_was_solved_then(
    tickets: dict[str, tuple[float | None, int]],
) -> None:
    """Help desks close solved tickets by themselves some days later: that is no part of the time it took."""
    assert tickets["resolved, then closed"] == (8, 0)
    assert tickets["resolved, then closed, and stated so"] == (8, 0)


def test_a_ticket_that_was_opened_again_is_solved_when_it_was_solved_at_last(
    tickets: dict[str, tuple[float | None, int]],
) -> None:
    assert tickets["solved again"] == (16, 1), "the day between, on which it was solved, is no part of it"
    assert tickets["opened again"] == (None, 1)
    assert tickets["opened again, and stated as solved"] == (None, 1)


def test_a_stated_solution_counts_where_the_changes_tell_of_none(
    tickets: dict[str, tuple[float | None, int]],
) -> None:
    assert tickets["only opened"] == (16, 0)
    assert tickets["without changes"] == (16, 0)


LEADS = [
    {"lead_id": "L1", "customer_id": "ann", "created_at": at("01-01"), "outcome": "won"},
    {"lead_id": "L2", "customer_id": "bo", "created_at": at("01-01"), "outcome": "lost"},
]


@pytest.mark.parametrize("name", ["contact_rate", "lead_to_opportunity_rate", "repeat_conversion_rate"])
def test_a_step_that_nothing_tells_of_has_no_share(engine: Engine, name: str) -> None:
    """One of two leads was won; whether they were contacted, dealt with or bought again is not written down."""
    bare = _inputs(engine, lead=LEADS)
    assert ask(bare, "conversion_rate").rows[0]["value"] == 0.5
    assert ask(bare, name).rows[0]["value"] is None


def test_leads_that_were_contacted_are_a_share_where_any_contact_is_written_down(engine: Engine) -> None:
    told = _inputs(engine, lead=[LEADS[0] | {"contacted_at": at("01-05")}, LEADS[1]])
    assert ask(told, "contact_rate").rows[0]["value"] == 0.5


def test_treatments_have_a_delivery_rate_where_any_delivery_is_written_down(engine: Engine) -> None:
    treated = {"customer_id": "ann", "playbook_id": "P", "arm": "on", "assigned_at": at("03-01")}
    sent = treated | {"delivered_at": at("03-02")}
    assert ask(_inputs(engine, treatment=[treated, treated]), "delivery_rate").rows[0]["value"] is None
    assert ask(_inputs(engine, treatment=[treated, sent]), "delivery_rate").rows[0]["value"] == 0.5


def test_a_person_under_two_ids_is_one_customer(engine: Engine) -> None:
    """Both rows have been given the same number: what the older one says counts, the other fills in what it lacks."""
    people = [
        {"customer_id": "ann", "signed_up_at": at("02-10"), "region": "South", "tier": "gold"},
        {"customer_id": "ann", "signed_up_at": at("01-10"), "region": "North"},
        {"customer_id": "bo", "signed_up_at": at("02-01"), "region": "South"},
    ]
    tickets = [{"feedback_id": "T1", "customer_id": "ann", "received_at": at("03-01")}]
    told = _inputs(engine, customer=people, feedback=tickets)
    by_region = {name: {row["split"]["region"]: row["value"] for row in ask(told, name, "region").rows}
                 for name in ("sign_ups", "tickets")}  # fmt: skip
    assert by_region == {"sign_ups": {"North": 1, "South": 1}, "tickets": {"North": 1}}
    assert [(row["split"]["tier"], row["value"]) for row in ask(told, "tickets", "tier").rows] == [("gold", 1)]
