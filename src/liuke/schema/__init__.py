"""The canonical tables. Every source is mapped to these, and every stage reads them by these names.

Times are naive UTC timestamps; the workspace's time zone decides days. Money is decimal with an ISO 4217 currency.
"""

from collections.abc import Mapping
from types import MappingProxyType

from liuke.errors import UsageError
from liuke.language import Text
from liuke.schema.contacts import EVENT, FEEDBACK, FEEDBACK_STATUS, INTERACTION, SURVEY_RESPONSE
from liuke.schema.people import CUSTOMER, IDENTITY
from liuke.schema.purchases import BILL, ORDER, ORDER_LINE, SUBSCRIPTION
from liuke.schema.sales import LEAD, OPPORTUNITY, TREATMENT
from liuke.schema.table import MONEY, PROVENANCE, RECORDED, TIME, Column, Table

__all__ = ["MONEY", "PROVENANCE", "RECORDED", "TABLES", "TIME", "Column", "Table", "find_table"]

_TABLES = (
    CUSTOMER,
    ORDER,
    ORDER_LINE,
    SUBSCRIPTION,
    BILL,
    EVENT,
    INTERACTION,
    FEEDBACK,
    FEEDBACK_STATUS,
    SURVEY_RESPONSE,
    LEAD,
    OPPORTUNITY,
    TREATMENT,
    IDENTITY,
)
TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})


def find_table(name: str) -> Table:
    """Return a canonical table by one of its names; raises `UsageError` that lists the names there are."""
    wanted = name.strip().casefold()
    for table in TABLES.values():
        if wanted in {table.name, *table.also}:
            return table
    raise UsageError(
        "schema.unknown_table",
        Text("There is no table called “{name}”.", "没有名为“{name}”的数据表。").fill(name=name),
        Text("Use one of: {names}.", "可用的数据表：{names}。").fill(names=", ".join(TABLES)),
    )
