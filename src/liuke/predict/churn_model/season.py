"""The season: how far it moves everybody's log-odds from the days a model is calibrated by to the days asked about.

A model is calibrated on the last outcome that is known, which lies a horizon back, in another season. What the season
does from then to now it did a year ago as well: the model's level is asked on the same two days of last year, and moves
by the step between them (the seasonal random walk of Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*,
2021, section 5.2, on the log-odds). A step is shrunk by its noise (Efron & Morris 1973), so that small companies take
none. Its noise is that of counting, and the way that the business itself may have gone between the two days: as the
level a year ago is not that of the calibrating day, a level also wanders, by that much a year (a random walk).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scipy.special import expit

from liuke.predict.churn_model.refusals import too_few
from liuke.predict.churn_model.snapshots import YEAR
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Sample

WIDEST = 50.0
"""Log-odds within which a level is looked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """`size` in log-odds and its variance, from the level of a model on the day `since` to that on the day `until`."""

    size: float
    variance: float
    since: date
    until: date

    def record(self) -> dict[str, Any]:
        """Return the step as a card tells it."""
        return {"step": self.size, "error": self.variance**0.5, "since": str(self.since), "until": str(self.until)}


def step(fitted: Fitted, calibrated: date, asked: date, year_ago: Mapping[date, Sample]) -> Step | None:
    """Return what the season does from the day a model is calibrated on to the day asked about; None: nobody knows.

    `year_ago` are the samples of days a year ago; a plan has those whose outcome was known on the day asked about.
    """
    since, until = calibrated - timedelta(days=YEAR), asked - timedelta(days=YEAR)
    if not {since, until} <= set(year_ago):
        return None
    before, after = year_ago[since], year_ago[until]
    if too_few(before) or too_few(after):
        return None
    (low, low_noise), (high, high_noise) = level(fitted, before), level(fitted, after)
    size, drift = high - low, low**2 * (asked - calibrated).days / YEAR
    noise = low_noise + high_noise + drift
    kept = max(0.0, 1 - noise / size**2) if size else 0.0
    return Step(kept * size, kept * noise, since, until)


def level(fitted: Fitted, sample: Sample) -> tuple[float, float]:
    """Return what must be added to a model's log-odds for a sample's mean to come true, and its variance."""
    from scipy.optimize import brentq  # noqa: PLC0415 - slow to load, and only learning needs it

    odds = fitted.calibration.odds(fitted.margin(sample.features))
    happened = float(sample.left.mean())
    found = float(brentq(lambda added: float(expit(odds + added).mean()) - happened, -WIDEST, WIDEST))
    said = expit(odds + found)
    return found, 1 / float((said * (1 - said)).sum())


def in_season(fitted: Fitted, taken: Step | None) -> Fitted:
    """Return the model with the season's step taken."""
    return fitted if taken is None else fitted.calibrated(fitted.calibration.moved(taken.size, taken.variance))
