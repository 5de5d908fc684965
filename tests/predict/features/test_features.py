"""Features read only what was known before the snapshot, and mean what they say."""

from datetime import date, timedelta

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.measure import spells, visits, with_previous
from liuke.predict.churn_model.orders import Orders
from liuke.predict.churn_model.snapshots import sampled
from liuke.predict.features import FEATURES, build
from tests.predict.churn_model.shops import shop

SNAPSHOT = date(2025, 3, 1)


def _rows(engine: Engine, activity: pl.DataFrame, snapshot: date = SNAPSHOT) -> pl.DataFrame:
    rows = engine.table(activity)
    everybody = rows.filter(rows.day < snapshot).select("customer_id").distinct()
    asked = everybody.mutate(snapshot=ibis.literal(snapshot))
    return engine.polars(build({"activity": rows}, asked, snapshot=snapshot)).sort("customer_id")


def _activity(rows: list[tuple[str, date, int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["customer_id", "day", "orders", "returns", "amount"], orient="row").with_columns(
        pl.col("orders", "returns").cast(pl.Int32), pl.col("amount").cast(pl.Decimal(18, 4))
    )


def test_the_features_of_one_customer_by_hand(engine: Engine) -> None:
    rows = [
        ("ann", SNAPSHOT - timedelta(days=101), 1, 0, "30"),
        ("ann", SNAPSHOT - timedelta(days=61), 2, 0, "50"),
        ("ann", SNAPSHOT - timedelta(days=41), 1, 0, "20"),
        ("ann", SNAPSHOT - timedelta(days=31), 0, 1, "-20"),
    ]
    found = _rows(engine, _activity(rows)).row(0, named=True)
    expected = {
        "recency_days": 40, "relative_recency": 40 / 30, "usual_gap_days": 30, "purchase_days": 3, "tenure_days": 100,
        "purchases_30": 0, "purchases_90": 2, "purchases_180": 3, "purchases_365": 3, "trend_90": 1,
        "average_order": 20, "amount_90": 50, "amount_share_90": 50 / 80, "return_share": 1 / 5, "returns_90": 1,
        "amount_365": 80, "silence_over_longest": 40 / 40, "gap_growth": 1, "gap_spread": None,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("amounts", "share"),
    [
        (("500", "40", "-539"), 0),
        (("500", "40", "-540"), None),
        (("500", "40", "-600"), None),
        (("500", "400", "100"), 0.5),
        (("500", "-100", "-50"), 0),
        (("-50", "100", "20"), 1),
    ],
    ids=["nearly nothing", "nothing", "less", "half", "more went back", "all of it"],
)
def test_a_share_of_spending_lies_between_none_and_all(
    engine: Engine, amounts: tuple[str, str, str], share: float | None
) -> None:
    """Of 300, 40 and 20 days ago; what is sent back can turn the year, or its last days, below nothing."""
    ago = zip((300, 40, 20), amounts, strict=True)
    rows = [("ann", SNAPSHOT - timedelta(days=days), 1, 0, amount) for days, amount in ago]
    found = _rows(engine, _activity(rows)).row(0, named=True)["amount_share_90"]
    assert found == (None if share is None else pytest.approx(share))


def test_who_bought_once_has_no_usual_gap(engine: Engine) -> None:
    found = _rows(engine, _activity([("ann", date(2025, 2, 1), 1, 0, "30")])).row(0, named=True)
    assert (found["usual_gap_days"], found["relative_recency"], found["purchase_days"]) == (None, None, 1)


day = st.integers(-400, 200).map(lambda n: SNAPSHOT + timedelta(days=n))
fact = st.tuples(
    st.sampled_from(["ann", "bo", "cy"]), day, st.integers(0, 3), st.integers(0, 2), st.integers(1, 99).map(str)
)


@settings(max_examples=25, deadline=None)
@given(st.lists(fact, min_size=1, max_size=25), st.lists(fact, max_size=10))
def test_nothing_at_or_after_the_snapshot_changes_a_feature(
    engine: Engine, facts: list[tuple[str, date, int, int, str]], others: list[tuple[str, date, int, int, str]]
) -> None:
    before = [row for row in facts if row[1] < SNAPSHOT] or [("ann", SNAPSHOT - timedelta(days=1), 1, 0, "1")]
    after = [row for row in facts if row[1] >= SNAPSHOT]
    edited = [row for row in others if row[1] >= SNAPSHOT]
    known = _rows(engine, _activity(before))
    assert _rows(engine, _activity(before + after)).equals(known, null_equal=True)
    assert _rows(engine, _activity(before + edited)).equals(known, null_equal=True)


@pytest.mark.parametrize("window", [7, 30])
def test_who_is_learnt_from_is_who_is_scored_those_not_lost(engine: Engine, window: int) -> None:
    """A last purchase on each of the days before: at the snapshot the model asks about those whom the stages keep.

    One of 31 days before was lost on the day before, by a window of 30, and is not asked about.
    """
    rows = [(f"c{ago:02d}", SNAPSHOT - timedelta(days=ago), 1, 0, "9") for ago in range(1, 40)]
    frame = _activity([*rows, *((who, day - timedelta(days=5), *rest) for who, day, *rest in rows)])
    table, day = engine.table(frame), engine.table(pl.DataFrame({"snapshot": [SNAPSHOT]}))
    asked = engine.polars(Orders(window).population({"activity": table}, day))["customer_id"]
    living = spells(visits(with_previous(table)), window, SNAPSHOT - timedelta(days=1)).filter(
        lambda t: t.lost_on.isnull()
    )
    assert set(asked) == set(engine.polars(living)["customer_id"])
    assert max(asked) == f"c{window:02d}"


def test_labels_add_no_row_and_lose_none(engine: Engine) -> None:
    table = engine.table(shop(200))
    living = _rows(engine, shop(200)).filter(pl.col("recency_days") < 60)
    shape, day = Orders(60), engine.table(pl.DataFrame({"snapshot": [SNAPSHOT]}))
    tables = {"activity": table}
    asked = shape.population(tables, day)
    rows = engine.polars(shape.labelled(tables, asked, 0, 60)).sort("customer_id")
    assert rows["customer_id"].to_list() == living["customer_id"].to_list()
    bought = shop(200).filter(pl.col("day").is_between(SNAPSHOT, SNAPSHOT + timedelta(days=59)))["customer_id"].unique()
    assert rows.filter(pl.col("left") == 0)["customer_id"].is_in(bought.implode()).all()
    assert not rows.filter(pl.col("left") == 1)["customer_id"].is_in(bought.implode()).any()


def test_a_sample_is_of_whole_customers_and_always_the_same(engine: Engine) -> None:
    table = engine.table(shop(300))
    some = engine.polars(sampled(table, 300, 4, 400))
    again = engine.polars(sampled(table, 300, 4, 400))
    assert set(some["customer_id"]) == set(again["customer_id"])
    counts = shop(300).group_by("customer_id").len().join(some.group_by("customer_id").len(), on="customer_id")
    assert (counts["len"] == counts["len_right"]).all()
    assert 50 < counts.height < 150


def test_every_feature_is_told_in_both_languages() -> None:
    assert len({one.id for one in FEATURES}) == len(FEATURES)
    for one in FEATURES:
        assert one.label.en.isascii(), one.id
        assert one.meaning.en.isascii(), one.id
        assert not any(text.isascii() for text in (one.label.zh, one.meaning.zh, one.reason.zh)), one.id
        for name in ("{value}", "{usual}"):
            assert (name in one.reason.en) == (name in one.reason.zh), one.id
