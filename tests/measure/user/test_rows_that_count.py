"""Which rows of a table a declared metric counts: customers as they are, and values that nobody knows."""

from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.expression import UserMetric
from liuke.measure import Inputs, ask
from liuke.measure.user import user_metrics
from liuke.settings import Settings
from tests.measure.miniatures.agency import agency
from tests.measure.miniatures.shop import activity, shop


def _asked(inputs: Inputs, by: str | None = None, **declared: Any) -> list[dict[str, Any]]:
    metric = UserMetric(**{"id": "mine", "table": "activity", **declared})
    own = user_metrics(Settings(metric=(metric,)), inputs)
    return ask(inputs, own["mine"], by).rows


def _not_signed_up(inputs: Inputs) -> Inputs:
    """Return the agency, which does not know when anybody signed up."""
    profile = inputs.table("profile")
    nobody = profile.mutate(signed_up_on=profile.signed_up_on.nullif(profile.signed_up_on))
    return Inputs(**{**_fields(inputs), "tables": {**inputs.tables, "profile": nobody}})


def _fields(inputs: Inputs) -> dict[str, Any]:
    names = ("engine", "as_of", "currency", "window_days", "warm_up")
    return {name: getattr(inputs, name) for name in names}


def test_profiles_are_customers_as_they_are_whether_or_not_they_signed_up_on_a_day(engine: Engine) -> None:
    """Of ann, bo and cy; acquisition cost 20, unknown and 40."""
    for inputs in (agency(engine), _not_signed_up(agency(engine))):
        assert [row["value"] for row in _asked(inputs, kind="count", table="profile")] == [3]
        (row,) = _asked(inputs, kind="sum", table="profile", of="acquisition_cost")
        assert (row["value"], row["period"], row["partial"]) == (60, None, False)
        with pytest.raises(UsageError) as caught:
            _asked(inputs, "month", kind="count", table="profile")
        assert caught.value.code == "metric.stock"


def test_a_sum_of_values_that_nobody_knows_has_no_value_and_one_of_no_rows_is_0(engine: Engine) -> None:
    inputs = shop(engine)
    (row,) = _asked(inputs, kind="sum", of="amount / 0")
    assert (row["value"], row["numerator"]) == (None, None)
    assert _asked(inputs, kind="sum", of="amount / 0", where="orders > 1000")[0]["value"] == 0
    assert _asked(inputs, kind="sum", of="amount", where="orders > 1000")[0]["value"] == 0
    some = _asked(inputs, kind="sum", of="1 / (orders - 1)", where="orders < 3")[0]
    assert some["value"] is not None


def test_a_period_without_rows_is_0_beside_others_without_a_value(engine: Engine) -> None:
    kept = activity().filter(pl.col("day").dt.month() != 2)
    values = {row["period"]: row["value"] for row in _asked(shop(engine, kept), "month", kind="sum", of="amount / 0")}
    assert values["2024-02-01"] == 0
    assert values["2024-01-01"] is None
