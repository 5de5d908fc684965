"""What the campaigns of a run say: the card of its uplift model, or the refusal."""

from collections.abc import Mapping
from typing import Any

from liuke.language import Text
from liuke.predict.uplift.classes import CLASSES
from liuke.present.charts.uplift_policies import POLICIES
from liuke.present.report.findings import Contacting, Rows
from liuke.workspace import Run

NAME = "uplift"


def contacting(run: Run) -> Contacting | None:
    """Return what a campaign taught, or why it could not; None where the run has no treatments."""
    told = run.manifest.get(NAME)
    if not told:
        return None
    if refusal := told.get("refusal"):
        return Contacting(refusal=Text(**refusal["message"]), hint=Text(**refusal["hint"]))
    card = next((card for card in run.cards if card["name"] == NAME), None)
    return _of(card["answer"]) if card else None


def _of(found: Mapping[str, Any]) -> Contacting:
    today = found["today"]
    return Contacting(
        asked=Text(**found["asked"]),
        verdict=Text(**found["verdict"]),
        usable=found["usable"],
        binary=found["binary"],
        sizes=Text(**found["sizes"]),
        qini=found["curves"]["qini"],
        profit=found["curves"]["profit"],
        policies=[row | {"label": POLICIES[row["policy"]]} for row in today["policies"]],
        customers=today["customers"],
        why=tuple(Text(**why) for why in today["why"].values()),
        classes=_classes(found["classes"], today["classes"]),
        notes=tuple(Text(**note) for note in found["warnings"]),
    )


def _classes(rows: Rows, today: Mapping[str, int]) -> Rows:
    return [{**row, "label": CLASSES[row["class"]], "today": today.get(row["class"], 0)} for row in rows]
