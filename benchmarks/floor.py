"""Speed of activity, RFM and all churn features beside the floor: one bare GROUP BY over the same file.

    .venv/bin/python -m benchmarks.floor [--customers 1000000] [--repeats 3]

The floor is DuckDB's own `GROUP BY customer_id` with count, sum, min and max. Both sides read the same Parquet file,
hold their results in the engine, and take turns in one process; the best of all repeats counts for each.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import ibis
from ibis.expr.types import Table

from benchmarks import machine
from benchmarks.orders import DATA, orders_file
from liuke.engine import Engine, open_engine
from liuke.measure import activity, summary, until
from liuke.predict.features import build
from liuke.segment import rfm

TARGET, ZONE = 6.0, "Asia/Shanghai"
FLOOR = """
    CREATE TEMP TABLE bare AS
    SELECT customer_id, count(*) AS n, sum(amount) AS amount, min(ordered_at) AS first, max(ordered_at) AS last
    FROM read_parquet('{path}') GROUP BY customer_id
"""


def floor(engine: Engine, path: Path) -> dict[str, float]:
    """Time the bare GROUP BY."""
    seconds = {"bare GROUP BY": _timed(lambda: engine.backend.raw_sql(FLOOR.format(path=path)))}
    engine.backend.raw_sql("DROP TABLE bare")
    return seconds


def ours(engine: Engine, path: Path, first: datetime, last: datetime) -> dict[str, float]:
    """Time the three steps as the run takes them, each from what the one before holds."""
    orders = engine.read(path)
    orders = orders.mutate(returned=orders.amount < 0)
    held, seconds = {}, {}
    steps: dict[str, Callable[[], None]] = {
        "activity": lambda: held.update(
            activity=engine.hold(until(activity(orders, ZONE, first, last), last.date()), "activity")
        ),
        "RFM": lambda: held.update(rfm=engine.hold(rfm(summary(held["activity"], last.date())), "rfm")),
        "features": lambda: held.update(
            features=engine.hold(_features(held["activity"], last.date() + timedelta(days=1)), "features")
        ),
    }
    for name, step in steps.items():
        seconds[name] = _timed(step)
    for table in held.values():
        engine.drop(table)
    return seconds


def _features(active: Table, snapshot: date) -> Table:
    """Return every feature that purchases alone give, of every customer."""
    everybody = active.select("customer_id").distinct().mutate(snapshot=ibis.literal(snapshot))
    return build({"activity": active}, everybody, snapshot=snapshot)


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def main() -> None:
    """Run both sides by turns and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    path, best = orders_file(asked.customers), dict[str, float]()
    load = machine.busy()
    with open_engine(memory="3GiB", scratch=DATA) as engine:
        orders = engine.read(path)
        span = engine.rows(orders.aggregate(first=orders.ordered_at.min(), last=orders.ordered_at.max()))[0]
        rows = engine.count(orders)
        for _ in range(asked.repeats):
            for name, seconds in (floor(engine, path) | ours(engine, path, span["first"], span["last"])).items():
                best[name] = min(seconds, best.get(name, seconds))
    bare = best.pop("bare GROUP BY")
    whole = sum(best.values())
    print(f"{rows:,} orders of {asked.customers:,} customers, best of {asked.repeats}, load before {load}\n")
    print("| step | seconds | times the floor |\n| --- | ---: | ---: |")
    for name, seconds in {"bare GROUP BY": bare, **best, "activity + RFM + features": whole}.items():
        print(f"| {name} | {seconds:.2f} | {seconds / bare:.1f} |")
    print(f"\nAt most {TARGET:.0f} times the floor: {'met' if whole <= TARGET * bare else 'MISSED'}.")


if __name__ == "__main__":
    main()
