"""Every kind of model learns, explains itself and survives JSON; the tables of the trees are the trees."""

import json

import lightgbm
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from liuke.predict.learning.additive import Additive, Line, Steps
from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.kinds.boosted import tables_of
from liuke.predict.learning.learn import learn, learn_kinds
from liuke.predict.learning.model import Fitted, by_source
from liuke.predict.learning.sample import Input, Sample
from tests.predict.learning.people import INPUTS, people, truth

EXACT = [name for name, kind in KINDS.items() if kind.exact]


@pytest.fixture(scope="module")
def fitted() -> dict[str, Fitted]:
    train, watch = people(), people(seed=2)
    return {name: learn(name, INPUTS, train, watch, 1) for name in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_it_ranks_nearly_as_well_as_the_truth(kind: str, fitted: dict[str, Fitted]) -> None:
    fresh = people(4000, seed=3)
    best = roc_auc_score(fresh.left, truth(fresh.features))
    assert roc_auc_score(fresh.left, fitted[kind].probability(fresh.features)) > best - 0.02


@pytest.mark.parametrize("kind", KINDS)
def test_its_probabilities_come_true(kind: str, fitted: dict[str, Fitted]) -> None:
    fresh = people(20_000, seed=4)
    said = fitted[kind].probability(fresh.features)
    for part in np.array_split(np.argsort(said), 5):
        assert said[part].mean() == pytest.approx(fresh.left[part].mean(), abs=0.06)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_model_scores_as_before(kind: str, fitted: dict[str, Fitted]) -> None:
    rows = people(seed=5).features
    stored = json.loads(json.dumps(fitted[kind].record()))
    again = Fitted.read(kind, stored, KINDS)
    assert (again.probability(rows) == fitted[kind].probability(rows)).all()
    assert (again.contributions(rows[:50]) == fitted[kind].contributions(rows[:50])).all()
    assert again.inputs == INPUTS


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_known_and_what_was_never_seen_get_a_probability(kind: str, fitted: dict[str, Fitted]) -> None:
    strange = np.array([[np.nan] * 4, [1e12, -1e12, 1e12, 0], [0, 0, 0, 0]])
    said = fitted[kind].probability(strange)
    assert ((said > 0) & (said < 1)).all()


@pytest.mark.parametrize("kind", EXACT)
def test_exact_contributions_add_up_to_the_log_odds(kind: str, fitted: dict[str, Fitted]) -> None:
    rows = people(seed=6).features
    said = fitted[kind].probability(rows)
    rest = np.log(said / (1 - said)) - fitted[kind].contributions(rows).sum(axis=1)
    assert np.ptp(rest) < 1e-8


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(EXACT)))
def test_other_contributions_point_the_way_of_the_truth(kind: str, fitted: dict[str, Fitted]) -> None:
    rows = people(seed=6).features
    found = fitted[kind].contributions(rows)
    assert np.corrcoef(found[:, 0], rows[:, 0])[0, 1] > 0.8
    assert np.corrcoef(found[:, 2], rows[:, 2])[0, 1] < -0.8


def test_kinds_learnt_side_by_side_are_those_learnt_one_by_one(fitted: dict[str, Fitted]) -> None:
    train, watch, rows = people(), people(seed=2), people(seed=7).features
    together = learn_kinds(list(KINDS), INPUTS, train, watch, 1, {name: {} for name in KINDS})
    assert list(together) == list(KINDS)
    for name, model in together.items():
        assert (model.probability(rows) == fitted[name].probability(rows)).all()


def test_the_tables_are_the_trees() -> None:
    data = people()
    options = {
        "objective": "binary", "verbosity": -1, "num_leaves": 5, "num_threads": 1,
        "interaction_constraints": [[place] for place in range(len(INPUTS))],
    }  # fmt: skip
    boosters = [lightgbm.train(options, lightgbm.Dataset(s.features, s.left), 60) for s in (data, people(seed=9))]
    tables = tables_of(boosters, INPUTS)
    fresh = people(seed=1).features
    mean = np.mean([booster.predict(fresh, raw_score=True) for booster in boosters], axis=0)
    assert np.abs(tables.margin(fresh) - mean).max() < 1e-9
    exact = np.mean([booster.predict(fresh, pred_contrib=True)[:, :-1] for booster in boosters], axis=0)
    ours = tables.contributions(fresh)
    assert np.abs((ours - ours.mean(axis=0)) - (exact - exact.mean(axis=0))).max() < 1e-6


