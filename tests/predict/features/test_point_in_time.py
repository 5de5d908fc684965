"""Nothing at or after the snapshot changes a feature: whatever is deleted, changed or added there, bit for bit."""

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.predict.features import FEATURES, Feature, Window, available, build, checked
from tests.predict.features.facts import (
    AS_OF,
    AT,
    FIRST,
    SNAPSHOT,
    STATUS,
    Book,
    book,
    known_at,
    moment,
    row,
    tables_of,
)

CUSTOMERS, ROWS = 40, 240
GROUPS = (
    ("order", "order_line"),
    ("subscription",),
    ("bill",),
    ("event", "interaction", "survey_response"),
    ("feedback", "feedback_status"),
    ("treatment",),
)
"""Tables that are told of together; every one that can be told of is in one of them."""


def features_of(
    engine: Engine, given_: Book, as_of: date = AS_OF, features: Sequence[Feature] = FEATURES
) -> pl.DataFrame:
    """Return the features of all customers at the snapshot, from all that is given."""
    everybody = [f"c{number}" for number in range(CUSTOMERS)]
    people = engine.table(pl.DataFrame({"customer_id": everybody})).mutate(snapshot=ibis.literal(SNAPSHOT))
    return engine.polars(build(tables_of(engine, given_, as_of), people, features)).sort("customer_id")


def edited(random: np.random.Generator, given_: Book) -> Book:
    """Return the book with what came at or after the snapshot deleted, changed, and added to."""
    known = known_at(given_, SNAPSHOT)
    for table, rows in known.items():
        happened, *after = AT[table]
        for one in rows:
            for name in after:
                rated = name == "resolved_at" and one["rating"] is not None
                if one[name] is None and not rated and random.random() < 0.5:
                    one[name] = max(one[happened], moment(SNAPSHOT)) + timedelta(days=int(random.integers(0, 90)))
            if table in STATUS and random.random() < STATUS[table][1]:
                one["status"] = None if one["status"] else STATUS[table][0]
        late = [row(table, random, f"c{random.integers(CUSTOMERS)}", 10_000 + number) for number in range(ROWS // 4)]
        shift = [moment(SNAPSHOT) + timedelta(days=int(random.integers(0, 200))) - one[happened] for one in late]
        for one, by in zip(late, shift, strict=True):
            one.update(
                {
                    name: one[name] + by
                    for name in (*AT[table], "expires_at", "due_at", "starts_at", "ends_at")
                    if one.get(name)
                }
            )
        known[table] = [*rows, *late]
    return known


def differing(one: pl.DataFrame, other: pl.DataFrame) -> list[str]:
    """Return the features that are not the same bit for bit."""
    assert set(one.columns) == set(other.columns)
    return [name for name in one.columns if not one[name].equals(other[name], null_equal=True)]


def test_every_table_that_features_are_made_from_is_tried() -> None:
    assert {table for group in GROUPS for table in group} == set(AT)


@pytest.mark.parametrize("group", GROUPS, ids="+".join)
def test_what_comes_at_or_after_the_snapshot_changes_no_feature(engine: Engine, group: tuple[str, ...]) -> None:
    random = np.random.default_rng(len(group[0]))
    every = book(random, group, rows=ROWS, customers=CUSTOMERS)
    assert known_at(every, SNAPSHOT) != every
    found = features_of(engine, every)
    assert any(found[name].n_unique() > 2 for name in found.columns)
    assert differing(found, features_of(engine, edited(random, every))) == []


@pytest.mark.parametrize("table", STATUS)
def test_a_status_without_a_day_changes_no_feature(engine: Engine, table: str) -> None:
    """Whether an order came back or a ticket was solved may have been learnt after the snapshot."""
    every = book(np.random.default_rng(8), tuple({"order", table}), rows=ROWS, customers=CUSTOMERS)
    flipped = {name: [dict(one) for one in rows] for name, rows in every.items()}
    for one in flipped[table][:: int(1 / STATUS[table][1])]:
        one["status"] = None if one["status"] else STATUS[table][0]
    assert differing(features_of(engine, every), features_of(engine, flipped)) == []


@pytest.mark.parametrize("status", ["void", "paid", "failed"])
def test_a_bill_that_is_settled_by_its_status_is_as_it_was(engine: Engine, status: str) -> None:
    """Of payments and terms; contracts are those of bills that were never voided, and the card says so."""
    every = book(np.random.default_rng(8), ("bill",), rows=ROWS, customers=CUSTOMERS)
    own = [one for one in FEATURES if one.tables and set(one.tables) <= {"bill_known", "term"}]
    found = features_of(engine, every, features=own)
    assert {"late_payments_90", "unpaid_bills"} <= set(found.columns)
    for one in every["bill"][::15]:
        one["status"] = status
    assert differing(found, features_of(engine, every, features=own)) == []


@pytest.mark.parametrize(
    ("table", "status", "lacking"),
    [
        ("bill", "void", {"late_payments_90", "late_payments_365", "unpaid_bills"}),
        ("feedback", "resolved", {"open_tickets", "open_ticket_days_90"}),
    ],
)
def test_what_only_statuses_tell_of_gives_no_feature(
    engine: Engine, table: str, status: str, lacking: set[str]
) -> None:
    every = book(np.random.default_rng(8), (table,), rows=ROWS, customers=CUSTOMERS)
    before = {one.id for one in available(tables_of(engine, every))}
    for one in every[table]:
        one |= {"status": status, "paid_at": None, "resolved_at": None}
    after = {one.id for one in available(tables_of(engine, every))}
    assert lacking <= before
    assert after == before - lacking


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS, ids="+".join)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 100_000), rows=st.integers(1, ROWS))
def test_however_the_future_is_changed_no_feature_knows(
    engine: Engine, group: tuple[str, ...], seed: int, rows: int
) -> None:
    random = np.random.default_rng(seed)
    every = book(random, group, rows=rows, customers=CUSTOMERS)
    assert differing(features_of(engine, every), features_of(engine, edited(random, every))) == []


