"""A small shop as a frame, and what is said of it in a notebook and by a run of the same rows."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.pipeline import run_pipeline
from liuke.predict import Prediction, churn
from liuke.settings import Settings
from liuke.simulate import Scenario, simulate
from liuke.workspace import Run, Workspace, create_workspace
from tests.cli.conftest import liuke

AS_OF = date(2026, 6, 30)
QUICK: dict[str, Any] = {"predict": {"kinds": ["logistic"]}}


@pytest.fixture(scope="package")
def orders(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    scenario = Scenario("Shop", customers=600, first=date(2024, 7, 1), last=AS_OF, dirt=0.01, seed=11)
    company = simulate(scenario, tmp_path_factory.mktemp("company"), form="parquet")
    return pl.concat([pl.read_parquet(path) for path in company.orders])


@pytest.fixture(scope="package")
def found(orders: pl.DataFrame) -> Prediction:
    return churn(orders, settings=QUICK, language="en")


@dataclass(frozen=True)
class Ran:
    run: Run
    scores: pl.DataFrame


@pytest.fixture(scope="package")
def ran(tmp_path_factory: pytest.TempPathFactory, engine: Engine, orders: pl.DataFrame) -> Ran:
    """Add the same rows as a file, as a person would, and run."""
    root = tmp_path_factory.mktemp("run")
    orders.write_parquet(root / "orders.parquet")
    workspace = create_workspace(root / "shop")
    assert liuke("-w", workspace.root, "add", "--yes", root / "orders.parquet").code == 0
    quick = replace(workspace, settings=Settings.model_validate(QUICK))
    run = run_pipeline(Workspace(quick.root, quick.settings), engine)
    return Ran(run, engine.polars(run.table(engine, "score")))


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder where anything temporary goes, so that what is left there shows."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path
