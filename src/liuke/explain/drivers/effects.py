"""Effects: by what factor each attribute goes with the odds of leaving, at equal values of those that are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from liuke.explain.drivers.choosing import EACH_INPUT, Tested, choose
from liuke.explain.drivers.coding import Coding, Matrix, Part, Vector, coded, matrix
from liuke.explain.drivers.collinear import told_by, too_close, warned
from liuke.explain.drivers.counting import Counted, counted
from liuke.explain.drivers.regression import Fit, logistic
from liuke.explain.drivers.sampling import drawn
from liuke.explain.drivers.table import LEFT, Settled
from liuke.language import Text
from liuke.measure.intervals import Z

FARTHEST = 7.0
"""A standard deviation that multiplies the odds by e⁷ tells fates apart; it does not raise a risk."""
WIDEST = 10.0
"""An interval that reaches from one e¹⁰-th of the odds to e¹⁰ times as many says nothing."""
DECIDES = Text(
    "it tells who left all but without exception, as what is known only afterwards does",
    "几乎可以毫无例外地区分去留，像是事后才知道的信息",
)
MANY = Text(
    "it has {inputs} groups to compare, too many for {few} customers of the rarer fate ({each} are needed for each)",
    "有 {inputs} 组需要比较，而去留较少的一方仅 {few} 位客户（每组需要 {each} 位）",
)
NOTHING_NEW = Text("those named tell it without remainder", "可由已列出的属性完全推出")
SAMPLED = Text(
    "Effects are estimated on {rows} of the {of} customers, drawn by lot; everything else counts all of them.",
    "影响由随机抽取的 {rows} 位客户（共 {of} 位）估计；其余数字按全部客户计算。",
)

type Counts = Mapping[tuple[str, str, str | None], Counted]


@dataclass(frozen=True, slots=True)
class Effects:
    """Rows of effects, those of the clearest driver first (see `docs/json.md`), and what is to be said of them."""

    rows: tuple[dict[str, Any], ...]
    left_out: Mapping[str, Text]
    warnings: tuple[Text, ...]
    learnt: int


def effects(settled: Settled, seed: int) -> Effects:
    """Return the effects of all attributes that can be told, and of the others why not."""
    labels = {one.id: one.label for one in settled.columns}
    coding, learnt = coded(settled), drawn(settled.frame, seed)
    left = learnt[LEFT].cast(pl.Float64).to_numpy()
    few = int(min(left.sum(), len(left) - left.sum()))
    _leave_out(coding, matrix(coding, coding.parts, learnt), left, few)
    inputs = matrix(coding, coding.parts, learnt)
    places, every = _places(coding), tuple(coding.parts)
    named, others, fit = choose(inputs, left, places, few)
    counts = counted(coding, settled.frame)
    columns = [at for one in named for at in one.columns]
    own = [every[at] for at in columns]
    factors = told_by(inputs[:, columns], own)
    rows = [row for place, one in enumerate(named) for row in _rows(place, one, fit, own, factors, counts)]
    for one in others:
        joined = [*columns, *one.columns]
        parts = [every[at] for at in joined]
        told = _beside(coding, inputs[:, joined], parts, one, labels)
        if told is not None:
            wider = logistic(inputs[:, joined], left, np.r_[fit.whole, np.zeros(len(joined) - len(columns))])
            rows += _rows(len({row["attribute"] for row in rows}), one, wider, parts, told, counts)
    notes = list(warned(factors, labels))
    if learnt.height < settled.frame.height:
        notes.append(SAMPLED.fill(rows=f"{learnt.height:,}", of=f"{settled.frame.height:,}"))
    return Effects(tuple(rows), coding.left_out, tuple(notes), learnt.height)


def _places(coding: Coding) -> dict[str, np.ndarray]:
    owners = np.array([one.attribute for one in coding.parts])
    return {name: np.flatnonzero(owners == name) for name in coding.attributes}


def _leave_out(coding: Coding, inputs: Matrix, left: Vector, few: int) -> None:
    """Leave out what decides who left by itself, and words of more groups than there are customers to compare."""
    parts = list(coding.parts)
    for name, own in _places(coding).items():
        if len(own) * EACH_INPUT > few:
            coding.without(name, MANY.fill(inputs=len(own), few=few, each=EACH_INPUT))
            continue
        far = np.abs(logistic(inputs[:, own], left).coefficients) > FARTHEST
        steps = [bool(away) and parts[at].what == "step" for at, away in zip(own, far, strict=True)]
        if any(steps) or (far.all() and parts[own[0]].decided):
            coding.without(name, DECIDES)


def _beside(
    coding: Coding, inputs: Matrix, parts: Sequence[Part], one: Tested, labels: Mapping[str, Text]
) -> dict[str, tuple[float, str]] | None:
    """Return the inflation of an attribute by the named ones; where these all but tell it, leave it out."""
    factors = told_by(inputs, parts)
    why = too_close(factors[one.attribute], labels) if one.attribute in factors else None
    if not one.columns:
        why = NOTHING_NEW
    if why is None:
        return factors
    coding.without(one.attribute, why)
    return None


def _rows(
    place: int, one: Tested, fit: Fit, parts: Sequence[Part], factors: Mapping[str, tuple[float, str]], counts: Counts
) -> list[dict[str, Any]]:
    shared = {
        "place": place + 1,
        "attribute": one.attribute,
        "named": one.named,
        "chi_square": one.chi_square,
        "freedom": one.freedom,
        "p_value": one.p_value,
        "p_adjusted": one.p_adjusted,
        "inflation": factors[one.attribute][0] if one.attribute in factors else None,
    }
    own = [at for at, part in enumerate(parts) if part.attribute == one.attribute]
    return [shared | {"at": n} | _effect(fit, at, parts[at], counts) for n, at in enumerate(own)]


def _effect(fit: Fit, at: int, part: Part, counts: Counts) -> dict[str, Any]:
    """Return the row of one input; there is no ratio where all of a group left or stayed, or where nobody can tell."""
    beta, error = fit.coefficients[at], fit.errors[at]
    own = counts[part.attribute, part.what, part.group if part.what == "group" else None]
    sure = abs(beta) <= FARTHEST and Z * error <= WIDEST
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
