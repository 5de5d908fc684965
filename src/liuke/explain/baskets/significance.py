"""Whether a rule could be chance: Fisher's exact test on what customers witness, controlled for all that was tried."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

type Numbers = NDArray[np.float64]

SURE = 0.05
"""The share of false findings that is accepted among what is called significant."""


def effect(count: pl.Expr, squares: pl.Expr) -> pl.Expr:
    """Return by how much the repeating of customers swells a count: Σx² / Σx of their own counts x; 1 where none does.

    The design effect of a rare count in clusters: its variance is Σx², where it would be Σx if all baskets were
    of different customers (Kish 1965; Rao & Scott 1992).
    """
    return pl.max_horizontal(pl.lit(1.0), squares / count)


def fisher(both: Numbers, one: Numbers, other: Numbers, whole: Numbers, swollen: Numbers) -> Numbers:
    """Return the one-sided p-value that `both` is so large by chance, given how many have one, other, of `whole`.

    Fisher's exact test (Fisher 1935), of all four counts divided by `swollen`.
    """
    from scipy.stats import hypergeom  # noqa: PLC0415 - slow to load

    least = np.floor(both / swollen + 1e-9)
    margins = [np.maximum(np.rint(margin / swollen), least) for margin in (one, other)]
    total = np.maximum(np.rint(whole / swollen), np.maximum(margins[0] + margins[1] - least, 1))
    return np.asarray(np.clip(hypergeom.sf(least - 1, total, *margins), 0.0, 1.0), dtype=np.float64)


def adjusted(p: Numbers, tried: int) -> Numbers:
    """Return p-values adjusted to control the share of false findings (Benjamini & Hochberg 1995).

    `tried` are all hypotheses, also those whose counts were too small to be listed (p = 1): what is found by looking
    at much is judged by how much was looked at (Webb 2007, Discovering significant patterns, Machine Learning 68).
    """
    order = np.argsort(p, kind="stable")
    raised = p[order] * max(tried, p.size) / np.arange(1, p.size + 1)
    found = np.empty(p.size)
    found[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return found
