"""Which version scores a run: the rules of taking over, and that time order is kept."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from liuke.expression import UserFeature
from liuke.language import Text
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.history import History
from liuke.predict.churn_model.orders import Orders
from liuke.predict.features import Feature
from liuke.predict.features.declared import declared_feature, states
from liuke.predict.store import Store, settle
from liuke.predict.store.rules import beats, other_question
from tests.predict.store.made_up import AS_OF, FEATURES, duel, fit

MONTH = timedelta(days=30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def asked(as_of: date) -> History:
    return History({}, AS_OF - 12 * MONTH, as_of, 400, features=FEATURES)


def run(store: Store, found: ChurnFit, **more: Any) -> str:
    """Settle what a run has learnt, as of the day it knows, and return the version that scores it."""
    assert found.card is not None
    as_of = AS_OF.fromisoformat(found.card["as_of"])
    scored = settle(store, found, asked(more.get("as_of", as_of)), "run", "0.1.0", 90).card
    assert scored is not None
    return str(scored["version"])


def rules(store: Store) -> list[str]:
    return [one.rule for one in store.changes("churn")]


def test_the_first_model_is_champion(store: Store) -> None:
    assert run(store, fit()) == "churn@1"
    assert rules(store) == ["first"]


def test_the_same_run_again_changes_nothing(store: Store) -> None:
    assert [run(store, fit()) for _ in range(3)] == ["churn@1"] * 3
    assert rules(store) == ["first"]


def test_the_same_run_again_has_the_same_card(store: Store) -> None:
    run(store, fit("logistic", horizon=60))
    twice = [
        settle(store, fit("boosted", as_of=AS_OF + MONTH, horizon=90), asked(AS_OF + MONTH), "run", "0.1.0", 90).card
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert twice[0] is not None
    assert twice[0]["ruling"]["rule"] == "question"


def test_the_same_kind_learnt_anew_takes_over(store: Store) -> None:
    run(store, fit())
    assert run(store, fit(seed=1, as_of=AS_OF + MONTH)) == "churn@2"
    assert rules(store) == ["first", "refit"]


def test_another_kind_waits_until_it_has_won_its_duel(store: Store) -> None:
    run(store, fit("logistic"))
    lost = fit("boosted", as_of=AS_OF + MONTH, duels=[duel("boosted", 0.005, against="logistic")])
    assert run(store, lost) == "churn@1"
    assert [one.id for one in store.versions("churn")] == ["churn@1", "churn@2"]
    won = fit("boosted", 1, AS_OF + MONTH, duels=[duel("boosted", 0.02, against="logistic")])
    assert run(store, won) == "churn@3"
    assert rules(store) == ["first", "duel"]


def test_a_champion_that_has_grown_too_old_is_followed_by_what_the_run_chose(store: Store) -> None:
    """Its kind is not learnt anew any more: the run's own duels chose another."""
    run(store, fit("trees"))
    assert run(store, fit("boosted", as_of=AS_OF + 3 * MONTH, duels=[duel("trees", 0.005)])) == "churn@1"
    later = AS_OF + 3 * MONTH + timedelta(days=1)
    assert run(store, fit("boosted", 1, later, duels=[duel("trees", 0.005)])) == "churn@3"
    assert rules(store) == ["first", "schedule"]


def test_a_run_scored_by_an_earlier_champion_tells_of_that_model(store: Store) -> None:
    run(store, fit("logistic", metrics={"auc": 0.7}))
    scored = settle(store, fit("boosted", as_of=AS_OF + MONTH, horizon=60), asked(AS_OF + MONTH), "run", "0.1.0", 90)
    assert scored.card is not None
    assert scored.model is not None
    assert (scored.card["kind"], scored.model.kind, scored.card["metrics"]) == ("logistic", "logistic", {"auc": 0.7})
    assert (scored.horizon_days, scored.lost_stay_away) == (60, 0.9)
    assert scored.card["parameters"] == scored.model.record()


def test_a_duel_counts_from_either_side() -> None:
    assert beats("trees", "boosted", [duel("trees", 0.02), duel("logistic", -0.02)])
    assert not beats("boosted", "trees", [duel("trees", 0.02), duel("logistic", -0.02)])
    assert beats("boosted", "logistic", [duel("trees", 0.02), duel("logistic", -0.02)])
    assert not beats("trees", "logistic", [duel("trees", 0.02), duel("logistic", -0.02)]), "they had no duel"
    assert not beats("trees", "boosted", [])


def test_a_duel_with_a_third_kind_is_none_with_the_champion(store: Store) -> None:
    """The run's kinds have changed: the splines beat the logistic regression, and never met the trees in use."""
    won = duel("splines", 0.02, against="logistic")
    assert beats("splines", "logistic", [won])
    assert not beats("splines", "trees", [won])
    lost = duel("logistic", -0.02, against="splines")
    assert not beats("boosted", "logistic", [lost]), "who beat the logistic regression was another"
    run(store, fit("trees"))
    assert run(store, fit("splines", as_of=AS_OF + MONTH, duels=[won])) == "churn@1"
    assert run(store, fit("splines", 1, AS_OF + 4 * MONTH, duels=[won])) == "churn@3"
    assert rules(store) == ["first", "schedule"]


def test_a_duel_of_an_old_card_does_not_say_against_whom_and_counts_for_nobody() -> None:
    nameless = {name: value for name, value in duel("trees", 0.02).items() if name != "against"}
    assert not beats("trees", "boosted", [nameless])


def test_a_better_log_loss_is_no_win_where_profit_falls() -> None:
    assert not beats("trees", "boosted", [duel("trees", 0.02, profit=-0.6)])
    assert beats("trees", "boosted", [duel("trees", 0.0, profit=0.6)])


