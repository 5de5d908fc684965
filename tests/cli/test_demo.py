"""`liuke demo`: what is found agrees with what is true, and nobody's own data are overwritten."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import liuke

EXACT = {
    "customers", "orders", "revenue", "best_channel", "worst_channel", "peak_month",
    "exact_duplicate", "missing_customer", "test_customer", "future_date",
}  # fmt: skip


@pytest.mark.slow
def test_the_findings_agree_with_the_truth(tmp_path: Path) -> None:
    told = liuke("-w", tmp_path / "demo", "--lang", "en", "demo", "--json")
    assert told.code == 0, told.err
    findings = {one["id"]: (one["found"], one["truth"]) for one in told.json["findings"]}
    assert findings.keys() >= EXACT
    for name in EXACT:
        assert findings[name][0] == findings[name][1], name
    assert findings["monthly_churn"][0] == pytest.approx(findings["monthly_churn"][1], rel=0.2)
    assert findings["alive"][0] == pytest.approx(findings["alive"][1], rel=0.1)
    assert findings["ranking"][0] > 0.9
    assert Path(told.json["report"]).stat().st_size > 100_000
    again = liuke("-w", tmp_path / "demo", "--lang", "zh", "demo")
    assert again.code == 0, again.err
    assert "真相" in again.out
    assert (tmp_path / "demo" / "report-zh.html").exists()


def test_it_never_overwrites_a_workspace(shop: Path, tmp_path: Path) -> None:
    shutil.copytree(shop, tmp_path / "mine")
    told = liuke("-w", tmp_path / "mine", "demo", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "demo.not_empty")
    assert liuke("-w", tmp_path / "mine", "status").code == 0
