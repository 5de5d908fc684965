"""The examples for notebooks in the documents run as they stand."""

import re
from pathlib import Path

import polars as pl
import pytest

from liuke.predict import Prediction
from liuke.simulate import simulate, subscription
from tests.predict.labelled_table.members import members

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("prediction.md", "prediction.zh-CN.md")


def example(page: str) -> str:
    (found,) = [
        block
        for block in re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
        if "predict.churn" in block
    ]
    return str(found)


def without_remarks(page: str) -> list[str]:
    return [line.partition("  #")[0] for line in example(page).splitlines()]


def test_both_languages_show_the_same_example() -> None:
    assert without_remarks(PAGES[0]) == without_remarks(PAGES[1])


@pytest.mark.slow
def test_the_example_runs(orders: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orders.rename({"amount": "paid"}).head(2500).write_csv(tmp_path / "orders.csv")
    company = simulate(subscription(300), tmp_path)
    company.subscriptions.rename(tmp_path / "contracts.csv")
    people = pl.read_csv(tmp_path / "contracts.csv")["customer_id"]
    visits = pl.DataFrame({"customer_id": people, "occurred_at": "2026-01-03 10:00:00", "event": "login"})
    visits.write_csv(tmp_path / "visits.csv")
    members().rename({"churn": "churned"}).write_csv(tmp_path / "members.csv")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example(PAGES[0]), "prediction.md", "exec"), names)  # noqa: S102 - our own document
    assert isinstance(names["found"], Prediction)
    assert names["found"].scores.height > 100
