"""Cohorts: of the customers who first purchased in a period, how many purchase in each period after it."""

from datetime import timedelta
from typing import Any

from liuke.clock import Grain, period_start, periods
from liuke.measure.inputs import Inputs


def cohorts(inputs: Inputs, grain: Grain = "month") -> list[dict[str, Any]]:
    """Return the cohort matrix: calendar periods, retention “on” the period, first purchase as the cohort.

    A row a cohort: cohort (ISO date of its first day), size, and cells k = 0, 1, … with customers, value (their share)
    and partial. A cell whose period has not fully elapsed is immature: its value is None, never 0.
    """
    bought = inputs.activity.filter(inputs.activity.orders > 0)
    firsts = inputs.customer.select("customer_id", cohort=period_start(inputs.customer.first_on, grain))
    seen = bought.select("customer_id", period=period_start(bought.day, grain)).distinct()
    counted = seen.inner_join(firsts, "customer_id").group_by("cohort", "period")
    found = {
        (row["cohort"], row["period"]): row["customers"]
        for row in inputs.engine.rows(counted.agg(customers=lambda t: t.count()))
    }
    if not found:
        return []
    spans = list(periods(min(cohort for cohort, _ in found), inputs.as_of, grain))
    rows = []
    for place, (cohort, _) in enumerate(spans):
        size = found.get((cohort, cohort), 0)
        cells = []
        for k, (start, end) in enumerate(spans[place:]):
            customers, partial = found.get((cohort, start), 0), end > inputs.as_of + timedelta(days=1)
            value = customers / size if size and not partial else None
            cells.append({"k": k, "customers": customers, "value": value, "partial": partial})
        rows.append({"cohort": cohort.isoformat(), "size": size, "cells": cells})
    return rows
