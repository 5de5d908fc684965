"""Learning who leaves: fit on early snapshots, calibrate on later ones, judge on the latest, then move up to today."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.explain.drivers import Settled
from liuke.language import Text
from liuke.measure.intervals import wilson
from liuke.predict.bands import campaign
from liuke.predict.churn_model.card import BASELINE, Study, card_of
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.refusals import too_few, too_short, too_small
from liuke.predict.churn_model.season import in_season, step
from liuke.predict.churn_model.settled import settled_at
from liuke.predict.churn_model.shape import Shape, shape_of
from liuke.predict.churn_model.snapshots import Plan, Slices, plan, rows_of, sampled, slices_of
from liuke.predict.cores import meanwhile
from liuke.predict.evaluation.choosing import choose
from liuke.predict.evaluation.leaks import leaks
from liuke.predict.evaluation.profit import PAPER, Campaign
from liuke.predict.features import BY_ID, Feature, available
from liuke.predict.features.declared import states
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.learn import learn, learn_kinds
from liuke.predict.learning.model import CLASS_WEIGHTS, Fitted
from liuke.predict.learning.sample import Input
from liuke.predict.learning.search import search
from liuke.predict.watch.reference import reference
from liuke.settings import PredictSettings, Settings

ADDITIVE = ("boosted", "splines", "logistic")
"""The kinds that may be the champion unchallenged, best first."""


@dataclass(frozen=True, slots=True)
class ChurnFit:
    """The model that scores customers today, its card, and for those already lost how many stay away.

    After a refusal `model` is None and `refusal` says why and what is needed. `features` are what the model reads,
    `shape` the shape of the data; `lost_interval` is the 95 % interval of `lost_stay_away`. `settled` are
    the customers whom it was tested on.
    """

    model: Fitted | None
    card: dict[str, Any] | None
    horizon_days: int
    lost_stay_away: float | None
    refusal: Text | None
    shape: Shape
    features: tuple[Feature, ...] = ()
    lost_interval: tuple[float, float] | None = None
    settled: Settled | None = None


def predict_churn(engine: Engine, history: History, settings: Settings) -> ChurnFit:
    """Learn the churn model from a history.

    The card's figures are those of a model that knew nothing of the test snapshot's outcome. The model returned is of
    the same kind, learnt again with all snapshots moved up by one horizon.
    """
    chosen, shape = settings.predict, shape_of(history)
    window = shape.horizon(engine, history.tables)
    order = plan(history.first, history.as_of, window, chosen.horizon_days, chosen.latency_days)
    if order is None:
        return _refuse(window, too_short(history), shape)
    features = available(history.tables, history.features)
    tables = _sampled(engine, history, len(order.days), chosen.training_rows)
    rows = rows_of(engine, shape, tables, order, features)
    ids = [one.id for one in features]
    slices = slices_of(rows, order, ids)
    if any(too_few(one) for one in slices.three):
        return _refuse(order.horizon, too_small(slices.three), shape)
    known, refused = usable(features, slices)
    slices = slices_of(rows, order, [one.id for one in known])
    study = _study(shape, order, known, slices, chosen, refused, campaign(settings.risk))
    final, card = _moved_up_and_card(study, lambda: card_of(study, history, engine, tables))
    ahead = step(final, order.test, order.today, slices.year_ago)
    final = in_season(final, ahead)
    card["season"] = ahead.record() if ahead else None
    card["parameters"] = final.record()
    card["declared"] = states(history.features, history.tables, known, refused)
    card["reference"] = reference(slices.moved, study.inputs, final.probability(slices.moved.features))
    away = _stay_away(engine, history.tables["activity"], order, history.window) if shape.id == "orders" else None
    share, interval = away or (None, None)
    told = settled_at(engine, tables, rows, known, order.test, order.reach.days)
    return ChurnFit(final, card, order.horizon, share, None, shape, known, interval, told)


def _study(
    shape: Shape,
    order: Plan,
    features: tuple[Feature, ...],
    slices: Slices,
    chosen: PredictSettings,
    refused: list[str],
    terms: Campaign | None,
) -> Study:
    """Learn every kind on the early slices, and choose on the one after them; `terms` default to the paper's."""
    inputs = tuple(Input(one.id, one.id, one.risky) for one in features)
    kinds = list(dict.fromkeys((*chosen.kinds, BASELINE)))
    champion = next((one for one in ADDITIVE if one in chosen.kinds), chosen.kinds[0])
    train, calibrate, _ = slices.three
    budget = chosen.search_seconds / len(kinds)
    weighed = {CLASS_WEIGHTS: True} if chosen.class_weights else {}
    options = {one: {**search(one, inputs, train, calibrate, chosen.seed, budget), **weighed} for one in kinds}
    fitted = learn_kinds(kinds, inputs, train, calibrate, chosen.seed, options)
    said = {one: fitted[one].probability(calibrate.features) for one in kinds}
    verdict = choose(said, calibrate.left, champion, terms or PAPER, chosen.seed)
    steps = {one: step(model, order.calibrate, order.test, slices.year_ago) for one, model in fitted.items()}
    return Study(shape, order, features, inputs, slices, fitted, steps, options, verdict, refused, chosen.seed, terms)


