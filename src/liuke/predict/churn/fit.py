"""Learning who leaves: fit on early snapshots, calibrate on later ones, judge on the latest, then move up to today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.churn.features import FEATURES
from liuke.predict.churn.snapshots import Plan, plan, sampled, slice_of
from liuke.predict.evaluation.choosing import Verdict, choose
from liuke.predict.evaluation.curves import calibration, gains
from liuke.predict.evaluation.figures import evaluate
from liuke.predict.evaluation.leaks import leaks
from liuke.predict.learning.calibration import Calibration
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.learn import learn
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Input, Matrix, Sample, Vector
from liuke.settings import Settings

FEWEST_ROWS, FEWEST_EACH = 200, 30
INPUTS = tuple(Input(one.id, one.id, one.risky) for one in FEATURES)
RECENCY = next(place for place, one in enumerate(INPUTS) if one.id == "recency_days")
CHAMPION, BASELINE = "boosted", "logistic"
TRIED = (CHAMPION, BASELINE, "trees")


@dataclass(frozen=True, slots=True)
class ChurnFit:
    """The model that scores customers today, its card, and for those already lost how many stay away.

    After a refusal `model` is None and `refusal` says why and what is needed.
    """

    model: Fitted | None
    card: dict[str, Any] | None
    horizon_days: int
    lost_stay_away: float | None
    refusal: Text | None


def predict_churn(
    engine: Engine, activity: Table, customers: int, first: date, as_of: date, window: int, settings: Settings
) -> ChurnFit:
    """Learn the churn model from `activity` (days up to `as_of`); `customers` is how many there are.

    The card's figures are those of a model that knew nothing of the test snapshot's outcome. The model returned is of
    the same kind, learnt again with all snapshots moved up by one horizon.
    """
    order = plan(first, as_of, window, settings.predict.horizon_days)
    if order is None:
        return _refuse(window, _too_short(first, as_of))
    rows = settings.predict.training_rows
    some = engine.hold(sampled(activity, customers, len(order.train) + 2, rows), "sampled")
    parts = (order.train, (order.calibrate,), (order.test,))
    slices = [slice_of(engine, some, days, order.horizon, window) for days in parts]
    moved = slice_of(engine, some, (*order.train[1:], order.calibrate), order.horizon, window)
    engine.drop(some)
    if any(_too_few(one) for one in slices):
        return _refuse(order.horizon, _too_small(slices))
    train, calibrate, test = slices
    seed = settings.predict.seed
    fitted = {kind: learn(kind, INPUTS, train, calibrate, seed) for kind in TRIED}
    said = {kind: model.probability(calibrate.features) for kind, model in fitted.items()}
    verdict = choose(said, calibrate.left, CHAMPION, seed=seed)
    judged = _judge(fitted, verdict.winner, calibrate, test)
    final = learn(verdict.winner, INPUTS, moved, test, seed)
    card = _card(order, verdict, final, judged, leaks(test, INPUTS), slices, as_of)
    return ChurnFit(final, card, order.horizon, _stay_away(engine, activity, order, window), None)


def recency_margin(rows: Matrix) -> Vector:
    """Return the recency rule's ranking: the longer silent, the likelier gone."""
    found: Vector = np.log1p(rows[:, RECENCY])
    return found


def _judge(fitted: dict[str, Fitted], winner: str, calibrate: Sample, test: Sample) -> dict[str, Any]:
    """Return figures, gains and calibration of the model and both baselines on the test slice, and of the others."""
    rule = Calibration.fit(recency_margin(calibrate.features), calibrate.left)
    said = {
        "model": fitted[winner].probability(test.features),
        BASELINE: fitted[BASELINE].probability(test.features),
        "recency": rule.probability(recency_margin(test.features)),
    }
    others = {
        kind: model.probability(test.features) for kind, model in fitted.items() if kind not in {winner, BASELINE}
    }
    return {
        "figures": {name: evaluate(probability, test.left) for name, probability in (said | others).items()},
        "gains": [{"model": name, **row} for name, p in said.items() for row in gains(p, test.left)],
        "calibration": [{"model": name, **row} for name, p in said.items() for row in calibration(p, test.left)],
    }


