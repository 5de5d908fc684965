"""The season moves a model's level by the step that it took a year ago, as far as that is known."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from liuke.predict.churn_model.season import Step, in_season, level, step
from liuke.predict.churn_model.snapshots import Plan
from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Fitted, Task
from liuke.predict.learning.sample import Input, Sample

INPUTS = (Input("x", "x"),)
YEAR = timedelta(days=364)
ORDER = Plan(90, (date(2024, 1, 1),), date(2025, 4, 1), date(2025, 6, 30), 0, (date(2024, 7, 1), date(2024, 9, 29)))


def sample(rows: int, share: float, seed: int = 1) -> Sample:
    """Return rows that all look alike to a model, `share` of whom left."""
    left = np.zeros(rows, dtype=np.int8)
    left[: round(share * rows)] = 1
    return Sample(np.random.default_rng(seed).normal(size=(rows, 1)), left, np.ones(rows))


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """Return a model that says about 0.2 of everybody."""
    model = KINDS["logistic"].fit(Task(INPUTS, sample(2_000, 0.2), None, 1))
    return Fitted("logistic", INPUTS, model, Calibration(0.5, 0.3, (0.01, 0.02, 0.0)))


@pytest.mark.parametrize("share", [0.05, 0.2, 0.7])
def test_a_level_makes_the_mean_come_true(fitted: Fitted, share: float) -> None:
    """Its variance is that of the log-odds of a share where all are alike: 1 / (n p (1 − p))."""
    asked = sample(1_000, share)
    added, variance = level(fitted, asked)
    odds = fitted.calibration.odds(fitted.margin(asked.features)) + added
    assert expit(odds).mean() == pytest.approx(share, abs=1e-6)
    assert variance == pytest.approx(1 / (1_000 * share * (1 - share)), rel=0.05)


def test_the_step_is_that_of_last_year(fitted: Fitted) -> None:
    """A fifth left from July on, and two fifths from the end of September: of many, the step is kept all but whole."""
    since, until = ORDER.year_ago
    steady, _ = level(fitted, sample(200_000, 0.2))
    at = Fitted(fitted.kind, fitted.inputs, fitted.model, fitted.calibration.moved(steady, 0))
    found = step(at, ORDER.test, ORDER.today, {since: sample(200_000, 0.2), until: sample(200_000, 0.4)})
    assert found is not None
    assert found.size == pytest.approx(logit(0.4) - logit(0.2), rel=0.02)
    assert (found.since, found.until) == (since, until)
    again = in_season(at, found)
    assert again.probability(np.zeros((1, 1)))[0] == pytest.approx(0.4, abs=0.01)
    assert again.calibration.covariance[1] == pytest.approx(at.calibration.covariance[1] + found.variance)


def test_a_step_that_counting_explains_is_not_taken(fitted: Fitted) -> None:
    since, until = ORDER.year_ago
    found = step(fitted, ORDER.test, ORDER.today, {since: sample(300, 0.20), until: sample(300, 0.22)})
    assert found is not None
    assert found.size == found.variance == 0
    assert in_season(fitted, found).calibration == fitted.calibration


def test_a_business_that_moved_by_itself_tells_its_season_less(fitted: Fitted) -> None:
    """The same step a year ago, but the level then was far from that of the calibrating day."""
    since, until = ORDER.year_ago
    ago = {since: sample(50_000, 0.1), until: sample(50_000, 0.2)}
    levels = [level(fitted, ago[since])[0], level(fitted, ago[since])[0] + 1]
    near, far = (
        step(
            Fitted(fitted.kind, fitted.inputs, fitted.model, fitted.calibration.moved(moved, 0)),
            ORDER.test, ORDER.today, ago,
        )
        for moved in levels
    )  # fmt: skip
    assert near is not None
    assert far is not None
    assert 0 < far.size < 0.9 * near.size


def test_without_those_days_or_enough_customers_there_is_no_step(fitted: Fitted) -> None:
    since, until = ORDER.year_ago
    assert step(fitted, ORDER.test, ORDER.today, {since: sample(1_000, 0.2)}) is None
    few = {since: sample(1_000, 0.2), until: sample(150, 0.4)}
    assert step(fitted, ORDER.test, ORDER.today, few) is None
    assert in_season(fitted, None) is fitted


@given(st.integers(30, 970), st.integers(30, 970))
def test_a_step_is_never_larger_than_what_was_seen_nor_turned_around(before: int, after: int) -> None:
    """Half a thousand left or not: what is taken lies between nothing and the difference of the two levels."""
    model = KINDS["logistic"].fit(Task(INPUTS, sample(500, 0.3), None, 1))
    fitted = Fitted("logistic", INPUTS, model)
    since, until = ORDER.year_ago
    ago = {since: sample(1_000, before / 1_000), until: sample(1_000, after / 1_000)}
    found = step(fitted, ORDER.test, ORDER.today, ago)
    seen = level(fitted, ago[until])[0] - level(fitted, ago[since])[0]
    assert isinstance(found, Step)
    assert min(0, seen) <= found.size <= max(0, seen)
