"""Which customers effects are estimated on, where there are more than need be."""

import numpy as np
import polars as pl

from liuke.explain.drivers.table import LEFT

MOST_ROWS = 20_000
ENOUGH = 100_000
"""Rows that tell medians, spreads and fifths as well as all do."""


def thinned(frame: pl.DataFrame) -> pl.DataFrame:
    """Return every so many-th row, so that there are `ENOUGH` at most."""
    return frame if frame.height <= ENOUGH else frame.gather_every(-(-frame.height // ENOUGH))


def drawn(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return at most `MOST_ROWS` rows, by lot; of the rarer fate more than its share, up to a quarter of these rows.

    Slopes of a logistic regression do not depend on how many of each fate are drawn (Prentice & Pyke 1979, Biometrika
    66).
    """
    if frame.height <= MOST_ROWS:
        return frame
    random, left = np.random.default_rng(seed), frame[LEFT].to_numpy()
    there = {fate: int((left == fate).sum()) for fate in (1, 0)}
    least = {fate: min(MOST_ROWS // 4, count) for fate, count in there.items()}
    many = min(max(round(MOST_ROWS * there[1] / frame.height), least[1]), MOST_ROWS - least[0])
    wanted = {1: many, 0: min(MOST_ROWS - many, there[0])}
    places = [random.choice(np.flatnonzero(left == fate), count, replace=False) for fate, count in wanted.items()]
    return frame[np.sort(np.concatenate(places))]
