"""`--json` is a contract: one document on standard output, these names, these meanings."""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Answered, liuke

HAN = re.compile("[\u4e00-\u9fff]")

type Call = Callable[..., Answered]

SCORE = {
    "customer_id", "segment", "stage", "risk", "probability", "p_alive", "expected_orders", "clv", "recency_days",
    "orders", "amount", "reasons", "value_at_risk",
}  # fmt: skip


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_options_of_every_command_stand_anywhere(shop: Path, place: str) -> None:
    common = ("-w", str(shop), "--json", "--lang=zh")
    answer = liuke(*common, "status") if place == "before" else liuke("status", *common)
    assert answer.code == 0
    assert answer.json["run"]


def test_status_is_the_published_manifest(call: Call, shop: Path) -> None:
    told = call("status", "--json").json
    assert told["run"] == (shop / "runs" / "published").read_text(encoding="utf-8")
    assert {"as_of", "currency", "inputs", "tables", "quality", "lost", "settings", "seconds"} <= set(told)
    assert told["quality"]["rows_in"] == told["quality"]["rows_kept"] + told["quality"]["rows_quarantined"]
    assert all(len(source["sha256"]) == 64 for source in told["inputs"])


def test_a_metric_by_month_has_the_stated_rows(call: Call) -> None:
    told = call("metric", "churn_rate", "--by", "month", "--json").json
    assert (told["metric"], told["unit"], told["by"]) == ("churn_rate", "share", "month")
    rows = told["rows"]
    assert set(rows[0]) == {
        "period", "split", "value", "numerator", "denominator", "low", "high", "partial", "begins_inside",
    }  # fmt: skip
    assert [row["period"] for row in rows] == sorted(row["period"] for row in rows)
    told_rows = [row for row in rows if row["value"] is not None]
    assert all(row["value"] == row["numerator"] / row["denominator"] for row in told_rows)
    assert all(row["low"] <= row["value"] <= row["high"] for row in told_rows)
    assert rows[-1]["partial"] is False


def test_a_metric_can_be_split_and_bounded(call: Call) -> None:
    told = call("metric", "orders", "--by", "quarter", "--by", "stage", "--from", "2025-01-01", "--json").json
    assert {row["period"] for row in told["rows"]} == {
        "2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01",
    }  # fmt: skip
    assert all(set(row["split"]) == {"stage"} for row in told["rows"])


def test_customers_are_score_records(call: Call) -> None:
    told = call("customers", "--json").json
    assert told["as_of"] == "2026-06-30"
    assert len(told["rows"]) == 700
    assert all(set(row) >= SCORE for row in told["rows"])
    assert {row["risk"] for row in told["rows"]} <= {"low", "medium", "high"}
    assert all(0 <= row["probability"] <= 1 and isinstance(row["orders"], int) for row in told["rows"])
    assert all(isinstance(reason, str) for row in told["rows"] for reason in row["reasons"])


def test_reasons_are_told_in_the_chosen_language(call: Call) -> None:
    english = [reason for row in call("customers", "--json", "--lang", "en").json["rows"] for reason in row["reasons"]]
    chinese = [reason for row in call("customers", "--json", "--lang", "zh").json["rows"] for reason in row["reasons"]]
    assert len(english) == len(chinese) > 100
    assert not any(HAN.search(reason) for reason in english)
    assert all(HAN.search(reason) for reason in chinese)


