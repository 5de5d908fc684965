"""Rows about what was done for customers."""

import ibis
from ibis.expr.types import Table

from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base


def _treatments(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("treatment")
    if not inputs.knows("treatment", "delivered_on"):
        rows = rows.mutate(delivered=ibis.null("boolean"))
    return split(frame.within(rows, rows.assigned_on), inputs, frame)


TREATMENTS = Base("treatments", ("treatment",), "flow", _treatments, own=("playbook_id", "arm"))
"""Treatments by the day they were assigned: arm, delivered (NULL where no delivery was ever written down), cost."""
