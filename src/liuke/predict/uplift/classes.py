"""The four classes of Radcliffe & Surry (1999), told from what is expected under both arms.

Contact is shown to help (the interval of the effect is above 0): a **persuadable**. It is shown to harm (the interval
is below 0): **do not disturb**. Where neither is shown, the outcome without contact decides: a **sure thing** has the
good outcome more likely than not, a **lost cause** has not. The interval is that of customers who look
alike to the model.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from liuke.language import Text
from liuke.predict.learning.sample import Vector
from liuke.predict.uplift.average import adjusted

CLASSES = {
    "persuadable": Text("persuadable", "可被打动"),
    "sure_thing": Text("sure thing", "无需打扰也会留下"),
    "lost_cause": Text("lost cause", "联系也难挽回"),
    "do_not_disturb": Text("do not disturb", "请勿打扰"),
}
EVEN = 0.5


def told_apart(well: Vector, low: Vector, high: Vector) -> NDArray[np.str_]:
    """Return each customer's class; `well` is the probability of the good outcome without contact."""
    quiet = np.where(well >= EVEN, "sure_thing", "lost_cause")
    return np.where(low > 0, "persuadable", np.where(high < 0, "do_not_disturb", quiet))


def table(kind: NDArray[np.str_], well: Vector, effect: Vector, psi: Vector) -> list[dict[str, Any]]:
    """Return a row a class: how many, what is expected of them without contact, and what contact changed.

    `effect` and its interval are of the experiment (the mean pseudo-outcome), `predicted` is what was said before.
    """
    rows = []
    for name in CLASSES:
        here = kind == name
        count = int(here.sum())
        seen = adjusted(psi[here]) if count > 1 else None
        rows.append(
            {
                "class": name,
                "customers": count,
                "share": count / len(kind),
                "without": float(well[here].mean()) if count else None,
                "predicted": float(effect[here].mean()) if count else None,
                "effect": seen.value if seen else None,
                "low": seen.low if seen else None,
                "high": seen.high if seen else None,
            }
        )
    return rows
