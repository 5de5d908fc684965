"""95 % intervals of the numbers we publish."""

import math

Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""

_ROUNDING = 1e-12
"""What is left of sums that cancel out, of their size: less is the order of adding, not spread."""

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
    parts = yy, -2 * value * xy, value**2 * xx
    spread = sum(parts)
    if spread < _ROUNDING * sum(map(abs, parts)):
        spread = 0.0
    half = Z * math.sqrt(spread / (n - 1) * n) / abs(denominator)
    return value - half, value + half


def events(count: float) -> tuple[float, float]:
    """Return the interval of the mean of a Poisson count by Byar's approximation (Breslow & Day 1987, p. 69)."""
    low = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    above = count + 1
    return low, above * (1 - 1 / (9 * above) + Z / (3 * math.sqrt(above))) ** 3


def net_share(of: float, less: float, n: float) -> Interval:
    """Return the adjusted-Wald interval, in points, of (of − less) / n (Agresti & Min 2005; Sauro 2011).

    Three answers are added: three quarters of one on each side, the rest in between.
    """
    if n <= 0:
        return None, None
    up, down, size = (of + 0.75), (less + 0.75), n + 3
    centre = (up - down) / size
    half = Z * math.sqrt(max((up + down) / size - centre**2, 0.0) / size)
    return max(100 * (centre - half), -100.0), min(100 * (centre + half), 100.0)


def difference(now: tuple[float, Interval], then: tuple[float, Interval]) -> Interval:
    """Return the 95 % interval of the difference of two independent estimates with their own intervals.

    The method of variance estimates recovery (Zou & Donner 2008); with Wilson intervals it is Newcombe's (1998, method
    10).
    """
    (a, (a_low, a_high)), (b, (b_low, b_high)) = now, then
    if a_low is None or b_low is None or a_high is None or b_high is None:
        return None, None
    low = a - b - math.hypot(a - a_low, b_high - b)
    return low, a - b + math.hypot(a_high - a, b - b_low)
