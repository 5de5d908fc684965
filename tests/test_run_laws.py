"""Laws of a whole run: what must not matter does not, and what happens later is not known before."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from liuke.cli.kept import history_of
from liuke.engine import Engine
from liuke.measure import Inputs, ask
from liuke.pipeline import run_pipeline
from liuke.simulate import Scenario, simulate
from liuke.workspace import Run, create_workspace, open_workspace
from tests.cli.conftest import liuke

AS_OF = date(2026, 6, 30)
TABLES = ("activity", "gap", "spell", "customer", "score", "stage_flow")


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    scenario = Scenario("Shop", customers=500, first=date(2024, 7, 1), last=AS_OF, dirt=0.01, seed=11)
    company = simulate(scenario, tmp_path_factory.mktemp("company"), form="parquet")
    return pl.concat([pl.read_parquet(path) for path in company.orders])


def ran(engine: Engine, root: Path, *parts: pl.DataFrame, as_of: date | None = None, toml: str = "") -> Run:
    """Add frames as files of several kinds and run."""
    create_workspace(root, timezone="Asia/Shanghai")
    for place, part in enumerate(parts):
        path = root.with_name(f"{root.name}-{place}").with_suffix((".parquet", ".csv")[place % 2])
        (part.write_parquet if path.suffix == ".parquet" else part.write_csv)(path)
        added = liuke("-w", root, "add", "--yes", path)
        assert added.code == 0, added.err
    with (root / "liuke.toml").open("a") as settings:
        settings.write(toml)
    return run_pipeline(open_workspace(root), engine, as_of=as_of)


def table(engine: Engine, run: Run, name: str) -> pl.DataFrame:
    frame = engine.polars(run.table(engine, name))
    return frame.sort(frame.columns[:3])


def same(engine: Engine, one: Run, other: Run) -> None:
    for name in TABLES:
        assert_frame_equal(table(engine, one, name), table(engine, other, name), check_exact=False, abs_tol=1e-9)


def test_row_order_and_file_split_change_nothing(engine: Engine, tmp_path: Path, orders: pl.DataFrame) -> None:
    shuffled = orders.sample(fraction=1, shuffle=True, seed=3)
    third = orders.height // 3
    parts = [shuffled[:third], shuffled[third : 2 * third], shuffled[2 * third :]]
    whole = ran(engine, tmp_path / "whole", orders)
    split = ran(engine, tmp_path / "split", *parts)
    same(engine, whole, split)


@pytest.mark.slow
def test_what_came_later_was_not_known(engine: Engine, tmp_path: Path, orders: pl.DataFrame) -> None:
    then = AS_OF - timedelta(days=150)
    midnight = then + timedelta(days=1)
    known = orders.filter(pl.col("ordered_at") < midnight)
    later = orders.filter(pl.col("ordered_at") >= midnight).with_columns(amount=pl.col("amount") * 7)
    assert later.height > 500
    same(
        engine,
        ran(engine, tmp_path / "then", known, as_of=then),
        ran(engine, tmp_path / "now", known, later, as_of=then),
    )


@pytest.mark.slow
def test_a_status_without_a_day_teaches_the_model_nothing(engine: Engine, tmp_path: Path, orders: pl.DataFrame) -> None:
    """Orders that are sent back one day by their status change what is measured, but no feature and no label."""
    within = orders.filter(pl.col("ordered_at").is_between(*_middle(orders)))
    some = within.sample(fraction=0.3, seed=5)["order_id"].implode()
    statuses = pl.when(pl.col("order_id").is_in(some)).then(pl.lit("returned")).otherwise(pl.lit("completed"))
    kept, sent_back = orders.with_columns(status=pl.lit("completed")), orders.with_columns(status=statuses)
    toml = '[lost]\ndays = 60\n[predict]\nkinds = ["logistic"]\n'
    one, other = (
        ran(engine, tmp_path / name, rows, toml=toml) for name, rows in (("kept", kept), ("sent_back", sent_back))
    )
    returns = [table(engine, run, "activity")["returns"].sum() for run in (one, other)]
    assert returns[1] > returns[0] + 100
    cards = [json.loads((run.folder / "models" / "churn.json").read_text()) for run in (one, other)]
    assert [len(card["notes"]) for card in cards] == [0, 1]
    for name in ("metrics", "parameters", "trained_on", "segments"):
        assert cards[0][name] == cards[1][name], name
    runs = {"kept": one, "sent_back": other}.items()
    again = [history_of(open_workspace(tmp_path / name), run, engine) for name, run in runs]
    assert again[0].tables.keys() == again[1].tables.keys()
    assert "stay" in again[1].tables
    active, placed = (engine.polars(each.tables["activity"]).sort("customer_id", "day") for each in again)
    assert_frame_equal(active, placed.select(active.columns))


def _middle(orders: pl.DataFrame) -> tuple[datetime, datetime]:
    """Return the bounds of all orders but those of the first and the last days, by which the run knows its span."""
    first, last = orders["ordered_at"].min(), orders["ordered_at"].max()
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    return first + timedelta(days=10), last - timedelta(days=10)


@pytest.mark.slow
def test_customers_told_twice_double_counts_and_change_no_rate(
    engine: Engine, tmp_path: Path, orders: pl.DataFrame
) -> None:
    twins = orders.with_columns(pl.col("customer_id") + "b", pl.col("order_id") + "b")
    once, twice = ran(engine, tmp_path / "once", orders), ran(engine, tmp_path / "twice", orders, twins)
    for name, factor in (("opening_customers", 2), ("orders", 2), ("churn_rate", 1), ("net_shrinkage", 1), ("arpu", 1)):
        first, second = (_values(engine, run, name) for run in (once, twice))
        assert [value and value * factor for value in first] == pytest.approx(second), name


def _values(engine: Engine, run: Run, metric: str) -> list[float | None]:
    return [row["value"] for row in ask(Inputs.of(run, engine), metric, by="month").rows]
