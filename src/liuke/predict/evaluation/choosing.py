"""Which kind of model scores: the champion, unless a challenger is better by more than a standard error.

A challenger must be better by more than one standard error in log loss or in profit (EMPC), and in the other no worse
by more than one (the rule of Breiman et al. 1984, § 3.4.3, kept for two figures). The best of many figures of equal
challengers exceeds one error far more often than one figure does, so the margin is widened until chance dethrones the
champion as seldom as it would in a single comparison: by the largest of all the differences where the rows are drawn
again (Westfall & Young 1993, § 2.6; Romano & Wolf 2005). Accuracy is not asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import ndtr

from liuke.language import Text, signed
from liuke.predict.evaluation.figures import losses
from liuke.predict.evaluation.profit import PAPER, Campaign, expected_profit
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.sample import Labels, Places, Vector

DRAWS, MOST, RANKS, NOTHING = 100, 20_000, 400, 1e-12


@dataclass(frozen=True, slots=True)
class Duel:
    """A challenger beside the champion: how much lower its log loss and how much higher its profit a customer is.

    Each with its standard error, over the same customers. `against` is the champion's name, where it is known.
    `margin` is how many standard errors a gain must exceed: one, or more where several gains were looked at together.
    """

    challenger: str
    loss: float
    loss_error: float
    profit: float
    profit_error: float
    against: str = ""
    margin: float = 1.0

    @property
    def won(self) -> bool:
        """Whether the challenger takes the champion's place."""
        better = self.loss > self.margin * self.loss_error or self.profit > self.margin * self.profit_error
        return better and self.loss >= -self.loss_error and self.profit >= -self.profit_error

    def turned(self, name: str) -> "Duel":
        """Return the duel as seen from the other side, whose name is `name`."""
        return Duel(name, -self.loss, self.loss_error, -self.profit, self.profit_error, self.challenger, self.margin)

    def told(self) -> dict[str, Any]:
        """Return the duel for the card."""
        return {
            "challenger": self.challenger,
            "against": self.against,
            "log_loss_gain": self.loss,
            "log_loss_error": self.loss_error,
            "profit_gain": self.profit,
            "profit_error": self.profit_error,
            "margin": self.margin,
            "won": self.won,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who scores, why, and the duels."""

    winner: str
    why: Text
    duels: tuple[Duel, ...]


def choose(
    said: Mapping[str, Vector], left: Labels, champion: str, campaign: Campaign = PAPER, seed: int = 0
) -> Verdict:
    """Return which of the kinds in `said` (probabilities of the same customers) is to score."""
    rivals = {name: probability for name, probability in said.items() if name != champion}
    found = _duels(rivals, said[champion], left, campaign, seed) if rivals else ()
    duels = tuple(replace(one, against=champion) for one in found)
    winners = [one for one in duels if one.won]
    if winners:
        best = max(winners, key=lambda one: one.loss)
        return Verdict(best.challenger, _told(WON, best, champion), duels)
    if not duels:
        return Verdict(champion, ALONE.fill(champion=KINDS[champion].label), duels)
    return Verdict(champion, _told(KEPT, max(duels, key=lambda one: one.loss), champion), duels)


WON = Text(
    "{challenger}: beside {champion}, log loss changes by {loss} (standard error {loss_error}) and profit a customer "
    "by {profit} ({profit_error})",
    "{challenger}：与{champion}相比，对数损失变化 {loss}（标准误 {loss_error}），"
    "每位客户利润变化 {profit}（标准误 {profit_error}）",
)
KEPT = Text(
    "{champion}: no challenger is better by more than {margin} standard errors (one, widened for as many "
    "comparisons); with the best, {challenger}, log loss changes by {loss} (standard error {loss_error}) and profit a "
    "customer by {profit} ({profit_error})",
    "{champion}：没有模型优于它超过 {margin} 个标准误（以一个标准误为基准，按比较次数提高）；"
    "换成最接近的{challenger}，对数损失变化 {loss}（标准误 {loss_error}），"
    "每位客户利润变化 {profit}（标准误 {profit_error}）",
)
ALONE = Text("{champion}: there is no other", "{champion}：没有其他候选模型")


def _told(text: Text, duel: Duel, champion: str) -> Text:
    return text.fill(
        champion=KINDS[champion].label,
        challenger=KINDS[duel.challenger].label,
        margin=f"{duel.margin:.1f}",
        loss=signed(-duel.loss, 4),
        loss_error=f"{duel.loss_error:.4f}",
        profit=signed(duel.profit, 3),
        profit_error=f"{duel.profit_error:.3f}",
    )


def duel(name: str, theirs: Vector, ours: Vector, left: Labels, campaign: Campaign = PAPER, seed: int = 0) -> Duel:
    """Return how the challenger `name` does beside the champion: `theirs` and `ours`, of the same customers."""
    return _duels({name: theirs}, ours, left, campaign, seed)[0]


def _duels(theirs: Mapping[str, Vector], ours: Vector, left: Labels, campaign: Campaign, seed: int) -> tuple[Duel, ...]:
    """Return the duels of all challengers, which share the rows drawn again and so their margin."""
    random = np.random.default_rng(seed)
    some = random.permutation(len(left))[:MOST] if len(left) > MOST else np.arange(len(left))
    counts = random.multinomial(len(some), np.full(len(some), 1 / len(some)), DRAWS).astype(np.float64)

    def earned(said: Vector) -> Vector:
        ranks, labels = _ranks(said)[some], left[some]
        return np.array([profit_by_ranks(ranks, labels, weight, campaign) for weight in counts])

    empc, drawn = expected_profit(ours, left, campaign).empc, earned(ours)
    gains = [losses(ours, left) - losses(one, left) for one in theirs.values()]
    profits = [earned(one) - drawn for one in theirs.values()]
    margin = _margin([counts @ gain[some] / len(some) for gain in gains] + profits)
    fewer = np.sqrt(len(some) / len(left))
    return tuple(
        Duel(
            name,
            float(gain.mean()),
            float(gain.std(ddof=1) / np.sqrt(len(gain))),
            expected_profit(one, left, campaign).empc - empc,
            float(profit.std(ddof=1) * fewer),
            margin=margin,
        )
        for (name, one), gain, profit in zip(theirs.items(), gains, profits, strict=True)
    )


def _margin(drawn: Sequence[Vector]) -> float:
    """Return how many standard errors the best of many gains exceeds as seldom by chance as one gain exceeds one.

    `drawn` holds, for each gain, what it is where the rows are drawn again: the quantile of the largest of them, each
    in its own standard errors from its mean. Never less than one.
    """
    errors = [gain.std(ddof=1) for gain in drawn]
    far = [(gain - gain.mean()) / error for gain, error in zip(drawn, errors, strict=True) if error > NOTHING]
    return max(1.0, float(np.quantile(np.max(far, axis=0), ndtr(1)))) if far else 1.0


def profit_by_ranks(ranks: Places, left: Labels, weight: Vector, campaign: Campaign) -> float:
    """Return the EMPC of rows that count `weight` times, summed by rank first: nothing is sorted anew."""
    gone, all_ = np.bincount(ranks, weight * left), np.bincount(ranks, weight)
    steps = np.tile(np.arange(len(all_), dtype=np.float64), 2)
    labels = np.repeat(np.array([1, 0], dtype=np.int8), len(all_))
    return expected_profit(steps, labels, campaign, np.concatenate([gone, all_ - gone])).empc


def _ranks(probability: Vector) -> Places:
    """Return the probabilities in at most `RANKS` steps: drawn again and again, finer ones would only take time."""
    cuts = np.unique(np.quantile(probability, np.linspace(0, 1, RANKS)))
    return np.searchsorted(cuts, probability)
