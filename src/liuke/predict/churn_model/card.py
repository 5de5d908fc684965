"""The card of a churn model: what it was learnt from, how it was chosen, and how it did on later time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.season import Step, in_season
from liuke.predict.churn_model.segments import segments_at
from liuke.predict.churn_model.shape import Shape
from liuke.predict.churn_model.snapshots import Plan, Slices
from liuke.predict.churn_model.terms import terms_of
from liuke.predict.evaluation.chance import no_better_than_chance
from liuke.predict.evaluation.choosing import Verdict
from liuke.predict.evaluation.curves import calibration, gains
from liuke.predict.evaluation.figures import evaluate
from liuke.predict.evaluation.leaks import leaks
from liuke.predict.evaluation.learning_curve import learning_curve
from liuke.predict.evaluation.profit import PAPER, Campaign, profit_curve
from liuke.predict.evaluation.weak_spots import by_segment
from liuke.predict.features import BY_ID, Feature
from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Input, Labels, Matrix, Vector

BASELINE, RULE = "logistic", "recency"
REFUSED = Text(
    "“{label}” ranks leavers almost perfectly by itself: it knows the outcome, and was left out.",
    "“{label}”单凭自身就几乎能完美区分流失客户：它包含了结果信息，已被剔除。",
)
SUSPECT = Text(
    "“{label}” ranks leavers almost perfectly by itself. It reads only what was known before; see whether it says more "
    "than that, such as a notice that was given.",
    "“{label}”单凭自身就几乎能完美区分流失客户。它只读取快照前已知的数据；请确认其含义，例如客户已提出取消。",
)


@dataclass(frozen=True, slots=True)
class Study:
    """Every kind that was tried, learnt on the same slices, and which of them was chosen.

    `steps` are what the season does to each from the calibrating snapshot to the test; `campaign` is what profit is
    stated for, if the workspace says so.
    """

    shape: Shape
    order: Plan
    features: tuple[Feature, ...]
    inputs: tuple[Input, ...]
    slices: Slices
    fitted: Mapping[str, Fitted]
    steps: Mapping[str, Step | None]
    options: Mapping[str, Mapping[str, Any]]
    verdict: Verdict
    refused: list[str]
    seed: int
    campaign: Campaign | None = None

    @property
    def winner(self) -> str:
        """The kind that is to score."""
        return self.verdict.winner


def card_of(study: Study, history: History, engine: Engine, tables: Mapping[str, Table]) -> dict[str, Any]:
    """Return the card but for `parameters`, which are those of the model learnt in the end."""
    order, test = study.order, study.slices.test
    said = _said(study)
    terms = study.campaign or PAPER
    figures = {name: evaluate(probability, test.left, terms) for name, probability in said.items()}
    why = study.shape.why.fill(horizon=order.horizon)
    warnings = [*study.refused, *leaks(test, study.inputs)]
    whole, chosen = study.fitted[study.winner].probability(test.features), study.options[study.winner]
    curve, more = learning_curve(study.winner, study.inputs, *study.slices.three, study.seed, whole, chosen)
    return {
        "name": "churn",
        "kind": study.winner,
        "champion": True,
        "shape": study.shape.id,
        "shape_why": why.record(),
        "why": study.verdict.why.record(),
        "duels": [duel.told() for duel in study.verdict.duels],
        "options": {name: dict(given) for name, given in study.options.items() if given},
        "log_likelihood": -figures["model"]["log_loss"] * figures["model"]["customers"],
        "metrics": figures["model"],
        "baselines": {name: of for name, of in figures.items() if name in (BASELINE, RULE)},
        "figures": {study.winner if name == "model" else name: of for name, of in figures.items()},
        "trained_on": _trained_on(study),
        **_curves(said, test.left, terms),
        "campaign": terms_of(study.campaign),
        "segments": _segments(study, engine, tables, said["model"]),
        "learning_curve": {"rows": curve, "says": more.record()},
        "warnings": warnings,
        "alarms": [*(_alarm(name, study, history) for name in warnings), *_poor(figures["model"])],
        "notes": [note.record() for note in history.notes],
        "as_of": str(history.as_of),
    }


def _curves(said: Mapping[str, Vector], left: Labels, terms: Campaign) -> dict[str, Any]:
    """Return the rows of the charts: of the model, and of the baselines beside it."""
    shown = {name: said[name] for name in ("model", BASELINE, RULE) if name in said}
    return {
        "gains": [{"model": name, **row} for name, p in shown.items() for row in gains(p, left)],
        "calibration": [{"model": name, **row} for name, p in shown.items() for row in calibration(p, left)],
        "profit": profit_curve(said["model"], left, terms),
    }


def _said(study: Study) -> dict[str, Vector]:
    """Return the probabilities on the test slice of the model, of the baselines and of every other kind."""
    test, calibrate = study.slices.test, study.slices.calibrate
    said = {
        name: in_season(model, study.steps[name]).probability(test.features) for name, model in study.fitted.items()
    }
    found = {"model": said[study.winner], BASELINE: said[BASELINE]}
    place = next((at for at, one in enumerate(study.features) if one.id == "recency_days"), None)
    if place is not None:
        rule = Calibration.fit(recency_margin(calibrate.features, place), calibrate.left)
        found[RULE] = rule.probability(recency_margin(test.features, place))
    return found | {name: of for name, of in said.items() if name not in {study.winner, BASELINE}}


def recency_margin(rows: Matrix, place: int) -> Vector:
    """Return the recency rule's ranking: the longer silent, the likelier gone."""
    found: Vector = np.log1p(np.nan_to_num(rows[:, place], nan=0.0))
    return found


def _trained_on(study: Study) -> dict[str, Any]:
    order = study.order
    return {
        "horizon_days": order.horizon,
        "latency_days": order.latency,
        "train": [str(day) for day in order.train],
        "calibrate": str(order.calibrate),
        "test": str(order.test),
        "rows": [len(one.left) for one in study.slices.three],
        "features": [one.id for one in study.inputs],
    }


def _segments(study: Study, engine: Engine, tables: Mapping[str, Table], said: Vector) -> list[dict[str, Any]]:
    """Return the figures of the model on the test slice, by each attribute that customers have."""
    tested, left = study.slices.tested, study.slices.test.left
    found = []
    for by, names in segments_at(engine, tables, study.order.test).items():
        rows = by_segment(said, left, [names.get(one) for one in tested])
        found += [{"by": by, **row} for row in rows]
    return found


def _alarm(name: str, study: Study, history: History) -> dict[str, Any]:
    label = next((one.label for one in (*history.features, *BY_ID.values()) if one.id == name), Text(name, name))
    text = REFUSED if name in study.refused else SUSPECT
    return {"feature": name, "refused": name in study.refused, "text": text.fill(label=label).record()}


def _poor(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the alarm about a model that is no better than chance: of no one feature, whence `feature` is null."""
    said = no_better_than_chance(figures)
    return [{"feature": None, "refused": False, "text": said.record()}] if said else []
