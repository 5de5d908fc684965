"""Tables of simulated experiments, as a user would have them."""

from functools import cache

import numpy as np
import polars as pl

from liuke.predict.learning.sample import Input
from liuke.predict.uplift.trial import Trial
from liuke.simulate.experiment import Effect, Experiment, run_experiment


@cache
def experiment(customers: int, effect: Effect = "different", seed: int = 0, treated: float = 0.5) -> pl.DataFrame:
    """Return one row a customer: what was known, arm, left, earned, and beside them the truth as true_*."""
    found = run_experiment(Experiment(customers, effect, treated, seed))
    parts = [pl.DataFrame(one) for one in (found.customers, found.treatments, found.outcomes, found.truth)]
    known, treatments, outcomes, truth = parts
    return (
        known.join(treatments.select("customer_id", "arm"), on="customer_id", maintain_order="left")
        .join(outcomes, on="customer_id", maintain_order="left")
        .join(truth.rename({n: f"true_{n}" for n in truth.columns[1:]}), on="customer_id", maintain_order="left")
    )


def known(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table without what nobody could know."""
    return table.drop([name for name in table.columns if name.startswith("true_")])


def trial(size: int = 2_000, seed: int = 0, binary: bool = True, lift: float = 1.0) -> Trial:
    """Return a trial of two inputs in which the treatment adds `lift` · x₁ to the outcome (log-odds if binary)."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(size, 2))
    treated = np.arange(size) % 2 == 0
    level = 0.5 * features[:, 1] + lift * treated * features[:, 0]
    outcome = (
        (random.random(size) < 1 / (1 + np.exp(-level))).astype(float) if binary else level + random.normal(size=size)
    )
    return Trial((Input("a", "a"), Input("b", "b")), features, treated, outcome, np.full(size, 0.5), binary)
