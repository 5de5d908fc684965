"""Numbers that others published, through the whole way of a metric: facts, derived table, question, answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from liuke.engine import Engine
from liuke.measure import Inputs, ask
from liuke.measure.comparing import compare
from liuke.measure.framing import Question
from liuke.settings import ServiceSettings, Settings, SurveySettings
from tests.measure.miniatures.worked import inputs_from

LAST = date(2024, 3, 31)
MARCH, FEBRUARY = datetime.fromisoformat("2024-03-11T09:00"), datetime.fromisoformat("2024-02-01T09:00")


def _answers(kind: str, *scores: tuple[int, int], when: datetime = MARCH) -> list[dict[str, Any]]:
    """Return answers of a kind to one question, so many of each score."""
    every = [score for score, times in scores for _ in range(times)]
    return [
        {"customer_id": f"{kind}-{when:%m}-{place}", "answered_at": when, "kind": kind, "score": float(score)}
        for place, score in enumerate(every)
    ]


def _asked(engine: Engine, rows: Sequence[dict[str, Any]], settings: Settings | None = None) -> Inputs:
    return inputs_from(engine, {"survey_response": rows}, LAST, settings=settings)


def _march(inputs: Inputs, name: str) -> dict[str, Any]:
    return next(row for row in ask(inputs, name, "month").rows if row["period"] == "2024-03-01")


def test_fifteen_promoters_and_seven_detractors_of_thirty_six(engine: Engine) -> None:
    """Sauro, “Confidence intervals for Net Promoter Scores” (MeasuringU 2011): 22.2, adjusted Wald −3.0 to 44.0."""
    rows = _answers("nps", (10, 9), (9, 6), (8, 8), (7, 6), (6, 3), (3, 3), (0, 1))
    row = _march(_asked(engine, rows), "nps")
    assert (row["numerator"], row["denominator"]) == (8, 36)
    assert [round(row[name], 1) for name in ("value", "low", "high")] == [22.2, -3.0, 44.0]


@pytest.mark.parametrize(("score", "points"), [(0, -100), (6, -100), (7, 0), (8, 0), (9, 100), (10, 100)])
def test_nines_and_tens_promote_and_all_up_to_six_detract(engine: Engine, score: int, points: int) -> None:
    """Reichheld, “The One Number You Need to Grow” (2003)."""
    assert _march(_asked(engine, _answers("nps", (score, 3))), "nps")["value"] == points


def _index(*respondents: Sequence[float]) -> list[dict[str, Any]]:
    return [
        {
            "response_id": f"R{place}", "customer_id": f"c{place}", "answered_at": MARCH, "kind": "csi",
            "question": question, "score": float(score),
        }
        for place, scores in enumerate(respondents)
        for question, score in zip("abc", scores, strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scores", "weights", "index"),
    [
        ((1, 1, 1), {}, 0),
        ((10, 10, 10), {}, 100),
        ((8, 7, 6), {}, 66.67),
        ((8, 7, 6), {"a": 2.0, "b": 1.0, "c": 1.0}, 69.44),
        ((8, 7, 6), {"a": 1.0}, 77.78),
    ],
)
def test_the_index_is_how_far_the_weighed_mean_is_up_the_scale(
    engine: Engine, scores: Sequence[int], weights: dict[str, float], index: float
) -> None:
    """Fornell et al. (1996), the ACSI: (Σ w·x − Σ w·min) / (Σ w·max − Σ w·min) × 100 on a scale from 1 to 10."""
    settings = Settings(survey=SurveySettings(csi_weights=weights))
    row = _march(_asked(engine, _index(scores, scores), settings), "csi")
    assert row["value"] == pytest.approx(index, abs=0.005)
    assert row["denominator"] == 2


def test_fifty_customers_of_a_thousand_leads_are_five_per_cent(engine: Engine) -> None:
    """The interval is Wilson's: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n) = 3.81 % to 6.53 %."""
    leads = [
        {
            "lead_id": f"L{place}", "created_at": datetime.fromisoformat("2024-01-10T09:00"),
            "closed_at": datetime.fromisoformat("2024-02-10T09:00"), "outcome": "won" if place < 50 else "lost",
        }
        for place in range(1000)
    ]  # fmt: skip
    row = ask(inputs_from(engine, {"lead": leads}, date(2024, 4, 30)), "conversion_rate", "month").rows[0]
    assert (row["value"], row["numerator"], row["denominator"]) == (0.05, 50, 1000)
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.0381, 0.0653)


