"""Recommendations: nothing of the days that judge them is learnt, and what is said of them is counted."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.explain.baskets import recommend
from liuke.explain.baskets.recommending.judging import Judged, Method, _winner, judge
from liuke.explain.baskets.recommending.question import horizon, lists
from liuke.explain.baskets.recommending.scoring import Kind, Weights
from liuke.explain.baskets.words import verdict
from tests.explain.baskets.made_up import FIRST, day, line, lines
from tests.explain.baskets.shoppers import LAST, rows, shop

CHOSEN: dict[Kind, Weights] = {"next": Weights(60, 0.3), "new": Weights(0, 1.0)}


def told(engine: Engine, frame: pl.DataFrame, as_of: date, top: int = 3) -> pl.DataFrame:
    return engine.polars(lists(engine, engine.table(frame), as_of, "product", top, CHOSEN))


def test_what_happens_from_the_day_on_changes_no_recommendation(engine: Engine) -> None:
    made, split = rows(1, 30), day(99)
    before = [row for row in made if row["day"] <= split]
    noise = [line(f"later-{at}", "i00", customer_id="C001", day=split + timedelta(days=1)) for at in range(50)]
    known, more = (told(engine, lines(given), split) for given in (before, [*made, *noise]))
    assert known.height > 100
    assert_frame_equal(known, more)


def test_the_lists_of_a_miniature(engine: Engine) -> None:
    """X buys tea on each of two days and milk on one; cake goes with tea in six baskets of others."""
    made = [line(f"o{at}", item, customer_id=f"C{at}") for at in range(6) for item in ("tea", "cake")]
    made += [line(f"p{at}", "pen", customer_id=f"D{at}") for at in range(6)]
    made += [line("x1", "tea", customer_id="X"), line("x2", "tea", customer_id="X", day=day(3))]
    made += [line("x2", "milk", customer_id="X", day=day(3))]
    mine = told(engine, lines(made), day(9)).filter(pl.col("customer_id") == "X")
    rate_of = {kind: mine.filter(pl.col("kind") == kind) for kind in ("next", "new")}
    assert rate_of["next"]["item"].to_list() == ["tea", "milk", "cake"]
    assert rate_of["next"]["known"].to_list() == [True, True, False]
    assert rate_of["next"]["because"].to_list() == [None, None, "tea"]
    assert rate_of["new"]["item"].to_list() == ["cake", "pen"]
    assert rate_of["next"]["score"][0] == pytest.approx(1.0, abs=1e-5)
    cake = 1.0 * (6 / 8 - 6 / 14)
    assert rate_of["new"]["score"][0] == pytest.approx(cake, abs=1e-5)


def test_a_planted_companion_is_recommended_better_than_what_is_popular(engine: Engine) -> None:
    found = judge(engine, engine.table(shop(2, 150)), LAST, 30, 3, "product")
    new = found["new"].record()
    values = {one["method"]: one["value"] for one in new["methods"]}
    assert values["chosen"] > values["popular"]
    assert found["next"].methods[0].customers == len({row["customer_id"] for row in _bought_late(rows(2, 150))})


def _bought_late(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {row["customer_id"] for row in made if row["day"] <= LAST - timedelta(days=30)}
    return [row for row in made if row["day"] > LAST - timedelta(days=30) and row["customer_id"] in known]


def test_hits_are_those_of_plain_counting(engine: Engine) -> None:
    """The most bought three things before, and what was bought in the last thirty days, counted by hand."""
    made = rows(3, 60)
    found = judge(engine, engine.table(lines(made)), LAST, 30, 3, "product")["next"]
    split = LAST - timedelta(days=29)
    visits = {(row["customer_id"], row["day"], row["product_id"]) for row in made if row["day"] < split}
    counts = pl.DataFrame([row[2] for row in visits], schema=["item"])["item"].value_counts()
    top = counts.sort("count", "item", descending=[True, False])["item"].head(3).to_list()
    known = {row[0] for row in visits}
    later: dict[str, set[str]] = {}
    for row in made:
        if row["day"] >= split and row["customer_id"] in known:
            later.setdefault(row["customer_id"], set()).add(row["product_id"])
    popular = next(one for one in found.methods if one.name == "popular")
    assert popular.customers == len(later)
    assert popular.hits == sum(bool(things & set(top)) for things in later.values())


def _judged(ours: int, theirs: int) -> Judged:
    methods = (Method("chosen", 50 + ours, 200), Method("popular", 50 + theirs, 200))
    return Judged("new", 5, FIRST, day(29), Weights(), methods, {"popular": (ours, theirs)})


def test_it_is_said_where_it_is_no_better() -> None:
    assert _judged(40, 5).better
    assert "Better than what everybody buys most" in verdict(_judged(40, 5).record()).en
    assert not _judged(10, 8).better
    assert "Not better" in verdict(_judged(10, 8).record()).en
    own = {"kind": "next", "weights": {"half_life": 0, "beside": 0.0, "own": True}}
    assert "simply what each customer buys most" in verdict(_judged(0, 0).record() | own).en
    assert "没有确切的优势" in verdict(_judged(10, 8).record()).zh


def test_the_simplest_way_stays_unless_another_is_clearly_better() -> None:
    simple = pl.Series([True] * 50 + [False] * 50)
    little, much = pl.Series([True] * 53 + [False] * 47), pl.Series([True] * 80 + [False] * 20)
    assert _winner([simple, little]) == 0
    assert _winner([simple, little, much]) == 2
    assert _winner([simple[:0], little[:0]]) == 0


def test_the_days_ahead_are_a_quarter_of_the_data() -> None:
    assert horizon(day(0), day(364)) == 30
    assert horizon(day(0), day(39)) == 10
    with pytest.raises(DataError) as caught:
        horizon(day(0), day(20))
    assert caught.value.code == "recommend.too_short"
    assert "28" in caught.value.hint.en


def test_a_single_customer_is_too_few(engine: Engine) -> None:
    made = [line(at, item, customer_id="X", day=day(at)) for at in range(60) for item in ("a", "b")]
    with pytest.raises(DataError) as caught:
        recommend(engine, engine.table(lines(made)), FIRST, day(59))
    assert caught.value.code == "recommend.too_few"