def test_trees_learn_no_effect_against_sense(fitted: dict[str, Fitted]) -> None:
    """Silence speaks for leaving here, and purchases for staying; in the tables it can only be so."""
    model = fitted["boosted"].model
    assert isinstance(model, Additive)
    curves = dict(zip(model.inputs, model.curves, strict=True))
    assert (np.diff(curves["silence"].values) >= -1e-12).all()
    assert (np.diff(curves["orders"].values) <= 1e-12).all()
    assert np.ptp(curves["silence"].values) > 0.5


def test_steps_and_lines_by_hand() -> None:
    column = np.array([0.0, 1.0, 1.5, 9.0, np.nan])
    steps = Steps(np.array([1.0, 2.0]), np.array([10.0, 20.0, 30.0]), 7.0)
    assert steps(column).tolist() == [10, 10, 20, 30, 7]
    line = Line(np.array([1.0, 2.0]), np.array([10.0, 20.0]), 7.0)
    assert line(column).tolist() == [10, 10, 15, 20, 7]


def test_additive_without_any_split_is_a_constant() -> None:
    model = Additive(("a",), (Steps(np.array([]), np.array([0.0]), 0.0),), -1.0)
    said = Fitted("boosted", (Input("a", "a"),), model).probability(np.array([[1.0], [np.nan]]))
    assert said == pytest.approx(1 / (1 + np.e))


def test_contributions_of_one_source_are_added_up() -> None:
    inputs = (Input("plan = a", "plan"), Input("age", "age"), Input("plan = b", "plan"))
    assert by_source(np.array([[1.0, 2.0, 4.0]]), inputs, ["age", "plan"]).tolist() == [[2.0, 5.0]]


def test_calibration_makes_probabilities_come_true() -> None:
    random = np.random.default_rng(5)
    margin = random.normal(0, 1, 40_000)
    left = (random.random(40_000) < 1 / (1 + np.exp(-(0.5 + 2 * margin)))).astype(np.int8)
    found = Calibration.fit(margin, left)
    assert (found.slope, found.offset) == (pytest.approx(2, abs=0.05), pytest.approx(0.5, abs=0.05))


def test_a_calibration_against_the_ranking_is_flat() -> None:
    """A model that ranks backwards is not turned around: everybody gets the share that left."""
    margin = np.linspace(-2, 2, 1000)
    left = (margin < 0).astype(np.int8)
    assert Calibration.fit(margin, left).probability(margin) == pytest.approx(0.5, abs=0.01)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Over 300 samples of 400 customers, about 95 % of the intervals hold the true probability."""
    held = []
    asked = np.array([-1.0, 0.0, 1.5])
    for seed in range(300):
        random = np.random.default_rng(seed)
        margin = random.normal(0, 1, 400)
        left = (random.random(400) < 1 / (1 + np.exp(-(1.3 * margin - 0.7)))).astype(np.int8)
        low, high = Calibration.fit(margin, left).interval(asked)
        right = 1 / (1 + np.exp(-(1.3 * asked - 0.7)))
        held.append((low <= right) & (right <= high))
    assert 0.90 <= np.mean(held) <= 0.98


@pytest.mark.parametrize("kind", ["logistic", "splines", "boosted"])
def test_a_line_is_not_carried_on_past_what_was_seen(kind: str, fitted: dict[str, Fitted]) -> None:
    """Far beyond the longest silence in training, a customer is as much at risk as at the longest."""
    longest = np.nanmax(people().features, axis=0)
    far = longest.copy()
    far[0] *= 100
    assert fitted[kind].probability(np.array([far])) == pytest.approx(fitted[kind].probability(np.array([longest])))


def test_weights_count_as_rows() -> None:
    data = people(600)
    doubled = Sample(np.repeat(data.features, 2, axis=0), np.repeat(data.left, 2), np.full(1200, 0.5))
    one, two = (learn("logistic", INPUTS, sample, data, 1).margin(data.features) for sample in (data, doubled))
    assert np.abs(one - two).max() < 1e-3
