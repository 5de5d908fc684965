"""Whether a model says anything at all: beside chance, and beside telling everybody the same.

A ranking by chance has an AUC of 0.5. Telling everybody the share b that left has the log loss
−b ln b − (1 − b) ln(1 − b), the least that any one number has (Gneiting & Raftery 2007, JASA 102, § 4).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from liuke.language import Text

CHANCE = Text(
    "The best model cannot be told from chance: its AUC is {auc} (95% {low} to {high}, and 0.5 is chance). Do not act "
    "on these scores.",
    "无法确认最优模型优于随机：AUC 为 {auc}（95% 区间 {low} 至 {high}，0.5 即随机）。请勿据此评分采取行动。",
)
SAME = Text(
    "The best model's probabilities are no better than telling everybody the share that left: log loss {loss}, and "
    "{base} with that. Go by the order of customers, not by how likely each is to leave.",
    "最优模型的概率不比对所有客户统一给出整体流失率更好：对数损失为 {loss}，统一给出时为 {base}。"
    "请只参考客户的先后排序，不要依据概率大小。",
)


def no_better_than_chance(figures: Mapping[str, Any]) -> Text | None:
    """Return the warning that figures of `evaluate` give cause for, or None."""
    low, high = figures["intervals"]["auc"]
    if low <= 0.5:
        return CHANCE.fill(auc=f"{figures['auc']:.3f}", low=f"{low:.3f}", high=f"{high:.3f}")
    base = log_loss_of_share(figures["base_rate"])
    if figures["log_loss"] >= base:
        return SAME.fill(loss=f"{figures['log_loss']:.4f}", base=f"{base:.4f}")
    return None


def log_loss_of_share(share: float) -> float:
    """Return the log loss of telling everybody the share that left, which lies between 0 and 1."""
    return float(-share * np.log(share) - (1 - share) * np.log1p(-share))
