"""What churn is learnt from: the tables of a run, and how far they reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ibis.expr.types import Table

from liuke.language import Text
from liuke.predict.features import FEATURES, Feature


@dataclass(frozen=True, slots=True)
class History:
    """Tables by name, with days from `first` to `as_of`.

    `activity` (customer × day) makes a shop, `contract` and `movement` make contracts; features are made of these, of
    `stay` (spells: started_on, lost_on), and of any others that there are. `customers` is how many there are, `lost`
    the kind of definition by which a customer is lost, `window` the inactivity window in days (0 without orders),
    `grace` the days in which a contract may be renewed. `features` are those to try, `notes` what the card
    says of the tables.
    """

    tables: Mapping[str, Table]
    first: date
    as_of: date
    customers: int
    window: int = 0
    lost: str = "inactivity"
    grace: int = 7
    features: tuple[Feature, ...] = field(default=FEATURES)
    notes: tuple[Text, ...] = ()
