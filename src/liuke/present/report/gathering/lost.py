"""What “lost” means: how churn would read under each definition, and how many of the lost came back."""

from liuke.measure import Inputs
from liuke.measure.lost import Effect, definitions, is_chosen, tried
from liuke.present.report.findings import Reading
from liuke.settings import LostSettings
from liuke.workspace import Run


def readings(run: Run, inputs: Inputs) -> tuple[Reading, ...]:
    """Return what each definition makes of the run's customers; none where nobody can be lost."""
    if not run.manifest["lost"]:
        return ()
    settings = LostSettings.model_validate(run.manifest.get("settings", {}).get("lost", {}))
    return tuple(_reading(one, run) for one in tried(inputs, definitions(run, settings)))


def _reading(one: Effect, run: Run) -> Reading:
    last = one.churn.whole[-1] if one.churn.whole else None
    return Reading(
        one.definition.sentence,
        is_chosen(one.definition, run),
        one.mean_rate,
        last["value"] if last else None,
        last["period"] if last else None,
        one.lost,
        one.returned,
    )
