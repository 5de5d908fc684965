"""Speed of features for many customers at several snapshots, and beside a plain pandas script for the same values.

    .venv/bin/python -m benchmarks.features [--customers 1000000] [--snapshots 12] [--beside 100000]

Orders are those of `benchmarks.orders`. Liuke makes customer × day and from it every feature that purchases and their
channels give, at snapshots a month apart, in one query that is written to Parquet. The script has the same orders of
fewer customers and gives the features that purchases alone give, a snapshot at a time, as most people write them; Liuke
then does the same for these. Each side is a process of its own.
"""

import argparse
import json
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import ibis
import polars as pl
from ibis.expr.types import Table

from benchmarks import machine
from benchmarks.orders import DATA, orders_file
from liuke.engine import Engine, open_engine
from liuke.measure import activity, first_channels, until, visits, with_previous
from liuke.measure.lost import Inactivity, Material
from liuke.predict.features import FEATURES, Feature, available, build

MINUTES, MEMORY, WINDOW, ZONE = 6.0, 8.0, 120, "Asia/Shanghai"
LAST, APART = date(2026, 7, 1), 30
OURS, THEIRS = "ours", "theirs"


def plain() -> tuple[Feature, ...]:
    """Return the features that customer × day alone gives, which the script has too."""
    return tuple(one for one in FEATURES if one.tables == ("activity",))


def some_of(path: Path, share: int) -> Path:
    """Return the file of the orders of one in `share` customers, made where there is none yet."""
    if share == 1:
        return path
    fewer = path.with_name(f"{path.stem}-of-{share}.parquet")
    if not fewer.exists():
        with open_engine(memory="3GiB", scratch=DATA) as engine:
            orders = engine.read(path)
            kept = orders.filter(orders.customer_id.right(2) < f"{100 // share:02d}")
            engine.write(kept.order_by("ordered_at", "order_id"), fewer)
    return fewer


def ours(path: Path, snapshots: int, *, same: bool) -> dict[str, object]:
    """Build features of all customers in a file; `same` for those that the script has, else for all there are."""
    with tempfile.TemporaryDirectory(dir=DATA) as scratch, open_engine(memory="4GiB", scratch=Path(scratch)) as engine:
        began = time.perf_counter()
        orders = engine.read(path).filter(lambda t: t.customer_id.notnull() & (t.ordered_at < datetime(2026, 7, 1)))  # noqa: DTZ001
        orders = orders.mutate(returned=orders.amount < 0)
        active = engine.hold(_active(orders), "activity")
        tables = {"activity": active} if same else _tables(engine, orders, active)
        gathered = time.perf_counter()
        asked = engine.hold(_pairs(engine, active, snapshots), "population")
        features = available(tables, plain() if same else FEATURES)
        rows = engine.write(build(tables, asked, features), Path(scratch) / "features.parquet")
        done = time.perf_counter()
        return {"rows": rows, "asked": engine.count(asked), "features": len(features), "orders": engine.count(orders),
                "gather": gathered - began, "build": done - gathered, "seconds": done - began}  # fmt: skip


def _active(orders: Table) -> Table:
    first, last = datetime(2020, 1, 1), datetime(2026, 12, 31)  # noqa: DTZ001 - naive UTC, as everywhere
    return with_previous(until(activity(orders, ZONE, first, last), LAST - timedelta(days=1)))


def _tables(engine: Engine, orders: Table, active: Table) -> dict[str, Table]:
    """Return what a run has besides: spells, the first channel, and the channels bought from."""
    visit = engine.hold(visits(active), "visit")
    spells = Inactivity(WINDOW).spells(Material(LAST, visit))
    kind = ibis.literal("channel")
    bought = orders.filter(~orders.returned)
    variety = bought.group_by("customer_id", thing="channel").agg(day=bought.ordered_at.min().cast("date"))
    return {
        "activity": active,
        "stay": engine.hold(spells, "stay"),
        "first_channel": engine.hold(first_channels(orders), "channel"),
        "variety": variety.mutate(kind=kind),
    }


def _pairs(engine: Engine, active: Table, snapshots: int) -> Table:
    """Return every customer at every snapshot by which they had bought."""
    days = engine.table(pl.DataFrame({"snapshot": [LAST - timedelta(days=APART * back) for back in range(snapshots)]}))
    firsts = active.group_by("customer_id").agg(first_on=active.day.min())
    pairs = firsts.cross_join(days)
    return pairs.filter(pairs.first_on < pairs.snapshot).select("customer_id", "snapshot")


