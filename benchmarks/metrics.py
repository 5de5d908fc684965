"""Speed of all order metrics by month, asked at once, beside the slowest of them alone.

    .venv/bin/python -m benchmarks.metrics [--customers 1000000] [--repeats 2]

Both start from the same orders, twenty million in one Parquet file: what a run makes of them before it can be asked
(customer × day, how long customers stayed) is made and written each time, as far as the question needs it, and then
asked by month. Metrics over the same rows cost the same but for their sums; of each kind all are tried once, and the
slowest is timed by turns with the question for everything. Asking alone, of tables that are there, is told beside it.
Peak memory is that of a process that does nothing else, with the engine allowed three gibibytes, and only one.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.orders import DATA, orders_file
from liuke.engine import Engine, open_engine
from liuke.measure import METRICS, Inputs, activity, ask_all, spells, until, visits, with_previous

MOST_SECONDS, MOST_RATIO, ZONE, WINDOW, MEMORY = 30.0, 1.5, "Asia/Shanghai", 90, "3GiB"
ORDER_TABLES = {"activity", "spell", "stay"}


def order_metrics() -> list[str]:
    """Return the metrics that need nothing but orders and know periods."""
    return [one.id for one in METRICS.values() if one.base.kind != "stock" and set(one.inputs) <= ORDER_TABLES]


def prepare(engine: Engine, customers: int, folder: Path, names: Sequence[str]) -> Inputs:
    """Make of the orders what some metrics read, and return it."""
    orders = engine.read(orders_file(customers))
    orders = orders.mutate(returned=orders.amount < 0)
    span = engine.rows(orders.aggregate(first=orders.ordered_at.min(), last=orders.ordered_at.max()))[0]
    as_of = span["last"].date()
    days = with_previous(until(activity(orders, ZONE, span["first"], span["last"]), as_of))
    engine.write(days, folder / "activity.parquet")
    tables = {"activity": engine.read(folder / "activity.parquet")}
    if any({"spell", "stay"} & set(METRICS[name].inputs) for name in names):
        engine.write(spells(engine.hold(visits(tables["activity"])), WINDOW, as_of), folder / "spell.parquet")
        tables["spell"] = tables["stay"] = engine.read(folder / "spell.parquet")
    return Inputs(engine, tables, as_of, "CNY", WINDOW, WINDOW)


def whole(customers: int, names: Sequence[str], memory: str = MEMORY) -> tuple[float, float]:
    """Return the seconds from the orders to the answer, and those of asking alone."""
    with tempfile.TemporaryDirectory(dir=DATA) as folder, open_engine(memory=memory, scratch=DATA) as engine:
        began = time.perf_counter()
        inputs = prepare(engine, customers, Path(folder), names)
        asked = timed(lambda: ask_all(inputs, names, "month"))
        return time.perf_counter() - began, asked


def slowest_of_each(customers: int, names: Sequence[str]) -> dict[str, tuple[str, float]]:
    """Return for each kind of rows the metric that takes longest to ask, and its seconds."""
    found: dict[str, tuple[str, float]] = {}
    with tempfile.TemporaryDirectory(dir=DATA) as folder, open_engine(memory=MEMORY, scratch=DATA) as engine:
        inputs = prepare(engine, customers, Path(folder), names)
        ask_all(inputs, names, "month")
        for name in names:
            seconds, base = timed(lambda name=name: ask_all(inputs, [name], "month")), METRICS[name].base.name
            if base not in found or seconds > found[base][1]:
                found[base] = (name, seconds)
    return found


def timed(step: Callable[[], object]) -> float:
    """Return the seconds that a step takes."""
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def peak(customers: int, memory: str) -> str:
    """Return the seconds and MiB of a process that makes the tables and asks all."""
    here = (sys.executable, "-m", "benchmarks.metrics", "--customers", str(customers), "--once", "--memory", memory)
    spent = machine.spend(*here)
    return f"{spent.peak:,.0f} MiB in {spent.seconds:.0f} s with {memory} for the engine"


def main() -> None:
    """Ask by turns and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--once", action="store_true", help="only ask all of them once, to measure memory")
    parser.add_argument("--memory", default=MEMORY)
    asked = parser.parse_args()
    names, customers = order_metrics(), asked.customers
    orders_file(customers)
    if asked.once:
        whole(customers, names, asked.memory)
        return
    load = machine.busy()
    # First of all: a process that starts another hands down how much memory it has had itself.
    peaks = [peak(customers, memory) for memory in (MEMORY, "1GiB")]
    alone = slowest_of_each(customers, names)
    questions = {"all": names} | {base: [name] for base, (name, _) in alone.items()}
    best = dict.fromkeys(questions, (float("inf"), float("inf")))
    for _ in range(asked.repeats):
        for key, question in questions.items():
            best[key] = min(best[key], whole(customers, question))
    everything, asking = best.pop("all")
    slowest = max(seconds for seconds, _ in best.values())
    quickest = max(seconds for _, seconds in best.values())
    print(f"{customers:,} customers, {len(names)} metrics, best of {asked.repeats}, load before {load}\n")
    print(
        "| what | from the orders | × the slowest | asking alone | × the slowest |\n| --- | ---: | ---: | ---: | ---: |"
    )
    rows = {f"{alone[base][0]} (over {base})": found for base, found in sorted(best.items(), key=lambda one: one[1])}
    for what, (seconds, only) in (rows | {f"all {len(names)}": (everything, asking)}).items():
        print(f"| {what} | {seconds:.1f} s | {seconds / slowest:.2f} | {only:.2f} s | {only / quickest:.2f} |")
    met = everything <= MOST_SECONDS and everything <= MOST_RATIO * slowest
    print(f"\nAt most {MOST_SECONDS:.0f} s and {MOST_RATIO} times the slowest alone: {'met' if met else 'MISSED'}.")
    print(f"Peak memory of a process that starts, makes the tables and asks all: {', '.join(peaks)}.")


if __name__ == "__main__":
    main()
