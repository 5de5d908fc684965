"""Simulate: companies with a known truth, from ten customers to ten million."""

from liuke.simulate.company import Company, simulate
from liuke.simulate.scenario import SCENARIOS, Cause, Channel, Scenario, demo, large, shop, subscription
from liuke.simulate.truth import Fact

__all__ = [
    "SCENARIOS",
    "Cause",
    "Channel",
    "Company",
    "Fact",
    "Scenario",
    "demo",
    "large",
    "shop",
    "simulate",
    "subscription",
]
