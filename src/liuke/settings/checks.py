"""What a setting must be: checks that a type alone does not make, each with its own kind of error."""

import re
from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from liuke.clock import read_length


def _no_number(given: object) -> object:
    """Return what may be a day; a number would be read as seconds since 1970."""
    if isinstance(given, int | float):
        raise PydanticCustomError("date_type", "not a date")
    return given


type Day = Annotated[date, BeforeValidator(_no_number)]
"""A day as TOML writes it, or as a text."""


def known_zone(name: str) -> str:
    """Return the name of a time zone of the IANA database, or refuse it."""
    if name not in available_timezones():
        raise PydanticCustomError("time_zone", "not a time zone")
    return name


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_hours(hours: str | dict[str, str]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for each weekday, Monday first, the minutes of the day between which the business is open.

    A text is for Monday to Friday; a table names weekdays (`mon` … `sun`), and those it leaves out are closed. Raises
    `ValueError` for what is no such thing.
    """
    by_day = dict.fromkeys(WEEKDAYS[:5], hours) if isinstance(hours, str) else hours
    if unknown := set(by_day) - set(WEEKDAYS):
        raise ValueError(min(unknown))
    return tuple(_read_day(by_day.get(name, "")) for name in WEEKDAYS)


def _read_day(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for part in re.split(r"[,，]", text) if text.strip() else ():
        match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*[-–~]\s*(\d{1,2}):(\d{2})\s*", part)
        if not match:
            raise ValueError(part)
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if not 0 <= opens < closes <= 24 * 60 or int(match[2]) > 59 or int(match[4]) > 59:
            raise ValueError(part)
        if found and opens < found[-1][1]:
            raise ValueError(part)
        found.append((opens, closes))
    return tuple(found)


def known_hours(hours: str | dict[str, str]) -> str | dict[str, str]:
    """Return business hours that can be read, or refuse them."""
    try:
        read_hours(hours)
    except ValueError as fault:
        raise PydanticCustomError("hours", "no business hours: {part}", {"part": str(fault)}) from fault
    return hours


def known_country(name: str) -> str:
    """Return the code of a country with a calendar of holidays, or nothing; refuse others."""
    if not name:
        return name
    from holidays import list_supported_countries  # noqa: PLC0415 - only where a calendar of holidays is asked for

    country, _, part = name.partition("-")
    known = list_supported_countries(include_aliases=False)
    if country not in known or (part and part not in known[country]):
        raise PydanticCustomError("country", "not a country")
    return name


def known_length(text: str) -> str:
    """Return a length of time such as 7d or 1h, or none; refuse others."""
    try:
        read_length(text)
    except ValueError as fault:
        raise PydanticCustomError("length", "not a length of time") from fault
    return text


def known_engine(name: str) -> str:
    """Return the name of an engine, or refuse it."""
    if not re.fullmatch(r"duckdb|spark|spark://\S+", name):
        raise PydanticCustomError("engine", "not an engine")
    return name
