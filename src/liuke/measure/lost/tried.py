"""The definitions of “lost” that a run can be read by, beside its own, and what each would make of it."""

from collections.abc import Sequence

from liuke.measure.inputs import Inputs
from liuke.measure.lost.definition import Definition, Material
from liuke.measure.lost.effect import Effect, effects
from liuke.measure.lost.kinds import Contract, Inactivity, Probability
from liuke.measure.silence import visits
from liuke.settings import LostSettings
from liuke.workspace import Run


def definitions(
    run: Run, settings: LostSettings, days: Sequence[int] = (), below: Sequence[float] = ()
) -> list[Definition]:
    """Return the definitions to compare: the run's window with half and twice of it, contracts, and probabilities.

    `days` and `below` are windows and probabilities to try instead; the run's own window is always among them.
    """
    window = run.manifest["lost"].get("days")
    windows = days or ([window // 2, window, 2 * window] if window else [])
    found: list[Definition] = [Inactivity(one) for one in sorted({*windows, *([window] if window else [])})]
    found.append(Contract(settings.grace_days))
    card = next((card for card in run.cards if card["name"] == "mbg_nbd"), None)
    if settings.parameters or card:
        given = settings.parameters or [card["parameters"][name] for name in ("r", "alpha", "a", "b")]  # type: ignore[index]
        found += [Probability(one, *given) for one in (below or [settings.below])]
    return found


def tried(inputs: Inputs, definitions: Sequence[Definition]) -> list[Effect]:
    """Return the effect of each definition on a run's facts; without those that the run has nothing for."""
    visit = inputs.engine.hold(visits(inputs.activity), "visit") if inputs.has("activity") else None
    return effects(inputs, definitions, Material(inputs.as_of, visit, inputs.tables.get("movement")))


def is_chosen(definition: Definition, run: Run) -> bool:
    """Say whether a definition is the one that the run itself was made by."""
    own = run.manifest["lost"]
    return (definition.kind, definition.sentence.en) == (own.get("definition"), own.get("sentence", {}).get("en"))
