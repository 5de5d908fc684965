"""A definition says when it fits no more: by the sizes of its clusters, or by customers far from all of them."""

import numpy as np
import polars as pl

from liuke.segment.clusters import Definition
from liuke.segment.clusters.drift import Fit, fits
from tests.segment.clusters.people import planted, three


def fit_of(definition: Definition, people: pl.DataFrame) -> Fit:
    found = definition.assigned(people)
    counts = np.array([(found["cluster"] == id_).sum() for id_ in definition.ids], dtype=float)
    return fits(definition, counts, found["cluster_distance"].to_numpy())


def test_customers_like_those_it_was_made_of_fit() -> None:
    definition = three()
    told = fit_of(definition, planted(seed=5))
    assert not told.refit
    assert told.psi < 0.01
    assert told.far < 0.05
    assert "liuke segments fit" not in told.why.en


def test_sizes_that_have_moved_ask_for_a_new_version() -> None:
    definition = three()
    gone = pl.concat([planted().head(20), planted().slice(120, 240)])
    told = fit_of(definition, gone)
    assert told.refit
    assert told.psi > 0.25
    assert "sizes" in told.why.en
    assert "规模" in told.why.zh


def test_customers_far_from_every_cluster_ask_for_a_new_version() -> None:
    definition = three()
    strange = planted(kinds=((30, 9, 500, 300), (60, 12, 700, 250), (25, 7, 400, 350)))
    told = fit_of(definition, strange)
    assert told.far > 0.5
    assert "far from every cluster" in told.why.en


def test_the_index_is_worked_out_by_hand() -> None:
    definition = three()
    told = fits(definition, np.array([60.0, 20.0, 20.0]), np.zeros(100))
    shares = np.array([0.6, 0.2, 0.2])
    assert told.psi == ((shares - 1 / 3) * np.log(shares * 3)).sum()
    assert fits(definition, np.zeros(3), np.zeros(0)).far == 0
