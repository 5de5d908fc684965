"""Classes may weigh the same while a model learns; what it says afterwards is still how often it happens."""

import numpy as np
import pytest

from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.learn import learn, learn_whole, out_of_fold
from liuke.predict.learning.model import CLASS_WEIGHTS, Fitted, Task
from liuke.predict.learning.sample import Labels, Sample, Vector, balanced
from tests.predict.learning.people import INPUTS, people

WEIGHED = {CLASS_WEIGHTS: True}
LESS = 3.0


def rare(rows: int, seed: int) -> Sample:
    """Return customers few of whom leave, by a rule of the same shape as that of `people`."""
    whole = people(rows, seed)
    odds = 0.5 * whole.features[:, 0] - 0.4 * whole.features[:, 2] - 0.5 - LESS
    left = np.random.default_rng(seed + 100).random(rows) < 1 / (1 + np.exp(-odds))
    return Sample(whole.features, left.astype(np.int8), whole.weight)


def calibration_error(said: Vector, left: Labels, parts: int = 10) -> float:
    """Return how far what was said is from what happened, averaged over groups of equal size by what was said."""
    groups = np.array_split(np.argsort(said), parts)
    return float(np.mean([abs(said[one].mean() - left[one].mean()) for one in groups]))


@pytest.fixture(scope="module")
def fitted() -> dict[str, Fitted]:
    train, watch = rare(2500, 1), rare(4000, 2)
    return {name: learn(name, INPUTS, train, watch, 1, WEIGHED) for name in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_probabilities_come_true_though_classes_weighed_the_same(kind: str, fitted: dict[str, Fitted]) -> None:
    fresh = rare(10_000, 3)
    assert fresh.left.mean() < 0.12
    said = fitted[kind].probability(fresh.features)
    assert said.mean() == pytest.approx(fresh.left.mean(), abs=0.015)
    assert calibration_error(said, fresh.left) < 0.03


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_learns_from_classes_that_weigh_the_same(kind: str, fitted: dict[str, Fitted]) -> None:
    """Before calibration it speaks of about half of everybody's weight, where a plain one says a fifth at most."""
    fresh = rare(10_000, 3)
    raw = 1 / (1 + np.exp(-fitted[kind].margin(fresh.features)))
    assert np.average(raw, weights=balanced(fresh).weight) > 0.38
    assert raw.mean() > 2 * fresh.left.mean()


def test_it_holds_where_there_is_no_later_time() -> None:
    sample, fresh = rare(3000, 1), rare(10_000, 3)
    margin, said = out_of_fold("logistic", INPUTS, sample, 5, 1, WEIGHED)
    assert said.mean() == pytest.approx(sample.left.mean(), abs=0.01)
    whole = learn_whole("logistic", INPUTS, sample, margin, 1, WEIGHED)
    assert calibration_error(whole.probability(fresh.features), fresh.left) < 0.02


def test_weights_are_the_same_in_all_and_even_between_the_classes() -> None:
    sample = rare(500, 4)
    found = balanced(sample)
    assert found.weight.sum() == pytest.approx(sample.weight.sum())
    assert found.weight[found.left == 1].sum() == pytest.approx(found.weight[found.left == 0].sum())
    assert found.features is sample.features


def test_one_class_alone_keeps_its_weights() -> None:
    alone = people(50)
    alone = Sample(alone.features, np.zeros(50, dtype=np.int8), alone.weight)
    assert balanced(alone) is alone


def test_the_option_is_no_option_of_a_library_and_off_changes_nothing() -> None:
    train, watch = rare(400, 5), rare(400, 6)
    plain = Task(INPUTS, train, watch, 1, {"x": 1})
    assert plain.weighed is plain
    off = Task(INPUTS, train, watch, 1, {"x": 1, CLASS_WEIGHTS: False}).weighed
    assert (off.train, off.watch, off.options) == (train, watch, {"x": 1})
    on = Task(INPUTS, train, None, 1, WEIGHED).weighed
    assert on.options == {}
    assert on.watch is None