def _moved_up_and_card(study: Study, card: Callable[[], dict[str, Any]]) -> tuple[Fitted, dict[str, Any]]:
    """Return a model of the kind that was chosen, learnt with all snapshots moved up by one horizon, and the card."""
    winner, slices = study.winner, study.slices

    def learnt() -> Fitted:
        return learn(winner, study.inputs, slices.moved, slices.test, study.seed, study.options[winner])

    return meanwhile(learnt, card) if KINDS[winner].apart else (learnt(), card())


def _sampled(engine: Engine, history: History, snapshots: int, rows: int) -> Mapping[str, Table]:
    """Return the tables of so many customers that the snapshots give about `rows` rows, each of them whole."""
    some = {name: sampled(table, history.customers, snapshots, rows) for name, table in history.tables.items()}
    if "activity" in some:
        some["activity"] = engine.hold(some["activity"], "sampled")
    return some


def usable(features: Sequence[Feature], slices: Slices) -> tuple[tuple[Feature, ...], list[str]]:
    """Return the features that tell customers apart, and the ids of declared ones refused: they know the outcome.

    Our own features read only what came before the snapshot, which is tested; of a declared one nobody knows.
    """
    train = slices.train
    inputs = [Input(one.id, one.id, one.risky) for one in features]
    suspect = set(leaks(train, inputs)) | set(leaks(slices.calibrate, inputs))
    refused = [one.id for one in features if one.id in suspect and BY_ID.get(one.id) is not one]
    kept = [one for place, one in enumerate(features) if one.id not in refused and _tells(train.features[:, place])]
    return tuple(kept), refused


def _tells(column: np.ndarray) -> bool:
    known = column[~np.isnan(column)]
    return len(known) > 0 and (known.min() < known.max() or len(known) < len(column))


def _stay_away(engine: Engine, activity: Table, order: Plan, window: int) -> tuple[float, tuple[float, float]] | None:
    """Return the share of the customers lost at the test snapshot who bought nothing in its horizon, with interval."""
    begins = order.test + timedelta(days=order.latency)
    bought = activity.filter(activity.orders > 0)
    last = bought.group_by("customer_id").agg(
        before=bought.day.max(where=bought.day < order.test), after=bought.day.max(where=bought.day >= begins)
    )
    lost = last.filter(last.before < order.test - timedelta(days=window))
    row = engine.rows(lost.aggregate(customers=lost.count(), away=lost.after.isnull().sum()))[0]
    if not row["customers"]:
        return None
    low, high = wilson(float(row["away"]), row["customers"])
    return (row["away"] + 1) / (row["customers"] + 2), (low or 0.0, 1.0 if high is None else high)


def _refuse(horizon: int, why: Text, shape: Shape) -> ChurnFit:
    return ChurnFit(None, None, horizon, None, why, shape)


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
