"""The expected remaining life, to a stated horizon, of customers who have stayed so many days: by the life table.

With the hazard h(d) of each day of tenure (Kaplan & Meier 1958: of n at risk on it, d ended), a customer there at the
end of day t is expected to stay

    μ(t) = E[min(T − t, H) | T > t] = Σ P(T > t + u | T > t) over u = 0 … H − 1,  P(T > t + u | T > t) = Π (1 − h(s))

over s = t + 1 … t + u: the restricted mean of Irwin (1949), Journal of Hygiene 47, conditional on t. Nothing is assumed
of the shape, so that contracts of a year, which end in its last days, are told rightly on every day of it.

Beyond the last day that enough have come to, the hazard is the average of the year before it; of contracts whose term
is long, the days of whole terms before it over again, since they end at the end of one. Intervals by the delta
method: days are independent binomials (Klein & Moeschberger 2003, Survival Analysis, section 4.5), of which the ones
beyond repeat those of that year; on the logit of the share of the horizon.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from liuke.measure.intervals import Z
from liuke.predict.timing.durations import RiskSets
from liuke.predict.timing.hazard import Estimate

type Vector = NDArray[np.float64]
type Whole = NDArray[np.int64]

FEWEST_AT_RISK = 20
"""Who must have come to a day of tenure for its own hazard to be used."""
FEWEST_ENDED = 20
"""Who must have left in the days that speak for those beyond."""
YEAR = 365
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class LifeTable:
    """Hazards by day of tenure. `hazard[d]` is that of day d, of `at_risk[d]` customers; the last day is `reach`.

    `beyond` is the hazard of every later day: that of the days from `since` to `reach` together. With a `cycle`, the
    later days repeat the last so many instead; intervals are then those without.
    """

    hazard: Vector
    at_risk: Vector
    since: int
    beyond: float
    cycle: int = 0

    @classmethod
    def of(cls, sets: RiskSets, cycle: int = 0) -> Self:
        """Return the table of risk sets in whole days (see `durations.risk_sets`); a cycle not seen yet is left out."""
        days = np.arange(int(sets.days[-1]) + 1, dtype=float)
        at_risk, ended = sets.at_risk(days), np.zeros(len(days))
        ended[sets.days.astype(np.int64)] = sets.ended
        enough = np.flatnonzero(at_risk >= min(FEWEST_AT_RISK, at_risk.max()))
        at_risk, ended = at_risk[: enough[-1] + 1], ended[: enough[-1] + 1]
        hazard = np.clip(ended / np.maximum(at_risk, 1.0), 0.0, 1 - _TINY)
        so_far = np.cumsum(ended[::-1])
        wide = max(YEAR, int(np.searchsorted(so_far, min(FEWEST_ENDED, so_far[-1]))) + 1)
        since = max(0, len(ended) - wide)
        beyond = float(ended[since:].sum() / max(at_risk[since:].sum(), 1.0))
        return cls(hazard, at_risk, since, min(beyond, 1 - _TINY), cycle if cycle < len(hazard) else 0)

    @property
    def reach(self) -> int:
        """The last day of tenure whose own hazard is used."""
        return len(self.hazard) - 1

    def remaining(self, tenure: Whole, horizon: int) -> Estimate:
        """Return the days that customers of so many days are expected to stay of the next `horizon`, with interval.

        The interval is that of the expectation: what one customer does is far less sure.
        """
        mean, late = self._ahead(tenure, horizon)
        spread = np.sqrt(self._variance(tenure, horizon, mean, late)) / horizon
        share = np.clip(mean / horizon, _TINY, 1 - _TINY)
        width, middle = Z * spread / (share * (1 - share)), logit(share)
        return Estimate(mean, horizon * expit(middle - width), horizon * expit(middle + width))

    def remaining_of(self, tenure: Whole, chance: Vector, within: int, horizon: int) -> Vector:
        """Return the days that customers are expected to stay, who leave in the next `within` with a chance each.

        Until then their hazards are those of the table to a power, such that the chance comes out; where the table has
        none there, they leave evenly. After it they are those of the table: what sets them apart is not known to last.
        NaN is no chance of one's own.
        """
        plain = np.isnan(chance)
        chance = np.where(plain, 0.5, np.clip(chance, 0.0, 1 - _TINY))
        days = np.arange(1, int(tenure.max(initial=0)) + within + 1)
        so_far = np.concatenate([[0.0], np.cumsum(np.log1p(-self._on(days)))])
        whole = so_far[tenure + within] - so_far[tenure]
        flat = ~plain & (whole > -_TINY)
        power = np.where(plain, 1.0, np.log1p(-chance) / np.where(whole > -_TINY, -1.0, whole))
        mean = np.zeros(len(tenure))
        for ahead in range(min(within, horizon)):
            still = np.exp(power * (so_far[tenure + ahead] - so_far[tenure]))
            mean += np.where(flat, 1 - chance * ahead / within, still)
        if horizon > within:
            alike, place = np.unique(tenure, return_inverse=True)
            beyond = np.where(plain, np.exp(whole), 1 - chance)
            mean += beyond * self._ahead(alike + within, horizon - within)[0][place]
        return mean

    def _on(self, day: Whole) -> Vector:
        known = self.hazard[np.minimum(day, self.reach)]
        later = self.hazard[self.reach - (self.reach - day) % self.cycle] if self.cycle else self.beyond
        return np.where(day <= self.reach, known, later)

    def _ahead(self, tenure: Whole, horizon: int) -> tuple[Vector, Vector]:
        """Return the mean, and its slope by −ln(1 − `beyond`): the days beyond that each step has behind it."""
        still, mean, late = np.ones(len(tenure)), np.zeros(len(tenure)), np.zeros(len(tenure))
        for ahead in range(horizon):
            if ahead:
                still = still * (1 - self._on(tenure + ahead))
            mean += still
            late += still * np.clip(tenure + ahead - self.reach, 0, ahead)
        return mean, late

    def _variance(self, tenure: Whole, horizon: int, mean: Vector, late: Vector) -> Vector:
        """Return the variance of the mean.

        By the hazard of day s it falls with what is left of it after s, and, where s is among the days that speak for
        those beyond, with `late` besides.
        """
        exposure = float(self.at_risk[self.since :].sum()) * (1 - self.beyond)
        own = self.hazard[self.since :]
        found = (late / exposure) ** 2 * float((own * (1 - own) * self.at_risk[self.since :]).sum())
        left, still = mean - 1.0, np.ones(len(tenure))
        for ahead in range(1, horizon):
            day = tenure + ahead
            known, place = day <= self.reach, np.minimum(day, self.reach)
            hazard, at_risk = self.hazard[place], np.maximum(self.at_risk[place], 1.0)
            both = np.where(place >= self.since, 2 * late * left * hazard / exposure, 0.0)
            found = found + np.where(known, left**2 * hazard / (at_risk * (1 - hazard)) + both, 0.0)
            still = still * (1 - self._on(day))
            left = left - still
        return found
