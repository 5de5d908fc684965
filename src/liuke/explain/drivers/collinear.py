"""Attributes that say the same: how much others blur an effect, and which add nothing because others tell them.

The variance of an effect is 1 / (1 − R²) times what it would be alone, where R² is how well the inputs of other
attributes tell this one (variance inflation factor; Belsley, Kuh & Welsch 1980, Regression Diagnostics, 3.2).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from liuke.explain.drivers.coding import Matrix, Part
from liuke.language import Text

WORST, WARNED = 10.0, 5.0
"""Beyond the first an attribute adds nothing that could be told, beyond the second a warning is given."""
TOLD = Text("“{other}” all but tells it (inflation {factor})", "几乎可由“{other}”推出（膨胀因子 {factor}）")
SHARED = Text(
    "Some attributes are told to a good part by others, so that their effects cannot be held apart well and their "
    "intervals are wide: {names}.",
    "部分属性在很大程度上可由其他属性推出，影响难以区分、区间较宽：{names}。",
)
BY = Text("{name} (by {other}, inflation {factor})", "{name}（由{other}，膨胀因子 {factor}）")
_RIDGE = 1e-9


def inflations(matrix: Matrix, parts: Sequence[Part]) -> np.ndarray:
    """Return the inflation factor of each input by the inputs of other attributes; infinite where they tell it."""
    related = _correlations(matrix)
    owners = np.array([one.attribute for one in parts])
    found = np.ones(len(parts))
    for name in dict.fromkeys(owners):
        own, rest = np.flatnonzero(owners == name), np.flatnonzero(owners != name)
        if not len(rest):
            continue
        inner = related[np.ix_(rest, rest)] + _RIDGE * np.eye(len(rest))
        cross = related[np.ix_(rest, own)]
        told = np.einsum("ij,ij->j", cross, np.linalg.solve(inner, cross))
        found[own] = 1 / np.maximum(1 - told, _RIDGE)
    return found


def told_by(matrix: Matrix, parts: Sequence[Part]) -> dict[str, tuple[float, str]]:
    """Return of each attribute the factor of its least inflated input, and the other attribute that tells most of it.

    A group that is the same customers as another's makes no attribute superfluous that has other groups.
    """
    factors = inflations(matrix, parts) if parts else np.empty(0)
    found: dict[str, tuple[float, str]] = {}
    several = len({one.attribute for one in parts}) > 1
    for at, one in enumerate(parts):
        if several and factors[at] < found.get(one.attribute, (np.inf, ""))[0]:
            found[one.attribute] = float(factors[at]), _closest(matrix, parts, at)
    return found


def too_close(told: tuple[float, str], labels: Mapping[str, Text]) -> Text | None:
    """Return why an attribute is not compared where others all but tell it, else None."""
    factor, other = told
    return TOLD.fill(other=labels[other], factor=_said(factor)) if factor > WORST else None


def warned(factors: Mapping[str, tuple[float, str]], labels: Mapping[str, Text]) -> tuple[Text, ...]:
    """Return a warning that names the attributes which others tell to a good part; none where there are none."""
    told = [
        BY.fill(name=labels[name], other=labels[other], factor=_said(factor))
        for name, (factor, other) in factors.items()
        if factor > WARNED
    ]
    names = Text(", ".join(one.en for one in told), "、".join(one.zh for one in told))
    return (SHARED.fill(names=names),) if told else ()


def _closest(matrix: Matrix, parts: Sequence[Part], at: int) -> str:
    """Return the other attribute of which an input goes most with this one."""
    related = np.abs(_correlations(matrix)[at])
    related[[one.attribute == parts[at].attribute for one in parts]] = -1.0
    return parts[int(np.argmax(related))].attribute


def _correlations(matrix: Matrix) -> np.ndarray:
    centred = matrix - matrix.mean(axis=0)
    length = np.maximum(np.sqrt((centred**2).sum(axis=0)), 1e-300)
    found: np.ndarray = (centred / length).T @ (centred / length)
    return found


def _said(factor: float) -> str:
    return "∞" if factor > 1000 else f"{factor:.0f}"
