"""`liuke funnel`: the document it answers with, the customers behind a step, and what is said of a wrong question."""

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from liuke.simulate.clicks import STEPS, Clicks, simulate_clicks
from tests.cli.conftest import Answered, liuke

HAN = re.compile("[\u4e00-\u9fff]")
ALL, HOUR = ",".join(STEPS), ("--window", "1h")
DOCUMENT = {
    "as_of", "steps", "window_seconds", "order", "entry", "hold", "each", "exclude", "since", "until", "entries",
    "young", "by", "rows", "groups", "compare",
}  # fmt: skip
ROW = {
    "place", "step", "customers", "of_first", "of_first_low", "of_first_high", "of_previous", "of_previous_low",
    "of_previous_high", "dropped", "excluded", "previous_low_seconds", "previous_median_seconds",
    "previous_high_seconds", "first_low_seconds", "first_median_seconds", "first_high_seconds",
}  # fmt: skip
SHIFT = {
    "group", "place", "step", "previous", "share", "numerator", "denominator", "other_share", "other_numerator",
    "other_denominator", "difference", "difference_low", "difference_high", "p_value", "p_adjusted", "sure", "fewer",
}  # fmt: skip
DECLARED = """
[funnels.checkout]
steps = ["home", "cart", "paid"]
window = "1h"
by = "device"

[funnels.misspelt]
steps = ["home", "payed"]
"""

