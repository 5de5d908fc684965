"""A row a customer of a campaign: features of before the assignment, the outcome of the days from it on."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.predict import History
from liuke.predict.churn_model.shape import shape_of
from liuke.predict.uplift.campaign import Material
from liuke.predict.uplift.campaign.campaigns import campaigns
from liuke.predict.uplift.campaign.tables import alike, of_campaign, of_today
from tests.predict.uplift.campaign.companies import ASSIGNED, DAYS, FIRST, material, purchases, treatments

ARMS = ("treatment", "control")
EVERYBODY = [f"c{number}" for number in range(6)]
DAY = {name: ASSIGNED + timedelta(days=place % 3) for place, name in enumerate(EVERYBODY)}
GIVEN = treatments(*((name, "x", ARMS[place % 2], DAY[name]) for place, name in enumerate(EVERYBODY)))
AS_OF = ASSIGNED + timedelta(days=DAYS + 5)
type Bought = tuple[str, date, float]


def _rows(engine: Engine, bought: list[Bought], days: int = DAYS) -> pl.DataFrame:
    made = material(engine, {"activity": purchases(*bought), "treatment": GIVEN}, AS_OF)
    (one,) = campaigns(engine, made.treatment, AS_OF, days)
    return of_campaign(made, shape_of(made.history), one, ARMS, days)


def _before(offset: int = 0) -> list[Bought]:
    return [
        (name, DAY[name] - timedelta(days=1 + back + place), 10.0 + place)
        for place, name in enumerate(EVERYBODY)
        for back in (offset, 40, 300)
    ]


def _known(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.drop("left", "revenue")


def test_the_outcome_is_of_the_days_from_the_assignment_on(engine: Engine) -> None:
    """The first day counts and the last of sixty does; the day before and the one after do not."""
    at = {"c0": -1, "c1": 0, "c2": DAYS - 1, "c3": DAYS}
    rows = _rows(engine, [*_before(), *((name, DAY[name] + timedelta(days=by), 7.0) for name, by in at.items())])
    told = dict(zip(rows["customer_id"], zip(rows["left"], rows["revenue"], strict=True), strict=True))
    assert told == {"c0": (1, 0), "c1": (0, 7), "c2": (0, 7), "c3": (1, 0), "c4": (1, 0), "c5": (1, 0)}


def test_recency_is_that_of_the_morning_of_the_assignment(engine: Engine) -> None:
    rows = _rows(engine, [*_before(), *((name, DAY[name], 5.0) for name in EVERYBODY)])
    assert rows["recency_days"].to_list() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert rows["snapshot"].to_list() == list(DAY.values())
    assert rows["treated"].to_list() == [True, False] * 3


def _after(late: list[tuple[str, int, float]]) -> list[Bought]:
    return [(name, DAY[name] + timedelta(days=by), round(amount, 2)) for name, by, amount in late]


def test_nothing_from_the_assignment_on_changes_a_feature(engine: Engine) -> None:
    late = [(name, by, 33.0 + by) for name in EVERYBODY[:4] for by in (0, 1, 20, DAYS + 4)]
    found, expected = _rows(engine, _before() + _after(late)), _rows(engine, _before())
    assert _known(found).equals(_known(expected), null_equal=True)
    assert not found.equals(expected)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(
    late=st.lists(
        st.tuples(st.sampled_from(EVERYBODY), st.integers(0, DAYS + 4), st.floats(1, 500, width=16)), max_size=25
    )
)
def test_whatever_is_bought_from_the_assignment_on_no_feature_knows(
    engine: Engine, late: list[tuple[str, int, float]]
) -> None:
    found, expected = (_known(_rows(engine, bought)) for bought in (_before() + _after(late), _before()))
    assert found.equals(expected, null_equal=True)


def test_what_came_before_does_change_features(engine: Engine) -> None:
    assert not _known(_rows(engine, _before(3))).equals(_known(_rows(engine, _before())), null_equal=True)


def test_who_was_assigned_too_late_has_no_row(engine: Engine) -> None:
    rows = _rows(engine, _before(), days=DAYS + 5)
    assert rows["customer_id"].to_list() == ["c0", "c1", "c3", "c4"], "those of the third day are not over yet"


def test_who_never_bought_has_a_row_of_what_is_not_known(engine: Engine) -> None:
    rows = _rows(engine, [one for one in _before() if one[0] != "c4"])
    assert rows.filter(pl.col("customer_id") == "c4")["recency_days"].to_list() == [None]
    assert rows.height == 6


def test_today_everybody_who_has_bought_is_asked_about_as_of_the_next_morning(engine: Engine) -> None:
    bought = purchases(("a", AS_OF, 5.0), ("b", AS_OF - timedelta(days=9), 5.0))
    made = material(engine, {"activity": bought, "treatment": GIVEN}, AS_OF)
    rows = of_today(made, shape_of(made.history), [one for one in made.features if one.id == "recency_days"])
    assert rows.select("customer_id", "recency_days").rows() == [("a", 0.0), ("b", 9.0)]


@pytest.mark.parametrize(
    ("values", "expected"), [([9.0, 10.0, 30.0, 31.0, None], [False, True, True, False, False]), ([], [])]
)
def test_only_customers_like_those_of_the_campaign_are_scored(values: list[float | None], expected: list[bool]) -> None:
    campaign = pl.DataFrame({"recency_days": [10.0, 30.0, 20.0]})
    today = pl.DataFrame({"recency_days": values}, schema={"recency_days": pl.Float64})
    assert alike(today, campaign, ("recency_days", "renewal_days")).to_list() == expected
    unknown = pl.DataFrame({"recency_days": [10.0, None]})
    assert alike(
        pl.DataFrame({"recency_days": [None]}, schema={"recency_days": pl.Float64}), unknown, ("recency_days",)
    ).all()


def _contracts(engine: Engine, rows: list[dict[str, Any]], lost: Mapping[str, date]) -> Material:
    spans = pl.DataFrame(rows, schema={"customer_id": pl.String, "starts_on": pl.Date, "ends_on": pl.Date})
    moved = [
        *({"customer_id": row["customer_id"], "day": row["starts_on"], "kind": "new"} for row in rows),
        *({"customer_id": name, "day": day, "kind": "churned"} for name, day in lost.items()),
    ]
    movement = pl.DataFrame(moved).with_columns(mrr=pl.lit(10.0), change=pl.lit(10.0), plan=pl.lit("p"))
    tables = {"contract": engine.table(spans.with_columns(plan=pl.lit("p"))), "movement": engine.table(movement)}
    history = History(tables, FIRST, AS_OF, 6, lost="contract", features=())
    return Material(engine, history, engine.table(GIVEN), DAYS, 1.0)


def test_of_contracts_only_those_whom_one_covered_can_be_lost(engine: Engine) -> None:
    ends = {"c0": None, "c1": ASSIGNED + timedelta(days=10), "c2": ASSIGNED - timedelta(days=1), "c3": None}
    rows = [{"customer_id": name, "starts_on": FIRST, "ends_on": end} for name, end in ends.items()]
    made = _contracts(engine, rows, {"c1": ASSIGNED + timedelta(days=17), "c3": AS_OF})
    (one,) = campaigns(engine, made.treatment, AS_OF, DAYS)
    found = of_campaign(made, shape_of(made.history), one, ARMS, DAYS)
    assert found.select("customer_id", "left", "revenue").rows() == [("c0", 0, None), ("c1", 1, None), ("c3", 0, None)]
