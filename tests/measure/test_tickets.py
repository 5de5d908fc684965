"""Waits of tickets by hand: solved and opened again, solved without an answer, answered before they came."""

from datetime import date, datetime
from typing import Any

import pytest

from liuke.engine import Engine
from liuke.measure import Inputs, ask_all
from liuke.settings import ServiceSettings, Settings
from tests.measure.miniatures.worked import inputs_from

SERVICE = ServiceSettings(hours="09:00-17:00", first_response_hours=4, resolution_hours=10)


def _at(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(f"2024-03-{moment}") if moment else None


def _inputs(engine: Engine, answered: str | None, solved: str | None, *changes: tuple[str, str]) -> Inputs:
    """Return what is made of a ticket that came on Monday 4 March at ten, and the changes of its status."""
    ticket: dict[str, Any] = {"feedback_id": "T", "customer_id": "ann", "received_at": _at("04T10:00")}
    given = {"feedback": [ticket | {"first_response_at": _at(answered), "resolved_at": _at(solved)}]}
    if changes:
        given["feedback_status"] = [
            {"feedback_id": "T", "changed_at": _at(when), "status": status} for when, status in changes
        ]
    return inputs_from(engine, given, date(2024, 3, 31), settings=Settings(service=SERVICE))


def _row(inputs: Inputs) -> dict[str, Any]:
    (row,) = inputs.engine.rows(inputs.table("ticket"))
    return row


def test_the_clock_stands_still_while_a_ticket_is_solved(engine: Engine) -> None:
    """Solved after two hours, opened again two weeks later, and solved an hour after that."""
    changes = (("04T12:00", "solved"), ("18T12:00", "open"), ("18T13:00", "solved"))
    row = _row(_inputs(engine, "04T10:30", None, *changes))
    assert (row["resolution_hours"], row["resolution_kept"], row["reopened"]) == (3, True, 1)


def test_a_ticket_that_is_open_again_waits_from_then_on(engine: Engine) -> None:
    """Two hours on the first Monday, and from Friday 29 March at three: four in all, six short of the target."""
    row = _row(_inputs(engine, "04T10:30", None, ("04T12:00", "resolved"), ("29T15:00", "open")))
    assert (row["resolved"], row["resolution_due"]) == (False, False)


def test_one_that_is_resolved_and_then_closed_was_solved_when_it_was_resolved(engine: Engine) -> None:
    row = _row(_inputs(engine, None, None, ("04T12:00", "resolved"), ("06T12:00", "closed")))
    assert row["resolution_hours"] == 2


@pytest.mark.parametrize(("solved", "due"), [("04T12:00", False), ("04T14:00", False), ("04T14:01", True)])
def test_a_ticket_solved_without_an_answer_waits_for_one_until_then(engine: Engine, solved: str, due: bool) -> None:
    inputs = _inputs(engine, None, solved)
    row = _row(inputs)
    assert (row["response_hours"], row["response_due"], row["response_kept"]) == (None, due, False)
    (kept,) = ask_all(inputs, ["first_response_kept"])["first_response_kept"].rows
    assert kept["denominator"] == due


@pytest.mark.parametrize(("answered", "hours"), [("04T00:00", None), ("04T09:59", None), ("04T10:00", 0)])
def test_an_answer_from_before_the_ticket_came_is_none_in_time(
    engine: Engine, answered: str, hours: float | None
) -> None:
    row = _row(_inputs(engine, answered, None))
    there = hours is not None
    assert (row["response_hours"], row["response_due"], row["response_kept"]) == (hours, there, there)
