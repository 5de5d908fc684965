"""The estimator is one as scikit-learn understands it, and gives the same probabilities as the models themselves."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator

from liuke.predict.estimator import ChurnClassifier
from liuke.predict.learning.kinds import KINDS
from tests.predict.learning.people import people


@pytest.mark.parametrize("kind", ["logistic", "boosted"])
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_it_keeps_the_rules_of_estimators(kind: str) -> None:
    """scikit-learn's own checks, but for one: no weight is not the same as no row, since folds count rows."""
    left_out = {"check_sample_weight_equivalence_on_dense_data": "calibration is by folds of rows"}
    check_estimator(ChurnClassifier(kind), expected_failed_checks=left_out)


def test_it_learns_in_a_pipeline_and_under_cross_validation() -> None:
    data = people(600)
    pipeline = make_pipeline(FunctionTransformer(), ChurnClassifier("logistic"))
    found = cross_val_score(pipeline, data.features, data.left, scoring="roc_auc", cv=3)
    assert found.mean() > 0.7


def test_classes_keep_their_names() -> None:
    data = people(600)
    names = np.where(data.left == 1, "stays not", "left alone")
    model = clone(ChurnClassifier("logistic")).fit(data.features, names)
    assert model.classes_.tolist() == ["left alone", "stays not"]
    assert set(model.predict(data.features)) == {"left alone", "stays not"}
    said = model.predict_proba(data.features)
    assert np.allclose(said.sum(axis=1), 1)
    assert np.corrcoef(said[:, 1], data.left)[0, 1] > 0.3
    assert model.contributions(data.features).shape == data.features.shape


def test_what_cannot_be_learnt_is_said() -> None:
    data = people(60)
    with pytest.raises(ValueError, match="kind must be one of"):
        ChurnClassifier("oracle").fit(data.features, data.left)
    with pytest.raises(ValueError, match="1 class"):
        ChurnClassifier("logistic").fit(data.features, np.zeros(60))


def test_the_seed_may_be_a_generator_or_none_as_everywhere_in_scikit_learn() -> None:
    data = people(300)
    one, two = (
        ChurnClassifier("trees", random_state=np.random.RandomState(5)).fit(data.features, data.left) for _ in range(2)
    )
    assert (one.predict_proba(data.features) == two.predict_proba(data.features)).all()
    assert ChurnClassifier("trees", random_state=None).fit(data.features, data.left).predict(data.features).any()
    with pytest.raises(ValueError, match="cannot be used to seed"):
        ChurnClassifier("logistic", random_state="five").fit(data.features, data.left)


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_that_tell_nobody_apart_give_everybody_the_share_that_left(kind: str) -> None:
    left = people(300).left
    said = ChurnClassifier(kind).fit(np.ones((300, 2)), left).predict_proba(np.ones((300, 2)))[:, 1]
    assert np.allclose(said, left.mean(), atol=0.02)


@pytest.mark.parametrize("positives", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_too_few_of_a_class_are_refused_with_what_is_needed(kind: str, positives: int) -> None:
    data = people(60)
    labels = (np.arange(60) < positives).astype(int)
    with pytest.raises(ValueError, match=f"at least 3 rows of each class are needed; class 1 has {positives}"):
        ChurnClassifier(kind).fit(data.features, labels)


@pytest.mark.parametrize("kind", KINDS)
def test_three_of_a_class_are_enough_wherever_they_stand(kind: str) -> None:
    data = people(60)
    for seed in range(3):
        labels = np.isin(np.arange(60), np.random.default_rng(seed).permutation(60)[:3])
        model = ChurnClassifier(kind, random_state=seed).fit(data.features, labels)
        assert np.isfinite(model.predict_proba(data.features)).all()
