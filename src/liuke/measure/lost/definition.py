"""What a definition of “lost” is, and what it is applied to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from ibis.expr.types import Table

from liuke.language import Text


@dataclass(frozen=True, slots=True)
class Material:
    """What losses are found in: purchase days (`measure.visits`) and movements of contracts, as far as known."""

    as_of: date
    visit: Table | None = None
    movement: Table | None = None


class Definition(Protocol):
    """One definition of “lost”."""

    kind: ClassVar[str]
    label: ClassVar[Text]

    @property
    def sentence(self) -> Text:
        """The definition in a sentence, with its numbers."""
        ...

    @property
    def warm_up(self) -> int:
        """In how many days after the data begin no loss can be known yet."""
        ...

    def applies(self, material: Material) -> bool:
        """Say whether there is what the definition needs."""
        ...

    def spells(self, material: Material) -> Table:
        """Return how long customers stayed: customer_id, number (from 1), started_on, last_on, purchase_days, lost_on.

        `lost_on` is NULL while a customer is not lost at the end of `as_of`.
        """
        ...
