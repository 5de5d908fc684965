"""Metrics of a workspace's own, by command: declared in a file, asked, searched, and refused with the place."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Answered, liuke
from tests.forbidden import FORBIDDEN

DECLARED = """
[[metric]]
id = "large_days"
label = { en = "Large purchase days", zh = "大额购买日占比" }
kind = "ratio"
table = "activity"
numerator = "amount >= 100"
denominator = "orders > 0"
direction = "up"

[[metric]]
id = "turnover"
kind = "sum"
table = "activity"
of = "amount"
unit = "money"

[[metric]]
id = "broken"
kind = "sum"
table = "activity"
of = "amonut"
"""


@pytest.fixture(scope="module")
def own(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shop with metrics beside its settings."""
    root = tmp_path_factory.mktemp("own") / "shop"
    shutil.copytree(shop, root)
    (root / "metrics.toml").write_text(DECLARED, encoding="utf-8")
    return root


def test_they_are_asked_as_any_other(own: Path) -> None:
    told = liuke("-w", own, "metric", "turnover,revenue", "--by", "month", "--json").json["answers"]
    assert told[0]["unit"] == "money"
    assert [row["value"] for row in told[0]["rows"]] == [row["value"] for row in told[1]["rows"]]
    (share,) = liuke("-w", own, "metric", "大额购买日占比", "--json").json["rows"]
    assert 0 < share["low"] < share["value"] < share["high"] < 1


def test_they_are_compared_filtered_and_explained(own: Path) -> None:
    rows = liuke("-w", own, "metric", "large_days", "--by", "month", "--compare", "previous", "--json").json["rows"]
    assert {"value", "difference", "differs"} <= set(rows[-2]["compared"])
    told = liuke("-w", own, "change", "turnover", "--by", "segment", "--lang", "zh")
    assert (told.code, "turnover" in told.out) == (0, True)


def test_they_are_listed_found_and_explained_in_both_languages(own: Path) -> None:
    told = liuke("-w", own, "metrics", "--json").json["metrics"]
    assert [(one["id"], one["family"], one["available"]) for one in told[-3:]] == [
        ("large_days", "user", True),
        ("turnover", "user", True),
        ("broken", "user", True),
    ]
    shown = liuke("-w", own, "metrics", "大额", "--lang", "zh").out
    assert "自定义" in shown
    assert "count((orders > 0) AND (amount >= 100)) / count(orders > 0)" in shown
    assert "Your own" in liuke("-w", own, "metrics").out


def test_what_is_wrong_with_one_stops_no_other(own: Path) -> None:
    told = liuke("-w", own, "metric", "broken")
    assert told.code == 1
    assert "amonut" in told.err
    assert "amount" in told.err
    assert liuke("-w", own, "metric", "revenue").code == 0
    assert "没有名为“amonut”的列" in liuke("-w", own, "metric", "broken", "--lang", "zh").err


@pytest.mark.parametrize(("language", "family"), [("en", "Repeat purchase"), ("zh", "复购")])
def test_words_that_nothing_is_about_are_answered_with_the_families(own: Path, language: str, family: str) -> None:
    assert family in liuke("-w", own, "metrics", "zebra", "--lang", language).out
    assert "arr" in liuke("-w", own, "metrics", "Recurring revenue").out


def test_an_unknown_name_offers_own_ones_too(own: Path) -> None:
    told = liuke("-w", own, "metric", "turnovr")
    assert told.code != 0
    assert "turnover" in told.err


def _files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("text", "_"), FORBIDDEN[:12], ids=[text for text, _ in FORBIDDEN[:12]])
def test_what_reaches_further_is_refused_before_anything_is_read_or_written(
    shop: Path, tmp_path: Path, text: str, _: int
) -> None:
    (tmp_path / "liuke.toml").write_bytes((shop / "liuke.toml").read_bytes())
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    (tmp_path / "metrics.toml").write_text(
        f'[[metric]]\nid = "sly_one"\nkind = "sum"\ntable = "activity"\nof = "{quoted}"\n', encoding="utf-8"
    )
    before = _files(tmp_path)
    for command in (("metric", "revenue"), ("metrics",), ("status",)):
        told: Answered = liuke("-w", tmp_path, *command, "--json")
        assert told.code == 1, command
        assert told.json["error"]["code"].startswith("metric.")
        assert "sly_one" in told.json["error"]["message"]
        assert told.json["error"]["hint"]
    assert _files(tmp_path) == before
