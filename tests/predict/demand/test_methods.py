"""The methods say what statsmodels says, repeat what is to be repeated, and are silent."""

import warnings

import numpy as np
import pytest

from liuke.predict.demand.methods import FEW, INTERMITTENT, METHODS, REGULAR
from liuke.predict.demand.methods.airline import airline, fit_airline
from liuke.predict.demand.methods.naive import seasonal_naive
from liuke.predict.demand.methods.smoothing import ets
from tests.predict.demand.airline import PASSENGERS

ALL = {**REGULAR, **FEW, **INTERMITTENT}


def test_the_airline_model_has_the_aic_of_its_source() -> None:
    """R prints ma1 −0.4018, sma1 −0.5569, AIC −483.4; with more digits the AIC is −483.39."""
    fit = fit_airline(np.log(PASSENGERS), 12)
    assert fit.aic == pytest.approx(-483.39, abs=0.005)
    assert fit.params[:2] == pytest.approx([-0.4018, -0.5569], abs=5e-4)


def test_the_seasonal_naive_repeats_the_last_season() -> None:
    assert seasonal_naive(np.arange(6.0), 5, 3).tolist() == [3, 4, 5, 3, 4]
    assert seasonal_naive(np.arange(2.0), 2, 3).tolist() == [1, 1]


def test_every_method_foresees_the_last_year_of_passengers_within_a_seventh() -> None:
    """The seasonal naive is off by 10.0 %; whoever knows a season and a trend does better."""
    for id_, known in {**REGULAR, **FEW}.items():
        said = known.forecast(PASSENGERS[:-12], 12, 12)
        off = np.abs(said - PASSENGERS[-12:]).sum() / PASSENGERS[-12:].sum()
        assert off < 0.07, id_
    said = seasonal_naive(PASSENGERS[:-12], 12, 12)
    assert np.abs(said - PASSENGERS[-12:]).sum() / PASSENGERS[-12:].sum() == pytest.approx(0.1003, abs=5e-4)


def test_no_season_is_learnt_from_less_than_two() -> None:
    """With less than two whole years a method says the same as without a season."""
    part = PASSENGERS[:23]
    for id_, known in REGULAR.items():
        assert known.forecast(part, 6, 12).tolist() == known.forecast(part, 6, 1).tolist(), id_
    assert airline(part, 6, 12).tolist() == seasonal_naive(part, 6, 12).tolist()


def test_ets_chooses_by_aicc_whether_there_is_a_trend() -> None:
    climbing = 10.0 * np.arange(40) + np.random.default_rng(1).normal(0, 1, 40)
    assert np.diff(ets(climbing, 3, 1)).min() > 5
    flat = 100 + np.random.default_rng(1).normal(0, 1, 40)
    assert np.ptp(ets(flat, 3, 1)) < 0.2


@pytest.mark.parametrize("values", [np.full(30, 7.0), np.r_[np.zeros(29), 1], np.r_[np.ones(29), 1e9]])
def test_odd_series_are_forecast_in_silence(values: np.ndarray) -> None:
    for id_, known in ALL.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert np.isfinite(known.forecast(values, 4, 12)).all(), id_


def test_a_constant_goes_on() -> None:
    for id_, known in ALL.items():
        assert known.forecast(np.full(40, 7.0), 3, 12) == pytest.approx([7, 7, 7], rel=0.06), id_


def test_every_method_has_a_name_in_both_languages() -> None:
    assert set(METHODS) == {"seasonal_naive", "average", *ALL}