def theirs(path: Path, snapshots: int) -> dict[str, object]:
    """Build the same features with pandas, a snapshot at a time."""
    import pandas as pd  # noqa: PLC0415 - the peer

    began = time.perf_counter()
    orders = pd.read_parquet(path, columns=["customer_id", "ordered_at", "amount", "coupon"])
    orders = orders[orders.customer_id.notna() & (orders.ordered_at < "2026-07-01")]
    orders["amount"] = orders.amount.astype("float64")
    orders["day"] = (orders.ordered_at + pd.Timedelta(hours=8)).dt.floor("D")
    orders["orders"], orders["returns"] = (orders.amount >= 0).astype(int), (orders.amount < 0).astype(int)
    orders["coupons"] = (orders.coupon.notna() & (orders.amount >= 0)).astype(int)
    active = orders.groupby(["customer_id", "day"], as_index=False)[["orders", "returns", "amount", "coupons"]].sum()
    bought = active[active.orders > 0].sort_values(["customer_id", "day"])
    gap = bought.groupby("customer_id").day.diff().dt.days
    active = active.join(gap.rename("gap"))
    gathered = time.perf_counter()
    days = [pd.Timestamp(LAST - timedelta(days=APART * back)) for back in range(snapshots)]
    rows = sum(len(_pandas_features(active, day)) for day in days)
    done = time.perf_counter()
    return {"rows": rows, "gather": gathered - began, "build": done - gathered, "seconds": done - began}


def _pandas_features(active, snapshot):  # noqa: ANN001, ANN202 - a script, as people write them
    import pandas as pd  # noqa: PLC0415 - the peer

    known = active[active.day < snapshot]
    bought = known[known.orders > 0]
    age, ago = (snapshot - known.day).dt.days, (snapshot - bought.day).dt.days
    by = bought.groupby("customer_id")
    rows = by.day.agg(first="min", last="max", purchase_days="count")
    rows["recency_days"] = (snapshot - rows["last"]).dt.days - 1
    rows["tenure_days"] = (snapshot - rows["first"]).dt.days - 1
    rows["usual_gap_days"] = (rows["last"] - rows["first"]).dt.days / (rows.purchase_days - 1)
    rows["relative_recency"] = rows.recency_days / rows.usual_gap_days
    gaps = by.gap.agg(["max", "mean", "std", "count"])
    rows["silence_over_longest"] = rows.recency_days / gaps["max"]
    rows["gap_spread"] = (gaps["std"] / gaps["mean"]).where(gaps["count"] >= 3)
    rows["gap_growth"] = bought[ago <= 180].groupby("customer_id").gap.mean() / gaps["mean"]
    for days in (30, 90, 180, 365):
        rows[f"purchases_{days}"] = bought[ago <= days].groupby("customer_id").size()
    rows = rows.fillna({f"purchases_{days}": 0 for days in (30, 90, 180, 365)})
    rows["trend_90"] = 2 * rows.purchases_90 - rows.purchases_180
    sums = known.groupby("customer_id")[["amount", "orders", "returns", "coupons"]].sum()
    spent = {days: known[age <= days].groupby("customer_id").amount.sum() for days in (90, 365)}
    rows["amount_90"], rows["amount_365"] = (spent[days].clip(lower=0) for days in (90, 365))
    rows["amount_share_90"] = spent[90] / spent[365]
    rows["average_order"] = sums.amount / sums.orders
    rows["return_share"] = sums.returns / (sums.orders + sums.returns)
    rows["returns_90"] = known[age <= 90].groupby("customer_id").returns.sum()
    rows["coupon_share"] = sums.coupons / sums.orders
    return pd.DataFrame(rows)


def _spend(side: str, asked: argparse.Namespace, share: int, *flags: str) -> tuple[dict[str, float], machine.Spent]:
    call = ["-m", "benchmarks.features", "--side", side, "--customers", str(asked.customers), "--share", str(share)]
    spent = machine.spend(sys.executable, *call, "--snapshots", str(asked.snapshots), *flags)
    return json.loads(spent.output.strip().splitlines()[-1]), spent


def main() -> None:
    """Run the sides and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--snapshots", type=int, default=12)
    parser.add_argument("--beside", type=int, default=100_000)
    parser.add_argument("--side", choices=[OURS, THEIRS])
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--same", action="store_true")
    asked = parser.parse_args()
    path = some_of(orders_file(asked.customers), asked.share)
    if asked.side:
        found = theirs(path, asked.snapshots) if asked.side == THEIRS else ours(path, asked.snapshots, same=asked.same)
        print(json.dumps(found))
        return
    print(f"load before {machine.busy()}\n")
    whole, spent = _spend(OURS, asked, 1)
    share = max(1, asked.customers // asked.beside)
    some_of(path, share)
    (mine, mine_spent), (other, other_spent) = _spend(OURS, asked, share, "--same"), _spend(THEIRS, asked, share)
    print(f"{whole['orders']:,} orders, {whole['rows']:,} rows of {whole['features']} features\n")
    print("| what | seconds | of which features | peak memory |\n| --- | ---: | ---: | ---: |")
    for name, one, took in (
        ("all customers", whole, spent),
        (f"one in {share}, the script's features", mine, mine_spent),
        (f"one in {share}, pandas", other, other_spent),
    ):
        print(f"| {name} | {one['seconds']:.1f} | {one['build']:.1f} | {took.peak:.0f} MiB |")
    met = whole["seconds"] <= 60 * MINUTES and spent.peak <= 1024 * MEMORY and whole["rows"] == whole["asked"]
    ratios = [other[part] / mine[part] for part in ("seconds", "build")]
    print(f"\n{ratios[0]:.1f} × faster than the script ({ratios[1]:.1f} × for the features alone).")
    print(f"At most {MINUTES:.0f} minutes, {MEMORY:.0f} GiB, a row out for a row in: {'met' if met else 'MISSED'}.")


if __name__ == "__main__":
    main()