def test_customers_are_filtered_sorted_and_limited(call: Call) -> None:
    rows = call("customers", "--risk", "high", "--sort", "clv", "--limit", "7", "--json").json["rows"]
    assert len(rows) == 7
    assert {row["risk"] for row in rows} == {"high"}
    assert [row["clv"] for row in rows] == sorted((row["clv"] for row in rows), reverse=True)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_customers_are_exported(call: Call, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"list.{form}"
    assert call("customers", "--risk", "high", "--format", form, "-o", path).code == 0
    read = {"csv": pl.read_csv, "xlsx": partial(pl.read_excel, engine="openpyxl"), "parquet": pl.read_parquet}[form](
        path
    )
    assert read.height == len(call("customers", "--risk", "high", "--json").json["rows"])
    assert "reasons" in read.columns


def test_csv_goes_to_standard_output_where_no_file_is_named(call: Call) -> None:
    told = call("customers", "--limit", "2", "--format", "csv")
    assert told.out.lstrip("\ufeff").startswith("customer_id,")
    assert len(told.out.strip().splitlines()) == 3


def test_one_customer_has_their_orders(call: Call) -> None:
    row = call("customers", "--limit", "1", "--json").json["rows"][0]
    told = call("customer", row["customer_id"], "--json").json
    assert told["customer"] == row
    assert len([order for order in told["orders"] if not order["returned"]]) == row["orders"]
    assert sum(order["amount"] for order in told["orders"]) == pytest.approx(row["amount"])


def test_cohorts_have_the_stated_cells(call: Call) -> None:
    told = call("cohorts", "--by", "quarter", "--json").json
    assert told["by"] == "quarter"
    first = told["rows"][0]
    assert set(first) == {"cohort", "size", "cells"}
    assert [cell["k"] for cell in first["cells"]] == list(range(8))
    assert first["cells"][0] == {"k": 0, "customers": first["size"], "value": 1.0, "partial": False}
    assert sum(row["size"] for row in told["rows"]) == 700


def test_an_immature_cell_is_empty(call: Call, shop: Path) -> None:
    """As of a day within a month, that month's cells have customers but no value."""
    assert liuke("-w", shop, "run", "--as-of", "2026-06-29").code == 0
    rows = call("cohorts", "--json").json["rows"]
    assert liuke("-w", shop, "run").code == 0
    assert all(row["cells"][-1]["partial"] and row["cells"][-1]["value"] is None for row in rows)
    assert all(cell["value"] is not None for row in rows for cell in row["cells"][:-1] if row["size"])


def test_models_have_the_stated_fields(call: Call) -> None:
    told = call("model", "show", "--json").json["models"]
    needed = {"name", "kind", "parameters", "log_likelihood", "metrics", "baselines", "trained_on", "as_of"}
    assert {"churn", "gamma_gamma"} <= {one["name"] for one in told}
    assert all(needed <= set(one) for one in told)
    (churn,) = call("model", "show", "churn", "--json").json["models"]
    assert {"auc", "pr_auc", "log_loss", "brier", "top_decile_lift"} <= set(churn["metrics"])
    assert set(churn["baselines"]) >= {"logistic", "recency"} - {churn["kind"]}
    assert "accuracy" not in json.dumps(churn)


def test_versions_of_models_have_the_stated_fields(call: Call) -> None:
    told = call("model", "list", "--json").json
    assert set(told) == {"models", "changes"}
    stated = {"id", "name", "kind", "as_of", "made_at", "liuke", "champion", "horizon_days", "metrics"}
    assert set(told["models"][0]) == stated
    assert set(told["changes"][0]) == {"number", "before", "after", "when", "rule", "why", "by"}
    id_ = told["changes"][-1]["after"]
    assert [one["id"] for one in told["models"] if one["champion"]] == [id_]
    assert call("model", "promote", id_, "--json").json == {"change": told["changes"][-1], "comparison": None}


def test_a_comparison_has_the_stated_fields(call: Call) -> None:
    id_ = call("model", "list", "--json").json["models"][0]["id"]
    told = call("model", "compare", id_, id_, "--json").json
    assert set(told) == {
        "first", "second", "snapshot", "customers", "figures", "difference", "verdict", "why", "cards",
    }  # fmt: skip
    assert told["verdict"] in {"even", "unknown"}, "a model is not better than itself"


def test_the_watch_has_the_stated_fields(call: Call) -> None:
    told = call("model", "watch", "--json").json
    assert set(told) == {
        "model", "as_of", "learnt_up_to", "age_days", "alerts", "advice", "note", "drift", "ledger", "calibration",
    }  # fmt: skip
    assert set(told["advice"]) == {"retrain", "because", "text"}
    assert told["drift"] or told["note"]


def test_the_report_is_a_file(call: Call, tmp_path: Path) -> None:
    told = call("report", "-o", tmp_path / "r.html", "--json", "--lang", "zh").json
    assert Path(told["report"]).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_progress_goes_in_plain_lines_where_there_is_no_terminal(shop: Path) -> None:
    told = liuke("-w", shop, "run", "--as-of", "2026-03-31")
    assert "[  0%] Cleaning" in told.err
    assert "\x1b" not in told.err
    assert liuke("-w", shop, "status", "--json").json["as_of"] == "2026-03-31"
    assert liuke("-w", shop, "run").code == 0
