"""`liuke survival`: the document it answers with, what a person reads, and what is said of a wrong question."""

import csv
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.cli.conftest import Answered, liuke

HAN = re.compile("[\u4e00-\u9fff]")
GROUP = {
    "group", "stays", "lost", "longest_days", "median_days", "median_low", "median_high", "survival", "remaining",
    "hazard", "curve", "note",
}  # fmt: skip
PLANS = {"monthly": (30, 0.85), "yearly": (365, 0.5)}
"""Days of a term, and the chance that it is renewed."""
LAST = date(2026, 6, 30)

type Call = Callable[..., Answered]


def _rows(seed: int, customers: int) -> list[tuple[str, str, str, date, date, int]]:
    """Return contracts, a row a term: subscription, customer, plan, start, expiry and price."""
    chance, rows = np.random.default_rng(seed), []
    for at in range(customers):
        plan = ("monthly", "yearly")[at % 2]
        days, kept = PLANS[plan]
        start = LAST - timedelta(days=int(chance.integers(1, 1400)))
        while start <= LAST:
            rows.append((f"S{at}", f"C{at:04d}", plan, start, start + timedelta(days=days), 30))
            start += timedelta(days=days)
            if chance.random() > kept:
                break
    return rows


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace of contracts with agreed terms, run once."""
    folder = tmp_path_factory.mktemp("terms")
    with (folder / "subscriptions.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("subscription_id", "customer_id", "plan", "started_at", "expires_at", "price"))
        writer.writerows(_rows(4, 3_000))
    assert liuke("-w", folder / "club", "init").code == 0
    with (folder / "club" / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write('\n[predict]\nkinds = ["logistic"]\n')
    added = liuke("-w", folder / "club", "add", folder / "subscriptions.csv", "--yes")
    assert added.code == 0, added.err
    ran = liuke("-w", folder / "club", "run", "--as-of", LAST.isoformat())
    assert ran.code == 0, ran.err
    return folder / "club"


def test_it_answers_with_the_stated_document(call: Call) -> None:
    told = call("survival", "--json").json
    assert set(told) == {"as_of", "lost", "since", "by", "horizon_days", "groups", "test", "effects", "note"}
    assert (told["as_of"], told["by"], told["horizon_days"]) == ("2026-06-30", None, 364)
    assert told["lost"]["definition"] == "inactivity"
    (one,) = told["groups"]
    assert set(one) == GROUP
    assert [point["days"] for point in one["survival"]] == [30, 90, 180, 365]
    assert set(one["survival"][0]) == {"days", "survival", "low", "high"}
    assert set(one["remaining"][0]) == {"tenure_days", "days", "low", "high"}
    assert set(one["hazard"][0]) == {
        "tenure", "period_days", "at_risk", "ended", "observed", "hazard", "low", "high",
    }  # fmt: skip
    assert one["curve"][0] | {"at_risk": 0} == {
        "days": 0, "at_risk": 0, "ended": 0, "survival": 1, "low": 1, "high": 1,
    }  # fmt: skip
    assert one["lost"] == sum(row["ended"] for row in one["curve"])
    assert one["median_low"] <= one["median_days"]
    assert all(1 <= row["low"] <= row["days"] <= row["high"] <= 364 for row in one["remaining"])


def test_no_stay_of_a_shop_is_shorter_than_its_window(call: Call) -> None:
    window = call("status", "--json").json["lost"]["days"]
    (one,) = call("survival", "--json").json["groups"]
    assert min(row["days"] for row in one["curve"] if row["ended"]) == window
    assert min(row["tenure"] for row in one["hazard"]) * 30 >= window


def test_the_horizon_bounds_the_remaining_life(call: Call) -> None:
    (short,) = call("survival", "--horizon", "30", "--json").json["groups"]
    assert all(0 < row["days"] <= 30 for row in short["remaining"])
    assert call("survival", "--horizon", "30", "--json").json["horizon_days"] == 30


def test_the_run_keeps_what_the_command_answers(call: Call, shop: Path) -> None:
    manifest, told = call("status", "--json").json, call("survival", "--json").json
    (one,) = told["groups"]
    assert manifest["timing"] == {
        "horizon_days": 364, "period_days": 30, "since": told["since"],
        **{name: value for name, value in one.items() if name not in {"hazard", "curve"}},
    }  # fmt: skip
    path = max((shop / "runs").glob("*/survival.parquet"))  # other tests run the same workspace again
    assert pl.read_parquet(path).rows(named=True) == one["curve"]
    assert pl.read_parquet(path.with_name("hazard.parquet")).rows(named=True) == one["hazard"]


def test_every_customer_of_a_shop_has_remaining_days_by_the_purchase_model(call: Call) -> None:
    rows = call("customers", "--json").json["rows"]
    assert all(0 <= row["remaining_days"] <= 364 * row["p_alive"] + 1e-6 for row in rows)
    stages = {stage: [row["remaining_days"] for row in rows if row["stage"] == stage] for stage in ("lost", "active")}
    assert np.mean(stages["lost"]) < 60
    assert np.mean(stages["active"]) > 150


def test_contracts_are_told_by_plan_with_the_test_and_the_ratios(club: Path) -> None:
    told = liuke("-w", club, "survival", "--by", "plan", "--json").json
    groups = {one["group"]: one for one in told["groups"]}
    assert set(groups) == set(PLANS)
    assert told["test"]["p_value"] < 1e-6
    assert told["effects"]["against"] in PLANS
    (row,) = told["effects"]["groups"]
    assert row["low"] < row["hazard_ratio"] < row["high"]
    year = {point["days"]: point["survival"] for point in groups["yearly"]["survival"]}
    assert year[365] > 0.97  # the loss of a yearly contract is known on day 372
    month = {point["days"]: point["survival"] for point in groups["monthly"]["survival"]}
    assert month[180] == pytest.approx(0.85**5, abs=0.05)  # five renewals are settled by then


def test_a_young_contract_of_a_year_is_sure_until_it_is_due(club: Path) -> None:
    (path,) = (club / "runs").glob("*/score.parquet")
    score, contract = pl.read_parquet(path), pl.read_parquet(path.with_name("contract.parquet"))
    last = contract.filter(pl.col("starts_on") <= LAST).sort("starts_on").group_by("customer_id").last()
    known = score.join(last, on="customer_id").with_columns(due=(pl.col("due_on") - LAST).dt.total_days())
    first = known.filter((pl.col("plan") == "yearly") & (pl.col("number") == 1) & (pl.col("due") > 200))
    assert first.height > 30
    assert (first["remaining_days"] > first["due"] - 20).all()
    assert known["remaining_days"].null_count() == 0
    by_plan = dict(known.group_by("plan").agg(pl.col("remaining_days").mean()).rows())
    assert by_plan["monthly"] < by_plan["yearly"]


def test_the_report_has_the_section_with_all_three_charts(club: Path) -> None:
    assert liuke("-w", club, "report", "--lang", "zh").code == 0
    page = (club / "report-zh.html").read_text(encoding="utf-8")
    assert '<section id="timing"' in page
    assert all(f'data-chart="{name}"' in page for name in ("survival", "hazard", "renewals_tracked"))
    assert "客户何时离开" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_reads_curve_hazard_and_remaining_life(call: Call, language: str) -> None:
    told = call("survival", "--lang", language)
    assert told.code == 0
    assert bool(HAN.search(told.out)) == (language == "zh")
    assert ("140" in told.out) == (call("status", "--json").json["lost"]["days"] == 140)
    for words in {
        "en": ("half are gone after", "still there", "Expected to stay, of the next 364 days", "chance to leave"),
        "zh": ("半数离开的天数", "未来 364 天内预期留存天数", "流失概率"),
    }[language]:
        assert words in told.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_person_reads_whether_groups_differ_and_that_it_is_no_cause(club: Path, language: str) -> None:
    told = liuke("-w", club, "survival", "--by", "plan", "--lang", language).out
    words = {
        "en": ("do not leave at one pace", "hazard ratio", "does not say that moving somebody would change anything"),
        "zh": ("各组离开的快慢不同", "风险比", "并不表示把客户换到另一组就会改变结果"),
    }
    assert all(one in told for one in words[language])
    assert bool(HAN.search(told)) == (language == "zh")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--by", "stage"), "timing.by"),
        (("--by", "weather"), "timing.by"),
        (("--where", "risk=high"), "timing.by"),
        (("--where", "weather=fine"), "metric.where"),
        (("--horizon", "-1"), "usage.call"),
        (("--horizon", "9999"), "usage.call"),
    ],
)
def test_a_wrong_question_is_answered_with_what_can_be_asked(call: Call, options: tuple[str, ...], code: str) -> None:
    told = call("survival", *options, "--json")
    assert told.code == 2
    error = told.json["error"]
    assert error["hint"]
    assert error["code"] == code


def test_a_shop_with_too_few_losses_gets_a_reason_and_no_numbers(tmp_path: Path) -> None:
    rows = [f"O{n},C{n % 12},2026-0{1 + n % 6}-{1 + n % 27:02d},{20 + n}" for n in range(60)]
    (tmp_path / "orders.csv").write_text("order_id,customer_id,ordered_at,amount\n" + "\n".join(rows), encoding="utf-8")
    root = tmp_path / "shop"
    assert liuke("-w", root, "init").code == 0
    assert liuke("-w", root, "add", "--yes", tmp_path / "orders.csv").code == 0
    assert liuke("-w", root, "run").code == 0
    told = liuke("-w", root, "survival", "--json")
    assert told.code == 1
    assert told.json["error"]["code"] == "timing.few"
    manifest = liuke("-w", root, "status", "--json").json
    assert manifest["timing"] == {}
    assert any("When customers leave" in why["en"] and "何时离开" in why["zh"] for why in manifest["refusals"])
    rows = liuke("-w", root, "customers", "--json").json["rows"]
    assert all("remaining_days" in row for row in rows)
    assert liuke("-w", root, "report").code == 0
    assert json.loads(told.out)["error"]["hint"]
