"""The watch: planted drift is found and named with what may explain it, and a steady company is left in peace."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.churn_model.orders import Orders
from liuke.predict.learning.learn import learn
from liuke.predict.learning.sample import Input
from liuke.predict.watch.reference import reference
from liuke.predict.watch.watching import SCORE, State, Watched, advice, watch
from liuke.predict.watch.words import moved
from tests.predict.learning.people import INPUTS, people
from tests.predict.watch import companies
from tests.predict.watch.companies import company, dearer, learnt, seen
from tests.predict.watch.test_calibrated import entry

AS_OF = date(2026, 6, 30)
LEARNT = people(2000, 1)
SILENCE, GAP, ORDERS, NOISE = range(4)


def fitted(inputs: tuple[Input, ...] = INPUTS, **more: Any) -> ChurnFit:
    model = learn("logistic", inputs, LEARNT, people(1000, 2), 0)
    picture = reference(LEARNT, inputs, model.probability(LEARNT.features))
    card = {"as_of": "2026-05-31", "version": "churn@2", "reference": picture, **more}
    return ChurnFit(model, card, 60, None, None, Orders(60))


def rows(seed: int = 3, **shift: float) -> np.ndarray:
    """Return customers of the kind learnt from; a named input is shifted by so much."""
    found = people(1500, seed).features
    for place, one in enumerate(INPUTS):
        found[:, place] += shift.get(one.id, 0.0)
    return found


def watched(state: State | None, since: dict[str, date] | None = None, **more: Any) -> Watched:
    return watch(more.pop("churn", None) or fitted(), state, AS_OF, since or {}, more.get("entries", []), 90)


def test_customers_as_they_were_raise_no_alert() -> None:
    found = watched(State(rows(), rows(4)))
    assert found.alerts == ()
    assert {row["verdict"] for row in found.rows} == {"steady"}
    assert {row["input"] for row in found.rows} == {"silence", "gap", "orders", "noise", SCORE}
    assert found.note is None


def test_an_input_that_moved_is_named_with_what_it_was_and_is() -> None:
    (alert,) = watched(State(rows(noise=3.0))).alerts
    assert (alert.kind, alert.level, alert.inputs, alert.since) == ("inputs", "warning", ("noise",), AS_OF)
    assert "“noise” is not what it was" in alert.text.en
    assert "The scores did not move with it." in alert.text.en
    assert "评分没有随之明显变化" in alert.text.zh
    assert "season" not in alert.text.en, "nobody knows what it was a year ago"


def test_scores_that_moved_with_an_input_are_told() -> None:
    (alert,) = watched(State(rows(silence=3.0))).alerts
    assert alert.inputs == ("silence",)
    assert "The scores moved with it" in alert.text.en


def test_the_season_is_named_where_last_year_was_the_same() -> None:
    found = watched(State(rows(noise=3.0), rows(4, noise=3.0)))
    (alert,) = found.alerts
    assert alert.level == "note"
    assert "no more than the season" in alert.text.en
    assert "可能只是季节因素" in alert.text.zh
    assert advice(found.alerts)["retrain"] is False


def test_the_season_is_ruled_out_where_last_year_was_another() -> None:
    (alert,) = watched(State(rows(noise=3.0), rows(4))).alerts
    assert alert.level == "warning"
    assert "the season does not explain it" in alert.text.en


def test_what_went_missing_is_told() -> None:
    now = rows()
    now[: len(now) // 2, NOISE] = np.nan
    (alert,) = watched(State(now)).alerts
    assert alert.inputs == ("noise",)
    assert "not known for 50% of the customers; when the model learnt it was not for 0%" in alert.text.en


def test_an_input_without_any_value_now_is_told_without_a_middle() -> None:
    now = rows()
    now[:, NOISE] = np.nan
    (alert,) = watched(State(now)).alerts
    assert "has no value now" in alert.text.en


def test_an_input_that_only_spreads_is_not_said_to_have_another_middle() -> None:
    row = {"input": "noise", "psi": 0.5, "since": AS_OF, "missing_then": 0.0, "missing_now": 0.0}
    same = moved([row | {"median_then": 1.001, "median_now": 0.999}], None, None, {})
    assert "is not spread among the customers as it was" in same.en
    assert "分布与模型训练时不同" in same.zh
    other = moved([row | {"median_then": 1.0, "median_now": 2.0}], None, None, {})
    assert "had 1 and has 2 now" in other.en


def test_since_when_is_taken_from_the_run_that_saw_it_first() -> None:
    before = AS_OF - timedelta(days=60)
    found = watched(State(rows(noise=3.0)), {"noise": before, "gap": before})
    assert found.alerts[0].since == before
    by_name = {row["input"]: row["since"] for row in found.rows}
    assert by_name == {"silence": None, "gap": None, "orders": None, "noise": before, SCORE: None}


def test_several_inputs_are_told_the_weightiest_first() -> None:
    (alert,) = watched(State(rows(noise=4.0, orders=2.0))).alerts
    assert alert.inputs == ("noise", "orders")
    assert "Others that moved: orders." in alert.text.en
    assert "同时变化的还有：orders。" in alert.text.zh


def test_what_grows_with_every_day_of_data_is_no_alert() -> None:
    inputs = (*INPUTS[:3], Input("tenure_days", "tenure_days"))
    churn = fitted(inputs)
    found = watched(State(rows(noise=4.0)), churn=churn)
    assert found.alerts == ()
    (row,) = [row for row in found.rows if row["input"] == "tenure_days"]
    assert (row["verdict"], row["explained"]) == ("drifted", "history")
    shrunk = watched(State(rows(noise=-3.0)), churn=churn)
    assert shrunk.alerts[0].inputs == ("tenure_days",), "but it never shrinks by itself"


def test_a_model_that_is_too_old_is_to_be_learnt_anew() -> None:
    churn = fitted(as_of="2026-03-01")
    found = watched(State(rows()), churn=churn)
    assert [one.kind for one in found.alerts] == ["age"]
    assert "121 days" in found.alerts[0].text.en
    told = advice(found.alerts)
    assert (told["retrain"], told["because"]) == (True, ["age"])
    assert watch(churn, None, AS_OF, {}, [], 121).alerts == ()


def test_scores_that_did_not_come_true_are_an_alert() -> None:
    truth = np.full(3000, 0.3)
    found = watched(State(rows()), entries=[entry(truth, truth), entry(truth + 0.1, truth)])
    (alert,) = found.alerts
    assert alert.kind == "calibration"
    assert "of 3,000 customers left, and 40.0% were expected to" in alert.text.en
    assert "an earlier model, churn@1" in alert.text.en
    assert watched(State(rows()), entries=[entry(truth + 0.1, truth), entry(truth, truth)]).alerts == ()


def test_scores_that_were_too_bold_are_told_so() -> None:
    said, truth = np.repeat([0.15, 0.85], 1500), np.repeat([0.4, 0.6], 1500)
    (alert,) = watched(State(rows()), entries=[entry(said, truth)]).alerts
    assert "too bold or too timid" in alert.text.en


def test_scores_alone_may_move() -> None:
    """Every input is as it was by itself, but they go together in another way: scores were half as high."""
    churn = fitted()
    assert churn.model is not None
    halved = reference(LEARNT, INPUTS, churn.model.probability(LEARNT.features) / 2)
    (alert,) = watched(State(rows()), churn=fitted(reference=halved)).alerts
    assert (alert.kind, alert.inputs) == ("scores", ())
    assert "No single input moved as much" in alert.text.en
    assert "没有哪一项特征" in alert.text.zh


def test_a_card_without_a_picture_is_said_to_lack_one() -> None:
    churn = fitted()
    assert churn.card is not None
    found = watched(
        State(rows(noise=3.0)), churn=ChurnFit(churn.model, {"as_of": "2026-05-31"}, 60, None, None, Orders(60))
    )
    assert found.rows == []
    assert found.note is not None
    assert watch(ChurnFit(None, None, 60, None, None, Orders(60)), None, AS_OF, {}, [], 90) == Watched()


def test_the_table_of_a_run_has_a_row_an_input() -> None:
    found = watched(State(rows(noise=3.0)))
    assert found.table.height == 5
    assert found.table["since"].dtype == pl.Date
    assert found.table.row(0, named=True)["input"] == "noise"
    assert Watched().table.height == 0


def looked_at(engine: Engine, seed: int, planted: Any = None) -> Watched:
    bought = company(seed)
    churn = learnt(engine, bought)
    state = seen(engine, planted(bought) if planted else bought, churn)
    return watch(churn, state, companies.AS_OF, {}, [], 90)


def slower(activity: pl.DataFrame, days: int = 80) -> pl.DataFrame:
    """Return the purchases without two of three in the last `days` days."""
    late = pl.col("day") > companies.AS_OF - timedelta(days=days)
    return activity.filter(~late | (pl.struct("customer_id", "day").hash(1) % 3 == 0))


def test_a_rise_of_prices_in_the_last_weeks_is_found_and_named(engine: Engine) -> None:
    found = looked_at(engine, 1, lambda bought: dearer(bought, 3))
    (alert,) = found.alerts
    assert alert.inputs[0] == "amount_90"
    assert "Spent in the last 90 days" in alert.text.en
    assert "近 90 天消费金额" in alert.text.zh


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_what_is_planted_in_a_company_is_named(engine: Engine, seed: int) -> None:
    assert looked_at(engine, seed, lambda bought: dearer(bought, 3)).alerts[0].inputs[0] == "amount_90"
    paused = looked_at(engine, seed, slower)
    assert paused.alerts[0].inputs[0] in {"purchases_90", "trend_90", "amount_90", "amount_share_90"}


@pytest.mark.slow
def test_a_company_where_nothing_changes_is_left_in_peace(engine: Engine) -> None:
    alarms = [seed for seed in range(20) if looked_at(engine, seed).alerts]
    assert len(alarms) <= 1
