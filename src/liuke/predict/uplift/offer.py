"""What contact is worth and costs, and how effects are to be learnt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from liuke.errors import UsageError
from liuke.language import Text
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.bootstrap import DRAWS
from liuke.predict.uplift.learners import LEARNERS
from liuke.predict.uplift.policies import Terms
from liuke.predict.uplift.trial import Trial

TENTH = 0.1


@dataclass(frozen=True, slots=True)
class Offer:
    """What contact is worth and costs: a number for all, or the name of a column.

    `worth` is the money of one unit of the outcome, `cost` that of a contact. `value` is what is at risk with a
    customer (as `worth`, if not given) and `risk` the probability of losing them, if a model has said it already.
    `capacity` and `budget` limit the contacts; `smallest` is the effect worth finding, in outcomes a customer.
    """

    worth: float | str = 1.0
    cost: float | str = 0.0
    value: str | None = None
    risk: str | None = None
    capacity: int | None = None
    budget: float | None = None
    smallest: float | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """How effects are learnt: learners (the first is the champion), base model, folds, bootstrap draws, seed.

    The base model only steadies the effects of a lottery, it does not make them: the quickest will do.
    """

    learners: Sequence[str] = tuple(LEARNERS)
    kind: str = "logistic"
    folds: int = 5
    draws: int = DRAWS
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise `UsageError` for a name that is not there, and for nothing to compare or to judge by."""
        if self.folds < 2 or not self.learners:
            raise UsageError(
                "uplift.method",
                Text("Learning needs a learner and two folds at least.", "至少需要一个学习器和两折。"),
                Text('For example Method(learners=("dr",), folds=5).', '例如 Method(learners=("dr",), folds=5)。'),
            )
        for code, given, known in (("kind", (self.kind,), KINDS), ("learner", self.learners, LEARNERS)):
            for one in given:
                if one not in known:
                    raise UsageError(
                        f"uplift.{code}",
                        Text("There is no “{one}”.", "没有“{one}”。").fill(one=one),
                        Text("Choose of: {names}.", "可选：{names}。").fill(names=", ".join(known)),
                    )


def terms_of(rows: pl.DataFrame, offer: Offer) -> Terms:
    """Return what contact is worth and costs for each row."""
    return Terms(amounts(rows, offer.worth), amounts(rows, offer.cost), offer.capacity, offer.budget)


def amounts(rows: pl.DataFrame, given: float | str) -> Vector:
    """Return a number a row: one for all, or those of a column; raises `UsageError` for no such column."""
    if not isinstance(given, str):
        return np.full(len(rows), float(given))
    if given not in rows.columns or not rows[given].dtype.is_numeric():
        raise UsageError(
            "uplift.amounts",
            Text("There is no column of numbers “{name}”.", "没有数值列“{name}”。").fill(name=given),
            Text("Give a number, or a column of numbers.", "请提供一个数，或一个数值列。"),
            column=given,
        )
    found: Vector = np.nan_to_num(rows[given].cast(pl.Float64).to_numpy(), posinf=0.0, neginf=0.0)
    return found


def worthwhile(trial: Trial, offer: Offer, terms: Terms) -> float:
    """Return the effect worth finding: the one asked for, else that which pays for contact, else a tenth."""
    if offer.smallest:
        return float(offer.smallest)
    even = float(terms.cost.mean() / terms.worth.mean()) if terms.worth.mean() > 0 else 0.0
    level = float(np.abs(trial.outcome[~trial.treated]).mean()) if (~trial.treated).any() else 1.0
    return even if even > 0 else max(TENTH * level, 1e-6)
