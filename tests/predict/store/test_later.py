"""Two versions on later outcomes: better, worse or even by one standard error, and a reason where nobody can know."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.predict.evaluation.figures import losses
from liuke.predict.learning.calibration import Calibration
from liuke.predict.store import Store, Version
from liuke.predict.store.later import compare
from liuke.workspace import Draft, Run
from tests.predict.learning.people import INPUTS, people
from tests.predict.store.made_up import AS_OF, card, fitted

SNAPSHOT = date(2026, 5, 2)
QUESTION = {"horizon_days": 60, "latency_days": 0, "shape": "orders"}
NAMES = [one.id for one in INPUTS]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def keep(store: Store, seed: int = 0, as_of: date = AS_OF, slope: float | None = None, **asked: Any) -> Version:
    """Store a model; `slope` turns or flattens what it says."""
    model = fitted("logistic", seed)
    if slope is not None:
        model = model.calibrated(Calibration(slope * model.calibration.slope, model.calibration.offset))
    return store.keep(card("logistic", as_of), model, QUESTION | asked, "0.1.0")


def run(folder: Path, engine: Engine, customers: int = 1500, left: np.ndarray | None = None) -> Run:
    sample = people(customers, 5)
    draft = Draft("20260701T000000Z", folder / "20260701T000000Z", engine)
    draft.folder.mkdir(parents=True)
    outcome = sample.left if left is None else left
    rows = pl.DataFrame(sample.features, schema=NAMES).with_columns(left=pl.Series(outcome, dtype=pl.Int8))
    draft.write("outcome", engine.table(rows))
    draft.manifest |= {"as_of": "2026-06-30", "outcome": {"snapshot": SNAPSHOT.isoformat(), **QUESTION}}
    return Run(draft.folder, draft.manifest)


def test_a_model_is_even_with_itself(store: Store, engine: Engine, tmp_path: Path) -> None:
    one = keep(store)
    found = compare(engine, run(tmp_path, engine), one, one)
    assert (found.verdict, found.customers, found.snapshot) == ("even", 1500, SNAPSHOT)
    assert found.duel is not None
    assert (found.duel.loss, found.duel.profit) == (0, 0)


def test_the_difference_is_of_the_same_customers(store: Store, engine: Engine, tmp_path: Path) -> None:
    """Paired: the standard error is that of the differences, far below that of either log loss."""
    first, second = keep(store), keep(store, slope=0.2)
    found = compare(engine, run(tmp_path, engine), first, second)
    sample = people(1500, 5)
    each = [losses(one.read().model.probability(sample.features), sample.left) for one in (first, second)]
    assert found.duel is not None
    assert found.duel.loss == pytest.approx((each[0] - each[1]).mean())
    assert found.duel.loss_error == pytest.approx((each[0] - each[1]).std(ddof=1) / np.sqrt(1500))
    assert found.figures["churn@1"]["log_loss"] == pytest.approx(each[0].mean())
    told = found.record()["difference"]
    assert told["log_loss_high"] - told["log_loss_low"] == pytest.approx(2 * 1.96 * found.duel.loss_error, rel=1e-3)


def test_who_is_worse_is_told_from_both_sides(store: Store, engine: Engine, tmp_path: Path) -> None:
    good, turned, kept = keep(store), keep(store, slope=-1.0), run(tmp_path, engine)
    worse, better = compare(engine, kept, good, turned), compare(engine, kept, turned, good)
    assert (worse.verdict, better.verdict) == ("worse", "better")
    assert worse.duel is not None
    margin = f"{worse.duel.margin:.1f}"
    assert worse.why.en.startswith(f"churn@2 is worse than churn@1 by more than {margin} standard errors: its log loss")
    assert "higher" in worse.why.en
    assert "lower." in worse.why.en, "so is its profit"
    assert "优于" in better.why.zh


def test_outcomes_that_a_model_may_have_learnt_from_do_not_count(store: Store, engine: Engine, tmp_path: Path) -> None:
    found = compare(engine, run(tmp_path, engine), keep(store), keep(store, 1, as_of=SNAPSHOT))
    assert (found.verdict, found.duel, found.snapshot) == ("unknown", None, None)
    assert "churn@1 and churn@2 have learnt up to May 2, 2026" in found.why.en
    assert "from Jul 1, 2026 on" in found.why.en
    before = keep(store, 2, as_of=date(2026, 5, 1))
    assert compare(engine, run(tmp_path / "2", engine), keep(store), before).duel is not None


def test_too_few_leavers_are_no_proof(store: Store, engine: Engine, tmp_path: Path) -> None:
    left = np.zeros(1500, dtype=np.int8)
    left[:29] = 1
    found = compare(engine, run(tmp_path, engine, left=left), keep(store), keep(store, 1))
    assert found.verdict == "unknown"
    assert "29 of 1,500 customers left" in found.why.en


def test_a_run_that_learnt_nothing_has_no_outcomes(store: Store, engine: Engine, tmp_path: Path) -> None:
    found = compare(engine, Run(tmp_path, {"tables": {}}), keep(store), keep(store, 1))
    assert found.verdict == "unknown"
    assert "liuke run" in found.why.en


@pytest.mark.parametrize("asked", [{"horizon_days": 90}, {"latency_days": 7}, {"shape": "contracts"}])
def test_models_that_answer_another_question_are_not_compared(
    store: Store, engine: Engine, tmp_path: Path, asked: dict[str, Any]
) -> None:
    with pytest.raises(DataError, match="another question") as caught:
        compare(engine, run(tmp_path, engine), keep(store), keep(store, 1, **asked))
    assert caught.value.code == "model.question"
    assert "predict.horizon_days" in caught.value.hint.zh


def test_a_model_whose_features_are_gone_is_not_compared(store: Store, engine: Engine, tmp_path: Path) -> None:
    kept = run(tmp_path, engine)
    rows = engine.polars(kept.table(engine, "outcome")).drop("gap")
    Draft("x", kept.folder, engine, kept.manifest).write("outcome", engine.table(rows))
    with pytest.raises(DataError, match="gap"):
        compare(engine, kept, keep(store), keep(store, 1))


def test_values_that_are_not_known_are_none_to_the_model_too(store: Store, engine: Engine, tmp_path: Path) -> None:
    """`gap` is not known of a fifth of the customers, as it was when the models learnt."""
    kept = run(tmp_path, engine)
    assert engine.polars(kept.table(engine, "outcome"))["gap"].is_nan().sum() > 100
    assert np.isfinite(compare(engine, kept, keep(store), keep(store, 1)).figures["churn@1"]["log_loss"])
