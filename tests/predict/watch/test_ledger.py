"""The ledger: what was said stands beside what happened, once its time is over, and is never changed again."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.churn_model.contracts import Contracts
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.watch.history import in_force, risks_before
from liuke.predict.watch.ledger import all_entries, due, entries, settled
from liuke.workspace import Run
from tests.predict.watch.runs import AS_OF, HORIZON, activity, asked, publish, scores

DAY = timedelta(days=1)
MATURE = AS_OF + HORIZON * DAY


def believed(runs: Path, before: date = date(2030, 1, 1)) -> list[str]:
    return [run.id[13:15] + "/" + run.manifest["as_of"][5:7] for run in in_force(runs, before)]


def test_of_several_runs_as_of_one_day_the_last_counts(tmp_path: Path) -> None:
    for number, month in ((1, 1), (2, 1), (3, 2)):
        publish(tmp_path, number, date(2026, month, 28))
    assert believed(tmp_path) == ["02/01", "03/02"]


def test_a_run_of_a_day_that_was_left_behind_does_not_count(tmp_path: Path) -> None:
    """It may know what came later; nobody believed it then."""
    for number, month in ((1, 1), (2, 3), (3, 1), (4, 2), (5, 4)):
        publish(tmp_path, number, date(2026, month, 28))
    assert believed(tmp_path) == ["01/01", "02/03", "05/04"]


def test_only_runs_before_the_day_are_history(tmp_path: Path) -> None:
    for number, month in ((1, 1), (2, 2), (3, 3)):
        publish(tmp_path, number, date(2026, month, 28))
    assert believed(tmp_path, date(2026, 3, 28)) == ["01/01", "02/02"]
    assert in_force(tmp_path / "none", AS_OF) == []


def test_what_is_no_whole_run_is_passed_over(tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF)
    (tmp_path / "20260801T000002000000Z").mkdir()
    (tmp_path / ".draft-20260801T000003000000Z").mkdir()
    (tmp_path / "published").write_text("x")
    assert believed(tmp_path) == ["01/01"]


def test_the_bands_before_are_those_of_the_last_run_with_scores(engine: Engine, tmp_path: Path) -> None:
    for number, risk in ((1, "low"), (2, "high")):
        said = scores(ann=0.2).with_columns(risk=pl.lit(risk))
        publish(tmp_path, number, AS_OF + number * DAY, engine, said)
    publish(tmp_path, 3, AS_OF + 3 * DAY)
    found = risks_before(engine, tmp_path, AS_OF + 4 * DAY)
    assert found is not None
    assert found.rows() == [("ann", "high")]
    earlier = risks_before(engine, tmp_path, AS_OF + 2 * DAY)
    assert earlier is not None
    assert earlier.rows() == [("ann", "low")], "a run does not look at itself, nor at what came after"
    assert risks_before(engine, tmp_path, AS_OF) is None


def settle(engine: Engine, ripe: Any, bought: pl.DataFrame) -> pl.DataFrame:
    table = settled(engine, ripe, *asked(engine, bought))
    assert table is not None
    return engine.polars(table).sort("customer_id")


def test_it_says_what_happened_to_each_who_was_scored(engine: Engine, tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF, engine, scores(ann=0.2, bob=0.9, lost_cid=0.8, dan=None), model={"version": "churn@1"})
    ripe = due(in_force(tmp_path, MATURE), MATURE)
    bought = activity(ann=[-5, 1], bob=[-40, 0, HORIZON + 1], lost_cid=[-200, HORIZON], dan=[0, 2], eve=[3])
    found = settle(engine, ripe, bought)
    assert found.rows() == [
        (ripe[0].run.id, AS_OF, "churn@1", "ann", "active", 0.2, HORIZON, 0),
        (ripe[0].run.id, AS_OF, "churn@1", "bob", "active", 0.9, HORIZON, 1),
        (ripe[0].run.id, AS_OF, "churn@1", "lost_cid", "lost", 0.8, HORIZON, 0),
    ], "day 0 and day 31 are outside; who had no score and who was not known then is not there"


def test_a_return_alone_is_no_purchase(engine: Engine, tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF, engine, scores(ann=0.2))
    bought = activity(ann=[-5, 3]).with_columns(orders=pl.Series([1, 0], dtype=pl.Int32))
    assert settle(engine, due(in_force(tmp_path, MATURE), MATURE), bought)["left"].to_list() == [1]


def test_a_customer_who_is_not_known_any_more_is_left_out(engine: Engine, tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF, engine, scores(ann=0.2, merged=0.4))
    found = settle(engine, due(in_force(tmp_path, MATURE), MATURE), activity(ann=[-5, 3]))
    assert found["customer_id"].to_list() == ["ann"]
    assert found["model"].to_list() == ["value"], "without a churn model the value model has said it"


def test_nothing_is_settled_a_day_too_early(engine: Engine, tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF, engine, scores(ann=0.2))
    history = in_force(tmp_path, MATURE)
    assert due(history, MATURE - DAY) == []
    assert len(due(history, MATURE)) == 1
    assert settled(engine, [], *asked(engine, activity(ann=[0]))) is None


def test_what_is_settled_is_not_settled_again(engine: Engine, tmp_path: Path) -> None:
    first = publish(tmp_path, 1, AS_OF, engine, scores(ann=0.2))
    publish(tmp_path, 2, MATURE, engine, scores(ann=0.3), ledger=[{"run": first.id, "as_of": "2026-01-31"}])
    later = MATURE + 60 * DAY
    assert [one.run.id[13:15] for one in due(in_force(tmp_path, later), later)] == ["02"]


def test_a_run_without_scores_has_nothing_to_settle(tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF)
    assert due(in_force(tmp_path, MATURE), MATURE) == []


def test_the_loss_of_a_contract_is_an_outcome_on_the_day_it_is_known(engine: Engine, tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF, engine, scores(ann=0.2, bob=0.3, cid=0.4, dan=0.5), shape="contracts")
    losses = [("ann", AS_OF + DAY), ("bob", MATURE + DAY), ("dan", MATURE)]
    schema = {"customer_id": pl.String, "day": pl.Date}
    gone = pl.DataFrame(losses, schema=schema, orient="row").with_columns(kind=pl.lit("churned"))
    held = pl.DataFrame({"customer_id": ["ann", "bob", "cid", "dan"]})
    tables = {"movement": engine.table(gone), "contract": engine.table(held)}
    known = History(tables, date(2025, 1, 1), MATURE, 4, lost="contract")
    ripe = due(in_force(tmp_path, MATURE), MATURE, "contracts")
    table = settled(engine, ripe, known, ChurnFit(None, None, HORIZON, None, None, Contracts(7)))
    assert table is not None
    found = engine.polars(table).sort("customer_id")
    assert dict(found.select("customer_id", "left").iter_rows()) == {"ann": 1, "bob": 0, "cid": 0, "dan": 1}


def test_scores_of_data_of_another_shape_are_not_settled(engine: Engine, tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF, engine, scores(ann=0.2), shape="contracts")
    assert due(in_force(tmp_path, MATURE), MATURE, "orders") == []


def entry(engine: Engine, runs: Path, bought: pl.DataFrame) -> dict[str, Any]:
    ripe = due(in_force(runs, MATURE), MATURE)
    table = settled(engine, ripe, *asked(engine, bought))
    assert table is not None
    (found,) = entries(engine, ripe, table)
    return found


def test_the_manifest_keeps_sums_by_bands_of_those_not_lost(engine: Engine, tmp_path: Path) -> None:
    said = scores(ann=0.25, bob=0.21, cid=1.0, lost_dan=0.9)
    publish(tmp_path, 1, AS_OF, engine, said, model={"version": "churn@1"})
    found = entry(engine, tmp_path, activity(ann=[-1, 4], bob=[-1], cid=[-1], lost_dan=[-200]))
    assert (found["as_of"], found["settled_on"], found["model"]) == ("2026-01-31", MATURE.isoformat(), "churn@1")
    low, high = found["groups"]
    assert (low["group"], low["customers"], low["left"], high["group"], high["customers"]) == (2, 2, 1, 9, 1)
    assert low["said"] == pytest.approx(0.46)
    assert low["spread"] == pytest.approx(0.25 * 0.75 + 0.21 * 0.79)
    assert low["tilt"] == pytest.approx(-0.25 * 0.5 + 0.79 * 0.58)
    assert low["tilt_spread"] == pytest.approx(0.5**2 * 0.25 * 0.75 + 0.58**2 * 0.21 * 0.79)


def test_a_run_whose_customers_were_all_lost_is_settled_too(engine: Engine, tmp_path: Path) -> None:
    publish(tmp_path, 1, AS_OF, engine, scores(lost_dan=0.9))
    assert entry(engine, tmp_path, activity(lost_dan=[-200]))["groups"] == []


def test_the_ledger_of_all_time_is_that_of_all_runs() -> None:
    runs = [
        Run(Path("b"), {"ledger": [{"run": "2", "as_of": "2026-02-28"}]}),
        Run(Path("c"), {"ledger": [{"run": "1", "as_of": "2026-01-31"}]}),
        Run(Path("d"), {}),
    ]
    assert [one["run"] for one in all_entries(runs)] == ["1", "2"]
