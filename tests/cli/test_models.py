"""`liuke model`: versions, comparisons on later outcomes, promotion, and the watch."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liuke.cli.models import _remarks
from tests.cli.conftest import Answered, liuke

type Call = Callable[..., Answered]
pytestmark = pytest.mark.slow
DAYS = ("2026-01-31", "2026-03-31", "2026-06-30")


@pytest.fixture(scope="module")
def grown(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shop as it grew: three runs, each with what was known on its day."""
    root = tmp_path_factory.mktemp("models") / "shop"
    shutil.copytree(shop, root, ignore=shutil.ignore_patterns("runs", "models", ".lock"))
    (root / "liuke.toml").write_text(
        (root / "liuke.toml").read_text(encoding="utf-8") + "\n[predict]\nhorizon_days = 45\n\n[lost]\ndays = 60\n",
        encoding="utf-8",
    )
    for day in DAYS:
        ran = liuke("-w", root, "run", "--as-of", day)
        assert ran.code == 0, ran.err
    return root


@pytest.fixture
def own(grown: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may change."""
    shutil.copytree(grown, tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def model(grown: Path) -> Call:
    return lambda *arguments: liuke("-w", grown, "model", *arguments)


def ids(told: dict[str, Any]) -> list[str]:
    return [one["id"] for one in told["models"]]


def champion(root: Path) -> str:
    told = liuke("-w", root, "model", "list", "--json").json
    (used,) = [one["id"] for one in told["models"] if one["champion"]]
    return str(used)


def test_every_run_that_learns_stores_a_version(model: Call) -> None:
    told = model("list", "--json").json
    assert ids(told) == ["churn@1", "churn@2", "churn@3"]
    assert [one["as_of"] for one in told["models"]] == list(DAYS)
    assert set(told["models"][0]) == {
        "id",
        "name",
        "kind",
        "as_of",
        "made_at",
        "liuke",
        "champion",
        "horizon_days",
        "metrics",
    }
    assert {one["horizon_days"] for one in told["models"]} == {45}
    first = told["changes"][0]
    assert set(first) == {"number", "before", "after", "when", "rule", "why", "by"}
    assert (first["before"], first["after"], first["rule"]) == (None, "churn@1", "first")
    assert {one["rule"] for one in told["changes"][1:]} <= {"refit", "duel", "schedule"}


def test_a_changed_horizon_is_told_where_models_are_listed_and_shown(own: Path) -> None:
    settings = own / "liuke.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("horizon_days = 45", "horizon_days = 50"), "utf-8")
    assert liuke("-w", own, "run", "--as-of", DAYS[-1]).code == 0
    told = liuke("-w", own, "model", "list", "--json").json
    assert [one["horizon_days"] for one in told["models"]] == [45, 45, 45, 50]
    assert told["changes"][-1]["rule"] == "question"
    shown = liuke("-w", own, "model", "list").out
    assert "looks 45 days ahead and this one 50: they are not comparable, so there was no duel" in shown
    assert "It took over: the champion before it looks 45 days ahead" in liuke("-w", own, "model", "show", "churn").out
    assert "启用原因：原启用版本预测 45 天" in liuke("-w", own, "model", "show", "churn", "--lang", "zh").out


def test_the_version_in_use_is_the_last_change_and_scores_the_run(model: Call, grown: Path) -> None:
    told = model("list", "--json").json
    used = told["changes"][-1]["after"]
    assert champion(grown) == used
    assert liuke("-w", grown, "status", "--json").json["model"]["version"] == used
    (card,) = model("show", "churn", "--json").json["models"]
    assert card["version"] == used


def test_the_same_run_again_stores_no_version_and_changes_nothing(own: Path) -> None:
    before = liuke("-w", own, "model", "list", "--json").json
    assert liuke("-w", own, "run", "--as-of", DAYS[-1]).code == 0
    assert liuke("-w", own, "model", "list", "--json").json == before


def test_a_stored_version_is_shown_as_a_run_s_model_is(model: Call) -> None:
    (card,) = model("show", "churn@1", "--json").json["models"]
    needed = {"name", "kind", "parameters", "log_likelihood", "metrics", "baselines", "trained_on", "as_of"}
    assert needed <= set(card)
    assert (card["id"], card["as_of"]) == ("churn@1", DAYS[0])
    assert "churn@1" in model("show", "churn@1").out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_is_told_in_both_languages(model: Call, language: str) -> None:
    told = model("list", "--lang", language)
    assert told.code == 0
    assert "churn@3" in told.out
    assert {"en": "the first model here", "zh": "首个模型"}[language] in told.out


def test_two_versions_are_judged_on_what_came_after_both(model: Call) -> None:
    told = model("compare", "churn@1", "churn@2", "--json").json
    assert set(told) == {
        "first", "second", "snapshot", "customers", "figures", "difference", "verdict", "why", "cards",
    }  # fmt: skip
    assert told["snapshot"] == "2026-05-17", "45 days of outcomes end on the last day known"
    assert told["verdict"] in {"better", "even", "worse"}
    assert set(told["figures"]) == set(told["cards"]) == {"churn@1", "churn@2"}
    gain = told["difference"]
    assert gain["log_loss_low"] <= gain["log_loss_gain"] <= gain["log_loss_high"]
    losses = {name: one["log_loss"] for name, one in told["figures"].items()}
    assert gain["log_loss_gain"] == pytest.approx(losses["churn@1"] - losses["churn@2"])
    turned = model("compare", "churn@2", "churn@1", "--json").json
    assert turned["difference"]["log_loss_gain"] == pytest.approx(-gain["log_loss_gain"])
    assert {told["verdict"], turned["verdict"]} in ({"even"}, {"better", "worse"})


def test_without_later_outcomes_the_comparison_says_when_there_will_be(model: Call) -> None:
    told = model("compare", "churn@1", "churn@3", "--json").json
    assert (told["verdict"], told["difference"], told["figures"]) == ("unknown", None, {})
    assert "Aug 14, 2026" in told["why"]["en"]
    assert "2026年8月14日" in told["why"]["zh"]
    assert told["cards"]["churn@3"]["auc"] > 0.5


def test_nobody_is_put_in_use_without_proof_unless_a_person_insists(own: Path) -> None:
    used = champion(own)
    other = next(one for one in ("churn@2", "churn@1", "churn@3") if one != used)
    if used == "churn@3":
        refused = liuke("-w", own, "model", "promote", other, "--json")
        assert refused.code == 1
        assert refused.json["error"]["code"] == "model.unproven"
        assert "--force" in refused.json["error"]["hint"]
        assert champion(own) == used
    forced = liuke("-w", own, "model", "promote", other, "--force", "--why", "calmer", "--json").json
    assert forced["change"]["rule"] == "forced"
    assert forced["change"]["why"] == {"en": "calmer", "zh": "calmer"}
    assert forced["comparison"] is None
    assert champion(own) == other


def spoil(root: Path, id_: str) -> None:
    """Turn a stored model around, and seal it as if it had been stored so: those who leave are said to stay."""
    from liuke.files import digest  # noqa: PLC0415 - the seal is made as the store makes it

    folder = root / "models" / "churn" / id_.partition("@")[2]
    stored = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    stored["parameters"]["calibration"]["slope"] *= -1
    content = json.dumps(stored).encode()
    (folder / "model.json").write_bytes(content)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | {"sha256": digest(content)}), encoding="utf-8")


def test_a_worse_model_is_not_put_in_use_unless_a_person_insists(own: Path) -> None:
    assert liuke("-w", own, "model", "promote", "churn@1", "--force").code == 0
    spoil(own, "churn@2")
    refused = liuke("-w", own, "model", "promote", "churn@2", "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "model.worse"
    assert "churn@2 is worse than churn@1" in refused.json["error"]["message"]
    assert champion(own) == "churn@1"
    assert liuke("-w", own, "model", "promote", "churn@2", "--force").code == 0
    assert champion(own) == "churn@2"
    better = liuke("-w", own, "model", "promote", "churn@1", "--json").json
    assert better["comparison"]["verdict"] == "better"
    assert better["change"]["rule"] == "person"


def test_a_tampered_version_is_not_put_in_use_even_by_force(own: Path) -> None:
    (own / "models" / "churn" / "1" / "model.json").write_text("{}", encoding="utf-8")
    refused = liuke("-w", own, "model", "promote", "churn@1", "--force", "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "model.changed"


def test_a_run_after_its_champion_was_tampered_with_learns_a_new_one(own: Path) -> None:
    used = champion(own)
    (own / "models" / "churn" / used.partition("@")[2] / "model.json").write_text("{}", encoding="utf-8")
    assert liuke("-w", own, "run", "--as-of", DAYS[-1]).code == 0
    told = liuke("-w", own, "model", "list", "--json").json
    assert told["changes"][-1]["rule"] == "unreadable"
    assert champion(own) != used


def test_putting_the_same_version_in_use_again_changes_nothing(own: Path) -> None:
    told = liuke("-w", own, "model", "promote", champion(own), "--json")
    assert told.code == 0
    assert liuke("-w", own, "model", "list", "--json").json["changes"][-1] == told.json["change"]
    assert "already" in liuke("-w", own, "model", "promote", champion(own), "--lang", "en").out


def test_an_unknown_version_is_named_with_those_there_are(model: Call) -> None:
    for call in (("compare", "churn@1", "churn@9"), ("promote", "churn@9"), ("show", "churn@9")):
        refused = model(*call, "--json")
        assert refused.code == 1
        assert refused.json["error"]["code"] == "model.unknown"
        assert "churn@2" in refused.json["error"]["hint"]


def test_before_the_first_run_the_list_is_empty_and_says_what_to_do(tmp_path: Path) -> None:
    assert liuke("-w", tmp_path, "init").code == 0
    assert liuke("-w", tmp_path, "model", "list", "--json").json == {"models": [], "changes": []}
    assert "liuke run" in liuke("-w", tmp_path, "model", "list", "--lang", "en").out


def test_the_watch_has_the_stated_fields(model: Call) -> None:
    told = model("watch", "--json").json
    assert set(told) == {
        "model", "as_of", "learnt_up_to", "age_days", "alerts", "advice", "note", "drift", "ledger", "calibration",
    }  # fmt: skip
    assert set(told["advice"]) == {"retrain", "because", "text"}
    assert told["age_days"] >= 0
    assert all(set(one) == {"kind", "level", "text", "inputs", "since"} for one in told["alerts"])
    assert told["drift"] or told["note"]


def test_the_ledger_holds_the_scores_of_every_run_whose_time_is_over(model: Call, grown: Path) -> None:
    told = model("watch", "--json").json
    assert [one["as_of"] for one in told["ledger"]] == list(DAYS[:2])
    assert [one["settled_on"] for one in told["ledger"]] == ["2026-03-17", "2026-05-15"]
    for one in told["ledger"]:
        assert one["customers"] > 100
        assert one["low"] <= one["observed"] <= one["high"]
    whole = [row for row in told["calibration"] if row["run"] is None]
    assert sum(row["customers"] for row in whole) == sum(one["customers"] for one in told["ledger"])
    status = liuke("-w", grown, "status", "--json").json
    assert status["tables"]["ledger"]["rows"] > 100
    assert [one["as_of"] for one in status["ledger"]] == ["2026-03-31"], "each run settles what is newly known"


@pytest.mark.parametrize(("language", "said"), [("en", "were to leave"), ("zh", "预测流失")])
def test_the_watch_is_told_in_both_languages(model: Call, language: str, said: str) -> None:
    told = model("watch", "--lang", language)
    assert told.code == 0
    assert said in told.out


def test_a_run_made_before_there_was_a_watch_says_what_to_do(own: Path) -> None:
    id_ = (own / "runs" / "published").read_text(encoding="utf-8")
    path = own / "runs" / id_ / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["watch"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    refused = liuke("-w", own, "model", "watch", "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "watch.none"


def test_a_card_names_the_terms_that_its_profit_is_stated_for(model: Call) -> None:
    (card,) = model("show", "churn", "--json").json["models"]
    assert (card["campaign"]["worth"], card["campaign"]["own"]) == (200, False)
    assert "profit: a customer who stays is worth 200" in " ".join(model("show", "churn").out.split())
    assert "利润假设：挽回一位客户价值 200" in model("show", "churn", "--lang", "zh").out


def test_a_season_s_step_is_told_where_there_is_one(model: Call) -> None:
    """A step of nothing is not worth a line."""
    step = {"step": -0.237, "error": 0.098, "since": "2024-07-07", "until": "2025-01-03"}
    (line,) = _remarks({"season": step}, "en")
    assert "log-odds move by −0.24 (standard error 0.10), as they did from Jul 7, 2024 to Jan 3, 2025" in line
    assert "2024年7月7日" in next(_remarks({"season": step}, "zh"))
    assert not list(_remarks({"season": step | {"step": 0.0}}, "en"))
    (card,) = model("show", "churn", "--json").json["models"]
    assert "season" in card
