"""What is refused, because no effect can be read from it; each refusal says what would be needed."""

import numpy as np
from scipy.special import ndtr

from liuke.errors import DataError
from liuke.language import Text, number, percent
from liuke.predict.evaluation.leaks import LIMIT, leaks
from liuke.predict.learning.sample import Matrix, Sample, Vector
from liuke.predict.uplift.power import HALVES, needed
from liuke.predict.uplift.qini import weights
from liuke.predict.uplift.trial import Trial

FEWEST, EVENTS = 250, 25
"""Customers of each arm, and of either outcome among them, below which no model of the outcome is worth its name."""
BY_CHANCE = 1e-4
"""A column that differs between the arms less likely than this (over all columns) was not known at the lottery."""
WITHIN = (0.02, 0.98)
BEYOND = 0.05


def check_size(trial: Trial, worthwhile: float) -> None:
    """Raise `DataError` where an arm is too small, with the customers that an effect of `worthwhile` needs."""
    arms = {arm: trial.outcome[trial.treated == arm] for arm in (True, False)}
    events = {arm: _rarer(one, trial.binary) for arm, one in arms.items()}
    if min(map(len, arms.values())) >= FEWEST and min(events.values()) >= EVENTS:
        return
    share = float(trial.treated.mean())
    spread = max(float(trial.outcome.std()), 1e-9)
    size = max(needed(worthwhile, spread, spread, share), round(FEWEST / min(share, 1 - share)))
    said = Text(
        "{treated} customers were treated ({treated_events} of the rarer outcome) and {control} were not "
        "({control_events}): too few to learn from.",
        "受干预客户 {treated} 位（其中较少的一类结果 {treated_events} 位），"
        "对照客户 {control} 位（{control_events} 位）：数据过少，无法学习。",
    ).fill(
        treated=len(arms[True]),
        control=len(arms[False]),
        treated_events=events[True],
        control_events=events[False],
    )
    raise DataError(
        "uplift.too_few",
        said,
        Text(
            "Each arm needs {fewest} customers and {events} of the rarer outcome at least. To show an average effect "
            "of {effect}, treat {share} of {size} customers; to show such a difference between two halves, of "
            "{halves}.",
            "每组至少需要 {fewest} 位客户、较少的一类结果至少 {events} 位。"
            "要看出 {effect} 的平均效果，需要 {size} 位客户，"
            "其中 {share} 受干预；要看出两半客户之间同样大的差别，需要 {halves} 位。",
        ).fill(
            fewest=FEWEST,
            events=EVENTS,
            effect=f"{worthwhile:.4g}",
            share=Text(percent(share, "en", 0), percent(share, "zh", 0)),
            size=Text(number(size, "en"), number(size, "zh")),
            halves=Text(number(HALVES * size, "en"), number(HALVES * size, "zh")),
        ),
    )


def _rarer(outcome: Vector, binary: bool) -> int:
    """Return how many have the rarer outcome; of money, how many have any."""
    some = int((outcome > 0).sum())
    return min(some, len(outcome) - some) if binary else some


def check_columns(trial: Trial) -> None:
    """Raise `DataError` where a column tells the outcome by itself: it was filled in after it."""
    happened = Sample(trial.features, (trial.outcome > 0).astype(np.int8), np.ones(len(trial)))
    if 0 < happened.left.sum() < len(trial) and (found := leaks(happened, trial.inputs)):
        raise _known_after(found[0], trial, Text("tells the outcome by itself", "单凭它就能判断结果"))


def check_lottery(trial: Trial, *, before: bool = False) -> None:
    """Raise `DataError` where a column differs between arms that a lottery made: it is later, or there was none.

    `before` says that all columns are sure to have been known: then there was no lottery.
    """
    chances = imbalance(trial)
    worst = int(np.argmin(chances)) if len(chances) else -1
    if worst < 0 or chances[worst] * len(chances) >= BY_CHANCE:
        return
    if before:
        raise _no_lottery(trial, worst)
    raise _known_after(
        trial.inputs[worst].source,
        trial,
        Text("differs between the treated and the control group", "在干预组与对照组之间明显不同"),
    )


