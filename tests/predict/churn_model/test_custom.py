"""Features that a person declares reach the model and its reasons, and one from the future is caught every time."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import ibis
import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.language import Text
from liuke.predict import History, predict_churn, word
from liuke.predict.churn_model.fit import usable
from liuke.predict.churn_model.manifest import told_of_churn
from liuke.predict.churn_model.shape import shape_of
from liuke.predict.churn_model.snapshots import plan, rows_of, slices_of
from liuke.predict.features import BY_ID, FEATURES, Facts, Feature, Total, Window
from liuke.predict.features.declared import all_features
from liuke.settings import Settings
from tests.predict.churn_model.shops import AS_OF, FIRST, shop

WINDOW = 70
SETTINGS = Settings.model_validate({"predict": {"kinds": ["logistic"]}})


def declared(name: str) -> Feature:
    """Return a feature that counts the notes of a customer in the last week."""
    notes = Facts("note", ("note",), lambda tables: tables["note"])
    return Feature(
        name,
        "notes",
        Text("Notes", "备注"),
        Text("Notes in the last 7 days.", "近 7 天备注数。"),
        "count",
        Window(7),
        (Total(notes, "notes_made", lambda t: t.count(where=t.age <= 7), empty=0),),
        0,
        lambda t: t.notes_made,
        Text("{value} notes; {usual} is usual", "{value} 条备注，一般客户 {usual} 条"),
    )


@cache
def activity() -> pl.DataFrame:
    return shop(600)


def history_with(engine: Engine, notes: pl.DataFrame) -> History:
    tables = {"activity": engine.table(activity()), "note": engine.table(notes)}
    return History(tables, FIRST, AS_OF, 600, WINDOW, features=(*FEATURES, declared("notes_7")))


def notes_of_the_future(random: np.random.Generator) -> pl.DataFrame:
    """Return notes, dated just before each snapshot, of customers who will not buy in the days after it, nearly all."""
    order = plan(FIRST, AS_OF, WINDOW)
    assert order is not None
    parts = []
    for day in order.days:
        later = pl.col("day").is_between(day, day + timedelta(days=order.horizon - 1))
        each = activity().group_by("customer_id").agg(bought=later.any()).sort("customer_id")
        wrong = pl.Series(random.random(each.height) < 0.02)
        noted = each.filter(~(each["bought"] ^ wrong))
        before = pl.Series(random.integers(1, 7, noted.height))
        parts.append(noted.select("customer_id", day=pl.lit(day) - pl.duration(days=before)))
    return pl.concat(parts).with_columns(pl.col("day").cast(pl.Date))


def test_a_declared_feature_is_used_and_can_be_told(engine: Engine) -> None:
    notes = activity().select("customer_id", pl.col("day") + timedelta(days=3)).sample(fraction=0.2, seed=1)
    found = predict_churn(engine, history_with(engine, notes), SETTINGS)
    assert found.card is not None
    assert "notes_7" in found.card["trained_on"]["features"]
    assert found.card["warnings"] == []
    assert word({"feature": "notes_7", "value": 3.0, "usual": None}, "en") == "notes_7: 3; – is usual"


@pytest.mark.parametrize("seed", range(20))
def test_a_feature_from_the_future_is_caught_every_time(engine: Engine, seed: int) -> None:
    """Notes that only those get who are about to stay away: dated before the snapshot, written after it."""
    history = history_with(engine, notes_of_the_future(np.random.default_rng(seed)))
    order = plan(FIRST, AS_OF, WINDOW)
    assert order is not None
    features = (BY_ID["recency_days"], history.features[-1])
    rows = rows_of(engine, shape_of(history), history.tables, order, features)
    kept, refused = usable(features, slices_of(rows, order, [one.id for one in features]))
    assert [one.id for one in kept] == ["recency_days"]
    assert refused == ["notes_7"]


def test_the_card_tells_of_a_feature_that_was_refused(engine: Engine) -> None:
    history = history_with(engine, notes_of_the_future(np.random.default_rng(99)))
    card = predict_churn(engine, history, SETTINGS).card
    assert card is not None
    (alarm,) = [one for one in card["alarms"] if one["feature"] == "notes_7"]
    assert alarm["refused"]
    assert "knows the outcome" in alarm["text"]["en"]
    assert "notes_7" in card["warnings"]
    assert "notes_7" not in card["trained_on"]["features"]
    assert card["metrics"]["auc"] < 0.9


def test_a_feature_declared_in_settings_is_refused_and_told_where_it_knows_the_outcome(engine: Engine) -> None:
    """Beside an honest one, which is used, and one that is the same for everybody."""
    settings = Settings.model_validate(
        {
            "predict": {"kinds": ["logistic"]},
            "features": {
                "warnings_7": {
                    "table": "contact", "kind": "count", "window_days": 7,
                    "label": {"en": "Warnings", "zh": "提醒次数"},
                },
                "basket_90": {
                    "table": "activity", "kind": "mean", "of": "amount", "where": "orders > 0", "window_days": 90,
                },
                "odd_orders": {"table": "activity", "kind": "count", "where": "orders < 0"},
            },
        }
    )  # fmt: skip
    notes = engine.table(notes_of_the_future(np.random.default_rng(7)))
    tables = {"activity": engine.table(activity()), "contact": notes}
    history = History(tables, FIRST, AS_OF, 600, WINDOW, features=all_features(settings))
    found = predict_churn(engine, history, settings)
    assert found.card is not None
    states = {one["id"]: one["state"] for one in found.card["declared"]}
    assert states == {"warnings_7": "refused", "basket_90": "used", "odd_orders": "same"}
    assert "basket_90" in found.card["trained_on"]["features"]
    assert "warnings_7" not in found.card["trained_on"]["features"]
    (told,) = told_of_churn(found)["refusals"]
    assert told["en"].startswith("“Warnings” ranks leavers almost perfectly by itself")
    assert told["zh"].startswith("“提醒次数”")


def test_infinite_values_of_a_declared_feature_count_as_not_known(engine: Engine) -> None:
    """A feature that a person wrote divides by the notes of a week: of who has none, by nothing."""
    notes = activity().select("customer_id", pl.col("day") + timedelta(days=3)).sample(fraction=0.2, seed=1)
    days_a_note = replace(
        declared("days_a_note"),
        value=lambda t: ibis.ifelse(t.notes_made > 0, 7.0 / t.notes_made.nullif(0), float("inf")),
        unit="days",
    )
    history = replace(history_with(engine, notes), features=(*FEATURES, days_a_note))
    found = predict_churn(engine, history, SETTINGS)
    assert found.card is not None
    assert "days_a_note" in found.card["trained_on"]["features"]
    picture = found.card["reference"]["inputs"]["days_a_note"]
    assert picture["missing"] > 0.5
    assert np.isfinite(picture["values"]).all()
