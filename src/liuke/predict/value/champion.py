"""Which buy-till-you-die model scores customers, and why."""

from collections.abc import Mapping

import numpy as np

from liuke.language import Text, signed
from liuke.predict.value.holdout import Forecast
from liuke.predict.value.models import DEFAULT, MODELS, RIVALS

SURE = 2.0
"""A rival must be better by so many standard errors of the difference between the two, customer by customer."""

NO_BG = Text(
    "BG/NBD is shown for comparison only: it takes every one-time buyer for alive.",
    "BG/NBD 仅供对照：它认为所有只买过一次的客户都仍活跃。",
)
UNJUDGED = Text(
    "{name} scores customers; there is too little history to compare it with {other} on held-out time. {rest}",
    "由 {name} 评分；历史太短，无法在留出时段上与 {other} 比较。{rest}",
)
KEPT = Text(
    "{name} scores customers: on held-out time {other} did not describe purchases better beyond chance "
    "(log score {ours} against {theirs} a customer). {rest}",
    "由 {name} 评分：在留出时段上，{other} 对购买的刻画并无显著优势（人均对数得分 {ours} 对 {theirs}）。{rest}",
)
REPLACED = Text(
    "{name} scores customers: on held-out time it described purchases better than {other}, beyond chance "
    "(log score {ours} against {theirs} a customer). {rest}",
    "由 {name} 评分：在留出时段上，它对购买的刻画显著优于 {other}（人均对数得分 {ours} 对 {theirs}）。{rest}",
)


def choose(said: Mapping[str, Forecast]) -> tuple[str, Text]:
    """Return the name of the model that scores customers, and why, from their forecasts of the same customers.

    The default stays unless a rival's log score is better beyond chance.
    """
    names = {"name": MODELS[DEFAULT].label, "other": MODELS[RIVALS[0]].label, "rest": NO_BG}
    rivals = [name for name in RIVALS if name in said]
    if DEFAULT not in said or not rivals:
        return DEFAULT, UNJUDGED.fill(**names)
    best = max(rivals, key=lambda name: float(said[name].log_score.mean()))
    lead = said[best].log_score - said[DEFAULT].log_score
    wins = float(lead.mean()) > SURE * float(lead.std()) / np.sqrt(len(lead))
    ours, theirs = (best, DEFAULT) if wins else (DEFAULT, best)
    figures = {"ours": _score(said[ours]), "theirs": _score(said[theirs])}
    names |= {"name": MODELS[ours].label, "other": MODELS[theirs].label}
    return ours, (REPLACED if wins else KEPT).fill(**names, **figures)


def _score(said: Forecast) -> str:
    return signed(float(said.log_score.mean()), 3, plus=False)
