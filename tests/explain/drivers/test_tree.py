"""The tree: what it asks is what was planted, its numbers count everybody, and noise grows none."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.explain.drivers import Column, find_drivers, paths
from liuke.explain.drivers.limits import between, roundest
from liuke.explain.drivers.pruning import Grown
from liuke.explain.drivers.tree import tree
from liuke.language import Text
from liuke.measure.intervals import wilson
from tests.explain.drivers.made_up import people, settled

NOBODY = frozenset[str]()


def contracts(rows: int = 4_000, seed: int = 1) -> pl.DataFrame:
    """Return customers of whom 60 % leave who pay by the month and are new, of others 10 %."""
    random = np.random.default_rng(seed)
    plan = random.choice(["month", "year"], rows)
    age = random.integers(0, 40, rows).astype(float)
    chance = np.where((plan == "month") & (age < 12), 0.6, 0.1)
    town = random.choice(["Amiens", "Brno"], rows)
    return pl.DataFrame(
        {"left": (random.random(rows) < chance).astype(np.int8), "plan": plan, "age": age, "town": town}
    )


@pytest.fixture(scope="module")
def nodes() -> list[dict[str, Any]]:
    return tree(settled(contracts()), NOBODY, 0)


def test_it_asks_what_was_planted_with_a_round_limit(nodes: list[dict[str, Any]]) -> None:
    asked = {(row["attribute"], row["group"], row["limit"]) for row in nodes if row["attribute"]}
    assert asked <= {("plan", "month", None), ("plan", "year", None), ("age", None, 12.0)}
    assert len(asked) == 2


def test_the_ends_partition_the_customers_and_count_them_as_they_are(nodes: list[dict[str, Any]]) -> None:
    frame, ends = contracts(), paths.leaves(nodes)
    assert sum(row["customers"] for row in ends) == frame.height
    assert sum(row["left"] for row in ends) == frame["left"].sum()
    new = frame.filter((pl.col("plan") == "month") & (pl.col("age") < 12))
    first = ends[0]
    assert (first["customers"], first["left"]) == (new.height, new["left"].sum())
    assert (first["low"], first["high"]) == wilson(first["left"], first["customers"])


def test_children_are_their_parent(nodes: list[dict[str, Any]]) -> None:
    for row in nodes:
        own = [one for one in nodes if one["parent"] == row["node"]]
        assert (row["attribute"] is not None) == bool(own)
        assert not own or sum(one["customers"] for one in own) == row["customers"]
        assert not own or {one["yes"] for one in own} == {True, False}


def test_a_path_is_told_as_a_sentence(nodes: list[dict[str, Any]]) -> None:
    found = find_drivers(settled(contracts()))
    first = found.sentences()[0]
    end = paths.leaves(nodes)[0]
    for part in (
        "lan: month",
        "ge under 12",
        " left (",
        "95% interval",
    ):
        assert part in first.en
    assert f"{end['left']:,} of {end['customers']:,}" in first.en
    assert "中plan为“month”" in first.zh
    assert "中age低于 12" in first.zh
    assert "流失" in first.zh


def test_noise_grows_nothing() -> None:
    assert len(tree(settled(people(1_500, 2)), NOBODY, 0)) == 1


def test_what_is_barred_is_not_asked() -> None:
    found = tree(settled(contracts()), frozenset({"plan"}), 0)
    assert {row["attribute"] for row in found} <= {"age", "town", None}
    assert len(tree(settled(contracts()), frozenset({"plan", "age", "town"}), 0)) == 1


def test_no_end_is_small() -> None:
    found = tree(settled(contracts(1_000)), NOBODY, 0)
    assert min(row["customers"] for row in paths.leaves(found)) >= 20


def test_who_is_not_known_goes_one_way_and_it_is_said() -> None:
    """Of whom the age is unknown 70 % leave, as of the old: they stand with them."""
    random = np.random.default_rng(3)
    age = np.where(random.random(3_000) < 0.3, np.nan, random.integers(20, 60, 3_000))
    left = random.random(3_000) < np.where(np.isnan(age) | (age >= 40), 0.7, 0.1)
    asked = settled(pl.DataFrame({"left": left.astype(np.int8), "age": pl.Series(age)}))
    found = find_drivers(asked)
    first = found.sentences()[0]
    assert first.en.startswith("Age 40 or more (or not known)")
    assert "或未知" in first.zh
    assert sum(row["customers"] for row in paths.leaves(found.nodes)) == 3_000


def test_conditions_of_one_attribute_are_told_as_one() -> None:
    columns = {
        "age": Column("age", Text("Age", "年龄"), "number"),
        "plan": Column("plan", Text("Plan", "套餐"), "word"),
    }
    blank = {"attribute": None, "test": None, "group": None, "limit": None, "unknown": None}

    def row(number: int, parent: int | None, yes: bool | None, **own: object) -> dict[str, Any]:
        return {"node": number, "parent": parent, "yes": yes, **blank, **own}

    nodes = [
        row(0, None, None, attribute="age", test="under", limit=30.0),
        row(1, 0, False, attribute="age", test="under", limit=50.0),
        row(2, 1, True, attribute="plan", test="is", group="a"),
        row(3, 2, False, attribute="plan", test="is", group="b"),
        row(4, 3, False),
    ]
    said = paths.who(nodes, nodes[-1], columns)
    assert said.en == "Age from 30 to under 50, plan other than a, b"
    assert said.zh == "年龄在 30 至 50 之间（不含），套餐不是“a”“b”"


@pytest.mark.parametrize(
    ("lower", "upper", "limit"),
    [(5, 6, 6), (11.2, 12.9, 12), (0.011, 0.019, 0.015), (97, 104, 100), (-3, -1, -2), (0, 1, 1), (6.1, 8.7, 8),
     (364, 365, 365), (-0.5, 0.5, 0)],
)  # fmt: skip
def test_a_limit_is_the_roundest_that_parts_the_same(lower: float, upper: float, limit: float) -> None:
    assert roundest(lower, upper) == pytest.approx(limit)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-1e7, 1e7), min_size=2, max_size=30, unique=True), st.data())
def test_a_round_limit_moves_nobody(values: list[float], data: st.DataObject) -> None:
    ordered = sorted(values)
    at = data.draw(st.integers(0, len(values) - 2))
    threshold = (ordered[at] + ordered[at + 1]) / 2
    limit = between(pl.Series(values, dtype=pl.Float64), threshold)
    assert [value < limit for value in values] == [value <= threshold for value in values]


def test_pruning_is_that_of_scikit_learn() -> None:
    """At each price of its path the same leaves are left as scikit-learn leaves by `ccp_alpha`."""
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - slow to load

    frame = contracts(800)
    rows = (
        frame.select("age", plan=pl.col("plan") == "month", town=pl.col("town") == "Brno").cast(pl.Float32).to_numpy()
    )
    left = frame["left"].to_numpy()
    whole = DecisionTreeClassifier(criterion="entropy", max_depth=4, random_state=0).fit(rows, left)
    grown = Grown.of(whole)
    for price in (1e-4, 1e-3, 3e-3, 0.01, 0.05, 1.0):
        theirs = DecisionTreeClassifier(
            criterion="entropy", max_depth=4, random_state=0, ccp_alpha=price / np.log(2)
        ).fit(rows, left)
        assert len(grown.kept(price)) + 1 == theirs.get_n_leaves()
        assert grown.chances(rows, price) == pytest.approx(theirs.predict_proba(rows)[:, 1])
    prices = grown.prices()
    assert prices == sorted(prices, reverse=True)
    assert grown.kept(prices[0] * 1.01) == set()
