"""Rules: segments that a person declares by conditions; every customer is in exactly one, or among the others."""

from liuke.segment.rules.of_run import keep_rules
from liuke.segment.rules.rules import OTHERS, Rule, Rules, read_rules

__all__ = ["OTHERS", "Rule", "Rules", "keep_rules", "read_rules"]
