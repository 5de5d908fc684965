"""The list of whom to call: names where there are any, reasons and steps in both languages."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.present.report.gathering.calls import calls
from liuke.workspace import Run

REASON = {"feature": "recency_days", "value": 40.0, "usual": 12.0, "contribution": 0.8}


def scored(id_: str, risk: str, stage: str, at_risk: float | None, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": id_,
        "segment": "loyal",
        "stage": stage,
        "risk": risk,
        "probability": 0.7,
        "clv": 100.0,
        "value_at_risk": at_risk,
        "recency_days": 39,
        "orders": 4,
        "last_on": date(2026, 5, 1),
        "usual_gap_days": 12.0,
        "reasons": [REASON],
        **more,
    }


REASONS = pl.List(
    pl.Struct({"feature": pl.String, "value": pl.Float64, "usual": pl.Float64, "contribution": pl.Float64})
)


def _run(folder: Path, engine: Engine, scores: list[dict[str, Any]], names: dict[str, str] | None = None) -> Run:
    score = pl.DataFrame(scores, schema_overrides={"value_at_risk": pl.Float64, "reasons": REASONS})
    people = score.select("customer_id")
    tables = {"score": score, "customer": people}
    if names is not None:
        tables["profile"] = people.with_columns(name=pl.col("customer_id").replace_strict(names, default=None))
    for name, frame in tables.items():
        engine.write(engine.table(frame), folder / f"{name}.parquet")
    return Run(folder, {"currency": "GBP", "tables": {name: {"file": f"{name}.parquet"} for name in tables}})


SCORES = [
    scored("C1", "high", "dormant", 50.0),
    scored("C2", "high", "lost", 900.0),
    scored("C3", "low", "active", 30.0),
    scored("C4", "medium", "active", 70.0, reasons=[]),
]


def test_the_most_at_stake_come_first_and_the_lost_and_the_safe_are_not_called(tmp_path: Path, engine: Engine) -> None:
    found = calls(_run(tmp_path, engine, SCORES), engine)
    assert [call.customer_id for call in found] == ["C4", "C1"]


def test_reasons_and_segments_are_in_both_languages(tmp_path: Path, engine: Engine) -> None:
    (call,) = calls(_run(tmp_path, engine, SCORES[:1]), engine)
    assert "40" in call.reasons[0].en
    assert "40" in call.reasons[0].zh
    assert call.reasons[0].en[0].isupper()
    assert call.segment is not None
    assert call.segment.zh == "忠诚客户"
    assert call.step.zh


def test_a_customer_without_reasons_is_still_called(tmp_path: Path, engine: Engine) -> None:
    (call,) = calls(_run(tmp_path, engine, SCORES[3:]), engine)
    assert call.reasons == ()


def test_customers_are_called_by_their_names_where_these_are_known(tmp_path: Path, engine: Engine) -> None:
    found = calls(_run(tmp_path, engine, SCORES, {"C1": "王五"}), engine)
    assert {call.customer_id: call.name for call in found} == {"C4": None, "C1": "王五"}


def test_the_list_is_as_long_as_the_week(tmp_path: Path, engine: Engine) -> None:
    assert len(calls(_run(tmp_path, engine, SCORES), engine, capacity=1)) == 1


def test_without_scores_there_is_nobody_to_call(tmp_path: Path, engine: Engine) -> None:
    assert calls(Run(tmp_path, {"tables": {}}), engine) == ()


@pytest.mark.parametrize("at_risk", [None, 0.0])
def test_a_customer_without_a_value_can_be_listed(tmp_path: Path, engine: Engine, at_risk: float | None) -> None:
    (call,) = calls(_run(tmp_path, engine, [scored("C1", "high", "dormant", at_risk)]), engine)
    assert call.at_risk == at_risk
