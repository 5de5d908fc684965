"""Made-up customers whose leaving follows a known rule."""

import numpy as np

from liuke.predict.learning.sample import Input, Sample

INPUTS = (Input("silence", "silence", 1), Input("gap", "gap"), Input("orders", "orders", -1), Input("noise", "noise"))


def people(rows: int = 1500, seed: int = 0) -> Sample:
    """Return customers who leave the sooner the longer they are silent and the less they buy; gaps may be unknown."""
    random = np.random.default_rng(seed)
    features = random.gamma(2, 2, (rows, len(INPUTS)))
    features[random.random(rows) < 0.2, 1] = np.nan
    left = (random.random(rows) < truth(features)).astype(np.int8)
    return Sample(features, left, np.ones(rows))


def truth(features: np.ndarray) -> np.ndarray:
    """Return the probability of leaving."""
    return 1 / (1 + np.exp(-(0.5 * features[:, 0] - 0.4 * features[:, 2] - 0.5)))
