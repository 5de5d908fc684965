"""The answer: who would be contacted by each policy, what that brings, and which class each customer is of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.predict.learning.sample import Vector
from liuke.predict.uplift import classes
from liuke.predict.uplift.average import adjusted, difference_in_means
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


def answer(told: Told, question: Question, offer: Offer, terms: Terms, method: Method) -> Uplift:
    trial, judged, effect = told.trial, told.judged, told.judged.effects[told.champion]
    line = best_linear_predictor(judged.psi, centred(effect, judged.fold))
    well = _well(trial, judged, method)
    risk = 1 - well if offer.risk is None else amounts(told.read.rows, offer.risk)
    uplift = calibrate(judged.psi, effect, judged.fold) if told.usable else np.full(len(trial), line.average.value)
    earned = adjusted(judged.psi * terms.worth - terms.cost)
    value = terms.worth if offer.value is None else amounts(told.read.rows, offer.value)
    ranking = Ranking(uplift, risk, value, told.usable)
    chosen = lists(ranking, terms, everybody=earned.value > 0)
    outcomes = judge(
        chosen, ranking.orders(terms), judged.psi, terms, judged.fold, trial.treated, method.draws, method.seed
    )
    kind = _kinds(told, line, well) if told.usable else None
    pays = int((uplift * terms.worth > terms.cost).sum())
    qini = told.compared.qini(told.champion)
    return Uplift(
        question={**asdict(question), **_counts(told)},
        trial=trial,
        average=difference_in_means(trial),
        adjusted=adjusted(judged.psi),
        learners=pl.DataFrame(told.compared.rows()),
        champion=told.champion,
        test=told.test,
        calibration=line,
        usable=told.usable,
        policies=pl.DataFrame(outcomes.rows),
        classes=pl.DataFrame([] if kind is None else classes.table(kind, well, uplift, judged.psi)),
        power=power(trial, told.worthwhile),
        scores=_scores(told, line, ranking, terms, chosen, kind),
        qini=pl.DataFrame(told.compared.points()),
        profit=pl.DataFrame(outcomes.points),
        verdict=usable_verdict(told.test, qini, pays, len(trial))
        if told.usable
        else alike_verdict(told.test, qini, adjusted(judged.psi), earned, trial.binary),
        why=reasons(chosen, risk, judged.psi, trial.binary),
        warnings=told.read.warnings,
    )


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
    any_money = trial.with_outcome((trial.outcome > 0).astype(np.float64))
    found = np.empty(len(trial))
    for one in np.unique(judged.fold):
        here, others = np.flatnonzero(judged.fold == one), np.flatnonzero((judged.fold != one) & ~trial.treated)
        found[here] = Base(method.kind, method.seed).learn(any_money.take(others))(trial.features[here])
    return found.clip(0, 1)


def _kinds(told: Told, line: Calibrated, well: Vector) -> NDArray[np.str_]:
    low, high = line.interval(centred(told.judged.effects[told.champion], told.judged.fold))
    return classes.told_apart(well, low, high)


def _scores(
    told: Told,
    line: Calibrated,
    ranking: Ranking,
    terms: Terms,
    chosen: Mapping[str, Marks],
    kind: NDArray[np.str_] | None,
) -> pl.DataFrame:
    """Return a row a customer: what is expected, the class, and who chooses them."""
    off = centred(told.judged.effects[told.champion], told.judged.fold)
    low, high = line.interval(off if told.usable else np.zeros(len(off)))
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
            "class": pl.Series(kind if kind is not None else [None] * len(off), dtype=pl.String),
            **{f"by_{name}": mark for name, mark in chosen.items()},
        }
    )
