"""The sections of the metric centre: each asks for its metrics, all of them in one go, and lays out what they say."""

from collections.abc import Mapping

from liuke.measure import Inputs
from liuke.present.report.findings import Panel
from liuke.present.report.gathering.acquisition import ACQUISITION
from liuke.present.report.gathering.engagement import ENGAGEMENT
from liuke.present.report.gathering.satisfaction import SATISFACTION
from liuke.present.report.gathering.section import ByMonth, Section
from liuke.present.report.gathering.service import SERVICE
from liuke.present.report.gathering.subscriptions import SUBSCRIPTIONS

SECTIONS: Mapping[str, Section] = {
    one.id: one for one in (SUBSCRIPTIONS, ACQUISITION, ENGAGEMENT, SATISFACTION, SERVICE)
}
WANTED = tuple(dict.fromkeys(name for one in SECTIONS.values() for name in one.metrics))
"""The metrics by month that the sections are made from."""


def panels(inputs: Inputs, months: ByMonth) -> dict[str, Panel]:
    """Return the sections that the run has something for."""
    found = {id_: one.panel(inputs, months) for id_, one in SECTIONS.items()}
    return {id_: panel for id_, panel in found.items() if panel}
