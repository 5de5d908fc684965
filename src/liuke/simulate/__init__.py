"""Simulate: companies with a known truth, from ten customers to ten million."""

from liuke.simulate.company import Company, simulate
from liuke.simulate.scenario import Scenario, demo, large

__all__ = ["Company", "Scenario", "demo", "large", "simulate"]
