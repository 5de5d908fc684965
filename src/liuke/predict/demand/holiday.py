"""Holidays: what the days before, of and after each one change, where it fell twice or more in what is known.

Holidays of the moon, such as the Spring Festival (春节), move between months, so that no yearly season knows them. The
effect is read off the difference of each period from those around it, in logarithms where no value is zero or below:
a pulse there has the same noise everywhere, even where the level wanders. Holidays enter one by one while the next
explains more than chance would (F test, divided by the number tried: Bonferroni).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import fdtrc

from liuke.language import Text
from liuke.predict.demand.methods.frame import Values

AROUND = 7
"""Days before and after a holiday in which people buy more or less because of it."""
PARTS = ("before", "during", "after")
LEAST = 2
"""Occurrences of a holiday without which nothing is said of it."""
NEIGHBOURS = 3
CHANCE = 0.01


@dataclass(frozen=True, slots=True)
class Calendar:
    """Of each period, known and to come: how many of its days lie before, on and after each holiday.

    `days` (names × parts, periods); `names` has (holiday, part) of each row.
    """

    names: tuple[tuple[Text, str], ...]
    days: Values


def holidays_of(country: str, first: date, last: date) -> dict[Text, list[tuple[date, date]]]:
    """Return the holidays of a country (CN, DE-BY) that come again, by name, as (first day, last day), in order.

    Days off in place of others count as working days: what people do is bound to the day itself.
    """
    english, chinese = (_named(country, first, last, language) for language in ("en_US", "zh_CN"))
    found: dict[Text, list[date]] = {}
    for day, labels in sorted(english.items()):
        others = chinese.get(day, labels)
        for place, label in enumerate(labels):
            found.setdefault(Text(label, others[place] if len(others) == len(labels) else label), []).append(day)
    runs = {label: _runs(days) for label, days in found.items()}
    return {label: ends for label, ends in runs.items() if len(ends) >= LEAST}


def _named(country: str, first: date, last: date, language: str) -> dict[date, list[str]]:
    """Return the names of each holiday, in the language where the calendar has it, else in its own."""
    from holidays import country_holidays  # noqa: PLC0415 - slow to load

    name, _, part = country.partition("-")
    years = range(first.year, last.year + 2)
    known = country_holidays(name, subdiv=part or None, years=years, observed=False)
    if language in (known.supported_languages or ()):
        known = country_holidays(name, subdiv=part or None, years=years, observed=False, language=language)
    elif language == "zh_CN":
        return {}
    return {day: known.get_list(day) for day in known}


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Return the first and last day of each run of days in a row."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def calendar_of(country: str, starts: Sequence[date], end: date) -> Calendar:
    """Return the calendar of periods that begin on `starts`, the last of which ends before `end`."""
    edges = np.array([start.toordinal() for start in (*starts, end)])
    names: list[tuple[Text, str]] = []
    rows = []
    for label, runs in holidays_of(country, starts[0], end).items():
        for part in PARTS:
            days = np.zeros(edges[-1] - edges[0])
            for first, last in runs:
                _mark(days, part, first.toordinal() - edges[0], last.toordinal() + 1 - edges[0])
            names.append((label, part))
            rows.append(np.add.reduceat(days, edges[:-1] - edges[0]))
    return Calendar(tuple(names), np.array(rows).reshape(len(rows), len(starts)))


def _mark(days: Values, part: str, first: int, last: int) -> None:
    begin, end = {"before": (first - AROUND, first), "during": (first, last), "after": (last, last + AROUND)}[part]
    days[max(begin, 0) : max(end, 0)] = 1


@dataclass(frozen=True, slots=True)
class Effects:
    """What holidays do to a series: `shift` (periods known and to come) is added, or multiplied where `times`."""

    rows: tuple[int, ...]
    sizes: tuple[float, ...]
    shift: Values
    times: bool

    def without(self, values: Values) -> Values:
        """Return known values as they would have been without the holidays."""
        shift = self.shift[: len(values)]
        return values / shift if self.times else values - shift

    def with_(self, ahead: Values, known: int) -> Values:
        """Return forecasts of the periods after the `known` ones with the holidays that fall in them."""
        shift = self.shift[known : known + len(ahead)]
        return ahead * shift if self.times else ahead + shift


def effects(values: Values, days: Values, straight: int) -> Effects | None:
    """Return the effects in `values` (known periods) of a calendar's `days` (rows, periods known and more); or None.

    `straight` is the length of the season that differences between periods are cleared of first (1: none). Only rows
    that come at least twice within what is known are tried.
    """
    known = len(values)
    tried = [row for row in range(len(days)) if _occurrences(days[row, :known]) >= LEAST]
    if not tried or np.ptp(values) == 0 or known < 4 * NEIGHBOURS:
        return None
    times = bool(values.min() > 0)
    clear = _Clear(known, straight)
    target = clear(np.log(values) if times else values)
    columns = np.array([clear(days[row, :known]) for row in tried])
    chosen, sizes = _entered(target, columns, known - clear.used)
    if not chosen:
        return None
    rows = tuple(tried[one] for one in chosen)
    shift = np.asarray(sizes) @ days[list(rows)]
    return Effects(rows, tuple(float(size) for size in sizes), np.exp(shift) if times else shift, times)


def _occurrences(days: Values) -> int:
    """Return how often days begin to be there after periods without any."""
    there = days > 0
    return int(np.count_nonzero(there[1:] & ~there[:-1])) + int(there[0])


class _Clear:
    """Takes out of a series what its neighbours say, and what its place in the season says of the rest."""

    def __init__(self, known: int, straight: int) -> None:
        self.place = np.arange(known) % straight
        self.used = straight
        kernel = np.ones(2 * NEIGHBOURS + 1)
        kernel[NEIGHBOURS] = 0
        self.kernel = kernel
        self.counts = np.convolve(np.ones(known), kernel, "same")

    def __call__(self, values: Values) -> Values:
        apart = values - np.convolve(values, self.kernel, "same") / self.counts
        sums = np.bincount(self.place, apart) / np.bincount(self.place)
        return np.asarray(apart - sums[self.place], dtype=np.float64)


def _entered(target: Values, columns: Values, freedom: int) -> tuple[list[int], Values]:
    """Return which columns enter, the best first, and their coefficients."""
    chosen: list[int] = []
    rest, sizes = target, np.zeros(0)
    while freedom - len(chosen) > 2:
        best, found = _next(target, columns, chosen, rest)
        left = target - found @ columns[[*chosen, best]]
        explained, remains = float(rest @ rest - left @ left), float(left @ left) / (freedom - len(chosen) - 1)
        if remains <= 0 or fdtrc(1, freedom - len(chosen) - 1, explained / remains) > CHANCE / len(columns):
            break
        chosen, rest, sizes = [*chosen, best], left, found
        if len(chosen) == len(columns):
            break
    return chosen, sizes


def _next(target: Values, columns: Values, chosen: list[int], rest: Values) -> tuple[int, Values]:
    """Return the column that goes best with what is left, and the coefficients with it."""
    norms = np.sqrt((columns**2).sum(axis=1))
    strength = np.abs(columns @ rest) / np.where(norms > 0, norms, np.inf)
    strength[chosen] = -1
    best = int(np.argmax(strength))
    found = np.linalg.lstsq(columns[[*chosen, best]].T, target, rcond=None)[0]
    return best, np.asarray(found, dtype=np.float64)
