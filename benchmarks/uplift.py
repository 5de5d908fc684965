"""What uplift earns beside what can be earned, on experiments whose truth is known, and on Hillstrom's e-mails.

    .venv/bin/python -m benchmarks.uplift [--hillstrom FILE] [--largest 100000] [--seeds 5] [--nulls 200]

The first table is of Hillstrom's e-mails (half a minute), where the file is given. The second grows the experiment, in
which half of the customers are treated: the share of the oracle's profit that each policy truly earns, the oracle
contacting exactly those whom it pays to contact. The third asks where effects do not differ. `--largest 0` leaves the
second out, `--nulls 0` the third.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import machine
from liuke.predict.uplift import Method, Offer, Uplift, estimate
from liuke.simulate.experiment import Effect, Experiment, run_experiment

SIZES = (5_000, 10_000, 20_000, 50_000, 100_000)
OFFER = Offer(worth="worth", cost=2.0)
POLICIES = ("uplift", "risk", "value_at_risk")
ENOUGH, SAYS_SO = 0.80, 0.95


def asked(experiment: Experiment, method: Method) -> tuple[Uplift, pl.DataFrame]:
    """Return the answer to an experiment, and its truth."""
    found = run_experiment(experiment)
    known, treatments, outcomes, truth = map(
        pl.DataFrame, (found.customers, found.treatments, found.outcomes, found.truth)
    )
    table = known.with_columns(treatments["arm"], outcomes["left"])
    return estimate(table, treatment="arm", outcome="left", lower_is_better=True, offer=OFFER, method=method), truth


def earned(answer: Uplift, truth: pl.DataFrame) -> dict[str, float]:
    """Return the true profit of each policy's list, as a share of the oracle's."""
    profit = truth["profit"].to_numpy()
    best = np.maximum(profit, 0).sum()
    return {name: float(profit[answer.scores[f"by_{name}"].to_numpy()].sum() / best) for name in POLICIES}


def growth(largest: int, seeds: int) -> None:
    """Print the table of growing experiments."""
    print("| treated | uplift | worst seed | by risk | by value at risk | uplift less risk > 0 | found | seconds |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    shares: list[float] = []
    for size in (one for one in SIZES if one <= largest):
        began = time.perf_counter()
        told = [asked(Experiment(2 * size, seed=seed), Method(learners=("dr",))) for seed in range(seeds)]
        seconds = (time.perf_counter() - began) / seeds
        rows = [earned(*one) for one in told]
        shares = [row["uplift"] for row in rows]
        means = [f"{np.mean([row[name] for row in rows]):.1%}" for name in POLICIES]
        ahead = sum(one.policies.filter(pl.col("policy") == "risk")["behind_low"].item() > 0 for one, _ in told)
        usable = sum(one.usable for one, _ in told)
        print(
            f"| {size:,} | {means[0]} | {min(shares):.1%} | {means[1]} | {means[2]} | {ahead} of {seeds} | "
            f"{usable} of {seeds} | {seconds:.0f} |",
            flush=True,
        )
    if shares:
        verdict = "met" if min(shares) >= ENOUGH else "MISSED"
        print(f"\nAt least {ENOUGH:.0%} of the oracle at the largest size: {verdict}.\n")


def nulls(count: int) -> None:
    """Print where effects do not differ: all four learners, 1,000 treated and 1,000 not."""
    print("| effect | seeds | says no usable difference |\n| --- | ---: | ---: |")
    effects: tuple[Effect, ...] = ("none", "same")
    for effect in effects:
        told = [asked(Experiment(2_000, effect, seed=seed), Method(draws=100))[0] for seed in range(count)]
        share = 1 - sum(one.usable for one in told) / count
        print(f"| {effect} | {count} | {share:.1%} ({'met' if share >= SAYS_SO else 'MISSED'}) |", flush=True)
    print()


def hillstrom(path: Path) -> None:
    """Print average effects and each learner's Qini, on spend in the two weeks after."""
    began = time.perf_counter()
    table = pl.read_csv(path, infer_schema_length=None)
    print("| e-mail | outcome | average effect | learner | Qini (95 % interval) | usable |")
    print("| --- | --- | --- | --- | --- | --- |")
    for arm in ("Mens E-Mail", "Womens E-Mail"):
        for outcome in ("spend", "visit"):
            later = [name for name in ("visit", "conversion", "spend") if name != outcome]
            found = estimate(
                table, treatment="segment", outcome=outcome, control="No E-Mail", arm=arm, ignore=later,
                offer=Offer(value="history"),
            )  # fmt: skip
            effect = f"{found.average.value:+.3f} ({found.average.low:+.3f} to {found.average.high:+.3f})"
            for row in found.learners.to_dicts():
                best = " (scores)" if row["learner"] == found.champion else ""
                qini = f"{row['qini']:+.4f} ({row['qini_low']:+.4f} to {row['qini_high']:+.4f})"
                says = ("yes" if found.usable else "no") if best else ""
                print(f"| {arm} | {outcome} | {effect} | {row['learner']}{best} | {qini} | {says} |", flush=True)
    print(f"\n{time.perf_counter() - began:.0f} seconds\n")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--nulls", type=int, default=200)
    parser.add_argument("--hillstrom", type=Path)
    given = parser.parse_args()
    print(f"load before {machine.busy()}\n")
    if given.hillstrom:
        hillstrom(given.hillstrom)
    if given.largest:
        growth(given.largest, given.seeds)
    if given.nulls:
        nulls(given.nulls)


if __name__ == "__main__":
    main()
