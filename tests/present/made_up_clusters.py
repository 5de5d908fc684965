"""The section on who customers are, of a company that is made up but good to look at."""

from collections.abc import Mapping
from typing import Any

from liuke.language import Text
from liuke.present.charts.frame import Column
from liuke.present.report.findings import Listing, Panel

IDS = ("silent+low_spend+rare", "frequent+high_spend+recent", "new+rare+low_spend")
SIZES = (1_574, 1_406, 1_359)
MEDIANS = ((191.0, 2.0, 380.2, 277.0), (17.0, 6.0, 2_270.0, 326.0), (35.0, 1.0, 389.6, 65.0))
APART = ((1.5, -0.8, -0.9, 0.6), (-1.2, 1.7, 1.5, 1.0), (-0.4, -0.9, -0.7, -1.8))
MEASURES = ("recency", "frequency", "monetary", "tenure")

CLUSTERS = [
    {
        "cluster": id_, "customers": SIZES[at], "share": SIZES[at] / sum(SIZES), "measure": measure,
        "median": MEDIANS[at][place], "low": 0.95 * MEDIANS[at][place], "high": 1.05 * MEDIANS[at][place],
        "apart": APART[at][place],
    }
    for at, id_ in enumerate(IDS)
    for place, measure in enumerate(MEASURES)
]  # fmt: skip
WEAKEST = (0.96, 0.98, 0.9, 0.73, 0.81, 0.52, 0.48)
CHOICE = [
    {
        "k": k, "weakest": WEAKEST[k - 2], "rand": WEAKEST[k - 2] - 0.02, "silhouette": 0.4 - 0.02 * k,
        "without_groups": 0.33 - 0.015 * k, "beyond": k <= 3, "chosen": k == 3, "stable": WEAKEST[k - 2] >= 0.75,
    }
    for k in range(2, 9)
]  # fmt: skip
MOVES = {
    (None, 1): 18, (None, 2): 951, (0, 0): 1_005, (0, 1): 350, (0, 2): 13, (1, 0): 64, (1, 1): 778, (2, 0): 505,
    (2, 1): 260, (2, 2): 395,
}  # fmt: skip
FLOW = [
    {
        "from_cluster": None if start is None else IDS[start], "to_cluster": IDS[end], "customers": customers,
        "then": "2026-03-17", "now": "2026-06-17",
    }
    for (start, end), customers in MOVES.items()
]  # fmt: skip
ROWS: Mapping[str, list[dict[str, Any]]] = {"clusters": CLUSTERS, "cluster_choice": CHOICE, "cluster_flow": FLOW}


def panel() -> Panel:
    """Return the section, the same every time."""
    bands = Listing(
        "band_gender",
        Text("Who leaves, by gender", "按性别看流失"),
        Text("churn in the last three months", "近三个月的流失率"),
        (Column("band", Text("Gender", "性别")), Column("churn", Text("Churn rate", "流失率"), "percent")),
        [{"band": Text("female", "女"), "churn": {"value": 0.12, "low": 0.1, "high": 0.14}}],
    )
    told = Text("clusters@1: 4,339 customers in 3 clusters.", "clusters@1：4,339 位客户分为 3 群。")
    return Panel((), ROWS, (bands,), notes=(told,))
