"""What counts of a rule say: support, confidence, lift, leverage, and the interval of the confidence."""

import polars as pl

from liuke.measure.intervals import wilson


def measured(counts: pl.DataFrame, whole: int) -> pl.DataFrame:
    """Return counts (count, if_count, then_count of `whole` baskets) with expected and the measures of each rule.

    support = P(if, then); confidence = P(then | if) (Agrawal, Imieliński & Swami 1993, Mining association rules between
    sets of items, SIGMOD); lift = confidence / P(then) (Brin et al. 1997, Dynamic itemset counting, SIGMOD); leverage =
    support − P(if) P(then) (Piatetsky-Shapiro 1991); expected is the count if one had nothing to do with the other.
    """
    n = float(max(1, whole))
    return counts.with_columns(
        expected=pl.col("if_count") * pl.col("then_count") / n,
        support=pl.col("count") / n,
        confidence=pl.col("count") / pl.col("if_count"),
        lift=pl.col("count") * n / (pl.col("if_count").cast(pl.Float64) * pl.col("then_count")),
        leverage=pl.col("count") / n - pl.col("if_count") / n * pl.col("then_count") / n,
    )


def with_interval(rules: pl.DataFrame) -> pl.DataFrame:
    """Return rules with low and high, the 95 % interval of the confidence (Wilson).

    Counts are divided by `effect` before: a customer who does the same again is no further witness (Rao & Scott 1992,
    A simple method for the analysis of clustered binary data, Biometrics 48).
    """
    rows = rules.select("count", "if_count", "effect").iter_rows()
    ends = [wilson(count / effect, of / effect) for count, of, effect in rows]
    return rules.with_columns(
        low=pl.Series([low for low, _ in ends], dtype=pl.Float64),
        high=pl.Series([high for _, high in ends], dtype=pl.Float64),
    )
