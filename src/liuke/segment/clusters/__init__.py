"""Clusters: groups of customers that the data themselves fall into, found once and applied to every later day."""

from liuke.segment.clusters.definition import Cluster, Definition
from liuke.segment.clusters.fitting import fit, fit_clusters
from liuke.segment.clusters.measures import MEASURES, USUAL, chosen, measured
from liuke.segment.clusters.naming import name_of
from liuke.segment.clusters.partition import METHODS, Method

__all__ = [
    "MEASURES",
    "METHODS",
    "USUAL",
    "Cluster",
    "Definition",
    "Method",
    "chosen",
    "fit",
    "fit_clusters",
    "measured",
    "name_of",
]
