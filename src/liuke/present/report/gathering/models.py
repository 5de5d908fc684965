"""The model cards of a run, turned into what the report says of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuke.language import Text
from liuke.present.report.findings import ChurnModel, Judgement, ValueModel

type Card = Mapping[str, Any]

RULE = "recency"
PURCHASES = "buy_till_you_die"
VALUE_NAMES = {
    "bg_nbd": Text("BG/NBD model", "BG/NBD 模型"),
    "mbg_nbd": Text("MBG/NBD model", "MBG/NBD 模型"),
    "pareto_nbd": Text("Pareto/NBD model", "Pareto/NBD 模型"),
}
MEANINGS = {
    "a": Text(
        "r and alpha say how often customers buy; a and b how soon they stop after a purchase.",
        "r 与 alpha 描述购买频率，a 与 b 描述购买后停止的快慢。",
    ),
    "s": Text(
        "r and alpha say how often customers buy; s and beta how soon they stop.",
        "r 与 alpha 描述购买频率，s 与 beta 描述停止的快慢。",
    ),
}
GUESSES = {
    "own_rate": Text("Everyone keeps their own rate", "每人保持各自的频率"),
    "average_rate": Text("Everyone buys at the average rate", "人人按平均频率购买"),
    "nobody": Text("Nobody buys again", "无人再次购买"),
}


def value_model(found: Sequence[Card]) -> ValueModel | None:
    """Return the purchase model in use, or None where the run has none."""
    used = next((card for card in found if card["kind"] == PURCHASES and card.get("champion")), None)
    if used is None:
        return None
    name = VALUE_NAMES.get(used["name"], Text(used["name"], used["name"]))
    judged = [_judged(name, used.get("metrics"), ours=True)]
    judged += [_judged(GUESSES[guess], figures) for guess, figures in (used.get("baselines") or {}).items()]
    return ValueModel(
        name,
        {parameter: float(value) for parameter, value in used["parameters"].items()},
        used.get("tracking") or [],
        [one for one in judged if one],
        next((text for part, text in MEANINGS.items() if part in used["parameters"]), None),
    )


def _judged(label: Text, figures: Card | None, *, ours: bool = False) -> dict[str, Any]:
    if not figures:
        return {}
    return {"label": label, "ours": ours, "bias": figures.get("bias"), "rmse": figures.get("rmse")}


def churn_model(found: Sequence[Card]) -> ChurnModel | None:
    """Return how the churn model, the other kinds tried and the baselines did on held-out time; None without a model.

    Where the model in use is one of the baselines, it is shown once. Charts are of the model and its baselines.
    """
    card = next((card for card in found if card["name"] == "churn"), None)
    if card is None:
        return None
    figures, trained, curve = card["metrics"], card["trained_on"], card.get("learning_curve") or {}
    rivals = {"model": figures, **card["baselines"]}
    rivals.pop(card["kind"], None)
    return ChurnModel(
        tuple(_judgement(name, one) for name, one in _tried(card, rivals).items()),
        [row for row in card["gains"] if row["model"] in rivals],
        [row for row in card["calibration"] if row["model"] in rivals],
        figures["customers"],
        date.fromisoformat(trained["test"]),
        trained["horizon_days"],
        figures["base_rate"],
        Text(*(card["why"][language] for language in ("en", "zh"))),
        [row | ({"terms": card["campaign"]["says"]} if "campaign" in card else {}) for row in card.get("profit") or ()],
        [row | {"more": curve["says"]} for row in curve.get("rows", ())],
        card["kind"],
    )


def _tried(card: Card, rivals: Card) -> Card:
    """Return the model in use, the other kinds by their log loss, and at last the rule that is no model."""
    others = {**rivals, **(card.get("figures") or {})}
    places = {"model": 0, RULE: 2}
    ordered = sorted(others, key=lambda name: (places.get(name, 1), others[name]["log_loss"]))
    return {name: others[name] for name in ordered if name != card["kind"]}


def _judgement(name: str, figures: Card) -> Judgement:
    intervals = figures.get("intervals") or {}
    low, high = intervals.get("auc") or (None, None)
    return Judgement(name, figures["auc"], low, high, figures["top_decile_lift"], figures["brier"], figures["log_loss"])
