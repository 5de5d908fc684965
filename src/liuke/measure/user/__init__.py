"""User metrics: what a workspace declares in its settings becomes metrics like any other."""

from liuke.measure.user.compiling import FAMILY, user_metrics

__all__ = ["FAMILY", "user_metrics"]
