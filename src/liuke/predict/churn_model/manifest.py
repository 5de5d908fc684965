"""What a run's manifest says of its churn model."""

from typing import Any

from liuke.predict.churn_model.fit import ChurnFit


def told_of_churn(churn: ChurnFit) -> dict[str, Any]:
    """Return the horizon, what was refused, the model at a glance, and the shape of the data with why it is that."""
    card = churn.card
    refused = [one["text"] for one in card["alarms"] if one["refused"]] if card else []
    brief = {name: card["metrics"][name] for name in ("auc", "top_decile_lift", "log_loss", "brier")} if card else {}
    return {
        "horizon_days": churn.horizon_days,
        "refusals": [churn.refusal.record()] if churn.refusal else refused,
        "model": {"name": "churn", "kind": card["kind"], "version": card.get("version"), **brief} if card else {},
        "shape": churn.shape.id,
        "shape_why": churn.shape.why.fill(horizon=churn.horizon_days).record(),
    }
