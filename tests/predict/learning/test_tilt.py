"""A tilt finds what an input does that is the same for everybody at a time, and adds it exactly."""

import numpy as np
import pytest
from scipy.special import expit

from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.learn import learn
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Input, Sample
from liuke.predict.learning.tilt import Tilt


def _made(times: int = 12, each: int = 4_000, weight: float = -0.8) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    season = np.repeat(np.linspace(0.6, 1.6, times), each)
    margin = random.normal(0, 1, len(season))
    left = (random.random(len(season)) < expit(margin + weight * np.log(season))).astype(np.int8)
    return season, margin, left


def test_it_finds_the_effect_that_the_labels_were_drawn_by() -> None:
    season, margin, left = _made()
    found = Tilt.fit(0, -1, season[:, None], margin, left, np.ones(len(left)))
    assert found is not None
    assert found.weight == pytest.approx(-0.8, abs=0.1)
    assert found.adds(season[:, None]) == pytest.approx(found.weight * np.log(season))


def test_it_never_leans_to_the_side_that_cannot_be() -> None:
    season, margin, left = _made()
    found = Tilt.fit(0, 1, season[:, None], margin, left, np.ones(len(left)))
    assert found is not None
    assert found.weight == pytest.approx(0, abs=1e-6)


def test_few_times_and_unknown_values_tilt_nothing() -> None:
    season, margin, left = _made(times=4)
    assert Tilt.fit(0, -1, season[:, None], margin, left, np.ones(len(left))) is None
    assert Tilt(0, -1.0).adds(np.array([[np.nan], [0.0], [1.0]])).tolist() == [0, 0, 0]


def test_a_tilted_model_is_explained_and_read_again_exactly() -> None:
    season, margin, left = _made(each=300)
    rows = np.column_stack([season, margin])
    sample = Sample(rows, left, np.ones(len(left)))
    inputs = (Input("season", "season", -1), Input("other", "other"))
    plain = learn("logistic", inputs, sample, sample, 1)
    tilted = Fitted(plain.kind, inputs, plain.model, Calibration(0.9, 0.1), Tilt(0, -0.5))
    added = tilted.contributions(rows) - 0.9 * plain.model.contributions(rows)
    assert added[:, 0] == pytest.approx(0.9 * -0.5 * np.log(season))
    assert not added[:, 1].any()
    again = Fitted.read("logistic", tilted.record(), KINDS)
    assert (again.probability(rows) == tilted.probability(rows)).all()
    assert again.tilt == tilted.tilt
