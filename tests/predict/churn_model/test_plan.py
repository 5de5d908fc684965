"""The slices follow each other in time, and a stored model of an unknown kind is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.errors import DataError
from liuke.predict.churn_model.fit import _seasoned, read_model
from liuke.predict.churn_model.snapshots import Plan, plan
from liuke.predict.features import FEATURES


@given(st.integers(36, 2000), st.integers(7, 200), st.just(0) | st.integers(7, 200))
def test_no_slice_knows_what_a_later_one_is_judged_by(history: int, window: int, wanted: int) -> None:
    first = date(2020, 1, 1)
    as_of = first + timedelta(days=history - 1)
    found = plan(first, as_of, window, wanted)
    if found is None:
        assert history < 5 * 7
        return
    horizon = timedelta(days=found.horizon)
    assert first < min(found.train)
    assert max(found.train) + horizon <= found.calibrate
    assert found.calibrate + horizon <= found.test
    assert found.test + horizon == as_of + timedelta(days=1)


def test_a_model_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DataError, match="not known here"):
        read_model({"kind": "oracle", "parameters": {}})


def test_the_season_is_not_learnt_from_few_snapshots() -> None:
    """Four seasons are four points: a line through them, carried on, called half of a made-up shop gone."""
    first = date(2023, 7, 1)
    few = Plan(
        140, tuple(first + timedelta(days=500 + 70 * step) for step in range(4)), date(2025, 9, 24), date(2026, 2, 11)
    )
    told = {one.id for one in _seasoned(FEATURES, few, first)}
    assert few.seasoned
    assert not told & {"season_ahead", "expected_by_90", "expected_by_365"}
    assert {"purchases_90", "purchases_365"} <= told
    many = replace(few, train=tuple(first + timedelta(days=500 + 30 * step) for step in range(9)))
    assert "season_ahead" in {one.id for one in _seasoned(FEATURES, many, first)}
