"""Demand: what is to be expected of orders, quantities, revenue and lost customers, and how far off that may be."""

from liuke.predict.demand.asking import GRAINS, HORIZONS, Ask, known_grain
from liuke.predict.demand.demand import Demand, Node, forecast_series
from liuke.predict.demand.question import DemandAnswer, ask_demand, forecast
from liuke.predict.demand.record import record_of
from liuke.predict.demand.series import Series, gather
from liuke.predict.demand.sources import OF, caveats, source_of
from liuke.predict.demand.stock import Service
from liuke.predict.demand.words import general_sentences, node_sentences, share, teller

__all__ = [
    "GRAINS",
    "HORIZONS",
    "OF",
    "Ask",
    "Demand",
    "DemandAnswer",
    "Node",
    "Series",
    "Service",
    "ask_demand",
    "caveats",
    "forecast",
    "forecast_series",
    "gather",
    "general_sentences",
    "known_grain",
    "node_sentences",
    "record_of",
    "share",
    "source_of",
    "teller",
]