def imbalance(trial: Trial) -> Vector:
    """Return, for each input, the chance (two-sided) of means as far apart in the two arms by a lottery alone.

    A missing value counts as one half of the test, whichever half differs more: later columns are often empty for those
    who were not treated.
    """
    known = ~np.isnan(trial.features)
    filled = np.where(known, trial.features, 0.0)
    means = filled.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    values = np.where(known, trial.features - means, 0.0)
    return np.minimum(_chances(values, trial), _chances(known.astype(np.float64), trial))


def _chances(values: Matrix, trial: Trial) -> Vector:
    weight = weights(trial)[:, None]
    means, errors = [], []
    for arm in (trial.treated, ~trial.treated):
        shares = weight[arm] / weight[arm].sum()
        mean = (shares * values[arm]).sum(axis=0)
        means.append(mean)
        errors.append((shares**2 * (values[arm] - mean) ** 2).sum(axis=0))
    far = np.abs(means[0] - means[1])
    found: Vector = 2 * ndtr(-far / np.maximum(np.sqrt(errors[0] + errors[1]), 1e-300))
    return np.where(far <= 1e-12, 1.0, found)


def check_overlap(trial: Trial) -> None:
    """Raise `DataError` where it was as good as settled for many customers which arm they would be in."""
    outside = float(((trial.chance < WITHIN[0]) | (trial.chance > WITHIN[1])).mean())
    arm = Sample(trial.features, trial.treated.astype(np.int8), np.ones(len(trial)))
    deciding = leaks(arm, trial.inputs, LIMIT)
    if outside <= BEYOND and not deciding:
        return
    named = (
        Text(" The column {name} alone decides.", "单凭列 {name} 就已决定。").fill(name=deciding[0]) if deciding else ""
    )
    raise DataError(
        "uplift.overlap",
        Text(
            "Who was treated was settled beforehand for {share} of the customers.{named} They have nobody in the other "
            "arm to be compared with.",
            "{share} 的客户是否受干预事先已定。{named}他们在另一组中没有可比的客户。",
        ).fill(share=Text(percent(outside, "en"), percent(outside, "zh")), named=named),
        Text(
            "Let a lottery decide for a part of all kinds of customers, the riskiest too.",
            "请让抽签决定各类客户中一部分人是否受干预，高风险客户也不例外。",
        ),
        column=deciding[0] if deciding else None,
    )


def _no_lottery(trial: Trial, place: int) -> DataError:
    column = trial.features[:, place]
    means = (float(np.nanmean(column[trial.treated == arm])) for arm in (True, False))
    treated, control = (f"{one:.4g}" for one in means)
    return DataError(
        "uplift.no_lottery",
        Text(
            "No lottery decided who was treated: before it, {name} was {treated} on average of the treated and "
            "{control} of the control group, further apart than chance explains.",
            "是否受干预并非随机决定：干预之前，{name} 在干预组平均为 {treated}，在对照组平均为 {control}，"
            "差异超出随机波动。",
        ).fill(name=trial.inputs[place].source, treated=treated, control=control),
        Text(
            "Let a lottery draw the control group next time. To adjust for what was known, and for nothing else, add "
            "--not-random (in liuke.toml: random = false under [uplift]).",
            "下次请随机抽取对照组。若只想按已知信息校正（未知的差异仍在），请加 --not-random"
            "（或在 liuke.toml 的 [uplift] 中设 random = false）。",
        ),
        column=trial.inputs[place].source,
    )


def _known_after(name: str, trial: Trial, why: Text) -> DataError:
    source = next((one.source for one in trial.inputs if name in (one.id, one.source)), name)
    return DataError(
        "uplift.known_after",
        Text(
            "The column {name} {why}: either it was measured after the treatment, or no lottery decided who was "
            "treated.",
            "列 {name} {why}：要么它是在干预之后测得的，要么是否受干预并非随机决定。",
        ).fill(name=source, why=why),
        Text(
            "Leave it out with --ignore {name}, or, if it was known before and customers were chosen by it, add "
            "--not-random.",
            "请用 --ignore {name} 将其排除；若它在干预前已知、且客户是据此挑选的，请加 --not-random。",
        ).fill(name=source),
        column=source,
    )
