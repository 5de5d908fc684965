"""Every learner: finds an effect that differs, on either kind of outcome, and is honest out of fold."""

from dataclasses import replace

import numpy as np
import pytest

from liuke.language import Text
from liuke.predict.learning.sample import Matrix
from liuke.predict.uplift.crossfit import out_of_fold, sequential
from liuke.predict.uplift.learners import LEARNERS
from liuke.predict.uplift.learners.effects import Between, Effect
from liuke.predict.uplift.outcomes import Base, Level
from liuke.predict.uplift.propensity import estimated
from liuke.predict.uplift.trial import Trial
from tests.predict.uplift.tables import trial

BASE = "logistic"


@pytest.mark.parametrize("name", LEARNERS)
@pytest.mark.parametrize("binary", [True, False])
def test_it_finds_who_reacts(name: str, binary: bool) -> None:
    made = trial(6_000, binary=binary)
    effect = LEARNERS[name].learn(made, Base(BASE, 0))
    fresh = np.random.default_rng(9).normal(size=(2_000, 2))
    assert np.corrcoef(effect(fresh), fresh[:, 0])[0, 1] > 0.85
    assert abs(effect(fresh).mean()) < 0.1


@pytest.mark.parametrize("name", LEARNERS)
def test_money_effects_have_their_size(name: str) -> None:
    effect = LEARNERS[name].learn(trial(20_000, binary=False), Base(BASE, 0))
    rows = np.array([[-1.5, 0.0], [0.0, 0.0], [1.5, 0.0]])
    assert effect(rows).tolist() == pytest.approx([-1.5, 0.0, 1.5], abs=0.25)


@pytest.mark.parametrize("name", LEARNERS)
def test_two_seeds_alike_give_the_same_effects(name: str) -> None:
    made = trial(1_000)
    one, two = (LEARNERS[name].learn(made, Base(BASE, 3))(made.features) for _ in range(2))
    assert (one == two).all()


@pytest.mark.parametrize("name", LEARNERS)
def test_missing_values_are_borne(name: str) -> None:
    made = trial(1_000)
    holes = made.features.copy()
    holes[::5, 1] = np.nan
    effect = LEARNERS[name].learn(replace(made, features=holes), Base(BASE, 0))(holes)
    assert np.isfinite(effect).all()


@pytest.mark.parametrize("name", LEARNERS)
def test_an_arm_with_hardly_an_outcome_is_borne(name: str) -> None:
    made = trial(800)
    outcome = np.where(made.treated, made.outcome, 0.0)
    effect = LEARNERS[name].learn(replace(made, outcome=outcome), Base(BASE, 0))(made.features)
    assert effect.mean() == pytest.approx(outcome[made.treated].mean(), abs=0.03)


@pytest.mark.parametrize("kind", ["splines", "boosted"])
def test_any_base_model_will_do(kind: str) -> None:
    made = trial(1_500)
    effect = LEARNERS["t"].learn(made, Base(kind, 0))(made.features)
    assert np.corrcoef(effect, made.features[:, 0])[0, 1] > 0.7


def test_what_the_arms_taught_is_learnt_once_a_trial() -> None:
    made, base = trial(600), Base(BASE, 0)
    assert base.arms(made) is base.arms(made)
    assert base.arms(made) is not base.arms(trial(600, seed=1))


def _spied(monkeypatch: pytest.MonkeyPatch) -> list[Trial]:
    """Take the place of a learner that keeps what it was given."""
    seen: list[Trial] = []

    def learn(given: Trial, base: Base) -> Effect:
        del base
        seen.append(given)
        return Between(Level(0.0), Level(float(len(seen))))

    learner = replace(LEARNERS["t"], learn=learn, label=Text("spy", "探针"))
    monkeypatch.setattr("liuke.predict.uplift.crossfit.LEARNERS", {"t": learner})
    return seen


def _within(rows: Matrix, given: Trial) -> bool:
    return bool(np.isin(rows[:, 0], given.features[:, 0]).any())


def test_out_of_fold_nobody_is_judged_by_a_model_that_saw_them(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, made = _spied(monkeypatch), trial(600)
    found = out_of_fold(made, ("t",), BASE, 3, 0)
    assert len(seen) == 3
    for one, given in enumerate(seen):
        assert not _within(made.features[found.fold == one], given)
        assert len(given) == (found.fold != one).sum()


def test_in_sequence_models_see_earlier_folds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, made = _spied(monkeypatch), trial(600)
    fold = np.arange(600) % 4
    found = sequential(made, "t", BASE, 0, fold)
    assert np.isnan(found[fold == 0]).all()
    assert np.isfinite(found[fold > 0]).all()
    for one, given in enumerate(seen, start=1):
        assert not _within(made.features[fold >= one], given)
        assert len(given) == (fold < one).sum()


def test_outcomes_of_a_fold_do_not_reach_its_own_effects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turning around what a fold's customers did leaves what is said of them bit for bit, and no other fold's."""
    made, fold = trial(600), np.arange(600) // 2 % 3
    monkeypatch.setattr("liuke.predict.uplift.crossfit.spread", lambda *_: fold)
    before = out_of_fold(made, tuple(LEARNERS), BASE, 3, 0)
    here = fold == 1
    after = out_of_fold(
        replace(made, outcome=np.where(here, 1 - made.outcome, made.outcome)), tuple(LEARNERS), BASE, 3, 0
    )
    for name in LEARNERS:
        assert (before.effects[name][here] == after.effects[name][here]).all(), name
        assert (before.effects[name][~here] != after.effects[name][~here]).any(), name
    for one, other in ((before.without, after.without), (before.met, after.met)):
        assert (one[here] == other[here]).all()
        assert (one[~here] != other[~here]).any()


def test_pseudo_outcomes_have_the_true_effect_as_their_mean() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(20_000, 2))
    chance = 1 / (1 + np.exp(-features[:, 1]))
    treated = random.random(20_000) < chance
    outcome = features[:, 1] + 0.5 * treated + random.normal(size=20_000)
    made = Trial(trial(10).inputs, features, treated, outcome, chance, False)
    found = out_of_fold(made, (), BASE, 2, 0).psi
    naive = outcome[treated].mean() - outcome[~treated].mean()
    assert naive > 1.0
    assert found.mean() == pytest.approx(0.5, abs=0.06)


def test_probabilities_of_treatment_are_found_where_no_lottery_decided() -> None:
    random = np.random.default_rng(1)
    features = random.normal(size=(5_000, 2))
    chance = 1 / (1 + np.exp(-0.8 * features[:, 0]))
    made = Trial(trial(10).inputs, features, random.random(5_000) < chance, np.zeros(5_000), np.full(5_000, 0.5), True)
    found = estimated(made, 3, 0)
    assert np.corrcoef(found, chance)[0, 1] > 0.97
    assert np.abs(found - chance).mean() < 0.05
