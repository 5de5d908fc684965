"""What effects are learnt from: customers of two groups, what was known of them, and what they did after."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from liuke.predict.learning.sample import Input, Matrix, Places, Sample, Vector

type Marks = NDArray[np.bool_]
type Fold = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trial:
    """One row a customer.

    `features` has shape (customers, inputs), NaN where a value is not known; `treated` says who was given the
    treatment; `outcome` is what followed, more of it better; `chance` the probability with which the customer was to
    be treated; `binary` says that outcomes are 0 and 1.
    """

    inputs: tuple[Input, ...]
    features: Matrix
    treated: Marks
    outcome: Vector
    chance: Vector
    binary: bool

    def __len__(self) -> int:
        return len(self.outcome)

    def take(self, places: Places) -> "Trial":
        """Return the customers at `places`."""
        return replace(
            self,
            features=self.features[places],
            treated=self.treated[places],
            outcome=self.outcome[places],
            chance=self.chance[places],
        )

    def with_chance(self, chance: Vector) -> "Trial":
        """Return the trial with other probabilities of treatment."""
        return replace(self, chance=chance)

    def with_outcome(self, happened: Vector) -> "Trial":
        """Return the trial with another outcome, of 0 and 1."""
        return replace(self, outcome=happened, binary=True)

    def arm(self, treated: bool) -> "Trial":
        """Return the customers of one arm."""
        return self.take(np.flatnonzero(self.treated == treated))

    def sample(self) -> Sample:
        """Return the rows as the kinds of models take them; only of binary outcomes."""
        return Sample(self.features, self.outcome.astype(np.int8), np.ones(len(self)))


def spread(trial: Trial, count: int, seed: int) -> Fold:
    """Return the fold of each customer: arms, and within them outcomes of 0, are spread evenly."""
    random = np.random.default_rng([seed, count])
    fold = np.empty(len(trial), dtype=np.int64)
    stratum = 2 * trial.treated.astype(np.int64) + (trial.outcome > 0)
    for one in np.unique(stratum):
        places = random.permutation(np.flatnonzero(stratum == one))
        fold[places] = np.arange(len(places)) % count
    return fold
