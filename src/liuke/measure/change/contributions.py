"""Which groups of customers a change comes from: for a rate, by how it changed in them and by how they weigh in it.

A rate R = Σ n / Σ d over groups with weights w = d / Σ d and rates r = n / d changes by the sum of, for each group, the
rate effect w̄ · Δr and the mix effect Δw · (r̄ − R̄), where a bar is the mean of before and after (a symmetric form of
Oaxaca 1973; the sums are exact). A sum changes by the sum of its groups' changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one group adds to the change: by its own rate, and by its weight; both before and after.

    `weights` are the group's shares of the denominator before and after; None where a sum is split.
    """

    attribute: str
    group: Any
    rate_effect: float
    mix_effect: float
    before: float | None
    after: float | None
    weights: tuple[float, float] | None = None

    @property
    def total(self) -> float:
        """Both effects."""
        return self.rate_effect + self.mix_effect


def contributions(
    attribute: str, before: Sequence[Row], after: Sequence[Row], scale: float = 1.0
) -> list[Contribution]:
    """Return the contribution of every group, largest first, from an answer's rows of two periods split by it.

    `scale` is what the metric multiplies its ratio with (100 for points).
    """
    then, now = ({row["split"][attribute]: row for row in rows} for rows in (before, after))
    groups = list(dict.fromkeys([*then, *now]))
    ratio = any(row["denominator"] is not None for row in (*before, *after))
    found = (_of_rate if ratio else _of_sum)(attribute, groups, then, now, scale)
    return sorted(found, key=lambda one: (-abs(one.total), str(one.group)))


def _of_sum(
    attribute: str, groups: Sequence[Any], then: Mapping[Any, Row], now: Mapping[Any, Row], _scale: float
) -> list[Contribution]:
    found = []
    for group in groups:
        old, new = ((rows[group]["value"] or 0) if group in rows else 0 for rows in (then, now))
        found.append(Contribution(attribute, group, float(new - old), 0.0, float(old), float(new)))
    return found


def _of_rate(
    attribute: str, groups: Sequence[Any], then: Mapping[Any, Row], now: Mapping[Any, Row], scale: float
) -> list[Contribution]:
    old, new = (_Parts(rows, groups) for rows in (then, now))
    if not old.denominator or not new.denominator:
        return []
    overall = (old.rate + new.rate) / 2
    found = []
    for group in groups:
        before, after = old.rate_of(group), new.rate_of(group)
        first, last = _both(before, after, overall)
        weights = old.weight_of(group), new.weight_of(group)
        found.append(
            Contribution(
                attribute,
                group,
                scale * (sum(weights) / 2) * (last - first),
                scale * (weights[1] - weights[0]) * ((first + last) / 2 - overall),
                None if before is None else scale * before,
                None if after is None else scale * after,
                weights,
            )
        )
    return found


def _both(before: float | None, after: float | None, overall: float) -> tuple[float, float]:
    """Return both rates of a group; one that is there in one period only changes by its weight, not by its rate."""
    if before is None:
        return (overall, overall) if after is None else (after, after)
    return before, before if after is None else after


class _Parts:
    """Numerators and denominators of one period, by group."""

    def __init__(self, rows: Mapping[Any, Row], groups: Sequence[Any]) -> None:
        self.rows = rows
        self.numerator = sum(self.of(group)[0] for group in groups)
        self.denominator = sum(self.of(group)[1] for group in groups)

    def of(self, group: Any) -> tuple[float, float]:  # noqa: ANN401 - a group is a word, a truth or a score
        """Return numerator and denominator of a group; nothing where it was not there."""
        row = self.rows.get(group)
        return (0.0, 0.0) if row is None else (float(row["numerator"] or 0), float(row["denominator"] or 0))

    def rate_of(self, group: Any) -> float | None:  # noqa: ANN401 - as above
        """Return the rate of a group; None where it was not there."""
        above, below = self.of(group)
        return above / below if below else None

    def weight_of(self, group: Any) -> float:  # noqa: ANN401 - as above
        """Return the share of a group in the denominator."""
        return self.of(group)[1] / self.denominator

    @property
    def rate(self) -> float:
        """The rate of all groups."""
        return self.numerator / self.denominator
