"""A definition: everything needed to put any customer, of today or of next year, into the same clusters.

A customer belongs to the cluster of the nearest seed: of k-means, the centres; of Ward's hierarchy, the micro-clusters
that it merged (or single customers, where there are few). It is plain numbers and texts, and is stored as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from liuke.language import Text
from liuke.segment.clusters.naming import name_of
from liuke.segment.clusters.partition import Labels, Matrix, nearest
from liuke.segment.clusters.scaling import Scaling

type Vector = NDArray[np.float64]

MANY = 50
"""Seeds from which on they are searched by a tree of them."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster as it was when the definition was made: `apart` are its standardised differences, by column."""

    id: str
    customers: int
    apart: Mapping[str, float]

    @property
    def name(self) -> Text:
        """What it is called."""
        return name_of(self.id)


@dataclass(frozen=True, slots=True)
class Assigned:
    """The cluster of each customer (its place in the definition), and the distance to the cluster's centre."""

    labels: Labels
    distance: Vector


@dataclass(frozen=True, slots=True)
class Definition:
    """Clusters that were found on one day and hold on others.

    `centres` are the means of the clusters, `seeds` what decides and `owner` the cluster of each, all of standardised
    columns; `far` is the distance that one customer in a hundred had from the own centre. `choice` says how the number
    of clusters was chosen, and has what every number came to.
    """

    method: str
    as_of: date | None
    customers: int
    scaling: Scaling
    centres: Matrix
    seeds: Matrix
    owner: Labels
    clusters: tuple[Cluster, ...]
    far: float
    choice: Mapping[str, Any]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the clusters, largest first."""
        return tuple(one.id for one in self.clusters)

    def assign(self, raw: Matrix) -> Assigned:
        """Return the clusters of raw rows, shape (customers, columns); raises `DataError` for what is no number."""
        points = self.scaling.apply(raw)
        labels = self.owner[nearest_seed(points, self.seeds)]
        return Assigned(labels, np.sqrt(((points - self.centres[labels]) ** 2).sum(axis=1)))

    def assigned(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return customer_id, cluster (its id) and cluster_distance of a frame with the columns of the scaling."""
        found = self.assign(raw_of(frame, self.scaling.columns))
        named = np.array(self.ids, dtype=object)[found.labels]
        return frame.select(
            "customer_id",
            cluster=pl.Series(named.tolist(), dtype=pl.String),
            cluster_distance=pl.Series(found.distance, dtype=pl.Float64),
        )

    def record(self) -> dict[str, Any]:
        """Return the definition for JSON."""
        return {
            "method": self.method,
            "as_of": self.as_of and self.as_of.isoformat(),
            "customers": self.customers,
            "scaling": self.scaling.record(),
            "centres": self.centres.tolist(),
            "seeds": self.seeds.tolist(),
            "owner": self.owner.tolist(),
            "clusters": [
                {"id": one.id, "name": one.name.record(), "customers": one.customers, "apart": dict(one.apart)}
                for one in self.clusters
            ],
            "far": self.far,
            "choice": dict(self.choice),
        }

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Self:
        """Return the definition that `record` wrote."""
        columns = len(record["centres"][0])
        return cls(
            record["method"],
            date.fromisoformat(record["as_of"]) if record["as_of"] else None,
            record["customers"],
            Scaling.read(record["scaling"]),
            np.array(record["centres"], dtype=float).reshape(-1, columns),
            np.array(record["seeds"], dtype=float).reshape(-1, columns),
            np.array(record["owner"], dtype=np.int64),
            tuple(Cluster(one["id"], one["customers"], one["apart"]) for one in record["clusters"]),
            record["far"],
            record["choice"],
        )


def raw_of(frame: pl.DataFrame, columns: tuple[str, ...]) -> Matrix:
    """Return the columns of a frame as floats; a missing value is NaN."""
    found = [frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in columns]
    return np.column_stack(found) if found else np.empty((frame.height, 0))


def nearest_seed(points: Matrix, seeds: Matrix) -> Labels:
    """Return which seed each point is nearest to."""
    if len(seeds) < MANY:
        return nearest(points, seeds)
    from scipy.spatial import KDTree  # noqa: PLC0415 - slow to load

    _, found = KDTree(seeds).query(points, workers=-1)
    return np.asarray(found, dtype=np.int64)
