"""Words of customers' data are shown as they are: no markup, no emoji code and no control character is obeyed."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import liuke

REGIONS = ("[/]", "[vip] North", "west:100:", "\x1b[31mred\x9b", "\u202eback", "ends\\")
DECLARED = """
[[metric]]
id = "starred"
label = "Days :star: of it"
sentence = "Counted \\\\"
kind = "count"
table = "activity"
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose regions look like markup."""
    folder = tmp_path_factory.mktemp("odd")
    root = folder / "shop"
    days = [date(2025, 1, 1) + timedelta(days=7 * k) for k in range(40)]
    customers = [(f"c{k}", REGIONS[k % len(REGIONS)]) for k in range(60)]
    with (folder / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("customer_id", "region"), *customers])
    orders = [
        (f"o{k}-{n}", who, day, 10 + k)
        for k, (who, _) in enumerate(customers)
        for n, day in enumerate(days[k % 5 :: 6])
    ]
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("order_id", "customer_id", "ordered_at", "amount"), *orders])
    assert liuke("-w", root, "init", "--timezone", "UTC").code == 0
    added = liuke("-w", root, "add", "--yes", folder / "orders.csv", folder / "customers.csv")
    assert added.code == 0, added.err
    assert liuke("-w", root, "run").code == 0
    (root / "metrics.toml").write_text(DECLARED, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    "call", [("metric", "orders", "--by", "region"), ("change", "orders", "--by", "region"), ("metric", "starred")]
)
def test_what_looks_like_markup_is_shown_as_it_is(odd: Path, call: tuple[str, ...]) -> None:
    told = liuke("-w", odd, *call)
    assert told.code == 0, told.err
    assert "\x1b" not in told.out
    assert "\x9b" not in told.out
    assert "\u202e" not in told.out
    if "region" in call:
        assert "[vip] North" in told.out or call[0] == "change"
        assert "💯" not in told.out
    else:
        assert "Days :star: of it" in told.out


def test_every_region_has_its_line(odd: Path) -> None:
    shown = liuke("-w", odd, "metric", "orders", "--by", "region").out
    assert all(region in shown for region in ("[/]", "[vip] North", "west:100:", "�[31mred�", "�back", "ends\\"))


def test_names_of_events_are_shown_as_they_are(odd: Path) -> None:
    told = liuke("-w", odd, "retention", "--start", "[/]")
    assert told.code in {0, 2}
    assert "Traceback" not in told.err


def test_an_error_shows_no_control_character(odd: Path, tmp_path: Path) -> None:
    root = tmp_path / "shop"
    assert liuke("-w", root, "init").code == 0
    (root / "liuke.toml").write_text('"\\u001b[31mred" = 1\n', encoding="utf-8")
    told = liuke("-w", root, "status")
    assert told.code == 1
    assert "\x1b" not in told.err
    assert "�[31mred" in told.err
    asked = liuke("-w", odd, "metric", "orders", "--where", "region=\x1b[2J")
    assert asked.code == 2
    assert "\x1b" not in asked.err
