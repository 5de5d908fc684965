"""Differences against published numbers, and false discoveries against statsmodels."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from liuke.engine import Engine
from liuke.explain.paths.separating import FEWEST, Separator, controlled, counted, separators
from liuke.explain.paths.steps import last_steps, prepared
from liuke.explain.sessions import numbered
from tests.explain.paths.made import held, minutes, visit


def one(name: str, had: tuple[int, int], of: tuple[int, int]) -> Separator:
    counts = pl.DataFrame({"name": [name], "following": [None], "leavers": [had[0]], "stayers": [had[1]]})
    (found,) = separators(counts, *of)
    return found


@pytest.mark.parametrize(
    ("had", "of", "low", "high"),
    [
        ((56, 48), (70, 80), 0.0524, 0.3339),
        ((9, 3), (10, 10), 0.1705, 0.8090),
        ((6, 2), (7, 7), 0.0582, 0.8062),
        ((5, 0), (56, 29), -0.0381, 0.1926),
        ((10, 0), (10, 20), 0.6791, 1.0000),
    ],
)
def test_the_difference_has_newcombes_interval(
    had: tuple[int, int], of: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998), table II, method 10, examples (a) to (g)."""
    found = one("step", had, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))
    assert found.difference == pytest.approx(had[0] / of[0] - had[1] / of[1])


def test_the_chance_is_that_of_the_lady_tasting_tea() -> None:
    """Fisher (1935): three of four cups told right, two-sided 0.4857; all four, 0.0286."""
    assert one("tea", (3, 1), (4, 4)).p_value == pytest.approx(0.4857, abs=5e-5)
    assert one("tea", (4, 0), (4, 4)).p_value == pytest.approx(2 / 70)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.0001, 1), min_size=2, max_size=20), st.integers(1, 19))
def test_false_discoveries_are_controlled_over_all_groups_together(chances: list[float], split: int) -> None:
    start = one("step", (3, 1), (20, 20))
    made = [replace(start, name=f"{place:02d}", p_value=p) for place, p in enumerate(chances)]
    groups = controlled([made[:split], made[split:]])
    adjusted = {row.name: row.adjusted for group in groups for row in group}
    expected = multipletests(chances, 0.05, "fdr_bh")
    assert [adjusted[row.name] for row in made] == pytest.approx(list(expected[1]))
    assert {row.name for group in groups for row in group if row.significant} == {
        row.name for row, sure in zip(made, expected[1] < 0.05, strict=True) if sure
    }


def test_the_largest_difference_beyond_chance_is_named_first() -> None:
    rows = [one("weak", (12, 8), (20, 20)), one("less", (0, 15), (20, 20)), one("more", (19, 1), (20, 20))]
    assert [row.name for row in controlled([rows])[0]] == ["more", "less", "weak"]
    assert controlled([]) == []
    assert controlled([[]]) == [[]]


def test_a_customer_counts_once_for_a_step_however_often_it_was_done(engine: Engine) -> None:
    people = [(f"{group}{at}", group == "l") for group in "ls" for at in range(FEWEST)]
    rows = [row for who, left in people for row in visit(who, 0, "ask", "ask", "buy" if left else "ask")]
    rows += visit("rare", 0, "odd")
    event = held(engine, minutes(*rows))
    cuts = [*((who, left, 3) for who, left in people), ("rare", True, 1)]
    moments = engine.table(pl.DataFrame(cuts, schema=["customer_id", "left", "cut"], orient="row"))
    found = counted(engine, last_steps(prepared(numbered(event), []), moments, 3))
    told = {(row["name"], row["following"]): (row["leavers"], row["stayers"]) for row in found.to_dicts()}
    assert told == {("ask", None): (10, 10), ("ask", "ask"): (10, 10), ("buy", None): (10, 0), ("ask", "buy"): (10, 0)}
