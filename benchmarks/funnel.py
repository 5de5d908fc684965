"""A funnel of five steps on 50 million events beside the best DuckDB SQL we could write by hand.

    .venv/bin/python -m benchmarks.funnel [--events 50000000] [--customers 1000000] [--repeats 3]

A year of events of a million customers, some of whom do far more than others, in one Parquet file by time; 60 % of
the events are one of the five steps, the first far more often than the last. Both sides answer from that file how many
customers reach each step, by turns and every time in a process of their own; the best of all repeats counts for each,
and both must find the same counts. The library also works out the quartiles of the time to convert, from the step
before and from the first; of the SQL this is not asked.

The questions: *first* – from the first entry within seven days; *unlimited* – the same without a limit of time;
*recent* – from the most recent entry that leads furthest within seven days; *any* – in any order, from the first of
them.

“joins” finds the earliest event of each step after the one before, step by step, with a join and a GROUP BY each;
“lists” gathers the times of every customer's steps in one GROUP BY and filters the lists; “windows” is what most
people would write: running minima and maxima over each customer's events.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks import machine
from benchmarks.orders import DATA
from liuke.engine import open_engine
from liuke.explain.funnel import FunnelQuestion, count_funnel

TARGET, MEMORY = 3.0, "3GiB"
FIRST, LAST, DAYS = date(2025, 1, 1), date(2025, 12, 31), 365
STEPS = ("view", "cart", "address", "payment", "paid")
SHARES = {"view": 0.30, "cart": 0.14, "address": 0.08, "payment": 0.05, "paid": 0.03, "search": 0.15, "help": 0.05,
          "home": 0.20}  # fmt: skip
WEEK = timedelta(days=7)
QUESTIONS = {
    "first": FunnelQuestion(STEPS, WEEK),
    "unlimited": FunnelQuestion(STEPS, None),
    "recent": FunnelQuestion(STEPS, WEEK, entry="recent"),
    "any": FunnelQuestion(STEPS, WEEK, order="any"),
}


def events_file(events: int, customers: int) -> Path:
    """Return the Parquet file of so many events, made where there is none yet; times are UTC."""
    path = DATA / f"steps-{events}-{customers}.parquet"
    if path.exists():
        return path
    DATA.mkdir(exist_ok=True)
    chance = np.random.default_rng(51)
    joined = np.searchsorted(np.sort(chance.integers(0, DAYS, customers)), np.arange(DAYS), side="right")
    weight = np.cumsum(chance.lognormal(0, 1.2, customers))
    ids = pa.array([f"C{number:07d}" for number in chance.permutation(customers)])
    names, shares = pa.array(list(SHARES)), np.cumsum(list(SHARES.values()))
    a_day = np.floor(events * weight[joined - 1] / weight[joined - 1].sum()).astype(int)
    a_day[-1] += events - a_day.sum()
    begin = np.datetime64(FIRST, "us").astype(int)
    half = path.with_suffix(".part")
    schema = pa.schema({"customer_id": pa.string(), "at": pa.timestamp("us"), "name": pa.string()})
    with parquet.ParquetWriter(half, schema, compression="zstd") as out:
        for day in range(DAYS):
            size = a_day[day]
            who = np.searchsorted(weight[: joined[day]], chance.random(size) * weight[joined[day] - 1])
            moment = begin + day * 86_400_000_000 + np.sort(chance.integers(0, 86_400_000_000, size))
            which = np.minimum(np.searchsorted(shares, chance.random(size)), len(SHARES) - 1)
            parts = {"customer_id": ids.take(pa.array(who)), "at": pa.array(moment).cast(pa.timestamp("us"))}
            out.write_table(pa.table(parts | {"name": names.take(pa.array(which))}))
    half.rename(path)
    return path


def liuke(path: Path, asked: str) -> list[int]:
    """Answer with the library."""
    with open_engine(memory=MEMORY, scratch=DATA) as engine:
        found = count_funnel(QUESTIONS[asked], engine, engine.read(path), last=LAST)
        return [row["customers"] for row in found.steps]


END = "TIMESTAMP '2026-01-01'"
OPEN = f"start < {END} - INTERVAL 7 DAY"
JOINS = """
    WITH e1 AS (SELECT customer_id, min("at") AS start, start AS t FROM events WHERE name = 'view' GROUP BY 1),
    s1 AS MATERIALIZED (FROM e1 {where}),
    {steps}
    SELECT (SELECT count(*) FROM s1), (SELECT count(*) FROM s2), (SELECT count(*) FROM s3), (SELECT count(*) FROM s4),
           (SELECT count(*) FROM s5)
