"""A model that knows nothing is said to, in both languages; one that knows something is not."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

from liuke.errors import DataError
from liuke.predict.evaluation.chance import log_loss_of_share, no_better_than_chance
from liuke.predict.evaluation.figures import evaluate

RANDOM = np.random.default_rng(4)
TRUTH = RANDOM.beta(2, 5, 2000)
LEFT = (RANDOM.random(2000) < TRUTH).astype(np.int8)


def test_the_loss_of_one_share_for_all_is_that_of_scikit_learn() -> None:
    assert log_loss_of_share(float(LEFT.mean())) == pytest.approx(log_loss(LEFT, np.full(2000, LEFT.mean())))


def test_a_model_that_knows_something_raises_no_alarm() -> None:
    assert no_better_than_chance(evaluate(TRUTH, LEFT)) is None


@pytest.mark.parametrize("turned", [False, True])
def test_noise_and_what_is_worse_than_noise_are_said(turned: bool) -> None:
    said = 1 - TRUTH if turned else RANDOM.permutation(TRUTH)
    found = no_better_than_chance(evaluate(said, LEFT))
    assert found is not None
    assert "cannot be told from chance" in found.en
    assert "无法确认最优模型优于随机" in found.zh


def test_a_good_order_of_bad_probabilities_is_said_to_be_just_that() -> None:
    found = no_better_than_chance(evaluate(TRUTH**0.1, LEFT))
    assert found is not None
    assert "no better than telling everybody" in found.en
    assert "统一给出整体流失率" in found.zh


@pytest.mark.parametrize("left", [np.zeros(50, np.int8), np.ones(50, np.int8), np.zeros(0, np.int8)])
def test_figures_of_one_outcome_alone_are_refused(left: np.ndarray) -> None:
    with pytest.raises(DataError, match="all left or all stayed"):
        evaluate(np.linspace(0.1, 0.9, len(left)), left)
