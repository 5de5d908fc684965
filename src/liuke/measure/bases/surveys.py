"""Rows about what customers say when asked: answers, and respondents of the satisfaction index."""

import ibis
from ibis.expr.types import Table

from liuke.measure.frame import Frame, split
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base


def _answers(inputs: Inputs, frame: Frame) -> Table:
    rows = inputs.table("answer")
    return split(frame.within(rows, rows.answered_on), inputs, frame)


def _respondents(inputs: Inputs, frame: Frame) -> Table:
    """Return one row a respondent of the index: how far their answers, weighed, are up the scale from 0 to 100."""
    rows = inputs.table("answer")
    rows = frame.within(rows.filter(rows.weight > 0), rows.answered_on)
    own = [name for name in frame.own if name != "question"]
    each = rows.group_by("response", "period", "customer_id", *own).agg(
        weighed=rows.weighed.sum(), weight=rows.weight.sum()
    )
    each = each.mutate(index=100 * each.weighed / each.weight, one=ibis.literal(1, "int64"))
    return split(each, inputs, frame)


ANSWERS = Base("answers", ("answer",), "flow", _answers, own=("survey_id", "question"))
"""Answers by day: kind, score, promoter, detractor, satisfied."""
RESPONDENTS = Base("respondents", ("answer",), "flow", _respondents, own=("survey_id",))
"""Respondents of the satisfaction index: index from 0 to 100."""
