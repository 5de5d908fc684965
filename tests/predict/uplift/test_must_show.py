"""What the product promises of uplift, on experiments whose truth is known: five seeds, and many small ones."""

import numpy as np
import polars as pl
import pytest

from liuke.predict.uplift import Method, Offer, Uplift, estimate
from liuke.simulate.experiment import Effect
from tests.predict.uplift.tables import experiment, known

CHAMPION = Method(learners=("dr",))
LARGE, SEEDS, ORACLE, SAYS_SO = 200_000, range(5), 0.80, 0.95


def _asked(table: pl.DataFrame, method: Method) -> Uplift:
    return estimate(
        known(table).drop("earned"),
        treatment="arm",
        outcome="left",
        lower_is_better=True,
        offer=Offer(worth="worth", cost=2.0),
        method=method,
    )


def _earned(found: Uplift, table: pl.DataFrame, policy: str) -> float:
    """Return what a policy's list truly earns, as a share of contacting exactly those whom it pays to contact."""
    profit = table["true_profit"].to_numpy()
    return float(profit[found.scores[f"by_{policy}"].to_numpy()].sum() / np.maximum(profit, 0).sum())


def _says_so(effect: Effect, seeds: range, method: Method) -> float:
    return float(np.mean([not _asked(experiment(2_000, effect, seed), method).usable for seed in seeds]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_at_a_hundred_thousand_treated_it_earns_four_fifths_of_the_oracle_and_beats_risk(seed: int) -> None:
    table = experiment.__wrapped__(LARGE, "different", seed)
    found = _asked(table, CHAMPION)
    assert found.usable
    assert _earned(found, table, "uplift") >= ORACLE
    told = {row["policy"]: row for row in found.policies.to_dicts()}
    for other in ("risk", "value_at_risk"):
        assert told[other]["behind_low"] > 0
        assert _earned(found, table, "uplift") > 2 * _earned(found, table, other)


def test_at_five_thousand_treated_it_earns_most_of_it_and_its_interval_holds_what_it_earns() -> None:
    table = experiment(10_000, "different", 1)
    found = _asked(table, Method(learners=("dr",), draws=100))
    assert _earned(found, table, "uplift") >= 0.6
    told = {row["policy"]: row for row in found.policies.to_dicts()}
    assert told["risk"]["behind_low"] > 0
    for policy, row in told.items():
        truth = table["true_profit"].to_numpy()[found.scores[f"by_{policy}"].to_numpy()].sum()
        assert row["profit_low"] < truth < row["profit_high"]


@pytest.mark.parametrize("effect", ["none", "same"])
def test_where_effects_do_not_differ_it_says_so(effect: Effect) -> None:
    assert _says_so(effect, range(4), Method(learners=("dr",), folds=3, draws=40)) >= SAYS_SO


@pytest.mark.slow
@pytest.mark.parametrize("effect", ["none", "same"])
def test_where_effects_do_not_differ_it_says_so_with_all_learners_in_the_running(effect: Effect) -> None:
    assert _says_so(effect, range(100, 250), Method(draws=100)) >= SAYS_SO
