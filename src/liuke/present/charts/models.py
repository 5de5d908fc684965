"""How the churn model and the baselines a person would use are named and drawn, everywhere alike."""

from liuke.language import Text
from liuke.present.charts.frame import Key, Rows
from liuke.present.theme import paint

MODELS = {
    "model": Text("Liuke model", "留客模型"),
    "logistic": Text("Logistic regression", "逻辑回归"),
    "recency": Text("Recency rule", "最近购买规则"),
}
ROLES = {"model": "accent", "logistic": "stage-new", "recency": "stage-dormant"}
BY_MODEL = {
    "field": "model",
    "type": "nominal",
    "scale": {"domain": list(MODELS), "range": [paint(ROLES[name]) for name in MODELS]},
    "legend": None,
}
KEYS = tuple(Key(ROLES[name], "line", label, name) for name, label in MODELS.items())


OURS, OTHERS = {"filter": "datum.model == 'model'"}, {"filter": "datum.model != 'model'"}


def of_model(rows: Rows, name: str) -> Rows:
    """Return the rows of one model."""
    return [row for row in rows if row["model"] == name]
