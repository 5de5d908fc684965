"""`liuke segments`: the documents it answers with, versions that keep their meaning, and what a person reads."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Answered, liuke

HAN = re.compile("[\u4e00-\u9fff]")
RULES = """
[segments.vip]
where = ["frequency>=8", "monetary>=500"]
label = {en = "Very important", zh = "重要客户"}

[segments.asleep]
where = ["stage=dormant,lost"]
"""
SHOWN = {
    "version", "sha256", "made_at", "as_of", "found_on", "method", "measures", "customers", "clusters", "choice", "fit",
    "flow",
}  # fmt: skip
CLUSTER = {
    "id", "customers", "share", "medians", "lost", "probability", "clv", "name", "apart", "customers_then",
}  # fmt: skip

type Call = Callable[..., Answered]


@pytest.fixture(scope="module")
def own(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shop with rules, with four clusters in use, and run by them."""
    root = tmp_path_factory.mktemp("segments") / "shop"
    shutil.copytree(shop, root)
    with (root / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write(RULES)
    told = liuke("-w", root, "segments", "fit", "--k", "4", "--use", "--json")
    assert told.code == 0, told.out
    ran = liuke("-w", root, "run")
    assert ran.code == 0, ran.err
    return root


@pytest.fixture
def call(own: Path) -> Call:
    return lambda *arguments: liuke("-w", own, *arguments)


def test_clusters_are_shown_with_the_stated_document(call: Call) -> None:
    told = call("segments", "show", "--json").json
    assert set(told) == SHOWN
    assert all(set(one) == CLUSTER for one in told["clusters"])
    assert sum(one["customers"] for one in told["clusters"]) == told["customers"] == 700
    assert sum(one["share"] for one in told["clusters"]) == pytest.approx(1)
    assert len({one["id"] for one in told["clusters"]}) == 4
    for one in told["clusters"]:
        assert set(one["medians"]) == set(told["measures"]) == {"recency", "frequency", "monetary", "tenure"}
        assert one["probability"]["low"] <= one["probability"]["value"] <= one["probability"]["high"]
        assert one["lost"]["denominator"] == one["customers"]
    assert (told["choice"]["k"], told["choice"]["proposed"]) == (4, False)
    assert {"k", "rand", "jaccard", "weakest", "silhouette", "without_groups", "beyond"} <= set(
        told["choice"]["tried"][0]
    )
    assert set(told["fit"]) == {"psi", "far", "refit", "why"}
    assert sum(row["customers"] for row in told["flow"]["rows"]) == 700


def test_the_run_keeps_who_is_where_and_by_which_version(call: Call, own: Path) -> None:
    manifest, told = call("status", "--json").json, call("segments", "show", "--json").json
    assert manifest["segments"]["clusters"] == told, "reapplied, the stored definition says the same"
    folder = own / "runs" / manifest["run"]
    table = pl.read_parquet(folder / "cluster.parquet")
    assert table.columns == ["customer_id", "cluster", "cluster_distance"]
    assert table["customer_id"].n_unique() == table.height == 700
    counts = dict(table.group_by("cluster").len().rows())
    assert counts == {one["id"]: one["customers"] for one in told["clusters"] if one["customers"]}
    assert set(pl.read_parquet(folder / "band.parquet")["tenure_band"]) > {"1_year"}


def test_the_next_run_applies_the_same_definition(call: Call) -> None:
    before = call("status", "--json").json["segments"]["clusters"]
    assert call("run", "--as-of", "2026-05-31").code == 0
    earlier = call("status", "--json").json["segments"]["clusters"]
    assert call("run").code == 0
    again = call("status", "--json").json["segments"]["clusters"]
    assert (earlier["version"], earlier["sha256"]) == (before["version"], before["sha256"])
    assert again == before


def test_a_new_version_is_stored_and_waits_until_somebody_puts_it_in_use(call: Call) -> None:
    used = call("segments", "list", "--json").json
    assert set(used) == {"versions", "changes"}
    current = [one["id"] for one in used["versions"] if one["current"] and one["name"] == "clusters"]
    new = call("segments", "fit", "--k", "2", "--method", "ward", "--by", "recency,frequency", "--json").json
    assert (new["used"], new["method"], new["measures"]) == (False, "ward", ["recency", "frequency"])
    assert call("segments", "show", "--json").json["version"] == current[0]
    assert call("segments", "show", new["version"], "--json").json["customers"] == 700
    change = call("segments", "promote", new["version"], "--why", "simpler", "--json").json["change"]
    assert (change["before"], change["after"], change["why"]["en"]) == (current[0], new["version"], "simpler")
    assert call("segments", "show", "--json").json["version"] == new["version"]
    assert call("segments", "promote", current[0]).code == 0
    assert "in use already" in call("segments", "promote", current[0], "--lang", "en").out


def test_flow_is_between_any_two_days_of_the_data(call: Call) -> None:
    told = call("segments", "flow", "--from", "2025-06-30", "--to", "2025-12-31", "--json").json
    assert set(told) == {"version", "from", "to", "names", "rows"}
    assert set(told["rows"][0]) == {"from_cluster", "to_cluster", "customers"}
    assert {row["to_cluster"] for row in told["rows"]} <= set(told["names"])
    later = call("segments", "flow", "--from", "2025-06-30", "--to", "2026-06-30", "--json").json
    assert sum(row["customers"] for row in later["rows"]) == 700
    assert sum(row["customers"] for row in told["rows"]) <= 700


def test_rules_part_the_customers(call: Call) -> None:
    told = call("segments", "rules", "--json").json
    assert set(told) == {"as_of", "customers", "segments", "notes"}
    assert [one["id"] for one in told["segments"]] == ["vip", "asleep", "others"]
    assert set(told["segments"][0]) == {"id", "name", "where", "customers", "share", "meets"}
    assert sum(one["customers"] for one in told["segments"]) == told["customers"] == 700
    kept = call("status", "--json").json["segments"]["rules"]
    assert kept["segments"] == told["segments"]
    assert re.fullmatch("rules@[0-9]+", kept["version"])
    assert len(kept["sha256"]) == 64


def test_metrics_can_be_split_and_filtered_by_segments(call: Call) -> None:
    rows = call("metric", "active_customers", "--by", "rule_segment", "--json").json["rows"]
    assert {row["split"]["rule_segment"] for row in rows} <= {"vip", "asleep", "others", None}
    one = call("segments", "show", "--json").json["clusters"][0]
    told = call("metric", "orders", "--where", f"cluster={one['id']}", "--by", "cluster")
    assert told.code == 0
    assert one["name"]["en"] in call("metric", "orders", "--by", "cluster", "--lang", "en").out
    assert call("survival", "--by", "cluster", "--json").json["error"]["code"] == "timing.by"


def test_bands_have_the_stated_document(call: Call) -> None:
    told = call("segments", "bands", "--json").json
    assert set(told) == {"as_of", "from", "to", "fewest", "attributes"}
    assert [one["attribute"] for one in told["attributes"]] == ["tenure_band"]
    row = told["attributes"][0]["bands"][0]
    assert set(row) == {"band", "churn", "clusters", "suppressed"}
    assert set(row["churn"]) == {"value", "numerator", "denominator", "low", "high"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("what", ["show", "rules", "list", "flow", "bands"])
def test_a_person_reads_it_in_their_language(call: Call, what: str, language: str) -> None:
    told = call("segments", what, "--lang", language)
    assert told.code == 0
    assert bool(HAN.search(told.out.replace("重要客户", ""))) == (language == "zh")


def test_the_report_has_the_section(call: Call, own: Path) -> None:
    assert call("report", "--lang", "zh").code == 0
    page = (own / "report-zh.html").read_text(encoding="utf-8")
    assert '<section id="clusters"' in page
    assert all(f'data-chart="{name}"' in page for name in ("clusters", "cluster_choice", "cluster_flow"))
    assert "重要客户" in page


@pytest.mark.parametrize(
    ("options", "code", "exit_code"),
    [
        (("fit", "--k", "1"), "usage.call", 2),
        (("fit", "--k", "9999"), "cluster.k", 1),
        (("fit", "--by", "weight"), "cluster.measure", 2),
        (("fit", "--method", "magic"), "usage.unknown", 2),
        (("show", "clusters@99"), "segment.unknown", 1),
        (("show", "rules"), "segment.rules", 2),
        (("promote", "rules"), "segment.rules", 2),
        (("promote", "nothing@1"), "segment.unknown", 1),
        (("flow", "--from", "2026-06-30", "--to", "2026-01-31"), "segment.days", 2),
        (("flow", "--from", "1999-01-01"), "segment.days", 2),
        (("flow", "--from", "yesterday"), "usage.date", 2),
    ],
)
def test_a_wrong_call_is_answered_with_what_would_be_right(
    call: Call, options: tuple[str, ...], code: str, exit_code: int
) -> None:
    told = call("segments", *options, "--json")
    assert (told.json["error"]["code"], told.code) == (code, exit_code)
    assert told.json["error"]["hint"]


def test_a_rule_that_cannot_be_used_does_not_stop_a_run(own: Path, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    shutil.copytree(own, root)
    with (root / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write('\n[segments.odd]\nwhere = ["weather=fine"]\n')
    assert liuke("-w", root, "run").code == 0
    refusal = liuke("-w", root, "status", "--json").json["segments"]["rules"]["refusal"]
    assert refusal["code"] == "segment.rule"
    assert "weather" in refusal["message"]["en"]
    assert "recency_days" in refusal["hint"]["zh"]
    assert liuke("-w", root, "segments", "rules", "--json").code == 1
    assert liuke("-w", root, "report").code == 0


def test_too_few_customers_get_a_reason_and_the_run_goes_on(tmp_path: Path) -> None:
    rows = [f"O{n},C{n % 12},2026-0{1 + n % 6}-{1 + n % 27:02d},{20 + n}" for n in range(60)]
    (tmp_path / "orders.csv").write_text("order_id,customer_id,ordered_at,amount\n" + "\n".join(rows), encoding="utf-8")
    root = tmp_path / "shop"
    assert liuke("-w", root, "init").code == 0
    assert liuke("-w", root, "add", "--yes", tmp_path / "orders.csv").code == 0
    assert liuke("-w", root, "run").code == 0
    told = liuke("-w", root, "segments", "show", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "cluster.few")
    assert liuke("-w", root, "segments", "rules", "--json").json["error"]["code"] == "segment.no_rules"
    assert liuke("-w", root, "report").code == 0
