"""Effects: by what factor each attribute goes with the odds of leaving, and which of them are named as drivers.

Attributes are tested whole, all at once, by Holm's method (1979, Scandinavian Journal of Statistics 6): where none has
to do with leaving, the chance that any is named is at most `LEVEL`.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from liuke.explain.drivers.coding import Coding, Matrix, Part, Vector, coded, matrix
from liuke.explain.drivers.collinear import untangle, warned
from liuke.explain.drivers.counting import Counted, counted
from liuke.explain.drivers.regression import Fit, logistic, ratio_test
from liuke.explain.drivers.sampling import drawn
from liuke.explain.drivers.table import LEFT, WENT, Settled
from liuke.language import Text
from liuke.measure.intervals import Z

LEVEL = 0.01
"""The chance that anything is named where nothing has to do with leaving."""
EACH_INPUT = 10
"""Leavers (and stayers) that each input of a regression of all attributes together needs (Peduzzi et al. 1996)."""
FARTHEST = 7.0
"""A standard deviation that multiplies the odds by e⁷ tells fates apart; it does not raise a risk."""
STAYED = Text("stayed", "留下")
DECIDES = Text(
    "it tells who left all but without exception, as what is known only afterwards does",
    "几乎可以毫无例外地区分去留，像是事后才知道的信息",
)
ALONE = Text(
    "Only {few} {fate}, too few for {inputs} inputs together ({each} are needed for each): every attribute is looked "
    "at alone, and may speak for another.",
    "{fate}的客户只有 {few} 位，不足以同时分析 {inputs} 个变量（每个需要 {each} 位）：各属性单独分析，"
    "某个属性的差异可能其实来自另一个。",
)
SAMPLED = Text(
    "Effects are estimated on {rows} of the {of} customers, drawn by lot; everything else counts all of them.",
    "影响由随机抽取的 {rows} 位客户（共 {of} 位）估计；其余数字按全部客户计算。",
)


@dataclass(frozen=True, slots=True)
class Effects:
    """Rows of effects, those of the clearest driver first (see `docs/json.md`), and what is to be said of them."""

    rows: tuple[dict[str, Any], ...]
    left_out: Mapping[str, Text]
    warnings: tuple[Text, ...]
    together: bool
    learnt: int


@dataclass(frozen=True, slots=True)
class _Tested:
    """An attribute with the fit that it is told by, the places of its inputs there, and its test."""

    attribute: str
    fit: Fit
    parts: tuple[tuple[int, Part], ...]
    chi_square: float


def effects(settled: Settled, seed: int) -> Effects:
    """Return the effects of all attributes that can be told, and of the others why not."""
    labels = {one.id: one.label for one in settled.columns}
    coding, learnt = coded(settled), drawn(settled.frame, seed)
    left = learnt[LEFT].cast(pl.Float64).to_numpy()
    inputs = matrix(coding, coding.parts, learnt)
    whole = deepcopy(coding)
    factors = untangle(whole, inputs, labels)
    few, fate = min((int(left.sum()), WENT), (int(len(left) - left.sum()), STAYED), key=lambda one: one[0])
    together = few >= EACH_INPUT * len(whole.parts)
    if together:
        tested, notes = _together(whole, matrix(whole, whole.parts, learnt), left), list(warned(factors, labels))
        coding = whole
    else:
        tested, factors = _alone(coding, inputs, left), {}
        notes = [ALONE.fill(few=few, fate=fate, inputs=len(whole.parts), each=EACH_INPUT)]
    if learnt.height < settled.frame.height:
        notes.append(SAMPLED.fill(rows=f"{learnt.height:,}", of=f"{settled.frame.height:,}"))
    rows = _rows(tested, counted(coding, settled.frame), factors)
    return Effects(tuple(rows), coding.left_out, tuple(notes), together, learnt.height)


def _together(coding: Coding, inputs: Matrix, left: Vector) -> list[_Tested]:
    """Return the tests of one regression of all attributes, without those that decide who left."""
    parts = list(coding.parts)
    while True:
        fit = logistic(inputs, left)
        worst = _deciding(parts, fit)
        if worst is None:
            break
        coding.without(worst, DECIDES)
        kept = np.array([one.attribute != worst for one in parts])
        parts, inputs = list(coding.parts), inputs[:, kept]
    owners = np.array([one.attribute for one in parts])
    return [
        _Tested(
            name,
            fit,
            tuple((int(at), parts[at]) for at in np.flatnonzero(owners == name)),
            ratio_test(inputs, left, owners == name, fit),
        )
        for name in coding.attributes
    ]


def _alone(coding: Coding, inputs: Matrix, left: Vector) -> list[_Tested]:
    """Return the tests of a regression for each attribute."""
    found, owners = [], np.array([one.attribute for one in coding.parts])
    parts = list(coding.parts)
    for name in coding.attributes:
        own = [parts[at] for at in np.flatnonzero(owners == name)]
        fit = logistic(inputs[:, owners == name], left)
        if _deciding(own, fit):
            coding.without(name, DECIDES)
            continue
        chi_square = 2 * (fit.log_likelihood - logistic(inputs[:, :0], left).log_likelihood)
        found.append(_Tested(name, fit, tuple(enumerate(own)), max(0.0, chi_square)))
    return found


def _deciding(parts: Sequence[Part], fit: Fit) -> str | None:
    """Return the attribute that decides who left: the farthest number, or a word all of whose groups do."""
    far = np.abs(fit.coefficients) > FARTHEST
    steps = [
        (abs(fit.coefficients[at]), one.attribute) for at, one in enumerate(parts) if far[at] and one.what == "step"
    ]
    if steps:
        return max(steps)[1]
    for name in dict.fromkeys(one.attribute for one in parts):
        own = [at for at, one in enumerate(parts) if one.attribute == name]
        if far[own].all() and parts[own[0]].decided:
            return name
    return None


def _rows(
    tested: Sequence[_Tested],
    counts: Mapping[tuple[str, str, str | None], Counted],
    factors: Mapping[str, tuple[float, str]],
) -> list[dict[str, Any]]:
    from scipy.stats import chi2  # noqa: PLC0415 - slow to load

    order = sorted(tested, key=lambda one: (chi2.logsf(one.chi_square, len(one.parts)), -one.chi_square, one.attribute))
    values = [float(chi2.sf(one.chi_square, len(one.parts))) for one in order]
    adjusted = holm(values)
    rows = []
    for place, one in enumerate(order):
        shared = {
            "place": place + 1,
            "attribute": one.attribute,
            "named": adjusted[place] < LEVEL,
            "chi_square": one.chi_square,
            "freedom": len(one.parts),
            "p_value": values[place],
            "p_adjusted": adjusted[place],
            "inflation": factors[one.attribute][0] if one.attribute in factors else None,
        }
        rows += [shared | {"at": n} | _effect(one.fit, at, part, counts) for n, (at, part) in enumerate(one.parts)]
    return rows


def _effect(fit: Fit, at: int, part: Part, counts: Mapping[tuple[str, str, str | None], Counted]) -> dict[str, Any]:
    """Return the row of one input; there is no ratio where all of a group left or stayed."""
    beta, error = fit.coefficients[at], fit.errors[at]
    own = counts[part.attribute, part.what, part.group if part.what == "group" else None]
    sure = abs(beta) <= FARTHEST
    return {
        "what": part.what,
        "group": part.group,
        "against": part.against,
        "step": part.step,
        "customers": own.customers,
        "left": own.left,
        "odds_ratio": float(np.exp(beta)) if sure else None,
        "low": float(np.exp(beta - Z * error)) if sure else None,
        "high": float(np.exp(beta + Z * error)) if sure else None,
    }


def holm(values: Sequence[float]) -> list[float]:
    """Return p-values held against all tests together (Holm 1979), by statsmodels."""
    if not values:
        return []
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - slow to load

    return [float(one) for one in multipletests(values, method="holm")[1]]
