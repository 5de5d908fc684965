"""Contracts: who is asked about, which day decides, and that only facts of the outcome window do."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.predict.churn_model.contracts import Contracts
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.orders import Orders
from liuke.predict.churn_model.shape import Shape, shape_of
from tests.predict.churn_model.companies import contract_tables
from tests.predict.features.facts import AS_OF, FIRST, SNAPSHOT, book, known_at, moment, tables_of

S = date(2024, 6, 1)


def contract(who: str, start: int, end: int | None, cancelled: int | None = None) -> dict[str, object]:
    """Return a contract whose days count from the snapshot."""
    return {
        "customer_id": who,
        "subscription_id": f"{who}{start}",
        "plan": "pro",
        "period": "month",
        "price": 30,
        "started_at": S + timedelta(days=start),
        "expires_at": None if end is None else S + timedelta(days=end),
        "cancelled_at": None if cancelled is None else S + timedelta(days=cancelled),
    }


BOOK = [
    contract("open", -90, None),
    contract("runs", -30, 60),
    contract("yesterday", -30, -1),
    contract("today", -30, 0),
    contract("ends", -30, 10, -5),
    contract("late", -30, 24, -5),
    contract("begins", 0, 30),
    contract("renewed", -30, 5),
    contract("renewed", 5, 90),
]
TYPES = {"subscription_id": pl.String, "started_at": pl.Date, "expires_at": pl.Date, "cancelled_at": pl.Date}


def test_who_is_asked_about_and_who_left(engine: Engine) -> None:
    """Grace of seven days, a horizon of thirty: a contract that ends 24 days ahead is not known to be lost by then."""
    tables = contract_tables(engine, pl.DataFrame(BOOK, schema_overrides=TYPES), FIRST, AS_OF)
    shape, day = Contracts(7), engine.table(pl.DataFrame({"snapshot": [S]}))
    asked = shape.population(tables, day)
    found = engine.polars(shape.labelled(tables, asked, 0, 30))
    expected = {"open": 0, "runs": 0, "today": 1, "ends": 1, "late": 0, "renewed": 0}
    assert dict(found.select("customer_id", "left").iter_rows()) == expected
    later = engine.polars(shape.labelled(tables, asked, 10, 30))
    assert dict(later.select("customer_id", "left").iter_rows()) == {**expected, "today": None, "late": 1}


def labels(engine: Engine, shape: Shape, given_: dict[str, list[dict[str, object]]], latency: int) -> dict[str, object]:
    """Return the label of everybody asked about at the snapshot."""
    tables = tables_of(engine, given_)
    asked = shape.population(tables, engine.table(pl.DataFrame({"snapshot": [SNAPSHOT]})))
    found = engine.polars(shape.labelled(tables, asked, latency, 60))
    assert found.height == engine.count(asked)
    return dict(found.select("customer_id", "left").iter_rows())


@pytest.mark.parametrize(
    ("shape", "table"), [(Orders(90), "order"), (Contracts(7), "subscription")], ids=["orders", "contracts"]
)
@pytest.mark.parametrize("latency", [0, 14])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_labels_change_only_by_facts_of_the_outcome_window(
    engine: Engine, shape: Shape, table: str, latency: int, seed: int
) -> None:
    """What comes after the window is over changes no label, and what comes before it changes not who is asked."""
    every = book(np.random.default_rng(seed), (table,), rows=200, customers=40)
    until = SNAPSHOT + timedelta(days=latency + 60)
    known, now = (known_at(every, day) for day in (until, SNAPSHOT))
    found = labels(engine, shape, every, latency)
    assert labels(engine, shape, known, latency) == found
    assert set(labels(engine, shape, now, latency)) == set(found)
    assert set(found.values()) >= {0, 1}


def test_purchases_in_the_latency_gap_count_for_nothing(engine: Engine) -> None:
    rows = [("a", -9), ("a", 5), ("b", -9), ("b", 14), ("c", -9), ("c", 74)]
    orders = [
        {"order_id": f"O{place}", "customer_id": who, "amount": 5, "ordered_at": moment(SNAPSHOT + timedelta(days=day))}
        for place, (who, day) in enumerate(rows)
    ]
    assert labels(engine, Orders(90), {"order": orders}, 14) == {"a": 1, "b": 0, "c": 1}


def test_the_shape_follows_what_is_lost_here_and_says_why(engine: Engine) -> None:
    rows = engine.table(pl.DataFrame({"customer_id": ["a"]}))
    both = {"activity": rows, "contract": rows, "movement": rows}
    histories = {
        "shop": History({"activity": rows}, FIRST, AS_OF, 1, 90),
        "club": History({"contract": rows, "movement": rows}, FIRST, AS_OF, 1),
        "both by orders": History(both, FIRST, AS_OF, 1, 90),
        "both by contract": History(both, FIRST, AS_OF, 1, 90, "contract"),
    }
    found = {name: shape_of(history) for name, history in histories.items()}
    assert {name: one.id for name, one in found.items()} == {
        "shop": "orders", "club": "contracts", "both by orders": "orders", "both by contract": "contracts",
    }  # fmt: skip
    said = {name: one.why.fill(horizon=60) for name, one in found.items()}
    assert len({text.en for text in said.values()}) == 4
    assert all("60" in text.en and "60" in text.zh and "{" not in text.en + text.zh for text in said.values())
    assert 'lost.definition = "contract"' in said["both by orders"].en
