"""Demographic bands: customers by age, tenure, income, gender and region, and how many of each leave.

Age is counted in full years at the end of the last day known, tenure from the first purchase. Bands of fewer than ten
customers are left open: their figures say more of persons than of groups, and nothing of the rate.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import ibis
from ibis.expr.types import IntegerValue, StringValue, Table

from liuke.clock import start_of
from liuke.language import Text
from liuke.measure import Inputs, ask
from liuke.measure.intervals import wilson

FEWEST, OLDEST = 10, 120
MONTHS = 3
"""The whole months over which the churn rate of a band is counted."""
MOST = 40


@dataclass(frozen=True, slots=True)
class Band:
    """A range of whole numbers from `least` up to the next band's."""

    id: str
    label: Text
    least: int


AGES = (
    Band("under_18", Text("under 18", "18 岁以下"), 0),
    Band("18_24", Text("18–24", "18–24 岁"), 18),
    Band("25_34", Text("25–34", "25–34 岁"), 25),
    Band("35_44", Text("35–44", "35–44 岁"), 35),
    Band("45_54", Text("45–54", "45–54 岁"), 45),
    Band("55_64", Text("55–64", "55–64 岁"), 55),
    Band("65_and_over", Text("65 and over", "65 岁及以上"), 65),
)
TENURES = (
    Band("under_30_days", Text("under 30 days", "不足 30 天"), 0),
    Band("30_89_days", Text("30–89 days", "30–89 天"), 30),
    Band("90_364_days", Text("90–364 days", "90–364 天"), 90),
    Band("1_year", Text("1–2 years", "1–2 年"), 365),
    Band("2_years_and_over", Text("2 years and over", "2 年及以上"), 730),
)
BANDS: Mapping[str, tuple[Band, ...]] = {"age_band": AGES, "tenure_band": TENURES}
"""Bands of numbers, by the attribute that holds them."""
ATTRIBUTES = (*BANDS, "income_band", "gender", "region")
LABELS: Mapping[str, Mapping[str, Text]] = {name: {one.id: one.label for one in of} for name, of in BANDS.items()}


def banded(value: IntegerValue, bands: Sequence[Band]) -> StringValue:
    """Return the id of the band of a number; NULL for none, and below the first."""
    return ibis.cases(*((value >= one.least, ibis.literal(one.id)) for one in reversed(bands)))


def age_on(born: ibis.expr.types.DateValue, day: date) -> IntegerValue:
    """Return full years from a date of birth to a day; NULL for a birth after it, or more than 120 years before."""
    had = (born.month() < day.month) | ((born.month() == day.month) & (born.day() <= day.day))
    years = day.year - born.year() - ibis.ifelse(had, 0, 1)
    return ibis.ifelse((years >= 0) & (years <= OLDEST), years, None).cast("int32")


def bands_of(tables: Mapping[str, Table], as_of: date) -> Table | None:
    """Return customer_id, age_band and tenure_band of those of whom either may be known; None where neither is.

    Ages need the dates of birth of `profile`, tenures the first purchases of `customer`.
    """
    parts = []
    if "profile" in tables:
        profile = tables["profile"]
        parts.append(profile.select("customer_id", age_band=banded(age_on(profile.birth_date, as_of), AGES)))
    if "customer" in tables:
        customer = tables["customer"]
        parts.append(customer.select("customer_id", tenure_band=banded(customer.tenure_days, TENURES)))
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    joined = parts[0].outer_join(parts[1], "customer_id")
    return joined.select(
        "age_band", "tenure_band", customer_id=ibis.coalesce(joined.customer_id, joined.customer_id_right)
    )


def churn_by_bands(inputs: Inputs, names: Sequence[str] = ATTRIBUTES) -> list[dict[str, Any]]:
    """Return for each attribute that is known its bands in order, with their churn rate and their clusters.

    The churn rate is the metric of that name over the last three whole months. Figures of fewer than ten customers
    are None, and `suppressed` says so. An attribute with a single value, or with more than forty, is left out; all are
    where no month of the data is whole.
    """
    known = {name: _rows(inputs, name) for name in names if name in inputs.attributes()}
    return [{"attribute": name, "bands": rows} for name, rows in known.items() if rows]


def span(as_of: date, first: date) -> tuple[date, date]:
    """Return the first and last day of the last three whole months, or of fewer where the data begin later."""
    after = start_of(as_of + timedelta(days=1), "month")
    start = after
    for _ in range(MONTHS):
        start = start_of(start - timedelta(days=1), "month")
    return max(start, min(first, after - timedelta(days=1))), after - timedelta(days=1)


def _rows(inputs: Inputs, name: str) -> list[dict[str, Any]]:
    since, until = span(inputs.as_of, inputs.first_day("stay"))
    if until < inputs.first_day("stay"):
        return []
    told = {row["split"][name]: row for row in ask(inputs, "churn_rate", name, since, until).rows if row["denominator"]}
    if not 2 <= len([value for value in told if value is not None]) <= MOST:
        return []
    beside = _clusters(inputs, name)
    rows = [
        {"band": value, "churn": _shown(told[value]), "clusters": beside.get(value, [])}
        for value in sorted(told, key=partial(place, name))
    ]
    return [row | {"suppressed": row["churn"]["denominator"] is None} for row in rows]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("value", "numerator", "denominator", "low", "high")
    return {name: row[name] if (row["denominator"] or 0) >= FEWEST else None for name in names}


def _clusters(inputs: Inputs, name: str) -> dict[Any, list[dict[str, Any]]]:
    """Return the shares of the clusters in each band with their Wilson intervals; none of bands of few customers."""
    if "cluster" not in inputs.attributes():
        return {}
    people = inputs.people([name, "cluster"])
    known = people.filter(people.cluster.notnull())
    rows = inputs.engine.rows(known.group_by(name, "cluster").agg(customers=known.count()).order_by(name, "cluster"))
    totals: dict[Any, int] = {}
    for row in rows:
        totals[row[name]] = totals.get(row[name], 0) + row["customers"]
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(
            {"cluster": row["cluster"], **_share(row["customers"], totals[row[name]])}
        )
    return found


def _share(count: int, of: int) -> dict[str, Any]:
    if of < FEWEST:
        return dict.fromkeys(("value", "numerator", "denominator", "low", "high"))
    low, high = wilson(count, of)
    return {"value": count / of, "numerator": count, "denominator": of, "low": low, "high": high}


def place(name: str, value: str | None) -> tuple[int, float, str]:
    """Return where a band stands among the others: as declared, by the numbers in its name, the unknown last."""
    if value is None:
        return (2, 0.0, "")
    declared = [one.id for one in BANDS.get(name, ())]
    if value in declared:
        return (0, float(declared.index(value)), value)
    return (0, _amount(value), value) if name == "income_band" else (1, 0.0, str(value))


_UNITS = {"k": 1e3, "千": 1e3, "w": 1e4, "万": 1e4, "m": 1e6, "百万": 1e6}
_BELOW = re.compile(r"under|below|less|up to|<|以下|不足|低于", re.IGNORECASE)


def _amount(text: str) -> float:
    """Return the number that a band of income begins with; one that is below a number stands right before it."""
    found = re.search(r"(\d[\d,]*\.?\d*)\s*(?:[-–~至]\s*\d[\d,]*\.?\d*\s*)?(百万|[kKmMwW千万])?", text)
    if not found:
        return float("inf")
    amount = float(found[1].replace(",", "")) * _UNITS.get((found[2] or "").lower(), 1.0)
    return amount - 0.5 if _BELOW.search(text) else amount
