"""How long work tells what it is doing: a callable that takes the step and the share of the whole that is done."""

from collections.abc import Callable

from liuke.language import Text

type Progress = Callable[[Text, float], None]


def silent(_step: Text, _done: float) -> None:
    """Report nothing."""
