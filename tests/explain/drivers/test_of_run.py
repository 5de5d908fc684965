"""What a run keeps of its drivers is read back as it was found; refusals and runs without fates are told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.explain.drivers import LEFT, Settled, find_drivers, keep_drivers, read_drivers
from liuke.explain.drivers.of_run import TABLES
from liuke.explain.of_run import Material, explain_run
from liuke.settings import Settings
from liuke.workspace import Draft, Run
from tests.explain.drivers.made_up import people, settled

SNAPSHOT = date(2026, 3, 1)


def explained(engine: Engine, folder: Path, given: Settled | None) -> Run:
    """Return a run in which one topic was explained."""
    draft = Draft(folder.name, folder, engine)
    explain_run(draft, Material(engine, Settings(), {}, date(2025, 1, 1), date(2026, 5, 30), given))
    return Run(folder, {"tables": {}, **draft.manifest})


@pytest.fixture(scope="module")
def asked() -> Settled:
    return settled(people(1_500, 5, price=1.2, noise=3), snapshot=SNAPSHOT, horizon_days=60)


def test_a_run_gives_back_what_was_found(engine: Engine, tmp_path: Path, asked: Settled) -> None:
    run = explained(engine, tmp_path, asked)
    assert read_drivers(run, engine).record() == find_drivers(asked).record()
    told = run.manifest["explain"]["drivers"]
    assert (told["snapshot"], told["horizon_days"], told["customers"]) == ("2026-03-01", 60, 1_500)
    assert told["named"] == ["plan"]
    assert told["left"] == asked.frame[LEFT].sum()


def test_the_tables_have_the_columns_that_are_stated(engine: Engine, tmp_path: Path, asked: Settled) -> None:
    run = explained(engine, tmp_path, asked)
    for name, columns in TABLES.items():
        assert run.table(engine, name).columns == tuple(columns)


def test_too_few_are_a_refusal_in_the_manifest_and_an_error_when_asked(engine: Engine, tmp_path: Path) -> None:
    run = explained(engine, tmp_path, settled(people(60, 1)))
    assert run.manifest["explain"]["drivers"]["refusal"]["code"] == "drivers.too_few"
    with pytest.raises(DataError) as caught:
        read_drivers(run, engine)
    assert caught.value.code == "drivers.too_few"
    assert "60" in caught.value.message.zh


@pytest.mark.parametrize("manifest", [{}, {"explain": {}}])
def test_a_run_without_settled_fates_says_so(engine: Engine, tmp_path: Path, manifest: dict[str, Any]) -> None:
    assert keep_drivers(Draft("x", tmp_path, engine), None) is None
    with pytest.raises(DataError) as caught:
        read_drivers(Run(tmp_path, {"tables": {}, **manifest}), engine)
    assert caught.value.code == "drivers.none"
