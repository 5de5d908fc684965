"""Customers made up for tests of clusters: frames with a column for each of the usual measures."""

from functools import cache

import numpy as np
import polars as pl

from liuke.segment.clusters import Definition, fit_clusters

USUAL = ("recency", "frequency", "monetary", "tenure")
KINDS = ((5, 40, 4000, 700), (300, 2, 60, 600), (20, 2, 80, 30))
"""Loyal, gone and new customers: days since the last purchase, purchase days, money and days since the first one."""


def planted(each: int = 120, seed: int = 0, kinds: tuple[tuple[float, ...], ...] = KINDS) -> pl.DataFrame:
    """Return customers of some kinds, each around its own middle by a fifth up or down."""
    random = np.random.default_rng(seed)
    rows = np.vstack([np.array(kind) * random.lognormal(0, 0.2, size=(each, len(kind))) for kind in kinds])
    return frame(rows)


@cache
def three() -> Definition:
    """Return the clusters of the planted customers."""
    return fit_clusters(planted(), k=3)


def alike(customers: int = 400, seed: int = 0) -> pl.DataFrame:
    """Return customers of one kind, whose measures hang together but who are one crowd."""
    random = np.random.default_rng(seed)
    common = random.normal(size=(customers, 1))
    logs = 0.9 * common * [-1, 1, 1, 0] + random.normal(scale=0.5, size=(customers, 4)) + [4, 2, 5, 0]
    rows = np.exp(logs)
    rows[:, 3] = random.normal(400, 60, customers)
    return frame(rows)


def frame(rows: np.ndarray) -> pl.DataFrame:
    """Return rows of the usual measures as a frame of customers."""
    ids = pl.DataFrame({"customer_id": [f"C{at:05d}" for at in range(len(rows))]})
    return pl.concat([ids, pl.DataFrame(rows, schema=list(USUAL))], how="horizontal")
