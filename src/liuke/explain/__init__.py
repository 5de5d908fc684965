"""Explain: where customers leave, with what, and what sets leavers apart from those who stay."""

from liuke.explain.of_run import Material, explain_run

__all__ = ["Material", "explain_run"]
