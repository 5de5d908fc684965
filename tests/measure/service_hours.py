"""Business hours for tests of the service clock, and a walk through them that is too slow to be wrong."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from holidays import country_holidays
from hypothesis import strategies as st

from liuke.measure.service import BusinessHours, business_hours
from liuke.settings import ServiceSettings, read_hours

HOUR = 3600.0
NINE_TO_FIVE = ServiceSettings(hours="09:00-17:00")
SPLIT = ServiceSettings(hours={"mon": "09:00-12:00, 13:30-18:00", "sat": "10:00-14:00", "sun": ""})


def year_of(given: ServiceSettings = NINE_TO_FIVE, zone: str = "UTC", year: int = 2025) -> BusinessHours:
    return business_hours(given, zone, date(year - 1, 12, 1), date(year + 1, 1, 31))


def utc(local: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def between(hours: BusinessHours, start: str, end: str, zone: str = "UTC") -> float:
    first, last = hours.worked(np.array([utc(start, zone), utc(end, zone)], dtype="datetime64[us]"))
    return float(last - first)


def _datetimes(first: str, last: str) -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime.fromisoformat(first), datetime.fromisoformat(last))


moments = st.one_of(
    _datetimes("2025-01-02", "2025-12-20"),
    _datetimes("2025-01-24", "2025-02-10"),
    *(_datetimes(f"{day}T00:00", f"{day}T12:00") for day in ("2025-03-09", "2025-03-30", "2025-10-26", "2025-11-02")),
)
"""All of 2025, but more often around the spring festival and the clock changes of New York and Berlin."""
plans = st.sampled_from(
    [
        NINE_TO_FIVE,
        SPLIT,
        ServiceSettings(hours="00:00-24:00", holidays="CN"),
        ServiceSettings(hours={"mon": "08:00-20:30", "sat": "12:00-24:00", "sun": "00:00-24:00"}, holidays="CN"),
    ]
)
zones = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin"])


near = st.timedeltas(-timedelta(days=1), timedelta(days=9))


def walked(plan: ServiceSettings, zone: str, start: datetime, end: datetime) -> int:
    """Return the seconds between two moments, each from its whole second, that the local half hours add up to.

    All hours of the plans begin and end with a half hour of the clock.
    """
    rules, weekly, half = ZoneInfo(zone), read_hours(plan.hours), timedelta(minutes=30)
    known = country_holidays("CN", years=range(2024, 2027)) if plan.holidays else {}
    working = known.weekend_workdays if plan.holidays else set()
    start, end = start.replace(microsecond=0), end.replace(microsecond=0)
    total, moment = 0, start.replace(minute=start.minute // 30 * 30, second=0)
    while moment < end:
        local = moment.replace(tzinfo=UTC).astimezone(rules)
        usual = weekly[local.weekday()]
        open_ = (usual or weekly[0]) if local.date() in working else () if local.date() in known else usual
        if any(opens <= local.hour * 60 + local.minute < closes for opens, closes in open_):
            total += int((min(moment + half, end) - max(moment, start)).total_seconds())
        moment += half
    return total
