"""Lost: when a customer counts as gone. A definition is an object, chosen in `liuke.toml`, and its effect can be shown.

Each definition names the day on which a loss becomes known. The customer is lost on that day: it is never back-dated,
and one who comes back has returned.
"""

from liuke.measure.lost.definition import Definition, Material
from liuke.measure.lost.effect import Effect, effects
from liuke.measure.lost.kinds import Contract, Inactivity, Probability, definition_for
from liuke.measure.lost.tried import definitions, is_chosen, tried

__all__ = [
    "Contract",
    "Definition",
    "Effect",
    "Inactivity",
    "Material",
    "Probability",
    "definition_for",
    "definitions",
    "effects",
    "is_chosen",
    "tried",
]
