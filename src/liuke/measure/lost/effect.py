"""The effect of the choice: how churn would read under each definition, and how many of the “lost” came back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from liuke.measure.asking import Answer, ask
from liuke.measure.inputs import Inputs
from liuke.measure.lost.definition import Definition, Material


@dataclass(frozen=True, slots=True)
class Effect:
    """What one definition makes of the same customers.

    `churn` is the churn rate by month; `lost` counts every loss known at the end, `returned` those of them that a later
    purchase or contract followed.
    """

    definition: Definition
    churn: Answer
    lost: int
    returned: int

    @property
    def mean_rate(self) -> float | None:
        """Losses of the opening sets of the whole months, over those opening sets."""
        whole = self.churn.whole
        opening = sum(row["denominator"] for row in whole)
        return sum(row["numerator"] for row in whole) / opening if opening else None

    @property
    def share_returned(self) -> float | None:
        """The share of the losses after which the customer came back."""
        return self.returned / self.lost if self.lost else None


def effects(inputs: Inputs, definitions: Sequence[Definition], material: Material) -> list[Effect]:
    """Return the effect of each definition that can be applied, on the same facts."""
    return [_effect(inputs, one, material) for one in definitions if one.applies(material)]


def _effect(inputs: Inputs, definition: Definition, material: Material) -> Effect:
    engine = inputs.engine
    spell = engine.hold(definition.spells(material), "spell")
    seen = replace(inputs, tables={**inputs.tables, "stay": spell}, warm_up=definition.warm_up, _first={})
    known = _first_loss_possible(inputs, definition, material)
    counted: dict[str, Any] = engine.rows(
        spell.aggregate(lost=spell.lost_on.count(), spells=spell.count(), customers=spell.customer_id.nunique())
    )[0]
    answer = ask(seen, "churn_rate", "month", since=known)
    return Effect(definition, answer, counted["lost"], counted["spells"] - counted["customers"])


def _first_loss_possible(inputs: Inputs, definition: Definition, material: Material) -> date:
    name = "activity" if material.visit is not None and definition.kind != "contract" else "movement"
    return min(inputs.first_day(name) + timedelta(days=definition.warm_up), inputs.as_of)
