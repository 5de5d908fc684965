"""The slices follow each other in time, and a stored model of an unknown kind is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.errors import DataError
from liuke.predict.churn_model.fit import read_model
from liuke.predict.churn_model.snapshots import plan


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
    assert found.test + horizon == as_of + timedelta(days=1) == found.today
    for day in found.year_ago:
        assert day - first >= timedelta(days=364)
        assert day + timedelta(days=364) in (found.calibrate, found.test, found.today)
        assert day + horizon <= day + timedelta(days=364)


def test_a_model_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DataError, match="not known here"):
        read_model({"kind": "oracle", "parameters": {}})
