"""What “lost” means: how churn would read under each definition, and how many of the lost came back."""

from liuke.language import Text
from liuke.measure import Inputs
from liuke.measure.lost import Contract, Effect, definitions, is_chosen, tried
from liuke.present.report.findings import Reading
from liuke.settings import LostSettings
from liuke.workspace import Run

SUBSCRIBERS = Text("of subscribers only, not of all buyers", "仅以订阅客户为基数，而非全部买家")


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
        SUBSCRIBERS if one.definition.kind == Contract.kind and run.has("activity") else None,
    )
