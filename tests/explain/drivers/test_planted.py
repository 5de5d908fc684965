"""A planted reason is named first in nine clubs of ten at least; where none was planted, none is named in 95 %."""

import pytest

from liuke.course import alone
from liuke.engine import Engine
from liuke.explain.drivers.effects import effects
from liuke.explain.drivers.tree import tree
from liuke.simulate.departures import PLANS, RISEN, Departures, Reason, run_club
from tests.explain.drivers.made_up import people, settled
from tests.explain.drivers.planted import clubs

SEEDS = range(20)
MEANT = {"price": {"price_raise_365", "raise_days"}, "queue": {"response_hours", "resolution_hours"}}


def first_named(engine: Engine, reason: Reason) -> list[str]:
    """Return the driver named first in each club; empty where none is."""
    with alone():
        found = [effects(one, 0).rows for one in clubs(engine, reason, SEEDS, 1_500)]
    return [rows[0]["attribute"] if rows[0]["named"] else "" for rows in found]


@pytest.mark.slow
@pytest.mark.parametrize("reason", ["price", "queue"])
def test_the_planted_reason_is_named_first(engine: Engine, reason: Reason) -> None:
    named = first_named(engine, reason)
    assert sum(one in MEANT[reason] for one in named) >= 0.9 * len(SEEDS), named


@pytest.mark.slow
def test_no_reason_is_named_where_there_is_none(engine: Engine) -> None:
    named = first_named(engine, "none")
    assert named.count("") >= 0.95 * len(SEEDS), named


@pytest.mark.slow
def test_chance_names_something_in_few_tables_and_grows_no_tree() -> None:
    """Holm's level is one in a hundred: of sixty tables five named ones would be beyond chance (p < 0.001)."""
    tables = [settled(people(600, seed, noise=8)) for seed in range(60)]
    with alone():
        named = sum(effects(one, 0).rows[0]["named"] for one in tables)
        grown = sum(len(tree(one, frozenset(), 0)) > 1 for one in tables[:20])
    assert named <= 3
    assert grown <= 1


def test_a_club_is_the_same_for_the_same_seed_and_the_price_rises_for_one_plan() -> None:
    asked = Departures(200, "price", 7)
    one, other = run_club(asked), run_club(asked)
    assert one.subscriptions.equals(other.subscriptions)
    assert one.feedback.equals(other.feedback)
    prices = {plan: set(map(float, part["price"])) for (plan,), part in one.subscriptions.group_by("plan")}
    assert prices == {plan: {price} | ({RISEN} if plan == "plus" else set()) for plan, price in PLANS.items()}
    assert one.subscriptions.select("customer_id", "started_at").is_duplicated().sum() == 0


def test_only_the_slow_queue_waits_longer() -> None:
    slow, even = (run_club(Departures(2_000, reason, 1)).feedback for reason in ("queue", "none"))
    for frame, low, high in ((slow, 8.0, 12.0), (even, 0.8, 1.25)):
        waits = frame.select(hours=frame["first_response_at"] - frame["received_at"], category="category")
        mean = {name: part["hours"].dt.total_minutes().mean() for (name,), part in waits.group_by("category")}
        assert low < mean["billing"] / mean["technical"] < high  # type: ignore[operator]
