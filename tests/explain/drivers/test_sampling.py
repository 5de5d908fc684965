"""Where there are many customers, effects are estimated on some: the odds stay, and the rest counts everybody."""

import numpy as np
import polars as pl
import pytest

from liuke.explain.drivers import find_drivers, sampling
from liuke.explain.drivers.effects import effects
from liuke.explain.drivers.sampling import drawn
from tests.explain.drivers.made_up import people, settled


def test_few_rows_are_all_learnt_from() -> None:
    frame = people(1_000)
    assert drawn(frame, 0) is frame


def test_the_rarer_fate_is_drawn_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "MOST_ROWS", 2_000)
    left = np.zeros(10_000, dtype=np.int8)
    left[:600] = 1
    some = drawn(pl.DataFrame({"left": left, "at": np.arange(10_000)}), 3)
    assert some.height == 2_000
    assert some["left"].sum() == 500  # a quarter, where a fair lot would draw 120
    assert some["at"].n_unique() == 2_000
    assert some.equals(drawn(pl.DataFrame({"left": left, "at": np.arange(10_000)}), 3))
    assert not some.equals(drawn(pl.DataFrame({"left": left, "at": np.arange(10_000)}), 4))


@pytest.mark.parametrize("gone", [30, 300, 5_000, 9_970])
def test_as_many_are_drawn_as_there_may_be(monkeypatch: pytest.MonkeyPatch, gone: int) -> None:
    monkeypatch.setattr(sampling, "MOST_ROWS", 2_000)
    left = (np.arange(10_000) < gone).astype(np.int8)
    some = drawn(pl.DataFrame({"left": left}), 0)
    assert some.height == 2_000
    assert min(some["left"].sum(), 2_000 - some["left"].sum()) >= min(500, gone, 10_000 - gone)


def test_the_odds_do_not_depend_on_how_many_of_each_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """2 % leave of one plan and 6 % of the other: an odds ratio of 0.32 whatever the share of leavers drawn."""
    frame = people(40_000, 2, price=1.13, base=-3.9, noise=0)
    monkeypatch.setattr(sampling, "MOST_ROWS", 6_000)
    found = find_drivers(settled(frame))
    assert found.learnt == 6_000
    assert any("6,000 of the 40,000" in one.en for one in found.warnings)
    row = next(row for row in found.effects if row["group"] == "plus")
    assert row["low"] < np.exp(-1.13) < row["high"]
    assert sum(row["customers"] for row in found.views if row["attribute"] == "plan") == 40_000
    assert found.nodes[0]["customers"] == 40_000
    assert found.nodes[0]["left"] == frame["left"].sum()
    monkeypatch.undo()
    whole = next(row for row in effects(settled(frame), 0).rows if row["group"] == "plus")
    assert row["odds_ratio"] == pytest.approx(whole["odds_ratio"], rel=0.25)
