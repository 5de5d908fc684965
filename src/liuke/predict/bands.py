"""Bands of risk: from which probability on a customer is of medium and of high risk, and who stays in a band.

High risk is what can be handled: so many customers as the capacity, the riskiest first, equal ones together or not at
all. Medium risk is where a contact earns. What is not said falls back on fixed thresholds.

What a contact earns is the profit of Verbraken, Verbeke & Baesens (2013), IEEE TKDE 25(5), eq. 4, for one customer: a
leaver accepts with probability γ and is then worth `worth` less the incentive, who would have stayed takes the
incentive for sure, and the contact costs either way:

    profit = γ p (worth − incentive) − (1 − p) incentive − contact

It is 0 at p* = (incentive + contact) / (γ (worth − incentive) + incentive).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from liuke.language import Text
from liuke.predict.evaluation.profit import Campaign
from liuke.settings import RiskSettings

LOW, MEDIUM, HIGH = "low", "medium", "high"
ALMOST_ONE = 1 - 1e-9

FIXED = Text("fixed thresholds", "固定阈值")
CAPACITY = Text("high risk: the {n} customers who can be handled", "高风险：可跟进的 {n} 位客户")
EARNS = Text("a contact earns from a probability of {p} on", "流失概率达到 {p} 时，联系客户才有收益")
NEVER = Text(
    "a contact never earns: what a customer is worth does not pay for it",
    "联系客户始终亏损：客户价值不足以覆盖成本",
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The probabilities from which risk is medium and high, the margin of hysteresis, and why they are these."""

    medium: float
    high: float
    margin: float = 0.0
    why: tuple[Text, ...] = (FIXED,)


def campaign(risk: RiskSettings) -> Campaign | None:
    """Return the campaign that the settings describe, or None where they do not say what a customer is worth."""
    if not risk.worth:
        return None
    return Campaign(risk.worth, risk.incentive, risk.contact, 20 * risk.accept, 20 * (1 - risk.accept))


def expected_profit(probability: pl.Expr, of: Campaign, worth: pl.Expr | None = None) -> pl.Expr:
    """Return what it earns to contact a customer, in money; `worth` is each one's own, by default the campaign's."""
    value = pl.lit(of.worth) if worth is None else worth
    return of.accept * probability * (value - of.incentive) - (1 - probability) * of.incentive - of.contact


def profit_of_contacting(risk: RiskSettings) -> pl.Expr:
    """Return each customer's expected profit of a contact from their probability and clv.

    NULL where the settings do not describe a campaign: nobody knows what a contact costs then.
    """
    plan = campaign(risk)
    if plan is None:
        return pl.lit(None, pl.Float64)
    return expected_profit(pl.col("probability"), plan, pl.col("clv"))


def break_even(of: Campaign) -> float | None:
    """Return the probability from which on a contact earns; None where it never does."""
    gain = of.accept * (of.worth - of.incentive) + of.incentive
    cost = of.incentive + of.contact
    return cost / gain if gain > 0 and cost <= gain else None


def thresholds(probability: pl.Series, risk: RiskSettings) -> Thresholds:
    """Return the thresholds for some customers; `probability` are those of the customers who could be handled."""
    medium, high, why = risk.medium, risk.high, []
    if (plan := campaign(risk)) is not None:
        earns = break_even(plan)
        why.append(NEVER if earns is None else EARNS.fill(p=f"{earns:.2f}"))
        medium = ALMOST_ONE if earns is None else min(earns, ALMOST_ONE)
    if risk.capacity:
        why.append(CAPACITY.fill(n=risk.capacity))
        high = handled(probability, risk.capacity)
    if plan is not None:
        high = max(high, medium)
    return Thresholds(min(medium, high), high, risk.margin, tuple(why) or (FIXED,))


def handled(probability: pl.Series, capacity: int) -> float:
    """Return the lowest probability that at most `capacity` customers reach; a tie at the edge is left out whole."""
    known = np.sort(probability.drop_nulls().to_numpy())[::-1]
    if len(known) <= capacity:
        return float(known[-1]) if len(known) else ALMOST_ONE
    inside = known[:capacity][known[:capacity] > known[capacity]]
    return float(inside[-1]) if len(inside) else float(np.nextafter(known[0], np.inf))


def band(
    frame: pl.DataFrame, limits: Thresholds, previous: pl.DataFrame | None = None, probability: str = "probability"
) -> pl.Series:
    """Return `low`, `medium` or `high` for each row of `frame`; NULL where there is no probability.

    `previous` has the columns customer_id and risk of the run before. A customer who was above a threshold stays there
    until the probability is more than the margin below it, and one who was below until it is as much above: so there
    may be a few more of high risk than the capacity.
    """
    was: pl.Expr = pl.lit(None, pl.String)
    if previous is not None:
        known = previous.select("customer_id", __was="risk").unique("customer_id")
        frame = frame.join(known, on="customer_id", how="left", maintain_order="left")
        was = pl.col("__was")
    chance = pl.col(probability)
    reached = [_above(chance, limit, was, held, limits.margin) for limit, held in _steps(limits)]
    found = pl.when(chance.is_null()).then(None).when(reached[1]).then(pl.lit(HIGH))
    return frame.select(found.when(reached[0]).then(pl.lit(MEDIUM)).otherwise(pl.lit(LOW)).alias("risk")).to_series()


def _steps(limits: Thresholds) -> tuple[tuple[float, tuple[str, ...]], ...]:
    """Return each threshold with the bands above it."""
    return (limits.medium, (MEDIUM, HIGH)), (limits.high, (HIGH,))


def _above(chance: pl.Expr, limit: float, was: pl.Expr, held: tuple[str, ...], margin: float) -> pl.Expr:
    above = was.is_in(held)
    lower, upper = max(limit - margin, limit / 2), min(limit + margin, (limit + 1) / 2)  # never out of reach
    needed = pl.when(above).then(lower).when(was.is_null()).then(limit).otherwise(upper)
    return chance >= needed
