"""The additive trees are their tables; models survive JSON; figures are right; slices follow each other in time."""

import json
from datetime import date, timedelta

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from liuke.errors import DataError
from liuke.predict.churn import evaluation
from liuke.predict.churn.additive import Additive
from liuke.predict.churn.baselines import NAMES, Logistic
from liuke.predict.churn.boosting import fit_boosted, tables_of
from liuke.predict.churn.fit import read_model
from liuke.predict.churn.snapshots import Slice, plan


def _slice(rows: int = 1500, seed: int = 0) -> Slice:
    random = np.random.default_rng(seed)
    features = random.gamma(2, 2, (rows, len(NAMES)))
    features[random.random(rows) < 0.2, NAMES.index("usual_gap_days")] = np.nan
    odds = 0.5 * features[:, 0] - 0.4 * features[:, 3] - 0.5
    left = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    return Slice(features, left, np.ones(rows))


def test_the_tables_are_the_trees() -> None:
    data = _slice()
    options = {
        "objective": "binary", "verbosity": -1, "num_leaves": 5, "num_threads": 1,
        "interaction_constraints": [[place] for place in range(len(NAMES))],
    }  # fmt: skip
    booster = lightgbm.train(options, lightgbm.Dataset(data.features, data.left), 60)
    tables = tables_of(booster, tuple(NAMES))
    fresh = _slice(seed=1).features
    assert np.abs(tables.margin(fresh) - booster.predict(fresh, raw_score=True)).max() < 1e-9
    exact = booster.predict(fresh, pred_contrib=True)[:, :-1]
    ours = tables.contributions(fresh)
    assert np.abs((ours - ours.mean(axis=0)) - (exact - exact.mean(axis=0))).max() < 1e-6


def test_trees_learn_no_effect_against_sense() -> None:
    """Silence speaks for leaving here, and purchases for staying; in the tables it can only be so."""
    model = fit_boosted(_slice(), _slice(seed=2), tuple(NAMES), 1)
    steps = dict(zip(model.features, model.steps, strict=True))
    assert (np.diff(steps["recency_days"].values) >= -1e-12).all()
    assert (np.diff(steps["purchase_days"].values) <= 1e-12).all()
    assert np.ptp(steps["recency_days"].values) > 0.5


@pytest.mark.parametrize("kind", ["boosted", "logistic"])
def test_a_stored_model_scores_as_before(kind: str) -> None:
    data = _slice()
    fitted = fit_boosted(data, _slice(seed=2), tuple(NAMES), 1) if kind == "boosted" else Logistic.fit(data, 1)
    model = fitted.calibrated(1.2, -0.1)
    card = json.loads(json.dumps({"kind": kind, "parameters": model.record()}))
    assert (read_model(card).probability(data.features) == model.probability(data.features)).all()


@pytest.mark.parametrize("kind", ["boosted", "logistic"])
def test_contributions_add_up_to_the_log_odds(kind: str) -> None:
    data = _slice()
    fitted = fit_boosted(data, _slice(seed=2), tuple(NAMES), 1) if kind == "boosted" else Logistic.fit(data, 1)
    model = fitted.calibrated(0.8, 0.3)
    p = model.probability(data.features)
    rest = np.log(p / (1 - p)) - model.contributions(data.features).sum(axis=1)
    assert np.ptp(rest) < 1e-8


def test_a_model_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DataError, match="not known here"):
        read_model({"kind": "oracle", "parameters": {}})


def test_calibration_makes_probabilities_come_true() -> None:
    random = np.random.default_rng(5)
    margin = random.normal(0, 1, 40_000)
    left = (random.random(40_000) < 1 / (1 + np.exp(-(0.5 + 2 * margin)))).astype(np.int8)
    slope, offset = evaluation.platt(margin, left)
    assert (slope, offset) == (pytest.approx(2, abs=0.05), pytest.approx(0.5, abs=0.05))


def test_the_figures_of_four_customers_by_hand() -> None:
    left, said = np.array([0, 1, 0, 1], dtype=np.int8), np.array([0.1, 0.4, 0.5, 0.8])
    found = evaluation.evaluate(said, left)
    assert found["auc"] == 0.75
    assert found["brier"] == pytest.approx((0.01 + 0.36 + 0.25 + 0.04) / 4)
    assert found["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.5, 0.8]).mean())
    assert found["top_decile_lift"] == 2.0
    assert "accuracy" not in found


def test_the_auc_interval_is_the_published_one() -> None:
    """Hanley & McNeil (1982): area 0.893 with 51 abnormal and 58 normal has a standard error of 0.032."""
    low, high = evaluation._auc_interval(0.893, 51, 58)
    assert (high - low) / 2 / 1.959964 == pytest.approx(0.0325, abs=0.0005)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=4, max_size=60))
def test_gains_rise_from_nobody_to_everybody(rows: list[tuple[float, bool]]) -> None:
    said, left = np.array([p for p, _ in rows]), np.array([int(y) for _, y in rows], dtype=np.int8)
    found = [row["found"] for row in evaluation.gains(said, left)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 1.0 if left.any() else 0.0)
    assert sum(row["customers"] for row in evaluation.calibration(said, left)) == len(rows)


def test_a_feature_from_the_future_is_caught() -> None:
    data = _slice()
    leaky = data.features.copy()
    leaky[:, 5] = data.left + np.random.default_rng(1).normal(0, 0.1, len(data.left))
    assert evaluation.leaks(leaky, data.left, tuple(NAMES)) == [NAMES[5]]
    assert evaluation.leaks(data.features, data.left, tuple(NAMES)) == []
    assert roc_auc_score(data.left, data.features[:, 0]) < 0.95


@given(st.integers(36, 2000), st.integers(7, 200), st.just(0) | st.integers(7, 200))
def test_no_slice_knows_what_a_later_one_is_judged_by(history: int, window: int, wanted: int) -> None:
    first = date(2020, 1, 1)
    as_of = first + timedelta(days=history - 1)
    found = plan(first, as_of, window, wanted)
    if found is None:
        assert history < 5 * 7
        return
    horizon = timedelta(days=found.horizon)
    assert first < min(found.train)
    assert max(found.train) + horizon <= found.calibrate
    assert found.calibrate + horizon <= found.test
    assert found.test + horizon == as_of + timedelta(days=1)


def test_additive_without_any_split_is_a_constant() -> None:
    record = {
        "intercept": -1.0,
        "slope": 1.0,
        "offset": 0.0,
        "features": {"a": {"edges": [], "values": [0.0], "missing": 0.0}},
    }
    model = Additive.read(record)
    assert model.probability(np.array([[1.0], [np.nan]])) == pytest.approx(1 / (1 + np.e))
