"""Clusters, segments by rules and bands: the same on both engines."""

from datetime import date, timedelta

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.segment.bands import bands_of
from liuke.segment.clusters import fit_clusters
from liuke.segment.clusters.flow import cluster_flow, members
from liuke.segment.clusters.measures import MEASURES, measured
from liuke.segment.rules import read_rules
from liuke.settings import Settings
from tests.engines.parity import differences
from tests.measure.oracle import START, activity_frame, inputs_of

AS_OF = START + timedelta(days=200)
BOUGHT = {
    f"c{at:02d}": {START + timedelta(days=(at * 3 + step * (4 + at % 7)) % 190) for step in range(1 + at % 9)}
    for at in range(60)
}
RULES = read_rules(
    Settings.model_validate(
        {"segments": {"often": {"where": ["frequency>=6"]}, "asleep": {"where": ["stage=dormant,lost", "recency>30"]}}}
    )
)


@pytest.mark.slow
def test_segments_are_the_same_on_both_engines(engine: Engine, spark: Engine) -> None:
    found: dict[str, list[list[dict[str, object]]]] = {"measures": [], "flow": [], "rules": [], "bands": []}
    born = [date(1950 + at, 1 + at % 12, 1 + at % 28) for at in range(60)]
    for one in (engine, spark):
        inputs = inputs_of(one, activity_frame(BOUGHT), 30, AS_OF)
        table = one.polars(measured(inputs.customer, tuple(MEASURES.values()))).sort("customer_id")
        found["measures"].append(table.to_dicts())
        definition = fit_clusters(table, k=3)
        found["flow"].append(
            cluster_flow(one, inputs.activity, definition, AS_OF - timedelta(days=90), AS_OF).to_dicts()
        )
        assert members(one, inputs.activity, definition, AS_OF)["cluster"].null_count() == 0
        assert RULES
        found["rules"].append(one.polars(RULES.assigned(inputs)).sort("customer_id").to_dicts())
        profile = one.table(pl.DataFrame({"customer_id": list(BOUGHT), "birth_date": born}))
        bands = bands_of({"profile": profile, "customer": inputs.customer}, AS_OF)
        assert bands is not None
        found["bands"].append(
            one.polars(bands.select("customer_id", "age_band", "tenure_band")).sort("customer_id").to_dicts()
        )
    for duckdb, other in found.values():
        assert duckdb
        assert not differences(duckdb, other)
