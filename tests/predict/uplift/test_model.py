"""What an experiment has taught: the same after storing, and calibrated on the customers it was learnt from."""

import json

import numpy as np
import polars as pl
import pytest

from liuke.predict.uplift import LEARNERS, Method, Uplift, estimate
from liuke.predict.uplift.average import Estimate
from liuke.predict.uplift.heterogeneity import Calibrated
from liuke.predict.uplift.learners.effects import EFFECTS
from liuke.predict.uplift.model import UpliftModel
from liuke.predict.uplift.outcomes import OUTCOMES, Base, Level, read_outcome
from tests.predict.uplift.tables import trial


def _table(binary: bool, lift: float = 1.0) -> pl.DataFrame:
    made = trial(2_000, binary=binary, lift=lift)
    return pl.DataFrame(made.features, schema=["a", "b"]).with_columns(
        arm=pl.Series(np.where(made.treated, "treatment", "control")), outcome=pl.Series(made.outcome)
    )


def _learnt(name: str, binary: bool, lift: float = 1.0) -> tuple[Uplift, Method]:
    method = Method(learners=(name,), draws=40, folds=3)
    return estimate(_table(binary, lift), treatment="arm", outcome="outcome", method=method), method


@pytest.mark.parametrize("name", LEARNERS)
@pytest.mark.parametrize("binary", [True, False])
def test_a_stored_model_says_what_the_one_that_was_stored_said(name: str, binary: bool) -> None:
    model = UpliftModel.of(*_learnt(name, binary))
    rows = np.vstack([np.random.default_rng(4).normal(size=(50, 2)), [[np.nan, 0.0], [9.0, np.nan]]])
    said, again = (one.forecast(rows) for one in (model, UpliftModel.read(json.loads(json.dumps(model.record())))))
    for part in ("without", "well", "uplift", "low", "high", "off"):
        assert (getattr(said, part) == getattr(again, part)).all(), part
    assert np.isfinite(said.uplift).all()
    assert ((said.low <= said.uplift) & (said.uplift <= said.high)).all()
    assert ((said.well >= 0) & (said.well <= 1)).all()


def test_effects_of_new_customers_are_found() -> None:
    found, method = _learnt("t", binary=False)
    rows = np.random.default_rng(5).normal(size=(500, 2))
    uplift = UpliftModel.of(found, method).forecast(rows).uplift
    assert np.abs(uplift - rows[:, 0]).mean() < 0.15


def test_everybodys_effect_is_the_average_where_effects_are_not_shown_to_differ() -> None:
    found, method = _learnt("dr", binary=True, lift=0.0)
    assert not found.usable
    said = UpliftModel.of(found, method).forecast(np.random.default_rng(6).normal(size=(9, 2)))
    assert set(said.uplift) == {found.adjusted.value}
    assert (said.off == 0).all()


def test_every_form_of_effect_and_outcome_can_be_read() -> None:
    assert set(EFFECTS) == {"amount", "between", "asked_twice", "blended"}
    assert set(OUTCOMES) == {"level", "chance", "amount"}
    assert read_outcome(Level(0.25).record())(np.zeros((3, 1))).tolist() == [0.25] * 3


def test_hardly_an_outcome_is_one_level_for_all() -> None:
    made = trial(100).with_outcome((np.arange(100) == 3).astype(float))
    learnt = Base("logistic", 0).learn(made)
    assert isinstance(learnt, Level)
    assert learnt.value == pytest.approx(2 / 102)


def test_a_total_is_the_linear_form_of_average_and_slope_with_its_variance() -> None:
    """Var(w'Xb) = (w'X) V (w'X)' with V the covariance of average and slope."""
    line = Calibrated(Estimate(0.03, 0.01), Estimate(0.8, 0.2), 0.0005)
    off, weight = np.array([-0.1, 0.0, 0.2]), np.array([1.0, 2.0, 5.0])
    form = weight @ np.column_stack([np.ones(3), off])
    total = line.total(off, weight)
    assert total.value == pytest.approx(form @ [0.03, 0.8])
    assert total.error**2 == pytest.approx(form @ np.array([[0.01**2, 0.0005], [0.0005, 0.2**2]]) @ form)
    low, high = line.interval(off)
    alone = line.total(off[2:], np.ones(1))
    assert (alone.low, alone.high) == pytest.approx((low[2], high[2]))
