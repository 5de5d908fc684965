"""The whole main job on Spark: the same tables as on DuckDB, from the same received files."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from liuke.engine import Engine
from liuke.measure import METRICS, Inputs
from liuke.pipeline import run_pipeline
from liuke.simulate import Scenario, shop, simulate, subscription
from liuke.workspace import Run, Workspace, open_workspace
from tests.cli.conftest import liuke
from tests.engines.parity import TOLERANCE, compare_answers

pytestmark = pytest.mark.slow

DIFFERS: dict[str, tuple[str, float]] = {
    "score": ("never: models are fitted to sums whose last digits follow the order of addition", 1e-6),
}
"""Tables that differ by more than the tolerance: notimpl (we could), notyet (they must) or never, and how far."""


def _company(folder: Path, scenario: Scenario) -> Workspace:
    company = simulate(scenario, folder / "company")
    root = folder / scenario.name.replace(" ", "-")
    assert liuke("-w", root, "init", "--timezone", "Asia/Shanghai").code == 0
    files = [(path, "order") for path in company.orders]
    if scenario.contracts:
        files.append((company.subscriptions, "subscription"))
    for path, table in files:
        assert liuke("-w", root, "add", path, "-y", "--table", table).code == 0
    return open_workspace(root)


def _frame(run: Run, name: str) -> pl.DataFrame:
    frame = pl.read_parquet(run.folder / str(run.manifest["tables"][name]["file"]))
    keys = [column for column in frame.columns if not isinstance(frame.schema[column], pl.List)]
    return frame.select(sorted(frame.columns)).sort(sorted(keys))


@pytest.mark.parametrize("scenario", [shop(600), subscription(300)], ids=["shop", "subscription"])
def test_a_run_on_spark_publishes_the_same_tables(
    engine: Engine, spark: Engine, tmp_path: Path, scenario: Scenario
) -> None:
    workspace = _company(tmp_path, scenario)
    here, there = (run_pipeline(workspace, one) for one in (engine, spark))
    assert set(here.manifest["tables"]) == set(there.manifest["tables"])
    for name in here.manifest["tables"]:
        first, second = (_frame(run, name) for run in (here, there))
        _, tolerance = DIFFERS.get(name, ("", TOLERANCE))
        assert_frame_equal(first, second, rel_tol=tolerance, abs_tol=tolerance, check_dtypes=False)
    assert here.manifest["headline"] == pytest.approx(there.manifest["headline"])
    inputs = [Inputs.of(there, one) for one in (engine, spark)]
    names = [one.id for one in METRICS.values() if all(inputs[0].has(table) for table in one.inputs)]
    flows = [name for name in names if METRICS[name].base.kind != "stock"]
    assert len(flows) >= 28
    assert compare_answers(*inputs, flows, ["month"]) == []
    assert compare_answers(*inputs, names, ["segment"]) == []
