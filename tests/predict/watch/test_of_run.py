"""What a run adds to the watch, from published runs on disk to its own tables and manifest."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.watch.calibrated import held
from tests.predict.watch.companies import AS_OF, company, dearer, learnt
from tests.predict.watch.watched import EARLIER, run


@pytest.fixture(scope="module")
def bought() -> pl.DataFrame:
    return company(2)


@pytest.fixture(scope="module")
def churn(engine: Engine, bought: pl.DataFrame) -> ChurnFit:
    return learnt(engine, bought.filter(pl.col("day") <= EARLIER), EARLIER)


def test_runs_settle_what_was_said_and_remember_since_when_an_input_moved(
    engine: Engine, bought: pl.DataFrame, churn: ChurnFit, tmp_path: Path
) -> None:
    first = run(tmp_path, engine, bought, churn, EARLIER, "20260801T000001Z")
    assert first.manifest["ledger"] == []
    assert not first.has("ledger")
    assert [one["kind"] for one in first.manifest["watch"]["alerts"]] == []
    assert engine.count(first.table(engine, "drift")) == len(churn.features) + 1

    changed = dearer(bought, 4, days=80)
    second = run(tmp_path, engine, changed, churn, AS_OF - timedelta(days=20), "20260801T000002Z")
    (entry,) = second.manifest["ledger"]
    assert (entry["run"], entry["model"], entry["as_of"]) == (first.id, "churn@1", str(EARLIER))
    ledger = engine.polars(second.table(engine, "ledger"))
    said = engine.polars(first.table(engine, "score")).sort("customer_id")
    assert ledger.sort("customer_id")["probability"].to_list() == said["probability"].to_list()
    found = held(entry)
    assert found is not None
    assert (found.customers, found.happened) == (ledger.height, pytest.approx(ledger["left"].mean()))
    assert not found.off, "what the model said came true: prices do not make them leave here"
    assert "inputs" in [one["kind"] for one in second.manifest["watch"]["alerts"]]

    third = run(tmp_path, engine, changed, churn, AS_OF, "20260801T000003Z")
    assert third.manifest["ledger"] == [], "the first is settled, and the second's time is not over"
    (alert,) = [one for one in third.manifest["watch"]["alerts"] if one["kind"] == "inputs"]
    assert alert["inputs"][0] == "amount_90"
    assert alert["since"] == str(second.as_of)
    assert "inputs" in third.manifest["watch"]["advice"]["because"]

    again = run(tmp_path, engine, changed, churn, AS_OF, "20260801T000004Z")
    assert again.manifest["watch"] == third.manifest["watch"], "a run again finds the same"


def test_a_model_without_a_picture_is_watched_by_its_outcomes_alone(
    engine: Engine, bought: pl.DataFrame, churn: ChurnFit, tmp_path: Path
) -> None:
    assert churn.card is not None
    bare = replace(churn, card={k: v for k, v in churn.card.items() if k != "reference"})
    first = run(tmp_path, engine, bought, bare, EARLIER, "20260801T000001Z")
    assert not first.has("drift")
    assert first.manifest["watch"]["note"]["en"].startswith("The card of the model does not say")
    second = run(tmp_path, engine, bought, bare, AS_OF, "20260801T000002Z")
    assert len(second.manifest["ledger"]) == 1