"""
STEP = """
    s{k} AS MATERIALIZED (
        SELECT e.customer_id, any_value(s.start) AS start, min(e."at") AS t
        FROM events e JOIN s{j} s ON e.customer_id = s.customer_id AND e."at" >= s.t {within}
        WHERE e.name = '{name}' GROUP BY 1
    )
"""


def _joins(where: str, within: str) -> str:
    steps = ",".join(STEP.format(k=k, j=k - 1, name=STEPS[k - 1], within=within) for k in range(2, 6))
    return JOINS.format(where=where, steps=steps)


LISTS = """
    WITH lists AS (
        SELECT customer_id, min("at") FILTER (name = 'view') AS t1, {gathered}
        FROM events WHERE name IN ('view', 'cart', 'address', 'payment', 'paid') GROUP BY 1
    ),
    b1 AS (SELECT *, t1 AS start FROM lists WHERE t1 IS NOT NULL {open}),
    {steps}
    SELECT count(t1), count(t2), count(t3), count(t4), count(t5) FROM b5
"""


def _lists(open_: str, within: str) -> str:
    gathered = ", ".join(f"""list("at") FILTER (name = '{STEPS[k - 1]}') AS l{k}""" for k in range(2, 6))
    steps = ",".join(
        f"b{k} AS (SELECT *, list_min(list_filter(l{k}, lambda x: x >= t{k - 1} {within})) AS t{k} FROM b{k - 1})"  # noqa: S608 - our own names
        for k in range(2, 6)
    )
    return LISTS.format(gathered=gathered, open=open_, steps=steps)


RUNNING = """
    WITH w1 AS (
        SELECT customer_id, "at", name, max(CASE WHEN name = 'view' AND "at" < {end} - INTERVAL 7 DAY THEN "at" END)
            OVER (PARTITION BY customer_id ORDER BY "at") AS s1
        FROM events WHERE name IN ('view', 'cart', 'address', 'payment', 'paid')
    ), {steps}
    furthest AS (
        SELECT max(CASE name WHEN 'view' THEN 1 {levels} END) AS level FROM w4
        WHERE (name = 'view' AND s1 IS NOT NULL) {reached} GROUP BY customer_id
    )
    SELECT {counts} FROM furthest
"""
LEVEL = """
    w{k} AS (
        SELECT *, max(CASE WHEN name = '{name}' AND "at" <= s{j} + INTERVAL 7 DAY THEN s{j} END)
            OVER (PARTITION BY customer_id ORDER BY "at") AS s{k}
        FROM w{j}
    ),
"""


def _windows() -> str:
    """Carry the latest start of each level along with every customer's events."""
    steps = " ".join(LEVEL.format(k=k, j=k - 1, name=STEPS[k - 1]) for k in range(2, 5))
    levels = " ".join(f"WHEN '{STEPS[k - 1]}' THEN {k}" for k in range(2, 6))
    reached = " ".join(f"""OR (name = '{STEPS[k - 1]}' AND "at" <= s{k - 1} + INTERVAL 7 DAY)""" for k in range(2, 6))
    counts = ", ".join(f"count(*) FILTER (level >= {k})" for k in range(1, 6))
    return RUNNING.format(end=END, steps=steps, levels=levels, reached=reached, counts=counts)


