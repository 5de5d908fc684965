"""The answer as one document, and as rows of a table."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from liuke.language import Text
from liuke.predict.demand.asking import HORIZONS
from liuke.predict.demand.bands import LEVELS
from liuke.predict.demand.demand import Demand, Node
from liuke.predict.demand.methods import METHODS
from liuke.predict.demand.series import OTHERS
from liuke.predict.demand.words import (
    Tell,
    general_sentences,
    in_all,
    method_label,
    naive_label,
    named,
    node_sentences,
)


def record_of(demand: Demand, tell: Tell, more: Sequence[Text] = ()) -> dict[str, Any]:
    """Return what is expected, for JSON; `horizon` periods are told, though stock may have looked further ahead.

    `more` are notes on the question itself.
    """
    series, plan = demand.series, demand.plan
    horizon = asked_horizon(demand)
    return {
        "every": series.grain,
        "by": list(series.by) or None,
        "horizon": horizon,
        "periods": series.length,
        "since": str(series.starts[0]),
        "season": plan.period if plan.period > 1 else None,
        "yardstick": naive_label(demand).record(),
        "origins": [str(series.starts[one]) for one in plan.origins],
        "notes": [one.record() for one in (*general_sentences(demand), *more)],
        "series": [_node(node, demand, tell, horizon) for node in demand.nodes],
    }


def asked_horizon(demand: Demand) -> int:
    """Return the periods that were asked for, or are usual."""
    return demand.ask.horizon or HORIZONS[demand.series.grain]


def _node(node: Node, demand: Demand, tell: Tell, horizon: int) -> dict[str, Any]:
    judged = node.judged
    total, low, high = in_all(node, demand, horizon)
    return {
        "group": ["" if one == OTHERS else one for one in node.path],
        "label": named(node).record(),
        "others": OTHERS in node.path,
        "kind": judged.kind,
        "adi": judged.interval,
        "cv2": judged.variation,
        "method": judged.method,
        "method_label": method_label(node, demand).record(),
        "total": {"value": total, "low80": low, "high80": high},
        "errors": {name: {"label": _label(name).record()} | told for name, told in judged.errors.items()},
        "held": {str(level): node.held.get(level) for level in LEVELS},
        "holidays": _holidays(node, demand),
        "stock": node.stock,
        "says": [one.record() for one in node_sentences(node, demand, tell, horizon)],
        "history": [
            {"period": str(start), "value": float(value)}
            for start, value in zip(demand.series.starts, judged.values, strict=True)
        ],
        "forecast": list(_ahead(node, demand, horizon)),
        "by_ahead": _by_ahead(node, horizon),
    }


def _label(name: str) -> Text:
    return METHODS.get(name) or Text("as chosen each time", "每次按当时最优")


def _holidays(node: Node, demand: Demand) -> list[dict[str, Any]]:
    if node.effects is None or demand.calendar is None:
        return []
    return [
        {"holiday": demand.calendar.names[row][0].record(), "part": demand.calendar.names[row][1], "a_day": size}
        | {"times": node.effects.times}
        for row, size in zip(node.effects.rows, node.effects.sizes, strict=True)
    ]


def _ahead(node: Node, demand: Demand, horizon: int) -> Iterator[dict[str, Any]]:
    for place, start in enumerate(demand.series.ahead(horizon)):
        row: dict[str, Any] = {"period": str(start), "value": float(node.forecast[place])}
        for level in LEVELS:
            low, high = node.bands.get(level, (None, None))
            row[f"low{level}"] = None if low is None else float(low[place])
            row[f"high{level}"] = None if high is None else float(high[place])
        yield row | {"naive": float(node.judged.naive[-1, place])}


def _by_ahead(node: Node, horizon: int) -> list[dict[str, Any]]:
    """Return the mean absolute error by periods ahead, of what was forecast and of the naive."""
    judged, rows = node.judged, []
    for place in range(horizon if len(judged.actual) else 0):
        came = judged.actual[:, place]
        known = ~np.isnan(came)
        if known.any():
            ours, theirs = (np.abs(one[:-1, place] - came)[known] for one in (judged.rolled, judged.naive))
            rows.append(
                {
                    "ahead": place + 1,
                    "origins": int(known.sum()),
                    "error": float(ours.mean()),
                    "naive": float(theirs.mean()),
                    "usual": float(np.abs(came[known]).mean()),
                }
            )
    return rows
