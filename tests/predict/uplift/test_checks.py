"""What is refused: each refusal names the column and says what would be needed."""

from dataclasses import replace

import numpy as np
import pytest

from liuke.errors import DataError
from liuke.predict.learning.sample import Input
from liuke.predict.uplift import checks
from liuke.predict.uplift.power import needed
from liuke.predict.uplift.trial import Trial
from tests.predict.uplift.tables import trial


def _with(made: Trial, name: str, column: np.ndarray) -> Trial:
    return replace(made, inputs=(*made.inputs, Input(name, name)), features=np.column_stack([made.features, column]))


def test_a_sound_experiment_passes_every_check() -> None:
    made = trial(2_000)
    checks.check_size(made, 0.05)
    checks.check_columns(made)
    checks.check_lottery(made)
    checks.check_overlap(made)


def test_arms_too_small_are_refused_with_the_size_that_is_needed() -> None:
    made = trial(300)
    with pytest.raises(DataError) as caught:
        checks.check_size(made, 0.1)
    assert caught.value.code == "uplift.too_few"
    size = needed(0.1, made.outcome.std(), made.outcome.std(), 0.5)
    assert f"{size:,}" in caught.value.hint.en
    assert f"{4 * size:,}" in caught.value.hint.zh


def test_too_few_of_the_rarer_outcome_are_refused() -> None:
    made = trial(4_000)
    rare = np.where(np.arange(4_000) < 40, 1.0, 0.0)
    with pytest.raises(DataError, match="20"):
        checks.check_size(replace(made, outcome=rare), 0.01)


def test_money_needs_customers_who_brought_some() -> None:
    made = trial(4_000, binary=False)
    checks.check_size(replace(made, outcome=np.abs(made.outcome)), 0.1)
    with pytest.raises(DataError):
        checks.check_size(replace(made, outcome=np.where(np.arange(4_000) < 40, 9.0, 0.0)), 0.1)


def test_a_column_that_tells_the_outcome_is_refused_by_name() -> None:
    made = trial(1_000)
    with pytest.raises(DataError) as caught:
        checks.check_columns(_with(made, "closed_on", made.outcome + 0.01 * np.arange(1_000) / 1_000))
    assert caught.value.code == "uplift.known_after"
    assert caught.value.column == "closed_on"
    assert "--ignore closed_on" in caught.value.hint.en


@pytest.mark.parametrize("seed", range(5))
def test_a_column_measured_after_the_treatment_is_caught_every_time(seed: int) -> None:
    """The offer was opened by those who got it: it differs between the arms, as nothing known before can."""
    made = trial(1_000, seed=seed)
    later = np.random.default_rng(seed).poisson(1.0 + 0.5 * made.treated).astype(float)
    with pytest.raises(DataError) as caught:
        checks.check_lottery(_with(made, "opened", later))
    assert caught.value.column == "opened"
    assert "--not-random" in caught.value.hint.en


def test_a_column_that_is_empty_for_the_control_group_is_caught() -> None:
    made = trial(1_000)
    clicks = np.where(made.treated, 1.0, np.nan)
    with pytest.raises(DataError) as caught:
        checks.check_lottery(_with(made, "clicks", clicks))
    assert caught.value.column == "clicks"


def test_an_honest_lottery_is_hardly_ever_refused() -> None:
    random = np.random.default_rng(0)
    refused = 0
    for _ in range(300):
        features = random.exponential(size=(400, 5))
        made = Trial(
            tuple(Input(str(at), str(at)) for at in range(5)),
            features,
            random.permutation(400) < 200,
            np.zeros(400),
            np.full(400, 0.5),
            True,
        )
        refused += (checks.imbalance(made) * 5 < checks.BY_CHANCE).any()
    assert refused <= 1


def test_the_chance_of_an_imbalance_is_the_chance() -> None:
    random = np.random.default_rng(1)
    low = 0
    for _ in range(400):
        made = Trial(
            (Input("a", "a"),),
            random.normal(size=(200, 1)),
            random.permutation(200) < 80,
            np.zeros(200),
            np.full(200, 0.4),
            True,
        )
        low += checks.imbalance(made)[0] < 0.05
    assert 0.025 < low / 400 < 0.085


def test_a_lottery_by_stratum_is_judged_with_its_own_probabilities() -> None:
    random = np.random.default_rng(2)
    big = np.arange(4_000) % 2 == 0
    chance = np.where(big, 0.8, 0.2)
    made = Trial(
        (Input("big", "big"),), big[:, None].astype(float), random.random(4_000) < chance, np.zeros(4_000), chance, True
    )
    checks.check_lottery(made)
    with pytest.raises(DataError):
        checks.check_lottery(made.with_chance(np.full(4_000, 0.5)))


def test_a_column_that_decides_the_arm_is_named() -> None:
    made = trial(1_000)
    risk = made.treated * 1.0 + 0.1 * np.random.default_rng(0).normal(size=1_000)
    with pytest.raises(DataError) as caught:
        checks.check_overlap(_with(made, "risk_band", risk))
    assert (caught.value.code, caught.value.column) == ("uplift.overlap", "risk_band")


def test_customers_who_could_only_be_in_one_arm_are_refused() -> None:
    made = trial(1_000)
    chance = np.where(np.arange(1_000) < 100, 0.01, 0.5)
    with pytest.raises(DataError, match="10") as caught:
        checks.check_overlap(made.with_chance(chance))
    assert caught.value.code == "uplift.overlap"