ANY = """
    WITH begun AS (
        SELECT customer_id, min("at") AS start FROM events
        WHERE name IN ('view', 'cart', 'address', 'payment', 'paid') GROUP BY 1 HAVING {open}
    ),
    done AS (
        SELECT e.customer_id, {did}
        FROM events e JOIN begun b ON e.customer_id = b.customer_id AND e."at" <= b.start + INTERVAL 7 DAY
        WHERE name IN ('view', 'cart', 'address', 'payment', 'paid') GROUP BY 1
    )
    SELECT count(*) FILTER (d1), count(*) FILTER (d1 AND d2), count(*) FILTER (d1 AND d2 AND d3),
           count(*) FILTER (d1 AND d2 AND d3 AND d4), count(*) FILTER (d1 AND d2 AND d3 AND d4 AND d5) FROM done
"""
SQL = {
    ("joins", "first"): _joins(f"WHERE {OPEN}", 'AND e."at" <= s.start + INTERVAL 7 DAY'),
    ("lists", "first"): _lists(f"AND t1 < {END} - INTERVAL 7 DAY", "AND x <= start + INTERVAL 7 DAY"),
    ("joins", "unlimited"): _joins("", ""),
    ("lists", "unlimited"): _lists("", ""),
    ("windows", "recent"): _windows(),
    ("joins", "any"): ANY.format(
        open=OPEN, did=", ".join(f"bool_or(name = '{name}') AS d{k}" for k, name in enumerate(STEPS, start=1))
    ),
}
"""Every query reads view `events` and answers with five counts."""
BOUNDS = """
    SET memory_limit = '{memory}'; SET temp_directory = '{folder}/spill';
    SET preserve_insertion_order = false; SET enable_progress_bar = false;
    CREATE VIEW events AS SELECT * FROM read_parquet('{path}')
"""
SIDES = ("liuke", "joins", "lists", "windows")


def sql(side: str) -> Callable[[Path, str], list[int]]:
    """Return what answers with SQL, under the same bounds of memory and threads."""

    def answer(path: Path, asked: str) -> list[int]:
        with duckdb.connect() as connection:
            connection.execute(BOUNDS.format(memory=MEMORY, folder=DATA, path=path))
            row = connection.execute(SQL[side, asked]).fetchone()
            assert row is not None
            return [int(count) for count in row]

    return answer


def one(side: str, asked: str, path: Path) -> None:
    """Answer once and print seconds and counts."""
    began = time.perf_counter()
    counts = (liuke if side == "liuke" else sql(side))(path, asked)
    print(json.dumps({"seconds": time.perf_counter() - began, "counts": counts}))


def compare(path: Path, asked: str, repeats: int) -> tuple[list[tuple[str, float, float]], list[int]]:
    """Return side, best seconds and peak MiB of each side, taking turns, and the counts; raises where they differ."""
    best: dict[str, tuple[float, float]] = {}
    counts: list[list[int]] = []
    for _ in range(repeats):
        for side in (side for side in SIDES if side == "liuke" or (side, asked) in SQL):
            spent = machine.spend(sys.executable, "-m", "benchmarks.funnel", "--one", side, asked, path)
            told = json.loads(spent.output)
            counts.append(told["counts"])
            before = best.get(side, (told["seconds"], spent.peak))
            best[side] = (min(before[0], told["seconds"]), max(before[1], spent.peak))
    if any(found != counts[0] for found in counts):
        raise SystemExit(f"{asked}: the sides do not find the same: {counts}.")
    return [(side, *spent) for side, spent in best.items()], counts[0]


def main() -> None:
    """Run all sides by turns and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], asked.one[1], Path(asked.one[2]))
        return
    path, missed = events_file(asked.events, asked.customers), []
    print(f"{asked.events:,} events, {asked.customers:,} customers, best of {asked.repeats}, ", end="")
    print(f"load before {machine.busy()}\n")
    print("| question | side | seconds | peak memory | liuke ÷ side |\n| --- | --- | ---: | ---: | ---: |")
    for question in QUESTIONS:
        found, counts = compare(path, question, asked.repeats)
        ours = found[0][1]
        for side, seconds, peak in found:
            print(f"| {question} | {side} | {seconds:.2f} | {peak:.0f} MiB | {ours / seconds:.2f} |", flush=True)
        print(f"| | reached | {' → '.join(f'{count:,}' for count in counts)} | | |")
        missed += [question] if ours > TARGET * min(seconds for side, seconds, _ in found if side != "liuke") else []
    print(f"\nAt most {TARGET:.0f} times the best SQL: {'MISSED by ' + ', '.join(missed) if missed else 'met'}.")


if __name__ == "__main__":
    main()
