"""Campaigns that drew another share on each day: customers are compared within their day."""

from datetime import date, timedelta

import polars as pl
import pytest

from liuke.errors import DataError
from liuke.predict.uplift.campaign.waves import differ, shares, with_chance

DAY = date(2026, 3, 1)


def _days(*waves: tuple[int, int]) -> pl.DataFrame:
    """Return rows of (treated, control) on each day."""
    return pl.DataFrame(
        [
            {"snapshot": DAY + timedelta(days=place), "treated": number < treated}
            for place, (treated, control) in enumerate(waves)
            for number in range(treated + control)
        ]
    )


def test_pearsons_statistic_is_that_of_the_table() -> None:
    """30 of 100 against 50 of 100: chi-squared 8.33, p = 0.0039; 70 against 50 of 100 each way is beyond it."""
    assert not differ(shares(_days((30, 70), (50, 50))))
    assert differ(shares(_days((30, 70), (60, 40))))


@pytest.mark.parametrize("waves", [((50, 50),), ((50, 50), (52, 48), (49, 51)), ((100, 0),)])
def test_one_share_needs_no_probabilities(waves: tuple[tuple[int, int], ...]) -> None:
    rows = _days(*waves)
    found, notes = with_chance(rows)
    assert (found.columns, notes) == (rows.columns, ())


def test_different_shares_are_each_days_probability() -> None:
    found, notes = with_chance(_days((30, 70), (90, 10), (80, 20)))
    assert found.group_by("snapshot").agg(pl.col("chance").first()).sort("snapshot")["chance"].to_list() == [0.3, 0.8]
    assert len(notes) == 2
    assert "100 customers" in notes[1].en


def test_days_of_one_arm_each_cannot_be_compared() -> None:
    with pytest.raises(DataError) as fault:
        with_chance(_days((100, 0), (0, 100)))
    assert fault.value.code == "uplift.overlap"
