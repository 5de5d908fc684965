"""What is learnt from a labelled table: the models beside each other, the winner, and a score a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from liuke.language import Text
from liuke.predict.evaluation.choosing import Verdict
from liuke.predict.labelled_table.design import Design
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Fitted

FIGURES = ("auc", "pr_auc", "log_loss", "brier", "calibration_slope", "top_decile_lift", "empc")

SHAPE = Text(
    "One labelled table: a row a customer, the outcome “{label}” = “{positive}”, and no dates of events. There is no "
    "earlier and later in it, so models are judged on customers they have not seen, not on later time.",
    "单张标签表：每行一位客户，要预测的结果为“{label}”=“{positive}”，没有事件时间。无法区分先后，因此用模型未见过的客户评估，而不是用之后的时间。",
)


@dataclass(frozen=True, slots=True)
class TablePrediction:
    """The answer to `liuke predict table`.

    `figures` holds, for each kind of model, its figures out of fold and their intervals. `model` and `design` score new
    rows. `scores` has a row a customer: id, label (1, 0 or NULL), probability with `low` and `high`, and `reasons`.
    The probability of a customer with a label is one by a model that had not seen them.
    """

    label: str
    positive: str
    figures: Mapping[str, Mapping[str, Any]]
    verdict: Verdict
    model: Fitted
    design: Design
    scores: pl.DataFrame
    warnings: tuple[Text, ...]
    left_out: Mapping[str, Text]
    weights: Mapping[str, float]
    curves: Mapping[str, list[dict[str, Any]]]

    @property
    def shape(self) -> Text:
        """Which shape of data was found, and why."""
        return SHAPE.fill(label=self.label, positive=self.positive)

    def record(self) -> dict[str, Any]:
        """Return the answer for JSON."""
        return {
            "shape": {"name": "table", "why": self.shape.record()},
            "label": self.label,
            "positive": self.positive,
            "customers": self.scores.height,
            "winner": self.verdict.winner,
            "why": self.verdict.why.record(),
            "models": [self._model(name) for name in self.figures],
            "duels": [duel.told() for duel in self.verdict.duels],
            "warnings": [warning.record() for warning in self.warnings],
            "left_out": {name: why.record() for name, why in self.left_out.items()},
            "importance": dict(self.weights),
            "curves": dict(self.curves),
            "scores": self.scores.to_dicts(),
        }

    def _model(self, name: str) -> dict[str, Any]:
        figures = self.figures[name]
        return {
            "name": name,
            "kind": KINDS[name].family,
            "label": KINDS[name].label.record(),
            "exact_reasons": KINDS[name].exact,
            "metrics": {each: figures[each] for each in (*FIGURES, "fraction", "base_rate", "customers")},
            "intervals": {each: figures["intervals"][each] for each in FIGURES},
        }

    def predict(self, frame: pl.DataFrame) -> pl.Series:
        """Return the calibrated probability of leaving of the rows of another frame with the same columns."""
        return pl.Series("probability", self.model.probability(self.design.matrix(frame)))
