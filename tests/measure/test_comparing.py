"""Comparisons: with the period before, last year and a target, and where nothing may be said of a difference."""

from datetime import date

import pytest

from liuke.engine import Engine
from liuke.measure import Inputs
from liuke.measure.comparing import compare
from liuke.measure.framing import Question
from liuke.measure.intervals import difference
from liuke.settings import Target
from tests.measure.miniatures.shop import shop


@pytest.fixture(scope="module")
def inputs(engine: Engine) -> Inputs:
    return shop(engine)


def test_a_month_is_compared_with_the_month_before(inputs: Inputs) -> None:
    rows = {row["period"]: row for row in compare(inputs, "repeat_rate", "previous", Question(("month",))).rows}
    march, february = rows["2024-03-01"], rows["2024-02-01"]
    compared = march["compared"]
    assert (compared["period"], compared["value"]) == ("2024-02-01", february["value"])
    assert compared["difference"] == march["value"] - february["value"]
    sides = [(row["value"], (row["low"], row["high"])) for row in (march, february)]
    assert (compared["difference_low"], compared["difference_high"]) == difference(sides[0], sides[1])
    assert compared["differs"] is False
    assert rows["2024-01-01"]["compared"] is None


@pytest.mark.parametrize(("name", "period"), [("second_purchase_rate", "2024-04-01"), ("churn_rate", "2024-03-01")])
def test_nothing_is_said_of_a_difference_from_what_is_not_over_or_too_early(
    inputs: Inputs, name: str, period: str
) -> None:
    """First purchases of April are not ripe; in February the first losses could not be known yet."""
    found = compare(inputs, name, "previous", Question(("month",)))
    row = next(row for row in found.rows if row["period"] == period)
    if row["compared"]:
        assert (row["compared"]["differs"], row["compared"]["difference_low"]) == (None, None)
    assert row["partial"] or found.answer.too_early(found.rows[1])


def test_a_target_on_a_straight_way_is_met_or_not_once_the_month_is_over(inputs: Inputs) -> None:
    target = Target(metric="revenue", value=400, by=date(2024, 4, 30), since=date(2024, 2, 29), start=278)
    rows = compare(inputs, "revenue", "target", Question(("month",)), (target,)).rows
    march = next(row for row in rows if row["period"] == "2024-03-01")["compared"]
    # 31 of the 61 days from 29 February to 30 April.
    assert march["value"] == pytest.approx(278 + 122 * 31 / 61)
    assert march["met"] is (march["value"] <= 380)
