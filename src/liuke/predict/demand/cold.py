"""Cold start: a group with too little history is forecast by its category's shape and its own level.

Its size beside the category's others, since it was first asked for, is applied to their forecast. How far off that is,
is learnt from them: each is forecast as if no more were known of it, at every origin.
"""

import numpy as np

from liuke.predict.demand.bands import Spread, spread_of
from liuke.predict.demand.methods.frame import Values
from liuke.predict.demand.origins import SHORTEST, Plan


def is_cold(values: Values) -> bool:
    """Say whether a series began too late to be forecast by itself."""
    begun = np.flatnonzero(values)
    return bool(len(begun)) and len(values) - begun[0] < SHORTEST


def by_share(values: Values, parent: Values, rolled: Values, plan: Plan) -> Values:
    """Return the parent's forecasts (origins + 1, horizon) times the share since the first demand known by then."""
    start = int(np.flatnonzero(values)[0])
    found = np.zeros_like(rolled)
    for row, origin in enumerate((*plan.origins, plan.length)):
        found[row] = _of(values[start:origin], parent[start:origin], rolled[row])
    return found


def _of(own: Values, parent: Values, shape: Values) -> Values:
    if not len(own):
        return np.zeros_like(shape)
    whole = float(parent.sum())
    return shape * float(own.sum()) / whole if whole > 0 else np.full_like(shape, own.mean())


def spread_by_siblings(
    age: int, siblings: Values, parent: Values, rolled: Values, actual: Values, plan: Plan
) -> Spread | None:
    """Return the spread, in units of a sibling's level, of forecasts by share after `age` periods.

    `siblings` (groups, periods); `rolled` (origins + 1, horizon) is the parent's; `actual` (groups, origins, horizon).
    """
    rows = []
    for values, came in zip(siblings, actual, strict=True):
        for row, origin in enumerate(plan.origins):
            own = values[max(0, origin - age) : origin]
            level = float(own.mean()) if len(own) else 0.0
            if level > 0:
                rows.append((_of(own, parent[max(0, origin - age) : origin], rolled[row]) - came[row]) / level)
    return spread_of(np.array(rows)) if rows else None