def _card(
    order: Plan,
    verdict: Verdict,
    model: Fitted,
    judged: dict[str, Any],
    warnings: list[str],
    slices: list[Sample],
    as_of: date,
) -> dict[str, Any]:
    figures = judged["figures"]
    return {
        "name": "churn",
        "kind": verdict.winner,
        "champion": True,
        "why": {"en": verdict.why.en, "zh": verdict.why.zh},
        "duels": [duel.told() for duel in verdict.duels],
        "parameters": model.record(),
        "log_likelihood": -figures["model"]["log_loss"] * figures["model"]["customers"],
        "metrics": figures["model"],
        "baselines": {name: of for name, of in figures.items() if name != "model"},
        "trained_on": {
            "horizon_days": order.horizon,
            "train": [str(day) for day in order.train],
            "calibrate": str(order.calibrate),
            "test": str(order.test),
            "rows": [len(one.left) for one in slices],
            "features": [one.id for one in INPUTS],
        },
        "gains": judged["gains"],
        "calibration": judged["calibration"],
        "warnings": warnings,
        "as_of": str(as_of),
    }


def _stay_away(engine: Engine, activity: Table, order: Plan, window: int) -> float | None:
    """Return the share of the customers lost at the test snapshot who bought nothing in its horizon."""
    bought = activity.filter(activity.orders > 0)
    last = bought.group_by("customer_id").agg(
        before=bought.day.max(where=bought.day < order.test), after=bought.day.max(where=bought.day >= order.test)
    )
    lost = last.filter(last.before < order.test - timedelta(days=window))
    row = engine.rows(lost.aggregate(customers=lost.count(), away=lost.after.isnull().sum()))[0]
    return (row["away"] + 1) / (row["customers"] + 2) if row["customers"] else None


def _too_few(one: Sample) -> bool:
    left = int(one.left.sum())
    return len(one.left) < FEWEST_ROWS or left < FEWEST_EACH or len(one.left) - left < FEWEST_EACH


def _refuse(horizon: int, why: Text) -> ChurnFit:
    return ChurnFit(None, None, horizon, None, why)


def _too_short(first: date, as_of: date) -> Text:
    return Text(
        "Learning who leaves needs at least five weeks of orders; there are {days} days.",
        "学习流失规律至少需要五周的订单，目前只有 {days} 天。",
    ).fill(days=(as_of - first).days + 1)


def _too_small(slices: list[Sample]) -> Text:
    return Text(
        "Learning who leaves needs at least {rows} customers at each snapshot, {each} of whom left and {each} stayed; "
        "there are {sizes} customers, and {left} left.",
        "学习流失规律要求每个快照至少 {rows} 位客户，其中流失与留下各不少于 {each} 位；"
        "目前各快照客户数为 {sizes}，流失数为 {left}。",
    ).fill(
        rows=FEWEST_ROWS,
        each=FEWEST_EACH,
        sizes=" / ".join(str(len(one.left)) for one in slices),
        left=" / ".join(str(int(one.left.sum())) for one in slices),
    )


def read_model(card: dict[str, Any]) -> Fitted:
    """Return the model stored in a card; raises `DataError` for a kind that is not known here."""
    if card.get("kind") not in KINDS:
        raise DataError(
            "model.kind",
            Text("This model is of the kind “{kind}”, which is not known here.", "无法识别的模型类型“{kind}”。").fill(
                kind=card.get("kind")
            ),
            Text("Call `liuke run` to make a new one.", "请执行 `liuke run` 重新训练。"),
        )
    return Fitted.read(card["kind"], card["parameters"], KINDS)
