"""The ledger is the same on both engines."""

from pathlib import Path
from typing import Any

import pytest

from liuke.engine import Engine
from liuke.predict.watch.history import in_force
from liuke.predict.watch.ledger import due, entries, settled
from tests.engines.parity import differences
from tests.predict.watch.runs import AS_OF, HORIZON, activity, publish, scores
from tests.predict.watch.test_ledger import DAY, MATURE

pytestmark = pytest.mark.slow


def ledger(engine: Engine, runs: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the settled scores of two runs, in order, and what the manifest keeps of them."""
    publish(runs, 1, AS_OF, engine, scores(ann=0.2, bob=0.9, cid=1.0, lost_dan=0.8), model={"version": "churn@1"})
    publish(runs, 2, AS_OF + DAY, engine, scores(ann=0.25, bob=0.85, gone=0.5))
    bought = activity(ann=[-5, 1], bob=[-40, HORIZON + 1], cid=[-9], lost_dan=[-200, HORIZON])
    ripe = due(in_force(runs, MATURE + 9 * DAY), MATURE + 9 * DAY)
    table = settled(engine, ripe, {"activity": engine.table(bought)})
    assert table is not None
    rows = engine.rows(table.order_by("as_of", "customer_id"))
    kept = [{"of": one["as_of"], **group} for one in entries(engine, ripe, table) for group in one["groups"]]
    return rows, kept


def test_both_engines_settle_the_same_scores(engine: Engine, spark: Engine, tmp_path: Path) -> None:
    ours, theirs = ledger(engine, tmp_path / "duckdb"), ledger(spark, tmp_path / "spark")
    assert len(ours[0]) == 6
    assert differences(ours[0], theirs[0]) == []
    assert differences(ours[1], theirs[1]) == []
