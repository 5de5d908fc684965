"""Speed of forecasts: 1,000 weekly series, each with its rehearsals on the past, on every core.

    .venv/bin/python -m benchmarks.demand [--series 1000] [--weeks 104]

Products of 25 categories over two years, with level, drift, noise and, for a fifth of them, demand in few weeks only;
everything is rehearsed at eight origins, forecast thirteen weeks ahead, and made to add up on three levels.
"""

import argparse
import time
from datetime import date, timedelta

import numpy as np

from benchmarks import machine
from liuke.language import Text
from liuke.predict.demand import Ask, Demand, Series, forecast_series

TARGET_SECONDS = 300.0
CATEGORIES = 25
EVERY = 10.0
"""Seconds between lines of progress."""


def products(series: int, weeks: int, seed: int = 1) -> Series:
    """Return products, their categories and all together, week by week."""
    chance = np.random.default_rng(seed)
    level = chance.lognormal(3, 1, (series, 1))
    drift = np.exp(np.cumsum(chance.normal(0, 0.03, (series, weeks)), axis=1))
    asked = np.where(np.arange(series)[:, None] % 5 == 0, chance.random((series, weeks)) < 0.25, True)
    values = np.where(asked, chance.poisson(level * drift), 0).astype(float)
    names = [(f"category {place % CATEGORIES:02d}", f"product {place:04d}") for place in range(series)]
    order = sorted(range(series), key=lambda place: names[place])
    values, names = values[order], [names[place] for place in order]
    kinds = sorted({name[0] for name in names})
    summed = [values[[name[0] == kind for name in names]].sum(axis=0) for kind in kinds]
    starts = tuple(date(2024, 1, 1) + timedelta(weeks=at) for at in range(weeks))
    paths = ((), *((kind,) for kind in kinds), *names)
    return Series("week", starts, ("category", "product"), paths, np.vstack([values.sum(axis=0), *summed, values]))


class Watch:
    """Prints how far it has come, some lines a minute."""

    def __init__(self) -> None:
        self.began = self.said = time.perf_counter()

    def __call__(self, step: Text, done: float) -> None:
        now = time.perf_counter()
        if now - self.said >= EVERY or done >= 1:
            print(f"[{done:4.0%}] {step.en}, {now - self.began:.0f} s", flush=True)
            self.said = now


def told(found: Demand, seconds: float) -> None:
    """Print the time, what was chosen, and how it did beside the naive."""
    bottom = [node for node in found.nodes if len(node.path) == 2]
    chosen = [node.judged.method for node in bottom]
    ours, naive = (
        np.array([node.judged.errors[name]["wape"] for node in bottom], dtype=float)
        for name in ("chosen", "seasonal_naive")
    )
    gap = max(
        abs(sum(node.forecast[at] for node in bottom) - found.nodes[0].forecast[at]) for at in range(found.plan.horizon)
    )
    print(f"| {len(found.nodes):,} series × {len(found.plan.origins) + 1} origins | {seconds:.0f} s |")
    print(f"| wanted | ≤ {TARGET_SECONDS:.0f} s | {'met' if seconds <= TARGET_SECONDS else 'missed'}")
    print(f"| mean WAPE as chosen / of the naive | {np.nanmean(ours):.3f} / {np.nanmean(naive):.3f} |")
    print(f"| largest gap between the sum of products and the whole | {gap:.1e} |")
    for method in sorted(set(chosen)):
        print(f"| by {method} | {chosen.count(method)} |")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--series", type=int, default=1_000)
    asked.add_argument("--weeks", type=int, default=104)
    given = asked.parse_args()
    print(f"{machine.describe()}; {machine.busy()}")
    series = products(given.series, given.weeks)
    began = time.perf_counter()
    found = forecast_series(series, Ask(horizon=13, few=False), Watch())
    told(found, time.perf_counter() - began)


if __name__ == "__main__":
    main()
