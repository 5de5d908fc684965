"""What to do next: a suggestion for everybody, and a list that starts with what is most at stake."""

import polars as pl
import pytest

from liuke.act import STEPS, call_list, suggest
from liuke.engine import Engine
from liuke.segment import SEGMENTS, STAGES


def test_everybody_has_a_suggestion() -> None:
    for stage in STAGES:
        for segment in (*(one.id for one in SEGMENTS), None):
            for risk in ("low", "medium", "high"):
                assert suggest(stage.id, risk, segment, 3) in STEPS


@pytest.mark.parametrize(
    ("stage", "risk", "segment", "orders", "step"),
    [
        ("lost", "high", "champions", 9, "win_back"),
        ("active", "high", "champions", 9, "call"),
        ("new", "high", "new", 1, "second_order"),
        ("active", "high", "promising", 4, "remind"),
        ("dormant", "medium", "loyal", 4, "check_in"),
        ("active", "low", "loyal", 4, "nothing"),
    ],
)
def test_the_suggestion_fits_the_customer(stage: str, risk: str, segment: str, orders: int, step: str) -> None:
    assert suggest(stage, risk, segment, orders).id == step


def test_the_list_holds_who_can_still_be_kept_most_at_stake_first(engine: Engine) -> None:
    score = pl.DataFrame(
        {
            "customer_id": ["a", "b", "c", "d", "e"],
            "stage": ["active", "lost", "dormant", "active", "new"],
            "risk": ["high", "high", "medium", "low", "high"],
            "segment": ["loyal"] * 5,
            "orders": [5] * 5,
            "value_at_risk": [10.0, 99.0, 30.0, 50.0, None],
        }
    )
    found = call_list(engine, engine.table(score), capacity=2)
    assert [row["customer_id"] for row in found] == ["c", "a"]
    assert [row["step"].id for row in found] == ["check_in", "call"]