@pytest.mark.parametrize("group", [("bill",), ("feedback",), ("interaction",)], ids="+".join)
def test_what_was_written_down_later_was_not_known(engine: Engine, group: tuple[str, ...]) -> None:
    """A fact of before the snapshot that was recorded after it is as if it were not there."""
    random = np.random.default_rng(5)
    every = book(random, group, rows=ROWS, customers=CUSTOMERS)
    for one in every[group[0]]:
        one["recorded_at"] = moment(SNAPSHOT) + timedelta(days=int(random.integers(-200, 60)))
    known = {table: [one for one in rows if one["recorded_at"] < moment(SNAPSHOT, 0)] for table, rows in every.items()}
    assert len(known[group[0]]) < ROWS
    made = {"term", "bill_known", "contact", "ticket_known", "ticket_turn"}
    own = [one for one in FEATURES if one.tables and set(one.tables) <= made]
    found, expected = (features_of(engine, one, features=own) for one in (every, known))
    assert len(found.columns) > 2
    assert differing(found, expected) == []


def test_purchases_written_down_later_were_not_known(engine: Engine) -> None:
    rows = [("a", 40, 40), ("a", 20, 5), ("a", 10, -3), ("b", 50, -1), ("b", 60, 60)]
    activity = pl.DataFrame(
        {
            "customer_id": [who for who, *_ in rows],
            "day": [SNAPSHOT - timedelta(days=day) for _, day, _ in rows],
            "recorded_on": [SNAPSHOT - timedelta(days=recorded) for *_, recorded in rows],
        }
    ).with_columns(orders=pl.lit(1), returns=pl.lit(0), amount=pl.lit("5").cast(pl.Decimal(18, 4)))
    people = engine.table(pl.DataFrame({"customer_id": ["a", "b"]})).mutate(snapshot=ibis.literal(SNAPSHOT))
    found = engine.polars(build({"activity": engine.table(activity)}, people)).sort("customer_id")
    assert found["recency_days"].to_list() == [19, 59]
    assert found["purchase_days"].to_list() == [2, 1]
    assert "gap_spread" not in found.columns


