"""What campaigns are read from: the tables of a run, and what the churn model knows of their shape."""

from dataclasses import dataclass

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.predict.churn_model.history import History
from liuke.predict.features import Feature, available


@dataclass(frozen=True, slots=True)
class Material:
    """`treatment` is that table of a run; `horizon` the churn horizon in days; `margin` the share of revenue left."""

    engine: Engine
    history: History
    treatment: Table
    horizon: int
    margin: float

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features that can be made."""
        return available(self.history.tables, self.history.features)