def test_a_model_that_looks_another_number_of_days_ahead_takes_over(store: Store) -> None:
    """The champion answers another question now: its probabilities are not those that are asked for."""
    run(store, fit("logistic", horizon=60))
    assert run(store, fit("boosted", as_of=AS_OF + MONTH, horizon=90)) == "churn@2"
    assert rules(store) == ["first", "question"]


def test_the_change_says_that_models_of_another_horizon_are_not_comparable(store: Store) -> None:
    run(store, fit("logistic", horizon=60))
    scored = settle(store, fit("boosted", as_of=AS_OF + MONTH, horizon=90), asked(AS_OF + MONTH), "run", "0.1.0", 90)
    why = store.changes("churn")[-1].why
    assert "looks 60 days ahead and this one 90: they are not comparable, so there was no duel" in why.en
    assert "预测 60 天，此版本预测 90 天：两者不可比" in why.zh
    assert scored.card is not None
    assert scored.card["ruling"] == {"rule": "question", "takes": True, "why": {"en": why.en, "zh": why.zh}}


def test_another_gap_or_shape_is_another_question_too() -> None:
    ours = {"horizon_days": 60, "latency_days": 0, "shape": "orders"}
    gap = other_question(ours | {"latency_days": 7}, ours)
    assert "left 7 days between what is known and what is foreseen, and this one 0" in gap.why.en
    assert "data of another shape" in other_question(ours | {"shape": "contracts"}, ours).why.en
    assert gap.takes


def test_a_challenger_that_waits_is_told_on_the_card_of_the_champion(store: Store) -> None:
    run(store, fit("logistic"))
    lost = fit("boosted", as_of=AS_OF + MONTH, duels=[duel("boosted", 0.005, against="logistic")])
    kept = settle(store, lost, asked(AS_OF + MONTH), "run", "0.1.0", 90)
    assert kept.card is not None
    assert (kept.card["ruling"]["rule"], kept.card["ruling"]["takes"]) == ("duel", False)
    assert "has not won a duel" in kept.card["ruling"]["why"]["en"]


def test_a_run_of_an_earlier_day_is_not_scored_by_who_has_seen_what_came_after(store: Store) -> None:
    run(store, fit(as_of=AS_OF))
    assert run(store, fit(seed=1, as_of=AS_OF - MONTH)) == "churn@2"
    assert store.version("churn").id == "churn@1", "and its model takes nobody's place"
    assert run(store, fit(as_of=AS_OF)) == "churn@1"


def test_a_champion_scores_by_the_features_that_it_has_learnt(store: Store) -> None:
    """Which features a run learns from differs from run to run: that alone dethrones nobody."""
    run(store, fit("logistic"))
    fresh = fit("boosted", as_of=AS_OF + MONTH)
    fewer = replace(fresh, features=FEATURES[:2])
    scored = settle(store, fewer, asked(AS_OF + MONTH), "run", "0.1.0", 90)
    assert [one.id for one in scored.features] == [one.id for one in FEATURES]
    assert rules(store) == ["first"]


def test_a_champion_whose_features_are_gone_is_followed(store: Store) -> None:
    run(store, fit("logistic"))
    fresh = replace(fit("boosted", as_of=AS_OF + MONTH), features=FEATURES[:2])
    settle(store, fresh, replace(asked(AS_OF + MONTH), features=FEATURES[:2]), "run", "0.1.0", 90)
    assert rules(store) == ["first", "unreadable"]


@pytest.mark.parametrize("damage", ["model.json", "card.json"])
def test_a_champion_that_cannot_be_read_is_followed_and_the_row_says_why(store: Store, damage: str) -> None:
    run(store, fit("logistic"))
    (store.root / "churn" / "1" / damage).write_text("{}x", encoding="utf-8")
    assert run(store, fit("boosted", as_of=AS_OF + MONTH)) == "churn@2"
    assert rules(store) == ["first", "unreadable"]
    why = store.changes("churn")[-1].why
    assert "could not be read" in why.en
    assert "无法读取" in why.zh


def test_the_same_data_after_damage_store_the_model_again(store: Store) -> None:
    run(store, fit())
    (store.root / "churn" / "1" / "model.json").write_text("{}", encoding="utf-8")
    assert run(store, fit()) == "churn@2"


def test_a_refusal_stores_nothing(store: Store) -> None:
    refused = ChurnFit(None, None, 60, None, Text("too few", "太少"), Orders(60))
    assert settle(store, refused, asked(AS_OF), "run", "0.1.0", 90) is refused
    assert store.names() == []


@pytest.mark.parametrize(("days", "scores", "rule"), [(30, "churn@1", None), (60, "churn@2", "unreadable")])
def test_a_champion_gives_way_where_a_feature_was_declared_anew(
    store: Store, days: int, scores: str, rule: str | None
) -> None:
    """A challenger that won no duel takes over only because the champion's feature means something else by now."""

    def own(window: int, label: str) -> tuple[Feature, ...]:
        told = {"id": "noise", "table": "activity", "kind": "count", "window_days": window, "label": label}
        return (*FEATURES[:-1], replace(declared_feature(UserFeature.model_validate(told)), totals=()))

    then, now = own(30, "Noise"), own(days, "Renamed")
    run(store, fit(declared=states(then, {}, then, ())))
    found = replace(
        fit("boosted", as_of=AS_OF + MONTH, duels=[duel("boosted", 0.005, against="logistic")]), features=now
    )
    history = History({}, AS_OF - 12 * MONTH, AS_OF + MONTH, 400, features=now)
    scored = settle(store, found, history, "run", "0.1.0", 90)
    assert scored.card is not None
    assert scored.card["version"] == scores
    assert rules(store) == ["first", *([rule] if rule else [])]
