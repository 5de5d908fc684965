"""Ledgers of bills for tests: a bill, bills that follow each other, and what the derived tables make of them."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from liuke.engine import Engine
from liuke.measure import Inputs
from liuke.settings import LostSettings, Settings
from tests.measure.miniatures.worked import inputs_from

type Bill = dict[str, Any]


def later(day: str | date, months: int) -> date:
    """Return the day so many months later, or the last of its month."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _morning(day: str | date | None) -> datetime | None:
    return None if day is None else datetime.fromisoformat(f"{day}T09:00")


def bill(
    who: str, day: str | date, amount: float, plan: str | None = None, *, of: tuple[object, object] | None = None,
    **more: object,
) -> Bill:  # fmt: skip
    """Return a bill; `of` are the first day of the service and the first after it."""
    starts, ends = of or (None, None)
    return {
        "customer_id": who, "billed_at": _morning(day), "amount": amount, "plan": plan,
        "starts_at": starts and _morning(str(starts)), "ends_at": ends and _morning(str(ends)), **more,
    }  # fmt: skip


def bills_of(
    who: str, first: str, amount: float, plan: str | None, times: int, every: int = 1, **more: object
) -> list[Bill]:
    """Return so many bills of a customer, each `every` months after the one before."""
    return [bill(who, later(first, every * n), amount, plan, **more) for n in range(times)]


def read(engine: Engine, bills: Sequence[Mapping[str, object]], as_of: str, grace: int = 7) -> Inputs:
    """Return what the derived tables make of bills, as they are known on a day."""
    rules = Settings(lost=LostSettings(grace_days=grace))
    return inputs_from(engine, {"bill": bills}, date.fromisoformat(as_of), settings=rules)
