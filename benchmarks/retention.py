"""The retention matrix on 50 million events beside the best DuckDB SQL we could write by hand.

    .venv/bin/python -m benchmarks.retention [--events 50000000] [--customers 1000000] [--repeats 3]

A year of events of a million customers, some of whom do far more than others, in one Parquet file by time. Both sides
answer from that file, day by day for the whole year: 365 cohorts, 66,795 cells. They take turns, every time in a
process of their own; the best of all repeats counts for each, and both must find the same in every cell. A quarter of
the events of as many customers shows what memory grows with.

“bits” is the fastest SQL of eight that we tried: one row a customer with a bit for every day, then a count of the bits.
“distinct” is what most people would write: `SELECT DISTINCT` customers and days, and a join.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks import machine
from benchmarks.orders import DATA
from liuke.engine import open_engine
from liuke.measure import RetentionQuestion, retention_matrix

TARGET, MEMORY, ZONE, HOURS = 3.0, "3GiB", "Asia/Shanghai", 8
FIRST, LAST, DAYS = date(2025, 1, 1), date(2025, 12, 31), 365
QUESTIONS = {
    "calendar": RetentionQuestion("day"),
    "rolling": RetentionQuestion("day", windows="rolling"),
    "recurring": RetentionQuestion("day", entry="recurring"),
}
SIDES = ("liuke", "bits", "distinct")

type Cell = tuple[int, int, int]
"""Cohort and bucket, counted in days, and the customers."""


def events_file(events: int, customers: int) -> Path:
    """Return the Parquet file of so many events, made where there is none yet; times are UTC."""
    path = DATA / f"events-{events}-{customers}.parquet"
    if path.exists():
        return path
    DATA.mkdir(exist_ok=True)
    chance = np.random.default_rng(50)
    joined = np.searchsorted(np.sort(chance.integers(0, DAYS, customers)), np.arange(DAYS), side="right")
    weight = np.cumsum(chance.lognormal(0, 1.2, customers))
    names = pa.array([f"C{number:07d}" for number in chance.permutation(customers)])
    a_day = np.floor(events * weight[joined - 1] / weight[joined - 1].sum()).astype(int)
    a_day[-1] += events - a_day.sum()
    begin = np.datetime64(FIRST, "us").astype(int) - HOURS * 3_600_000_000
    half = path.with_suffix(".part")
    schema = pa.schema({"customer_id": pa.string(), "at": pa.timestamp("us")})
    with parquet.ParquetWriter(half, schema, compression="zstd") as out:
        for day in range(DAYS):
            who = np.searchsorted(weight[: joined[day]], chance.random(a_day[day]) * weight[joined[day] - 1])
            moment = begin + day * 86_400_000_000 + np.sort(chance.integers(0, 86_400_000_000, a_day[day]))
            at = pa.array(moment).cast(pa.timestamp("us"))
            out.write_table(pa.table({"customer_id": names.take(pa.array(who)), "at": at}))
    half.rename(path)
    return path


def liuke(path: Path, asked: str) -> Iterable[Cell]:
    """Answer with the library."""
    with open_engine(memory=MEMORY, scratch=DATA) as engine:
        events = engine.read(path)
        matrix = retention_matrix(QUESTIONS[asked], engine, events, zone=ZONE, first=FIRST, last=LAST)
        rows = matrix.rows()
    return [
        ((date.fromisoformat(row["cohort"]) - FIRST).days, cell["k"], cell["so_far"])
        for row in rows
        for cell in row["cells"]
    ]


WORDS = range(-(-DAYS // 60))
PARTS = {
    "local": f"""("at" + INTERVAL {HOURS} HOUR)::DATE - DATE '{FIRST}'""",
    "started": f"(s + INTERVAL {HOURS} HOUR)::DATE - DATE '{FIRST}'",
    "bits": ", ".join(
        f"bit_or(CASE WHEN d >= {60 * word} AND d < {60 * word + 60} THEN 1::BIGINT << (d - {60 * word}) ELSE 0 END)"
        f" AS w{word}"
        for word in WORDS
    ),
    "bit": " ".join(f"WHEN d < {60 * word + 60} THEN w{word} >> (d - {60 * word})" for word in WORDS),
    "days": DAYS,
}
STARTS = 'SELECT customer_id, min("at") AS s FROM events GROUP BY 1'
BUCKETS = """
    SELECT customer_id, s, ((epoch_us("at") - epoch_us(s)) // 86400000000)::INT AS d
    FROM events JOIN starts USING (customer_id)
"""
SQL = {
    ("bits", "calendar"): """
        WITH seen AS (SELECT customer_id, {local} AS d FROM events),
        bits AS (SELECT customer_id, min(d) AS c, {bits} FROM seen GROUP BY 1)
        SELECT c, d - c AS k, count(*) FROM bits, range({days}) r(d) WHERE ((CASE {bit} END) & 1) = 1 GROUP BY 1, 2
    """,
    ("bits", "rolling"): """
        WITH starts AS ({starts}), hits AS ({buckets}),
        bits AS (SELECT any_value(s) AS s, {bits} FROM hits GROUP BY customer_id)
        SELECT {started} AS c, d AS k, count(*) FROM bits, range({days}) r(d) WHERE ((CASE {bit} END) & 1) = 1
        GROUP BY 1, 2
    """,
    ("distinct", "calendar"): """
        WITH seen AS (SELECT DISTINCT customer_id, {local} AS d FROM events),
        starts AS (SELECT customer_id, min(d) AS c FROM seen GROUP BY 1)
        SELECT c, d - c AS k, count(*) FROM seen JOIN starts USING (customer_id) GROUP BY 1, 2
    """,
    ("distinct", "rolling"): """
        WITH starts AS ({starts}), hits AS (SELECT DISTINCT * FROM ({buckets}))
        SELECT {started} AS c, d AS k, count(*) FROM hits GROUP BY 1, 2
    """,
    ("distinct", "recurring"): """
        WITH seen AS MATERIALIZED (SELECT DISTINCT customer_id, {local} AS d FROM events)
        SELECT a.d AS c, b.d - a.d AS k, count(*)
        FROM seen a JOIN seen b ON a.customer_id = b.customer_id AND b.d >= a.d GROUP BY 1, 2
    """,
}
"""Every query reads view `events`; the answer is cohort, bucket and customers where there are any."""
BOUNDS = """
    SET memory_limit = '{memory}'; SET temp_directory = '{folder}/spill';
    SET preserve_insertion_order = false; SET enable_progress_bar = false;
    CREATE VIEW events AS SELECT * FROM read_parquet('{path}')
"""


def sql(side: str) -> Callable[[Path, str], Iterable[Cell]]:
    """Return what answers with SQL, under the same bounds of memory and threads."""

    def answer(path: Path, asked: str) -> Iterable[Cell]:
        query = SQL[side, asked].format(starts=STARTS, buckets=BUCKETS, **PARTS)
        with duckdb.connect() as connection:
            connection.execute(BOUNDS.format(memory=MEMORY, folder=DATA, path=path))
            return [(int(c), int(k), int(n)) for c, k, n in connection.execute(query).fetchall()]

    return answer


def one(side: str, asked: str, path: Path) -> None:
    """Answer once and print seconds and a digest of all cells with customers."""
    began = time.perf_counter()
    cells = (liuke if side == "liuke" else sql(side))(path, asked)
    seconds = time.perf_counter() - began
    found = sorted(cell for cell in cells if cell[2])
    print(json.dumps({"seconds": seconds, "cells": hashlib.sha256(str(found).encode()).hexdigest()}))


def compare(path: Path, asked: str, repeats: int) -> list[tuple[str, float, float]]:
    """Return side, best seconds and peak MiB of each side, taking turns; raises where their cells differ."""
    best: dict[str, tuple[float, float]] = {}
    digests = set()
    for _ in range(repeats):
        for side in (side for side in SIDES if side == "liuke" or (side, asked) in SQL):
            spent = machine.spend(sys.executable, "-m", "benchmarks.retention", "--one", side, asked, path)
            told = json.loads(spent.output)
            digests.add(told["cells"])
            before = best.get(side, (told["seconds"], spent.peak))
            best[side] = (min(before[0], told["seconds"]), max(before[1], spent.peak))
    if len(digests) != 1:
        raise SystemExit(f"{asked}: the sides do not find the same.")
    return [(side, *spent) for side, spent in best.items()]


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
    load, missed = machine.busy(), []
    print(f"{asked.customers:,} customers, best of {asked.repeats}, load before {load}\n")
    print(
        "| events | question | side | seconds | peak memory | liuke ÷ side |\n| ---: | --- | --- | ---: | ---: | ---: |"
    )
    for events in (asked.events // 4, asked.events):
        path = events_file(events, asked.customers)
        for question in QUESTIONS:
            found = compare(path, question, asked.repeats)
            ours = found[0][1]
            for side, seconds, peak in found:
                print(
                    f"| {events:,} | {question} | {side} | {seconds:.2f} | {peak:.0f} MiB | {ours / seconds:.2f} |",
                    flush=True,
                )
            best = min(seconds for side, seconds, _ in found if side != "liuke")
            missed += [question] if events == asked.events and ours > TARGET * best else []
    print(f"\nAt most {TARGET:.0f} times the best SQL: {'MISSED by ' + ', '.join(missed) if missed else 'met'}.")


if __name__ == "__main__":
    main()
