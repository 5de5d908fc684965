"""Intervals of mean scores end where their scale does."""

from datetime import date

import pytest

from liuke.engine import Engine
from liuke.measure import ask
from liuke.settings import Settings, SurveySettings
from tests.measure.miniatures.worked import at, inputs_from


@pytest.mark.parametrize(
    ("kind", "scores", "scale", "low", "high"),
    [("ces", (7, 1), 7, 1, 7), ("ces", (5, 1), 5, 1, 5), ("csi", (10, 1), 7, 0, 100)],
)
def test_an_interval_does_not_leave_the_scale(
    engine: Engine, kind: str, scores: tuple[int, ...], scale: int, low: float, high: float
) -> None:
    """The best and the worst: without an end of the scale the interval would go beyond both."""
    rows = [
        {"customer_id": f"c{place}", "answered_at": at("03-10"), "kind": kind, "question": "q", "score": float(score)}
        for place, score in enumerate(scores)
    ]
    settings = Settings(survey=SurveySettings(ces_scale=scale))
    inputs = inputs_from(engine, {"survey_response": rows}, date(2024, 3, 31), settings=settings)
    (row,) = ask(inputs, kind, ["month"]).rows
    assert (row["low"], row["high"]) == (low, high)
