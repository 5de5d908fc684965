"""Features: what a model is told about a customer, from what was known before the snapshot and nothing else."""

from liuke.predict.features.building import available, build, checked
from liuke.predict.features.families import BY_ID, FEATURES
from liuke.predict.features.feature import Feature, Population, Source, Total, Window
from liuke.predict.features.sources.facts import Facts

__all__ = [
    "BY_ID",
    "FEATURES",
    "Facts",
    "Feature",
    "Population",
    "Source",
    "Total",
    "Window",
    "available",
    "build",
    "checked",
]
