"""Learning who leaves: fit on early snapshots, calibrate on later ones, judge on the latest, then move up to today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.churn import evaluation
from liuke.predict.churn.additive import Additive
from liuke.predict.churn.baselines import Logistic, recency_margin
from liuke.predict.churn.boosting import fit_boosted
from liuke.predict.churn.features import FEATURES
from liuke.predict.churn.snapshots import Plan, Slice, plan, sampled, slice_of
from liuke.settings import Settings

type Vector = NDArray[np.float64]
type Model = Additive | Logistic

FEWEST_ROWS, FEWEST_EACH = 200, 30
NAMES = tuple(one.id for one in FEATURES)
KINDS: dict[str, type[Model]] = {"boosted": Additive, "logistic": Logistic}


@dataclass(frozen=True, slots=True)
class ChurnFit:
    """The model that scores customers today, its card, and for those already lost how many stay away.

    After a refusal `model` is None and `refusal` says why and what is needed.
    """

    model: Model | None
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
    fitted = {kind: _calibrated(_fit(kind, train, calibrate, settings.predict.seed), calibrate) for kind in KINDS}
    winner, why = _choose(fitted, calibrate)
    figures = _judge(fitted[winner], fitted["logistic"], calibrate, test)
    final = _calibrated(_fit(winner, moved, test, settings.predict.seed), test)
    warnings = evaluation.leaks(test.features, test.left, NAMES)
    card = _card(order, winner, why, final, figures, warnings, slices, as_of)
    return ChurnFit(final, card, order.horizon, _stay_away(engine, activity, order, window), None)


def _fit(kind: str, train: Slice, watch: Slice, seed: int) -> Model:
    return fit_boosted(train, watch, NAMES, seed) if kind == "boosted" else Logistic.fit(train, seed)


def _calibrated(model: Model, on: Slice) -> Model:
    return model.calibrated(*evaluation.platt(model.margin(on.features), on.left))


def _choose(fitted: dict[str, Model], on: Slice) -> tuple[str, Text]:
    """Return the additive trees, unless the regression's log loss is lower by more than one standard error; and why."""
    each = {kind: evaluation.losses(model.probability(on.features), on.left) for kind, model in fitted.items()}
    gain = each["boosted"] - each["logistic"]
    error = float(gain.std(ddof=1) / np.sqrt(len(gain)))
    values = {"gain": f"{gain.mean():.4f}", "error": f"{error:.4f}"}
    if gain.mean() > error:
        said = Text(
            "logistic regression: its log loss is {gain} lower than the trees', more than its standard error {error}",
            "逻辑回归：对数损失比加性树模型低 {gain}，超过其标准误 {error}",
        )
        return "logistic", said.fill(**values)
    said = Text(
        "additive trees: the regression's log loss is not lower by more than one standard error ({gain}, {error})",
        "加性树模型：逻辑回归的对数损失并未低出一个标准误以上（{gain}，{error}）",
    )
    return "boosted", said.fill(**values)


def _judge(model: Model, logistic: Model, calibrate: Slice, test: Slice) -> dict[str, Any]:
    """Return figures, gains and calibration of the model and both baselines on the test slice."""
    slope, offset = evaluation.platt(recency_margin(calibrate.features), calibrate.left)
    recency = 1 / (1 + np.exp(-(offset + slope * recency_margin(test.features))))
    said = {
        "model": model.probability(test.features),
        "logistic": logistic.probability(test.features),
        "recency": recency,
    }
    return {
        "figures": {name: evaluation.evaluate(probability, test.left) for name, probability in said.items()},
        "gains": [{"model": name, **row} for name, p in said.items() for row in evaluation.gains(p, test.left)],
        "calibration": [
            {"model": name, **row} for name, p in said.items() for row in evaluation.calibration(p, test.left)
        ],
    }


def _card(
    order: Plan,
    winner: str,
    why: Text,
    model: Model,
    judged: dict[str, Any],
    warnings: list[str],
    slices: list[Slice],
    as_of: date,
) -> dict[str, Any]:
    figures = judged["figures"]
    return {
        "name": "churn",
        "kind": winner,
        "champion": True,
        "why": {"en": why.en, "zh": why.zh},
        "parameters": model.record(),
        "log_likelihood": -figures["model"]["log_loss"] * figures["model"]["customers"],
        "metrics": figures["model"],
        "baselines": {"logistic": figures["logistic"], "recency": figures["recency"]},
        "trained_on": {
            "horizon_days": order.horizon,
            "train": [str(day) for day in order.train],
            "calibrate": str(order.calibrate),
            "test": str(order.test),
            "rows": [len(one.left) for one in slices],
            "features": list(NAMES),
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


def _too_few(one: Slice) -> bool:
    left = int(one.left.sum())
    return len(one.left) < FEWEST_ROWS or left < FEWEST_EACH or len(one.left) - left < FEWEST_EACH


def _refuse(horizon: int, why: Text) -> ChurnFit:
    return ChurnFit(None, None, horizon, None, why)


def _too_short(first: date, as_of: date) -> Text:
    return Text(
        "Learning who leaves needs at least five weeks of orders; there are {days} days.",
        "学习流失规律至少需要五周的订单，目前只有 {days} 天。",
    ).fill(days=(as_of - first).days + 1)


def _too_small(slices: list[Slice]) -> Text:
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


def read_model(card: dict[str, Any]) -> Model:
    """Return the model stored in a card; raises `DataError` for a kind that is not known here."""
    if card.get("kind") not in KINDS:
        raise DataError(
            "model.kind",
            Text("This model is of the kind “{kind}”, which is not known here.", "无法识别的模型类型“{kind}”。").fill(
                kind=card.get("kind")
            ),
            Text("Call `liuke run` to make a new one.", "请执行 `liuke run` 重新训练。"),
        )
    return KINDS[card["kind"]].read(card["parameters"])
