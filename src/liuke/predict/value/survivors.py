"""How many contracts were renewed how many times: what the sBG model knows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liuke.errors import DataError
from liuke.language import Text

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Survivors:
    """Contracts by what came of them.

    `lost[t − 1]` contracts ended at renewal t, t = 1 … K; `kept[c]` had been renewed c times when last seen, c = 0 … K,
    and whether they will be again is not known (they are censored, not lost).
    """

    lost: Vector
    kept: Vector

    @classmethod
    def of(cls, *cohorts: Sequence[float]) -> Self:
        """Count cohorts given as survivors by period: those who began, those left after one renewal, and so on.

        Cohorts may be of different lengths: the later ones have been seen for fewer periods.
        """
        size = max(len(cohort) for cohort in cohorts)
        lost, kept = np.zeros(max(size - 1, 0)), np.zeros(size)
        for cohort in cohorts:
            lost[: len(cohort) - 1] -= np.diff(np.asarray(cohort, dtype=float))
            kept[len(cohort) - 1] += cohort[-1]
        return cls(lost, kept)

    @classmethod
    def counted(cls, renewed: ArrayLike, ended: ArrayLike, weight: ArrayLike | None = None) -> Self:
        """Count contracts renewed so many times, `ended` where the next renewal did not come; with `weight` in each."""
        times, gone = np.asarray(renewed, dtype=np.int64), np.asarray(ended, dtype=bool)
        many = np.ones(len(times)) if weight is None else np.asarray(weight, dtype=float)
        size = int(np.max(times + gone, initial=0)) + 1
        kept = np.bincount(times[~gone], many[~gone], size)
        return cls(np.bincount(times[gone], many[gone], size)[: size - 1], kept)

    @property
    def contracts(self) -> float:
        """The number of contracts."""
        return float(self.lost.sum() + self.kept.sum())

    @property
    def faced(self) -> Vector:
        """How many contracts came to renewal 1 … K and are known to have been renewed or not."""
        gone = np.append(self.lost, 0.0) + self.kept
        found: Vector = self.contracts - np.cumsum(gone)[:-1] + self.lost
        return found

    def survival(self) -> Vector:
        """Return the observed share still renewing after 0 … K renewals (the product of the observed retention)."""
        faced = np.maximum(self.faced, 1e-300)
        return np.concatenate([[1.0], np.cumprod(1 - self.lost / faced)])

    def seen_until(self, renewals: int) -> "Survivors":
        """Return what was known of the same contracts when each had come to its first `renewals` renewals at most."""
        kept = self.kept[: renewals + 1].copy()
        kept[renewals:] += self.lost[renewals:].sum() + self.kept[renewals + 1 :].sum()
        return Survivors(self.lost[:renewals].copy(), kept)

    def check(self, model: str) -> None:
        """Raise `DataError` where the counts are impossible, or too few to tell a model's parameters."""
        counts = np.concatenate([self.lost, self.kept])
        if not (np.isfinite(counts).all() and (counts >= 0).all() and len(self.kept) == len(self.lost) + 1):
            raise DataError(
                "value.impossible",
                Text(
                    "{model}: survivors must be whole numbers that never grow from one renewal to the next.",
                    "{model}：存续数应为非负整数，且不能逐期增加。",
                ).fill(model=model),
                Text(
                    "Give those who began, then those left after each renewal: 1000, 869, 743 …",
                    "请依次给出初始数与每次续约后的剩余数，例如 1000、869、743……",
                ),
            )
        faced = self.faced
        if np.count_nonzero(faced) < 2 or not self.lost.sum() or self.lost.sum() == faced.sum():
            raise DataError(
                "value.too_alike",
                Text(
                    "{model} cannot be fitted: of {count} contracts {lost} ended, at {periods} renewals.",
                    "无法拟合 {model}：{count} 份合同中有 {lost} 份终止，共观察到 {periods} 次续约时点。",
                ).fill(
                    model=model,
                    count=round(self.contracts),
                    lost=round(float(self.lost.sum())),
                    periods=np.count_nonzero(faced),
                ),
                Text(
                    "Contracts that came to two renewals or more are needed, with some that ended and some that did "
                    "not.",
                    "需要至少经历两次续约时点的合同，且既有续约的也有未续约的。",
                ),
            )
