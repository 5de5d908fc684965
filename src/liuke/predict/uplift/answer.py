"""The answer: who would be contacted by each policy, what that brings, and which class each customer is of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.language import Text
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift import classes
from liuke.predict.uplift.average import Estimate, adjusted, difference_in_means
from liuke.predict.uplift.comparing import Compared
from liuke.predict.uplift.crossfit import OutOfFold
from liuke.predict.uplift.heterogeneity import Calibrated, Test, best_linear_predictor, calibrate, centred
from liuke.predict.uplift.offer import Method, Offer, amounts
from liuke.predict.uplift.outcomes import Base
from liuke.predict.uplift.policies import Ranking, Terms, judge, lists
from liuke.predict.uplift.power import power
from liuke.predict.uplift.question import Question, Read
from liuke.predict.uplift.result import Uplift
from liuke.predict.uplift.trial import Marks, Trial
from liuke.predict.uplift.words import alike_verdict, reasons, usable_verdict


@dataclass(frozen=True, slots=True)
class Told:
    """What is known once the learners have been compared."""

    read: Read
    trial: Trial
    judged: OutOfFold
    compared: Compared
    champion: str
    test: Test
    usable: bool
    worthwhile: float

    @property
    def off(self) -> Vector:
        """By how much the champion's effect of each customer is above the mean."""
        return centred(self.judged.effects[self.champion], self.judged.fold)


def answer(told: Told, question: Question, offer: Offer, terms: Terms, method: Method) -> Uplift:
    """Return what the experiment said, for these terms of contact."""
    trial, psi = told.trial, told.judged.psi
    line = best_linear_predictor(psi, told.off)
    well = _well(trial, told.judged, method)
    ranking = _ranking(told, line, well, offer, terms)
    earned = adjusted(psi * terms.worth - terms.cost)
    chosen = lists(ranking, terms, everybody=earned.value > 0)
    orders = ranking.orders(terms)
    outcomes = judge(chosen, orders, psi, terms, told.judged.fold, trial.treated, method.draws, method.seed)
    kind = classes.told_apart(well, *line.interval(told.off)) if told.usable else None
    return Uplift(
        question={**asdict(question), **_counts(told)},
        trial=trial,
        average=difference_in_means(trial),
        adjusted=adjusted(psi),
        learners=pl.DataFrame(told.compared.rows()),
        champion=told.champion,
        test=told.test,
        calibration=line,
        usable=told.usable,
        policies=pl.DataFrame(outcomes.rows),
        classes=pl.DataFrame([] if kind is None else classes.table(kind, well, ranking.uplift, psi)),
        power=power(trial, told.worthwhile),
        scores=_scores(told, line, ranking, terms, chosen, kind),
        qini=pl.DataFrame(told.compared.points()).with_columns(usable=told.usable),
        profit=pl.DataFrame(outcomes.points).with_columns(usable=told.usable),
        verdict=_verdict(told, ranking, terms, earned),
        why=reasons(chosen, ranking.risk, lambda some: adjusted(psi[some]), trial.binary, question.lower_is_better),
        warnings=told.read.warnings,
    )


def _ranking(told: Told, line: Calibrated, well: Vector, offer: Offer, terms: Terms) -> Ranking:
    judged, rows, size = told.judged, told.read.rows, len(told.trial)
    effect = judged.effects[told.champion]
    return Ranking(
        calibrate(judged.psi, effect, judged.fold) if told.usable else np.full(size, line.average.value),
        1 - well if offer.risk is None else amounts(rows, offer.risk),
        terms.worth if offer.value is None else amounts(rows, offer.value),
        told.usable,
    )


def _verdict(told: Told, ranking: Ranking, terms: Terms, earned: Estimate) -> Text:
    qini = told.compared.qini(told.champion)
    if not told.usable:
        return alike_verdict(told.test, qini, adjusted(told.judged.psi), earned, told.trial.binary)
    pays = int((ranking.uplift * terms.worth > terms.cost).sum())
    return usable_verdict(told.test, qini, pays, len(told.trial))


def _counts(told: Told) -> dict[str, Any]:
    trial, treated = told.trial, int(told.trial.treated.sum())
    return {
        "arms": {"treatment": told.read.treatment, "control": told.read.control},
        "customers": len(trial),
        "treated": treated,
        "untreated": len(trial) - treated,
        "binary": trial.binary,
    }


def _well(trial: Trial, judged: OutOfFold, method: Method) -> Vector:
    """Return the probability of the good outcome without contact; of money, that there is any."""
    if trial.binary:
        return judged.without.clip(0, 1)
    some = any_money(trial)
    found = np.empty(len(trial))
    for one in np.unique(judged.fold):
        here, others = np.flatnonzero(judged.fold == one), np.flatnonzero((judged.fold != one) & ~trial.treated)
        found[here] = Base(method.kind, method.seed).learn(some.take(others))(trial.features[here])
    return found.clip(0, 1)


def any_money(trial: Trial) -> Trial:
    """Return the trial with the outcome that there was any money."""
    return trial.with_outcome((trial.outcome > 0).astype(np.float64))


def _scores(
    told: Told,
    line: Calibrated,
    ranking: Ranking,
    terms: Terms,
    chosen: Mapping[str, Marks],
    kind: NDArray[np.str_] | None,
) -> pl.DataFrame:
    """Return a row a customer: what is expected, the class, and who chooses them."""
    low, high = line.interval(told.off if told.usable else np.zeros(len(told.off)))
    return pl.DataFrame(
        {
            "customer_id": told.read.ids,
            "treated": told.trial.treated,
            "without": told.judged.without,
            "met": told.judged.without + ranking.uplift,
            "uplift": ranking.uplift,
            "low": low,
            "high": high,
            "risk": ranking.risk,
            "value_at_risk": ranking.risk * ranking.value,
            "expected_profit": ranking.uplift * terms.worth - terms.cost,
            "class": pl.Series(kind if kind is not None else [None] * len(told.off), dtype=pl.String),
            **{f"by_{name}": mark for name, mark in chosen.items()},
        }
    )