def test_the_difference_of_two_shares_has_newcombe_s_interval(engine: Engine) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table II, method 10: 56/70 − 48/80 = 0.2, 0.0524 to 0.3339."""
    rows = _answers("csat", (5, 56), (1, 14)) + _answers("csat", (4, 48), (2, 32), when=FEBRUARY)
    found = compare(_asked(engine, rows), "csat", "previous", Question(("month",))).rows[-1]
    compared = found["compared"]
    assert (found["numerator"], found["denominator"]) == (56, 70)
    assert compared["difference"] == pytest.approx(0.2)
    assert (round(compared["difference_low"], 4), round(compared["difference_high"], 4)) == (0.0524, 0.3339)
    assert compared["differs"]


@pytest.mark.parametrize(
    ("one", "other", "low", "high"), [((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)]
)
def test_differences_of_few_cases_stay_within_bounds(
    engine: Engine, one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998), table II, method 10: 9/10 − 3/10 and 10/10 − 0/10."""
    rows = [
        *_answers("csat", (5, one[0]), (1, one[1] - one[0])),
        *_answers("csat", (5, other[0]), (1, other[1] - other[0]), when=FEBRUARY),
    ]
    compared = compare(_asked(engine, rows), "csat", "previous", Question(("month",))).rows[-1]["compared"]
    assert (round(compared["difference_low"], 4), round(compared["difference_high"], 4)) == (low, high)


def _tickets(engine: Engine, hours: str, *moments: tuple[str, str]) -> Inputs:
    """Return tickets that were answered and solved at the same moment; each has that moment for its category."""
    rows = [
        {
            "feedback_id": done, "category": done, "received_at": datetime.fromisoformat(came),
            "first_response_at": datetime.fromisoformat(done), "resolved_at": datetime.fromisoformat(done),
        }
        for came, done in moments
    ]  # fmt: skip
    service = ServiceSettings(hours=hours, first_response_hours=10, resolution_hours=10)
    return inputs_from(engine, {"feedback": rows}, LAST, settings=Settings(service=service))


def _by_moment(inputs: Inputs, name: str) -> dict[str, float]:
    rows = ask(inputs, name, ("month", "category")).rows
    return {row["split"]["category"]: row["value"] for row in rows if row["period"] == "2024-03-01"}


def test_ten_working_hours_from_monday_at_ten_are_over_on_tuesday_at_noon(engine: Engine) -> None:
    noon, later = "2024-03-05T12:00:00", "2024-03-05T12:00:01"
    inputs = _tickets(engine, "09:00-17:00", *(("2024-03-04T10:00", done) for done in (noon, later)))
    for name in ("first_response_kept", "resolution_kept"):
        assert _by_moment(inputs, name) == {noon: 1, later: 0}


def test_of_a_ticket_on_friday_at_five_half_an_hour_counts_before_the_weekend(engine: Engine) -> None:
    """Friday 17:00, closing at 17:30: 30 minutes on Friday, none on the weekend, the rest from Monday 09:00."""
    saturday, monday = "2024-03-09T12:00", "2024-03-11T09:15"
    inputs = _tickets(engine, "09:00-17:30", *(("2024-03-08T17:00", done) for done in (saturday, monday)))
    for name in ("first_response_time", "resolution_time"):
        assert _by_moment(inputs, name) == {saturday: 0.5, monday: 0.75}
