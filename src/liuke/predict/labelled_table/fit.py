"""Learning from one labelled table: a row a customer, attributes, and whether the customer left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from liuke.language import Text
from liuke.predict.evaluation.chance import no_better_than_chance
from liuke.predict.evaluation.choosing import choose
from liuke.predict.evaluation.curves import calibration, gains
from liuke.predict.evaluation.figures import evaluate
from liuke.predict.evaluation.profit import PAPER, Campaign, profit_curve
from liuke.predict.labelled_table.answer import TablePrediction
from liuke.predict.labelled_table.design import Design
from liuke.predict.labelled_table.ids import OF_SEVERAL, find_id, shared_ids
from liuke.predict.labelled_table.labels import read_label
from liuke.predict.labelled_table.naming import column_named
from liuke.predict.labelled_table.reasons import contributions_of, importance, reasons_of
from liuke.predict.labelled_table.trusting import columns_kept, trusted
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.learn import learn_whole, out_of_fold
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Labels, Sample, Vector
from liuke.progress import Progress, silent

CHAMPION, BASELINE, FOLDS, MOST_ROWS, TOO_GOOD = "boosted", "logistic", 5, 50_000, 0.95

LEARNING = Text("Learning: {kind}", "正在学习：{kind}")
SCORING = Text("Scoring customers", "客户评分")


@dataclass(frozen=True, slots=True)
class How:
    """Which kinds of models are tried, the campaign that profit is stated for, and the seed of all that is drawn.

    The additive trees are the champion; where they are not among the kinds, the first named is.
    """

    kinds: tuple[str, ...] = tuple(KINDS)
    campaign: Campaign = PAPER
    seed: int = 2026


USUAL = How()


def predict_table(
    frame: pl.DataFrame,
    label: str,
    *,
    positive: str | None = None,
    id: str | None = None,  # noqa: A002 - the option's name
    keep: Sequence[str] = (),
    how: How = USUAL,
    progress: Progress = silent,
) -> TablePrediction:
    """Learn who leaves from `frame`, judge each kind of model on customers it has not seen, and score everybody.

    `keep` names columns that are used although they look as if they knew the outcome. Rows without a label are scored
    and not learnt from. At most `MOST_ROWS` rows are learnt from. Raises `UsageError` where a column or value that was
    named is not there, `DataError` where there is too little to learn from.
    """
    seed, campaign = how.seed, how.campaign
    label, keep = column_named(frame, label), [column_named(frame, name) for name in keep]
    left, said = read_label(frame, label, positive)
    who, notes = find_id(frame, label, id, keep)
    shared = shared_ids(frame, label, keep)
    rest = frame.drop([name for name in (label, who, *shared) if name])
    labelled = np.flatnonzero(left.is_not_null().to_numpy())
    labels = left.drop_nulls().to_numpy().astype(np.int8)
    choice, alarms = trusted(rest[labelled], labels, columns_kept(keep, rest))
    design = Design(choice.attributes)
    matrix = design.matrix(rest)
    learnt = _some(labelled, labels, seed)
    sample = Sample(matrix[learnt], left.to_numpy()[learnt].astype(np.int8), np.ones(len(learnt)))
    margins, probabilities = {}, {}
    champion = CHAMPION if CHAMPION in how.kinds else how.kinds[0]
    tried = (champion, *(kind for kind in how.kinds if kind != champion))
    for place, kind in enumerate(tried):
        progress(LEARNING.fill(kind=KINDS[kind].label), place / (len(tried) + 1))
        margins[kind], probabilities[kind] = out_of_fold(kind, design.inputs, sample, FOLDS, seed)
    figures = {kind: evaluate(p, sample.left, campaign, seed=seed) for kind, p in probabilities.items()}
    verdict = choose(probabilities, sample.left, champion, campaign, seed)
    progress(SCORING, len(tried) / (len(tried) + 1))
    winner = verdict.winner
    model = learn_whole(winner, design.inputs, sample, margins[winner], seed)
    contributions = contributions_of(model, design, matrix)
    best, poor = probabilities[winner], no_better_than_chance(figures[winner])
    scores = _scores(frame, who, left, model, matrix, learnt, margins[winner], best).with_columns(
        reasons=pl.Series(reasons_of(contributions, design, rest), dtype=pl.Object)
    )
    progress(SCORING, 1.0)
    return TablePrediction(
        label,
        said,
        figures,
        verdict,
        model,
        design,
        scores,
        (*notes, *alarms, *_too_good(figures[winner]["auc"]), *([poor] if poor else [])),
        choice.left_out | dict.fromkeys(shared, OF_SEVERAL),
        importance(contributions, design),
        _curves(probabilities, winner, sample.left, campaign),
    )


def _curves(
    probabilities: Mapping[str, Vector], winner: str, left: Labels, campaign: Campaign
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the charts: of the winner, and of logistic regression where it is another."""
    shown = {"model": probabilities[winner]}
    if winner != BASELINE and BASELINE in probabilities:
        shown[BASELINE] = probabilities[BASELINE]
    return {
        "gains": [{"model": name, **row} for name, p in shown.items() for row in gains(p, left)],
        "calibration": [{"model": name, **row} for name, p in shown.items() for row in calibration(p, left)],
        "profit": list(profit_curve(probabilities[winner], left, campaign)),
    }


def _some(places: np.ndarray, left: Labels, seed: int) -> np.ndarray:
    """Return the places of the rows to learn from: all, or a share of those who left and of those who stayed."""
    if len(places) <= MOST_ROWS:
        return places
    random = np.random.default_rng(seed)
    share = MOST_ROWS / len(places)
    parts = [random.permutation(places[left == one])[: round(share * int((left == one).sum()))] for one in (0, 1)]
    found: np.ndarray = np.sort(np.concatenate(parts))
    return found


def _scores(
    frame: pl.DataFrame,
    who: str | None,
    left: pl.Series,
    model: Fitted,
    matrix: np.ndarray,
    learnt: np.ndarray,
    margin: Vector,
    unseen: Vector,
) -> pl.DataFrame:
    every = model.margin(matrix)
    probability, (low, high) = model.calibration.probability(every), model.calibration.interval(every)
    probability[learnt] = unseen
    low[learnt], high[learnt] = model.calibration.interval(margin)
    ids: Any = frame[who] if who else pl.Series(range(1, frame.height + 1))
    return pl.DataFrame(
        {
            "id": ids,
            "label": left,
            "probability": probability,
            "low": np.minimum(low, probability),
            "high": np.maximum(high, probability),
        }
    )


def _too_good(auc: float) -> list[Text]:
    if auc <= TOO_GOOD:
        return []
    said = Text(
        "AUC {auc} is better than such tables honestly give: look for columns that were filled in after the outcome.",
        "AUC 为 {auc}，好得不合常理：请检查是否有列在结果发生之后才填写。",
    )
    return [said.fill(auc=f"{auc:.3f}")]
