"""Round limits: the simplest number that parts the same customers."""

import math

import polars as pl


def between(column: pl.Series, threshold: float) -> float:
    """Return the roundest number that is above all values up to `threshold`, and above none beyond it."""
    lower, upper = column.filter(column <= threshold).max(), column.filter(column > threshold).min()
    if not isinstance(lower, int | float) or not isinstance(upper, int | float):
        return threshold
    return roundest(float(lower), float(upper))


def roundest(lower: float, upper: float) -> float:
    """Return the number with the fewest digits that is greater than `lower` and not greater than `upper`.

    Steps of 10, 5, 2 and 1 of each power of ten are tried, the coarsest first.
    """
    power = math.ceil(math.log10(max(abs(lower), abs(upper), 1e-12)))
    for exponent in range(power, power - 17, -1):
        for unit in (10, 5, 2, 1):
            step = unit * 10.0 ** (exponent - 1)
            found = round(math.floor(upper / step + 1e-12) * step, 12 - exponent) + 0.0
            if lower < found <= upper:
                return found
    return upper