type Call = Callable[..., Answered]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace of clicks, in which the payment is broken on phones for the last four weeks."""
    folder = tmp_path_factory.mktemp("clicks")
    clicked = simulate_clicks(Clicks(customers=900, broken="payment", only="phone", seed=2))
    pl.DataFrame(clicked.events).write_parquet(folder / "events.parquet")
    pl.DataFrame(clicked.customers).write_csv(folder / "customers.csv")
    root = folder / "site"
    assert liuke("-w", root, "init", "--timezone", "Asia/Shanghai").code == 0
    with (root / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write(DECLARED)
    for name in ("events.parquet", "customers.csv"):
        added = liuke("-w", root, "add", folder / name, "--yes")
        assert added.code == 0, added.err
    ran = liuke("-w", root, "run")
    assert ran.code == 0, ran.err
    return root


@pytest.fixture
def ask(site: Path) -> Call:
    return lambda *options: liuke("-w", site, "funnel", *options)


def test_a_funnel_has_the_stated_document(ask: Call) -> None:
    told = ask("--steps", ALL, *HOUR, "--by", "device", "--json").json
    assert set(told) == DOCUMENT
    assert set(told["rows"][0]) == ROW | {"anyone"}
    assert {row["group"] for row in told["groups"]} == {"phone", "desktop", "tablet"}
    assert all(set(row) == ROW for group in told["groups"] for row in group["rows"])
    assert [row["step"] for row in told["rows"]] == list(STEPS)
    assert sum(group["rows"][0]["customers"] for group in told["groups"]) == told["rows"][0]["customers"]
    assert told["rows"][0]["customers"] == told["entries"]
    assert all(row["customers"] <= row["anyone"] for row in told["rows"])


def test_the_broken_step_is_named_and_nothing_else(ask: Call) -> None:
    told = ask("--steps", ALL, *HOUR, "--entry", "recent", "--by", "device", "--compare", "previous", "--json").json
    compared = told["compare"]
    assert all(set(row) == SHIFT for row in compared["rows"])
    assert [(row["group"], row["step"]) for row in compared["rows"] if row["sure"]] == [("phone", "payment")]
    assert compared["sentences"][0]["en"].startswith("phone: ")
    assert HAN.search(compared["sentences"][0]["zh"])
    assert told["since"] > compared["until"]


def test_the_customers_behind_a_drop_off_are_listed_and_exported(ask: Call, tmp_path: Path) -> None:
    asked = ("--steps", ALL, *HOUR)
    dropped = ask(*asked, "--json").json["rows"][2]["dropped"]
    listed = ask(*asked, "--customers", "3", "--json").json
    assert (listed["step"], len(listed["rows"])) == (3, dropped)
    assert set(listed["rows"][0]) == {"customer_id", "entered_at", "reached_at"}
    for form in ("csv", "xlsx", "parquet"):
        file = tmp_path / f"stopped.{form}"
        told = ask(*asked, "--customers", "3", "-o", file)
        assert told.code == 0, told.err
        assert str(dropped) in told.err.replace(",", "")
    assert pl.read_csv(tmp_path / "stopped.csv").height == dropped
    assert ask(*asked, "--customers", "3").out.count("\n") == dropped + 1


def test_a_person_reads_a_table_in_their_language(ask: Call) -> None:
    english = ask("--steps", ALL, "--window", "7d", "--compare", "previous", "--lang", "en")
    chinese = ask("--steps", ALL, "--window", "7d", "--compare", "previous", "--lang", "zh")
    assert not HAN.search(english.out)
    assert "within 7 days" in english.out
    assert "window is not over" in ask("--steps", ALL, "--lang", "en").out
    assert "个百分点" in chinese.out or "偶然" in chinese.out


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--steps", "home"), "funnel.one_step", "two steps"),
        ((), "funnel.one_step", "two steps"),
        (("--steps", "home,payed"), "funnel.event", "payment, paid"),
        (("--steps", "home,paid", "--exclude", "erorr"), "funnel.event", "error"),
        (("--steps", "home,paid", "--window", "0d"), "funnel.window", "longer than nothing"),
        (("--steps", "home,paid", "--window", "99999d"), "funnel.window", "3650"),
        (("--steps", "home,paid", "--window", "soon"), "funnel.window", "30m"),
        (("--steps", "home,home", "--order", "any"), "funnel.repeated", "repeated"),
        (("--steps", "home,paid", "--order", "none"), "funnel.unknown", "specific, any"),
        (("--steps", "home,paid", "--hold", "devise"), "funnel.property", "device"),
        (("--steps", "home,purchase"), "funnel.no_orders", "liuke add"),
        (("--steps", "home,paid", "--hold", 'a"b'), "funnel.property", "device"),
        (("--steps", "home,paid", "--by", "divice"), "funnel.property", "device"),
        (("--steps", "home,paid", "--each"), "funnel.each", "session_id"),
        (("--steps", "home,paid", "--exclude", "paid"), "funnel.excluded_step", "same time"),
        (("--steps", "home,paid", "--customers", "3"), "funnel.no_step", "1 to 2"),
        (("--steps", "home,paid", "--compare", "year"), "funnel.unknown", "previous or groups"),
        (("--steps", "home,paid", "--compare", "groups"), "funnel.compare_by", "--by"),
        (("--steps", "home,paid", "--compare", "previous", "--window", "none"), "funnel.compare_window", "7d"),
        (("--steps", "home,paid", "--compare", "previous", "--from", "2026-01-05"), "funnel.no_before", "--from"),
        (("--steps", "home,paid", "--from", "2026-03-01", "--to", "2026-02-01"), "funnel.days", "after the last"),
        (("--steps", "home,paid", "--where", "planet=Mars"), "metric.where", "planet"),
        (("--steps", "home,paid", "--by", "session_id"), "funnel.too_many_groups", "30"),
    ],
)
def test_a_wrong_question_is_told_what_would_be_right(
    ask: Call, options: tuple[str, ...], code: str, says: str
) -> None:
    found = ask(*options, "--json", "--lang", "en")
    assert (found.code, found.json["error"]["code"]) == (2, code)
    assert says in found.json["error"]["message"] + found.json["error"]["hint"]


def test_days_on_which_nobody_entered_are_an_answer(ask: Call) -> None:
    told = ask("--steps", "home,paid", "--from", "2025-01-01", "--to", "2025-01-31", "--json").json
    assert (told["entries"], [row["customers"] for row in told["rows"]]) == (0, [0, 0])
    assert told["rows"][1]["of_first"] is None


def test_declared_funnels_are_kept_in_each_run(site: Path, ask: Call) -> None:
    told = liuke("-w", site, "status", "--json").json
    kept = told["explain"]["funnel"]["funnels"]
    asked = ask("--steps", "home,cart,paid", *HOUR, "--by", "device", "--json").json
    assert kept["checkout"]["entries"] == asked["entries"]
    assert kept["misspelt"]["refusal"]["code"] == "funnel.event"
    table = pl.read_parquet(site / "runs" / told["run"] / told["tables"]["funnel"]["file"])
    whole = table.filter(pl.col("by").is_null()).sort("place")
    assert whole["customers"].to_list() == [row["customers"] for row in asked["rows"]]
    assert table.filter(pl.col("group") == "phone").height == 3


def test_a_run_without_events_says_what_to_add(shop: Path) -> None:
    found = liuke("-w", shop, "funnel", "--steps", "view,purchase", "--json", "--lang", "en")
    assert (found.code, found.json["error"]["code"]) == (2, "metric.no_input")
    assert "explain" in liuke("-w", shop, "status", "--json").json
    assert "funnel" not in liuke("-w", shop, "status", "--json").json["explain"]


def test_a_shop_that_only_sells_can_ask_for_second_purchases(shop: Path) -> None:
    told = liuke("-w", shop, "funnel", "--steps", "purchase,purchase", "--window", "90d", "--json").json
    assert 0 < told["rows"][1]["customers"] < told["rows"][0]["customers"]
