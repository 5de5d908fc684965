"""`liuke demand`: the document it answers with, what a person reads, and what is said of a wrong question."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Answered, liuke

HAN = re.compile("[\u4e00-\u9fff]")
SERIES = {
    "group", "label", "others", "kind", "adi", "cv2", "method", "method_label", "total", "errors", "held", "holidays",
    "stock", "says", "history", "forecast", "by_ahead",
}  # fmt: skip
LAST = date(2026, 6, 30)

type Call = Callable[..., Answered]


@pytest.fixture(scope="module")
def told(shop: Path) -> Answered:
    return liuke("-w", shop, "demand", "--horizon", "4", "--json")


def test_it_answers_with_the_stated_document(told: Answered, call: Call) -> None:
    found = told.json
    assert set(found) == {
        "as_of", "of", "currency", "holidays", "every", "by", "horizon", "periods", "since", "season", "yardstick",
        "origins", "notes", "series",
    }  # fmt: skip
    assert (found["of"], found["every"], found["by"], found["horizon"]) == ("revenue", "week", None, 4)
    (one,) = found["series"]
    assert set(one) == SERIES
    assert set(one["forecast"][0]) == {"period", "value", "low80", "high80", "low95", "high95", "naive"}
    assert one["forecast"][0]["period"] > one["history"][-1]["period"]
    assert {"seasonal_naive", "holt_winters", "ets", "theta", "average", "chosen"} == set(one["errors"])
    assert set(one["errors"]["ets"]) == {"label", "mase", "wape", "smape", "bias"}
    assert one["errors"][one["method"]]["mase"] <= one["errors"]["seasonal_naive"]["mase"]
    rows = call("metric", "revenue", "--by", "week", "--json").json["rows"]
    whole = {row["period"]: row["value"] for row in rows if not row["partial"] and not row["begins_inside"]}
    assert {row["period"]: row["value"] for row in one["history"]} == pytest.approx(whole)


def test_progress_and_hints_go_elsewhere(told: Answered) -> None:
    assert told.code == 0
    assert "Forecasting 1 of 1 series" in told.err or "预测" in told.err


def test_groups_of_customers_add_up(call: Call) -> None:
    found = call(
        "demand", "--of", "orders", "--by", "acquisition_channel", "--horizon", "3", "--most", "2", "--json"
    ).json
    whole, *groups = found["series"]
    assert found["by"] == ["acquisition_channel"]
    assert len(groups) in (2, 3)
    for place in range(3):
        parts = sum(one["forecast"][place]["value"] for one in groups)
        assert parts == pytest.approx(whole["forecast"][place]["value"])


def test_lost_customers_are_counted_on_the_day_the_loss_is_known(call: Call) -> None:
    found = call("demand", "--of", "churned", "--every", "month", "--horizon", "2", "--json").json
    rows = call("metric", "lost_customers", "--by", "month", "--json").json["rows"]
    known = {row["period"]: row["value"] for row in rows}
    history = {row["period"]: row["value"] for row in found["series"][0]["history"]}
    assert all(history[period] == known[period] for period in history)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_reads_sentences_and_a_table(call: Call, language: str) -> None:
    answer = call("demand", "--horizon", "4", "--lang", language)
    assert answer.code == 0
    assert bool(HAN.search(answer.out)) == (language == "zh")
    assert ("104 weeks" if language == "en" else "104 周") in answer.out
    assert "2026-07-06" in answer.out


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("--of", "profit"), "demand.of", "profit"),
        (("--by", "nonsense"), "demand.by", "nonsense"),
        (("--by", "week"), "demand.by", "week"),
        (("--by", "stage,stage"), "demand.by", "stage"),
        (("--every", "year"), "demand.every", "year"),
        (("--horizon", "500"), "demand.horizon", "500"),
        (("--holidays", "ATLANTIS"), "demand.holidays", "ATLANTIS"),
        (("--service-level", "0.95"), "demand.stock", "revenue"),
        (("--where", "stage=nobody"), "demand.nothing", ""),
    ],
)
def test_a_wrong_question_is_refused_by_name(call: Call, arguments: tuple[str, ...], code: str, named: str) -> None:
    answer = call("demand", *arguments, "--json", "--lang", "en")
    assert answer.code in (1, 2)
    assert answer.json["error"]["code"] == code
    assert named in answer.json["error"]["message"]
    assert answer.json["error"]["hint"]


@pytest.fixture(scope="module")
def grocer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace whose orders tell how many pieces were sold, over eight months."""
    folder, chance = tmp_path_factory.mktemp("grocer"), np.random.default_rng(7)
    with (folder / "orders.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("order_id", "customer_id", "ordered_at", "amount", "quantity"))
        for at in range(240):
            day = LAST - timedelta(days=239 - at)
            for number in range(4):
                pieces = int(chance.integers(1, 6))
                when = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
                writer.writerow((f"O{at}-{number}", f"C{chance.integers(60)}", when, pieces * 10, pieces))
    assert liuke("-w", folder / "grocer", "init").code == 0
    with (folder / "grocer" / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write('\n[predict]\nkinds = ["logistic"]\n')
    added = liuke("-w", folder / "grocer", "add", folder / "orders.csv", "--yes")
    assert added.code == 0, added.err
    assert liuke("-w", folder / "grocer", "run").code == 0
    return folder / "grocer"


def test_stock_is_advised_for_quantities(grocer: Path) -> None:
    """Some 84 pieces a week: two weeks of delivery and one between orders ask for 252, and some for safety."""
    arguments = ("demand", "--of", "quantity", "--service-level", "0.95", "--lead-days", "14", "--horizon", "4")
    found = liuke("-w", grocer, *arguments, "--json").json["series"][0]
    assert found["stock"]["periods"] == 3
    assert found["stock"]["expected"] == pytest.approx(252, rel=0.15)
    assert found["stock"]["order_up_to"] >= found["stock"]["expected"] + found["stock"]["safety_stock"]
    shown = liuke("-w", grocer, *arguments, "--lang", "en").out
    assert f"have {found['stock']['order_up_to']} in stock and on order" in shown


def test_days_have_the_rhythm_of_the_week(grocer: Path) -> None:
    found = liuke("-w", grocer, "demand", "--every", "day", "--of", "orders", "--horizon", "7", "--json").json
    assert found["season"] == 7
    assert found["yardstick"]["en"] == "the same weekday of last week"
    assert "stl_ets" in found["series"][0]["errors"]
