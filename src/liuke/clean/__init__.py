"""Clean: rules as data, duplicates, returns, quarantine, and a report that reconciles every row."""

from liuke.clean.facts import kept_facts
from liuke.clean.orders import kept_lines, kept_orders
from liuke.clean.rules import RULES, Rule, explain
from liuke.clean.stage import Cleaned, clean

__all__ = ["RULES", "Cleaned", "Rule", "clean", "explain", "kept_facts", "kept_lines", "kept_orders"]
