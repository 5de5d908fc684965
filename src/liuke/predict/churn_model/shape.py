"""The shape of a business's data: who can be lost, on which day that is known, and who is asked about at a snapshot."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.language import Text
from liuke.predict.churn_model.contracts import Contracts
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.orders import Orders


class Shape(Protocol):
    """One shape of dated data."""

    id: ClassVar[str]
    label: ClassVar[Text]

    @property
    def why(self) -> Text:
        """Why the data are taken to have this shape, in a sentence or two."""

    def horizon(self, engine: Engine, tables: Mapping[str, Table]) -> int:
        """Return how many days ahead is worth asking, as the data have it."""

    def population(self, tables: Mapping[str, Table], snapshots: Table) -> Table:
        """Return customer_id and snapshot of the customers who could be lost at each of the snapshots."""

    def labelled(self, tables: Mapping[str, Table], population: Table, latency: int, horizon: int) -> Table:
        """Return the population with `left`: 1 or 0 by facts of the outcome window alone.

        The window has `horizon` days and begins `latency` days after the snapshot. NULL for who was lost before it
        began.
        """


def shape_of(history: History) -> Shape:
    """Return the shape that the data have.

    It follows the definition of “lost” of the workspace, so that what is foreseen is what is measured.
    """
    both = {"activity", "contract"} <= set(history.tables)
    if history.lost == "contract" or "activity" not in history.tables:
        return Contracts(history.grace, both)
    return Orders(history.window, both)
