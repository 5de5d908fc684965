"""Act: what to do next."""

from liuke.act.next_step import STEPS, NextStep, call_list, suggest

__all__ = ["STEPS", "NextStep", "call_list", "suggest"]
