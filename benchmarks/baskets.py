"""Pair and triple rules of a million order lines beside mlxtend, with the same counts.

    .venv/bin/python -m benchmarks.baskets transactions.parquet [--least 50] [--repeats 3]

The file has a row a line with order (`basket_id` or `order_id`) and `product_id`, such as Complete Journey's
transactions. Both sides start from that file and end with every rule of one thing on its right. mlxtend gets a sparse
one-hot table of the things that are frequent enough, made for it by Polars and SciPy, and both of its algorithms are
asked for; the seconds of both steps are its own. Sides take turns, each in a process of its own; the best of all
repeats counts, and all must find the same counts.
"""

import argparse
import hashlib
import json
import sys
import time
import warnings
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import ibis
import polars as pl

from benchmarks import machine
from liuke.engine import open_engine
from liuke.explain.baskets.counting import count_together
from liuke.explain.baskets.items import Baskets
from liuke.explain.baskets.rules import rules_of

TARGET, MEMORY = 10.0, "3GiB"
SIDES = ("liuke", "fpgrowth", "apriori")

type Found = Iterable[tuple[str | int, ...]]
"""Left side, right side, and the counts of both, left and right."""


def liuke(path: Path, least: int) -> Found:
    """Answer with the library."""
    with open_engine(memory=MEMORY) as engine:
        rows = engine.read(path)
        order = rows.basket_id if "basket_id" in rows.columns else rows.order_id
        one, day = ibis.literal(1), ibis.literal(date(2017, 1, 1))
        lines = rows.select(
            order_id=order.cast("string"), customer_id=order.cast("string"), day=day, quantity=one, amount=one,
            product_id=rows.product_id.cast("string"), product=ibis.literal(""), returned=ibis.literal(False),
        )  # fmt: skip
        baskets = Baskets.of(engine, lines, "product", least)
        rules = rules_of(count_together(baskets, least, repeats=False))
        name = dict(baskets.items.select("code", "item").iter_rows())
    columns = rules.select("first", "second", "then", "count", "if_count", "then_count").iter_rows()
    return [
        (" ".join(sorted(name[code] for code in (first, second) if code is not None)), name[then], *counts)
        for first, second, then, *counts in columns
    ]


def mlxtend(path: Path, least: int, algorithm: str) -> Found:
    """Answer with mlxtend from a sparse one-hot table."""
    import numpy as np  # noqa: PLC0415 - its time is not ours
    import pandas as pd  # noqa: PLC0415
    from mlxtend import frequent_patterns  # noqa: PLC0415
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    warnings.simplefilter("ignore")
    rows = pl.read_parquet(path)
    order = "basket_id" if "basket_id" in rows.columns else "order_id"
    once = rows.select(order=order, item="product_id").unique()
    baskets = once["order"].n_unique()
    items = once.group_by("item").len().filter(pl.col("len") >= least).sort("item").with_row_index("column")
    placed = once.with_columns(row=pl.col("order").rank("dense") - 1).join(items, on="item")
    at = placed["row"].to_numpy(), placed["column"].to_numpy()
    hot = csr_matrix((np.ones(placed.height, bool), at), shape=(baskets, items.height))
    table = pd.DataFrame.sparse.from_spmatrix(hot, columns=[str(item) for item in items["item"]])
    mine = getattr(frequent_patterns, algorithm)
    options = {"low_memory": True} if algorithm == "apriori" else {}
    sets = mine(table, min_support=(least - 0.5) / baskets, use_colnames=True, max_len=3, **options)
    rules = frequent_patterns.association_rules(sets, num_itemsets=baskets, metric="support", min_threshold=0.0)
    rules = rules[rules["consequents"].map(len) == 1]
    sides = rules[["antecedents", "consequents", "support", "antecedent support", "consequent support"]]
    return [
        (" ".join(sorted(before)), *after, *(round(share * baskets) for share in shares))
        for before, after, *shares in sides.itertuples(index=False)
    ]


def one(side: str, path: Path, least: int) -> None:
    """Answer once and print seconds, the number of rules, and a digest of all of them."""
    began = time.perf_counter()
    found = liuke(path, least) if side == "liuke" else mlxtend(path, least, side)
    seconds = time.perf_counter() - began
    rules = sorted(found)
    print(json.dumps({"seconds": seconds, "rules": len(rules), "all": hashlib.sha256(str(rules).encode()).hexdigest()}))


def main() -> None:
    """Run all sides by turns and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--least", type=int, default=50)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sides", nargs="+", default=list(SIDES), choices=SIDES)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.path, asked.least)
        return
    load, best, digests, rules = machine.busy(), dict[str, tuple[float, float]](), set(), 0
    for _ in range(asked.repeats):
        for side in asked.sides:
            options = ("--least", str(asked.least), "--one", side)
            spent = machine.spend(sys.executable, "-m", "benchmarks.baskets", asked.path, *options)
            told = json.loads(spent.output)
            digests.add(told["all"])
            rules, before = told["rules"], best.get(side, (told["seconds"], spent.peak))
            best[side] = (min(before[0], told["seconds"]), max(before[1], spent.peak))
    if len(digests) != 1:
        raise SystemExit("The sides do not find the same.")
    lines, ours = pl.scan_parquet(asked.path).select(pl.len()).collect().item(), best["liuke"][0]
    print(f"{lines:,} lines, {rules:,} rules in {asked.least} baskets or more, best of {asked.repeats}, load {load}\n")
    print("| side | seconds | peak memory | times Liuke |\n| --- | ---: | ---: | ---: |")
    for side, (seconds, peak) in best.items():
        print(f"| {side} | {seconds:.2f} | {peak:.0f} MiB | {seconds / ours:.1f} |")
    fastest = min((seconds for side, (seconds, _) in best.items() if side != "liuke"), default=0.0)
    print(f"\nAt least {TARGET:.0f} times faster: {'met' if fastest >= TARGET * ours else 'MISSED'}.")


if __name__ == "__main__":
    main()
