"""Answers to surveys, each with what it counts for: promoter or detractor, satisfied, a part of the index."""

import ibis
from ibis.expr.types import NumericValue, Table

from liuke.measure.derived.known import Known


def answer(known: Known) -> Table | None:
    """Return a row an answer: customer_id, response, answered_on, survey_id, kind, question, score.

    Further top (the highest score of CES; NULL of other kinds), promoter (NPS 9 or 10), detractor (NPS up to 6),
    satisfied (CSAT in the two best of its scale), weight (of a CSI question) and weighed (weight × how far the score is
    up the scale from 1 to 10).
    """
    rows = known.rows("survey_response", "answered_at")
    if rows is None:
        return None
    survey = known.settings.survey
    nps, csat, csi = (rows.kind == kind for kind in ("nps", "csat", "csi"))
    weight = _weights(rows, survey.csi_weights)
    place = rows.source + ":" + rows.source_row.cast("string")
    named = rows.customer_id + "@" + rows.answered_at.cast("string")
    return rows.select(
        "customer_id",
        "survey_id",
        "kind",
        "question",
        "score",
        top=ibis.ifelse(rows.kind == "ces", float(survey.ces_scale), ibis.null("float64")),
        response=ibis.coalesce(rows.response_id, named, place),
        answered_on=known.day(rows.answered_at),
        promoter=nps & (rows.score >= 9),
        detractor=nps & (rows.score <= 6),
        satisfied=csat & (rows.score >= survey.csat_scale - 1),
        weight=ibis.ifelse(csi, weight, 0.0),
        weighed=ibis.ifelse(csi, weight * (rows.score - 1) / 9, 0.0),
    ).order_by("response", "kind", "question")


def _weights(rows: Table, weights: dict[str, float]) -> NumericValue:
    """Return the weight of each question: as set, or 1 for all where none is set; questions not set weigh nothing."""
    if not weights:
        return ibis.literal(1.0)
    return ibis.cases(*((rows.question == question, weight) for question, weight in sorted(weights.items())), else_=0.0)
