"""95 % intervals of the numbers we publish."""

import math

Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""

type Interval = tuple[float, float] | tuple[None, None]


def wilson(numerator: float, denominator: float) -> Interval:
    """Return the score interval of a proportion (Wilson 1927); (None, None) without a denominator."""
    if denominator <= 0:
        return None, None
    share, n = numerator / denominator, float(denominator)
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(max(share * (1 - share), 0.0) / n + Z**2 / (4 * n**2))
    return (0.0 if numerator == 0 else centre - half), (1.0 if numerator == denominator else centre + half)


def ratio(numerator: float, denominator: float, squares: tuple[float, float, float], n: float) -> Interval:
    """Return the delta-method interval of Σy / Σx over n independent customers (Cochran 1977, §2.11).

    `squares` is (Σy², Σx², Σxy), of the same customers as `numerator` Σy and `denominator` Σx; for a mean, x = 1.
    """
    if n < 2 or denominator == 0:
        return None, None
    value = numerator / denominator
    yy, xx, xy = squares
    spread = max(yy - 2 * value * xy + value**2 * xx, 0.0) / (n - 1) * n
    half = Z * math.sqrt(spread) / abs(denominator)
    return value - half, value + half
