"""Attributes that say the same: how much others blur an effect, and which are left out because others tell them.

The variance of an effect is 1 / (1 − R²) times what it would be alone, where R² is how well the inputs of other
attributes tell this one (variance inflation factor; Belsley, Kuh & Welsch 1980, Regression Diagnostics, 3.2).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from liuke.explain.drivers.coding import Coding, Matrix, Part
from liuke.language import Text

WORST, WARNED = 10.0, 5.0
"""Beyond the first an attribute is left out, beyond the second a warning is given."""
TOLD = Text("“{other}” all but tells it (inflation {factor})", "几乎可由“{other}”推出（膨胀因子 {factor}）")
SHARED = Text(
    "Some attributes are told to a good part by others, so that their effects cannot be held apart well and their "
    "intervals are wide: {names}.",
    "部分属性在很大程度上可由其他属性推出，影响难以区分、区间较宽：{names}。",
)
BY = Text("{name} (by {other}, inflation {factor})", "{name}（由{other}，膨胀因子 {factor}）")
SAME = 1000.0
"""A group with a larger factor is the same customers as another's group: it alone is left out, not its attribute."""
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


def untangle(coding: Coding, matrix: Matrix, labels: Mapping[str, Text]) -> dict[str, tuple[float, str]]:
    """Leave out of the coding what others tell, whatever the outcome; return of each attribute left its factor.

    Beside the factor stands the attribute that tells most of it. Of inputs that say the same the last goes; that a
    value is unknown goes before any value does.
    """
    parts, columns = list(coding.parts), np.arange(matrix.shape[1])
    while parts:
        factors = inflations(matrix[:, columns], parts)
        if factors.max() <= WORST:
            break
        worst = _worst(parts, factors)
        gone, factor = parts[worst], factors[worst]
        alone = gone.what == "unknown" or (gone.what == "group" and factor > SAME)
        leaves = [one is gone or (not alone and one.attribute == gone.attribute) for one in parts]
        if not any(one.attribute == gone.attribute and not left for one, left in zip(parts, leaves, strict=True)):
            other = _closest(matrix[:, columns], parts, worst)
            coding.left_out[gone.attribute] = TOLD.fill(other=labels[other], factor=_said(factor))
        parts = [one for one, left in zip(parts, leaves, strict=True) if not left]
        columns = columns[~np.array(leaves)]
    coding.parts = parts
    return _kept(matrix[:, columns], parts)


def _worst(parts: Sequence[Part], factors: np.ndarray) -> int:
    """Return the input that goes next."""
    rank = np.minimum(factors, SAME * 10)
    first = [
        rank * (factors > WORST) * np.array([one.what == "unknown" for one in parts]),
        rank * (factors > SAME) * np.array([one.what == "group" for one in parts]),
        rank,
    ]
    weight = next(one for one in first if one.max() > 0)
    return len(parts) - 1 - int(np.argmax(weight[::-1]))


def _kept(matrix: Matrix, parts: Sequence[Part]) -> dict[str, tuple[float, str]]:
    factors = inflations(matrix, parts) if parts else np.empty(0)
    found: dict[str, tuple[float, str]] = {}
    for at, one in enumerate(parts):
        if factors[at] > found.get(one.attribute, (0.0, ""))[0]:
            found[one.attribute] = float(factors[at]), _closest(matrix, parts, at)
    return found


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
