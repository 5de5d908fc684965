"""What a customer kept is worth, and what a contact costs, by what the workspace knows."""

import polars as pl
import pytest

from liuke.predict.uplift.campaign import Ask
from liuke.predict.uplift.campaign.worth import cost_of, worth_of

BOTH = pl.DataFrame({"amount_365": [100.0, None, -5.0], "monthly_price": [10.0, 20.0, None]})


@pytest.mark.parametrize(
    ("rows", "ask", "expected", "said"),
    [
        (BOTH, Ask(), [30.0, 0.0, 0.0], "365 days"),
        (BOTH.drop("amount_365"), Ask(), [36.0, 72.0, 0.0], "monthly price"),
        (BOTH, Ask(worth=80.0), [80.0] * 3, "80"),
        (BOTH, Ask(outcome="revenue", worth=80.0), [0.3] * 3, "30%"),
        (BOTH.select(other=1.0), Ask(), [1.0], "not known"),
    ],
)
def test_the_worth_of_a_customer_is_known_in_this_order(
    rows: pl.DataFrame, ask: Ask, expected: list[float], said: str
) -> None:
    worth, rule = worth_of(rows, ask, 0.3)
    assert worth.to_list() == pytest.approx(expected)
    assert said in rule.en


def test_a_contact_costs_what_the_treated_cost_unless_it_is_said() -> None:
    rows = pl.DataFrame({"treated": [True, True, False], "cost": [1.0, 3.0, 0.0]})
    assert cost_of(rows, Ask()) == (2.0, ())
    assert cost_of(rows, Ask(cost=0.0)) == (0.0, ())
    free, notes = cost_of(rows.with_columns(cost=pl.lit(None, pl.Float64)), Ask())
    assert (free, "--cost" in notes[0].en) == (0.0, True)
