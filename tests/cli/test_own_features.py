"""Features of a workspace's own, by command: declared in a file, learnt from in a run, shown and told as reasons."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import liuke

pytestmark = pytest.mark.slow
DECLARED = """
[features.quiet_days]
label = { en = "Days since a purchase above 20", zh = "距上次满 20 元购买天数" }
table = "order"
kind = "days_since_last"
where = "amount > 20"
risky = 1

[features.angry_tickets]
table = "ticket"
kind = "count"
where = "rating <= 2"
"""


@pytest.fixture(scope="module")
def own(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shop with features beside its settings, run anew."""
    root = tmp_path_factory.mktemp("own") / "shop"
    shutil.copytree(shop, root)
    (root / "metrics.toml").write_text(DECLARED, encoding="utf-8")
    ran = liuke("-w", root, "run")
    assert ran.code == 0, ran.err
    return root


def test_the_model_shows_what_became_of_each(own: Path) -> None:
    (card,) = liuke("-w", own, "model", "show", "churn", "--json").json["models"]
    assert {one["id"]: one["state"] for one in card["declared"]} == {"quiet_days": "used", "angry_tickets": "no_table"}
    assert "quiet_days" in card["trained_on"]["features"]
    for language, label in (("en", "Days since a purchase above 20"), ("zh", "距上次满 20 元购买天数")):
        told = liuke("-w", own, "--lang", language, "model", "show", "churn")
        assert told.code == 0
        assert label in told.out


def test_reasons_say_its_label_and_the_customer_s_own_number(own: Path) -> None:
    rows = liuke("-w", own, "customers", "--limit", "700", "--json").json["rows"]
    said = [reason for row in rows for reason in row["reasons"] if reason.startswith("Days since a purchase above 20:")]
    assert said
    assert all("is usual" in one for one in said)


def test_a_wrong_column_is_told_before_anything_is_computed(own: Path) -> None:
    path = own / "metrics.toml"
    path.write_text(DECLARED.replace("amount > 20", "amuont > 20"), encoding="utf-8")
    told = liuke("-w", own, "run", "--json")
    path.write_text(DECLARED, encoding="utf-8")
    assert told.code == 1
    assert "features.quiet_days.where" in told.out + told.err
    assert "[  0%]" not in told.err
