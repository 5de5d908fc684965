"""Clusters of a million customers: Ward's hierarchy by way of micro-clusters, and k-means, beside SciPy's exact tree.

    .venv/bin/python -m benchmarks.clusters [--customers 1000000] [--exact 20000]

Customers of five kinds, made up. Each method finds its clusters in a process of its own, with the number proposed (the
bootstrap and the made-up sets included) and then with the number given, and stores and reapplies the definition to all
of them. SciPy's exact Ward needs the distances of all pairs (4 TB for a million), so it gets as many as `--exact`; how
far ours agrees with it there is told by the adjusted Rand index. The aim: 10 seconds for Ward, all included. Where
other work goes on, seconds of the processor say more than those of the clock.
"""

import argparse
import json
import sys
import time

import numpy as np
import polars as pl

from benchmarks import machine
from liuke.segment.clusters import METHODS, Definition, Method, fit_clusters

KINDS = ((5, 40, 4000, 700), (300, 2, 60, 600), (20, 2, 80, 30), (60, 10, 600, 400), (150, 6, 2500, 500))
NAMES = ("recency", "frequency", "monetary", "tenure")
TARGET = 10.0


def customers(many: int) -> pl.DataFrame:
    """Return made-up customers, the same every time."""
    random = np.random.default_rng(2026)
    kind = np.array(KINDS)[random.integers(len(KINDS), size=many)]
    rows = kind * random.lognormal(0, 0.35, size=kind.shape)
    ids = pl.DataFrame({"customer_id": np.arange(many).astype(str)})
    return pl.concat([ids, pl.DataFrame(rows, schema=list(NAMES))], how="horizontal")


def find(method: Method, many: int, k: int | None) -> None:
    """Find clusters, store and reapply them, and print how long each took."""
    frame = customers(many)
    began, worked = time.perf_counter(), time.process_time()
    definition = fit_clusters(frame, k=k, method=method)
    found, worked = time.perf_counter(), time.process_time() - worked
    again = Definition.read(json.loads(json.dumps(definition.record()))).assigned(frame)
    assert again["cluster"].n_unique() == definition.choice["k"]
    told = {
        "found": found - began,
        "processor": worked,
        "applied": time.perf_counter() - found,
        "k": definition.choice["k"],
    }
    print(json.dumps(told))


def exact(many: int) -> None:
    """Build SciPy's tree of some customers, and print how long it took and how far ours agrees."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - of this side alone
    from sklearn.metrics import adjusted_rand_score  # noqa: PLC0415

    frame = customers(many)
    definition = fit_clusters(frame, k=5, method="ward")
    raw = frame.select(NAMES).to_numpy()
    points = definition.scaling.apply(raw)
    began = time.perf_counter()
    theirs = fcluster(linkage(points, "ward"), 5, "maxclust")
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "rand": adjusted_rand_score(theirs, definition.assign(raw).labels)}))


def side(*arguments: object) -> tuple[dict[str, float], float]:
    """Return what a process of its own printed, and its peak memory in MiB."""
    spent = machine.spend(sys.executable, "-m", "benchmarks.clusters", *map(str, arguments))
    return json.loads(spent.output), spent.peak


def main() -> None:
    """Run every side, or the one that is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--exact", type=int, default=20_000)
    parser.add_argument("--side", default="")
    parser.add_argument("--k", type=int)
    given = parser.parse_args()
    if given.side == "exact":
        exact(given.exact)
    elif given.side:
        find(given.side, given.customers, given.k)
    else:
        _all(given.customers, given.exact)


def _all(many: int, few: int) -> None:
    print(f"{many:,} customers; load {machine.busy()}\n")
    print("| method | number | clusters | found | of the processor | reapplied | peak memory |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for method in METHODS:
        for k in (None, 5):
            told, peak = side("--customers", many, "--side", method, *(() if k is None else ("--k", k)))
            way = "proposed" if k is None else "given"
            seconds = " | ".join(f"{told[name]:.1f} s" for name in ("found", "processor", "applied"))
            print(f"| {method} | {way} | {told['k']:.0f} | {seconds} | {peak:.0f} MiB |", flush=True)
    told, peak = side("--exact", few, "--side", "exact")
    print(f"\nSciPy's exact tree of {few:,}: {told['seconds']:.1f} s, {peak:.0f} MiB; adjusted Rand {told['rand']:.3f}")


if __name__ == "__main__":
    main()
