"""What is asked of the campaigns of a workspace."""

from dataclasses import dataclass
from typing import Literal, Self

from liuke.settings import Settings

type Outcome = Literal["kept", "revenue"]


@dataclass(frozen=True, slots=True)
class Ask:
    """Which campaign, what counts as its outcome, and what contact is worth.

    `campaign` is the one that tells most if it is not named; `arm` its treatment (the largest) and `control` the value
    of its control group (told by its name). The outcome is `kept`: not lost within `days` of assignment, as the shape
    of the data defines it, or `revenue`: money in those days. `days` 0 is the churn horizon. `worth` is the money of a
    customer kept, 0 for the margin of the last year's purchases; `cost` that of a contact, None for what the treated
    cost. `random` says that a lottery drew the control group. `capacity` and `budget` limit the contacts.
    """

    campaign: str = ""
    arm: str = ""
    control: str = ""
    outcome: Outcome = "kept"
    days: int = 0
    worth: float = 0.0
    cost: float | None = None
    random: bool = True
    capacity: int | None = None
    budget: float | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what the settings ask."""
        asked, risk = settings.uplift, settings.risk
        return cls(
            asked.campaign,
            asked.arm,
            asked.control,
            asked.outcome,
            asked.days,
            risk.worth,
            asked.cost,
            asked.random,
            risk.capacity or None,
            asked.budget or None,
        )
