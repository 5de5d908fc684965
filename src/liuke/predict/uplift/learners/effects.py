"""What learners leave behind: effects as functions of features, that can be stored as plain numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

import numpy as np

from liuke.predict.learning.additive import Additive
from liuke.predict.learning.sample import Matrix, Vector
from liuke.predict.uplift.outcomes import Amount, Outcome, read_outcome
from liuke.predict.uplift.trial import Marks


class Effect(Protocol):
    """Rows of features in, the expected difference that the treatment makes to the outcome out."""

    def __call__(self, rows: Matrix, /) -> Vector:
        """Return the effect on each row, NaN where a value is not known among `rows`."""

    def record(self) -> dict[str, Any]:
        """Return the effect as plain numbers for JSON."""


@dataclass(frozen=True, slots=True)
class Between:
    """The difference of what is expected in either arm."""

    form: ClassVar[str] = "between"
    without: Outcome
    met: Outcome

    def __call__(self, rows: Matrix) -> Vector:
        """Return the effect on each row."""
        return self.met(rows) - self.without(rows)

    def record(self) -> dict[str, Any]:
        """Return the effect as plain numbers for JSON."""
        return {"form": self.form, "without": self.without.record(), "met": self.met.record()}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the effect that `record` wrote."""
        return cls(read_outcome(record["without"]), read_outcome(record["met"]))


@dataclass(frozen=True, slots=True)
class AskedTwice:
    """One model of the outcome, asked twice: once told that the customer is treated, once that they are not."""

    form: ClassVar[str] = "asked_twice"
    outcome: Outcome

    def __call__(self, rows: Matrix) -> Vector:
        """Return the effect on each row."""
        every = np.ones(len(rows), dtype=bool)
        return self.outcome(with_arm(rows, every)) - self.outcome(with_arm(rows, ~every))

    def record(self) -> dict[str, Any]:
        """Return the effect as plain numbers for JSON."""
        return {"form": self.form, "outcome": self.outcome.record()}

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the effect that `record` wrote."""
        return cls(read_outcome(record["outcome"]))


@dataclass(frozen=True, slots=True)
class Blended:
    """Two additive models of the effect, `share` of the first and the rest of the second."""

    form: ClassVar[str] = "blended"
    first: Additive
    second: Additive
    share: float

    def __call__(self, rows: Matrix) -> Vector:
        """Return the effect on each row."""
        return self.share * self.first.margin(rows) + (1 - self.share) * self.second.margin(rows)

    def record(self) -> dict[str, Any]:
        """Return the effect as plain numbers for JSON."""
        return {
            "form": self.form,
            "first": self.first.record(),
            "second": self.second.record(),
            "share": self.share,
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the effect that `record` wrote."""
        return cls(Additive.read(record["first"]), Additive.read(record["second"]), float(record["share"]))


type Form = type[Amount | Between | AskedTwice | Blended]

EFFECTS: Mapping[str, Form] = {one.form: one for one in (Amount, Between, AskedTwice, Blended)}


def read_effect(record: Mapping[str, Any]) -> Effect:
    """Return the effect that `record` wrote; it says exactly the same."""
    return EFFECTS[record["form"]].read(record)


def with_arm(rows: Matrix, treated: Marks) -> Matrix:
    """Return each input twice, as it is and once more for the treated alone, and a mark of the treated."""
    again = np.where(treated[:, None], rows, np.nan)
    return np.hstack([rows, again, treated[:, None].astype(np.float64)])
