"""What it means that two engines say the same."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from liuke.measure import Answer, Inputs, ask_all

TOLERANCE = 1e-9
"""Relative difference of floats that comes from summing in another order."""


def same(one: Any, other: Any) -> bool:
    """Say whether two cells are the same: whole numbers and words equal, floats to the tolerance."""
    if isinstance(one, Mapping):
        return set(one) == set(other) and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(one == other)


def differences(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the rows that differ, told."""
    found = [f"{a} ≠ {b}" for a, b in zip(one, other, strict=False) if not same(a, b)]
    return found if len(one) == len(other) else [*found, f"{len(one)} rows and {len(other)}"]


def compare_answers(duckdb: Inputs, spark: Inputs, names: Sequence[str], by: Sequence[str]) -> list[str]:
    """Return how the answers of two engines to the same question differ."""
    answers: list[dict[str, Answer]] = [ask_all(inputs, names, by) for inputs in (duckdb, spark)]
    return [
        f"{name} by {by}: {told}"
        for name in names
        for told in differences(answers[0][name].rows, answers[1][name].rows)
    ]
