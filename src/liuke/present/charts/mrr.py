"""What moves recurring revenue, named and coloured everywhere alike."""

from liuke.language import Text
from liuke.present.charts.frame import Row

MOVES: dict[str, tuple[Text, int, str]] = {
    "mrr_new": (Text("New", "新增"), 1, "stage-new"),
    "mrr_returned": (Text("Returned", "回流"), 1, "stage-returned"),
    "mrr_expansion": (Text("Expansion", "增购"), 1, "accent"),
    "mrr_contraction": (Text("Contraction", "减购"), -1, "stage-dormant"),
    "mrr_churned": (Text("Churned", "流失"), -1, "bad"),
}
"""What moves recurring revenue: its name, its sign and its colour. Opening + all of them = closing."""
OPENING, CLOSING = Text("Opening", "期初"), Text("Closing", "期末")


def moved(row: Row, name: str) -> float:
    """Return what a movement added in a month, negative where it took away."""
    return MOVES[name][1] * float(row[name] or 0)


def net(row: Row) -> float:
    """Return by how much the month changed recurring revenue."""
    return sum(moved(row, name) for name in MOVES)
