"""Rows about service: tickets by the day they came, and by the day they were solved."""

import ibis
from ibis.expr.types import Table

from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base
from liuke.measure.statistic import ranked

OWN = ("channel", "category", "priority", "agent", "product_id", "status")


def _received(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("ticket")
    return split(frame.within(rows, rows.received_on), inputs, frame)


def _solved(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("ticket")
    rows = rows.filter(rows.resolved)
    return split(frame.within(rows, rows.resolved_on), inputs, frame)


def _responses(inputs: Inputs, frame: Frame) -> Table:
    return ranked(_received(inputs, frame), frame.keys, "response_hours")


def _resolutions(inputs: Inputs, frame: Frame) -> Table:
    return ranked(_solved(inputs, frame), frame.keys, "resolution_hours")


def _open(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("ticket")
    return split(rows.filter(~rows.resolved).mutate(period=ibis.literal(frame.first)), inputs, frame)


TICKETS = Base("tickets", ("ticket",), "flow", _received, own=OWN)
"""Tickets by the day they came: response_due, response_kept, resolution_due, resolution_kept, rating."""
SOLVED = Base("solved", ("ticket",), "flow", _solved, own=OWN)
"""Tickets by the day they were solved: reopened."""
RESPONSES = Base("responses", ("ticket",), "flow", _responses, own=OWN)
"""Histogram of the working hours to the first answer: response_hours, below, cases."""
RESOLUTIONS = Base("resolutions", ("ticket",), "flow", _resolutions, own=OWN)
"""Histogram of the working hours to the solution: resolution_hours, below, cases."""
OPEN = Base("open", ("ticket",), "stock", _open, own=OWN)
"""Tickets that are not solved on the last day."""