def test_a_row_out_for_every_row_in(engine: Engine) -> None:
    """Customers nobody has heard of, pairs asked about twice, and snapshots before anything happened."""
    tables = tables_of(engine, book(np.random.default_rng(2), ("order", "event", "feedback"), rows=90))
    asked = pl.DataFrame(
        {
            "customer_id": ["c0", "c0", "c0", "nobody", "c1", "c2"],
            "snapshot": [SNAPSHOT, SNAPSHOT, FIRST, SNAPSHOT, AS_OF, date(2000, 1, 1)],
            "said": [1, 2, 3, 4, 5, 6],
        }
    )
    rows = engine.polars(build(tables, engine.table(asked))).sort("said")
    assert rows.select(asked.columns).equals(asked)
    assert rows.drop("said").row(0) == rows.drop("said").row(1)
    assert rows.row(3, named=True)["purchases_90"] == 0
    assert rows.row(3, named=True)["recency_days"] is None


def test_a_source_that_repeats_a_customer_is_refused(engine: Engine) -> None:
    people = engine.table(pl.DataFrame({"customer_id": ["a", "b"]})).mutate(snapshot=ibis.literal(SNAPSHOT))
    twice = engine.table(pl.DataFrame({"customer_id": ["a", "a"], "note": [1, 2]}))
    joined = people.left_join(twice, "customer_id").drop("customer_id_right")
    with pytest.raises(DataError, match="3 rows of 2"):
        checked(engine, joined, people)


def test_a_missing_table_or_column_only_removes_features(engine: Engine) -> None:
    tables = tables_of(engine, book(np.random.default_rng(2), ("order", "event"), rows=30))
    ids = {one.id for one in available(tables)}
    assert {"recency_days", "active_days_30", "channels", "coupon_share"} <= ids
    without = {"activity": tables["activity"].drop("coupons")}
    assert ids - {one.id for one in available(without)} >= {"active_days_30", "channels", "coupon_share"}
    asked = engine.table(pl.DataFrame({"customer_id": ["c0"]})).mutate(snapshot=ibis.literal(SNAPSHOT))
    some, every = (engine.polars(build(given_, asked)) for given_ in (without, tables))
    assert some.equals(every.select(some.columns), null_equal=True)


@pytest.mark.parametrize(("days", "skip"), [(30, -1), (None, -7), (30, 30), (7, 30)])
def test_a_window_that_reaches_past_the_snapshot_cannot_be_declared(days: int | None, skip: int) -> None:
    with pytest.raises(UsageError, match="reaches past the snapshot"):
        Window(days, skip)


def test_every_feature_has_a_table_that_is_tried_here(engine: Engine) -> None:
    """The tables of all groups together give every feature but those about peers and the season."""
    random = np.random.default_rng(1)
    tables: set[str] = set()
    for group in GROUPS:
        tables |= set(tables_of(engine, book(random, group)))
    lacking = {table for one in FEATURES for table in one.tables} - tables
    assert lacking == {"stay", "profile", "first_channel"}


def test_a_bulk_load_does_not_say_when_anything_was_known(engine: Engine) -> None:
    """A warehouse that was filled in one night after the snapshot would leave nothing known before."""
    every = book(np.random.default_rng(5), ("feedback",), rows=ROWS, customers=CUSTOMERS)
    own = [one for one in FEATURES if one.tables == ("ticket_known",)]
    told = features_of(engine, every, features=own)
    for one in every["feedback"]:
        one["recorded_at"] = moment(AS_OF)
    assert differing(features_of(engine, every, features=own), told) == []
    for place, one in enumerate(every["feedback"]):
        one["recorded_at"] = moment(AS_OF) + timedelta(days=place % 5)
    assert features_of(engine, every, features=own)["tickets_90"].to_list() == [0] * CUSTOMERS
