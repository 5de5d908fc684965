"""Model cards become what the report says of them."""

from pathlib import Path
from typing import Any

import pytest

from liuke.present.charts import draw
from liuke.present.reader import Reader
from liuke.present.report.gathering.models import churn_model, value_model
from liuke.workspace import Run, write_json


def figures(auc: float) -> dict[str, Any]:
    return {
        "auc": auc,
        "brier": 0.2,
        "log_loss": 0.6,
        "top_decile_lift": 2.0,
        "base_rate": 0.3,
        "customers": 400,
        "intervals": {"auc": [auc - 0.02, auc + 0.02]},
    }


def churn_card(kind: str = "boosted") -> dict[str, Any]:
    names = ("model", "logistic", "recency")
    return {
        "name": "churn",
        "kind": kind,
        "why": {"en": "because", "zh": "因为"},
        "metrics": figures(0.8),
        "baselines": {"logistic": figures(0.7), "recency": figures(0.6)},
        "trained_on": {"test": "2026-02-19", "horizon_days": 63},
        "gains": [{"model": name, "share": share, "found": share} for name in names for share in (0.0, 0.1, 1.0)],
        "calibration": [
            {"model": name, "predicted": 0.3, "observed": 0.3, "low": 0.2, "high": 0.4, "customers": 40}
            for name in names
        ],
    }


def value_card(name: str, *, champion: bool) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "buy_till_you_die",
        "champion": champion,
        "parameters": {"r": 0.24, "alpha": 4.4},
        "metrics": {"bias": 0.05, "rmse": 1.1},
        "baselines": {"own_rate": {"bias": 0.9, "rmse": 2.2}, "average_rate": {"bias": 0.4, "rmse": 1.9}},
        "tracking": [{"week": "2026-01-04", "actual": 3.0, "expected": 4.0, "held_out": True}],
    }


def test_the_model_stands_beside_both_baselines_with_its_interval() -> None:
    found = churn_model([churn_card()])
    assert found is not None
    assert [one.model for one in found.judgements] == ["model", "logistic", "recency"]
    assert (found.judgements[0].auc_low, found.judgements[0].auc_high) == pytest.approx((0.78, 0.82))
    assert (found.customers, found.horizon_days, found.base_rate) == (400, 63, 0.3)
    assert found.note is not None
    assert found.note.zh == "因为"


def test_a_baseline_that_is_in_use_is_shown_once() -> None:
    found = churn_model([churn_card("logistic")])
    assert found is not None
    assert [one.model for one in found.judgements] == ["model", "recency"]
    assert {row["model"] for row in (*found.gains, *found.calibration)} == {"model", "recency"}


def test_the_other_kinds_that_were_tried_are_shown_by_their_log_loss() -> None:
    figures_of = {"boosted": figures(0.8), "logistic": figures(0.7), "recency": figures(0.6)}
    tried = {"trees": figures(0.79) | {"log_loss": 0.55}, "forest": figures(0.75) | {"log_loss": 0.7}}
    found = churn_model([churn_card() | {"figures": figures_of | tried}])
    assert found is not None
    assert [one.model for one in found.judgements] == ["model", "trees", "logistic", "forest", "recency"]
    assert found.kind == "boosted"
    assert {row["model"] for row in (*found.gains, *found.calibration)} == {"model", "logistic", "recency"}


def test_the_legend_names_only_the_models_that_are_drawn() -> None:
    found = churn_model([churn_card("logistic")])
    assert found is not None
    figure = draw("gains", [dict(row) for row in found.gains], Reader("en"))
    assert figure is not None
    assert [label for _, _, label in figure.legend] == ["Liuke model", "Recency rule", "Chance"]


def test_the_purchase_model_in_use_stands_beside_what_a_person_would_guess() -> None:
    found = value_model([value_card("bg_nbd", champion=False), value_card("pareto_nbd", champion=True)])
    assert found is not None
    assert found.name.en == "Pareto/NBD model"
    assert [(one["ours"], one["bias"]) for one in found.judged] == [(True, 0.05), (False, 0.9), (False, 0.4)]


def test_the_parameters_are_explained_by_what_they_are() -> None:
    ending, dropping = (value_card("mbg_nbd", champion=True) | {"parameters": {"r": 1, part: 1}} for part in ("s", "a"))
    for card, word in ((ending, "s and beta"), (dropping, "a and b")):
        found = value_model([card])
        assert found is not None
        assert found.meaning is not None
        assert word in found.meaning.en
    unknown = value_model([value_card("another", champion=True)])
    assert unknown is not None
    assert (unknown.name.zh, unknown.meaning) == ("another", None)


def test_a_purchase_model_without_a_hold_out_is_not_judged() -> None:
    card = value_card("bg_nbd", champion=True) | {"metrics": {}, "baselines": {}, "tracking": []}
    found = value_model([card])
    assert found is not None
    assert found.judged == []
    assert draw("tracking", list(found.tracking), Reader("zh")) is None


def test_a_run_without_models_has_none(tmp_path: Path) -> None:
    run = Run(tmp_path, {})
    assert run.cards == []
    assert churn_model([]) is value_model([]) is None


def test_cards_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    run = Run(tmp_path, {})
    (run.folder / "models").mkdir()
    for name in ("pareto_nbd", "bg_nbd"):
        write_json(run.folder / "models" / f"{name}.json", value_card(name, champion=False))
    assert [card["name"] for card in run.cards] == ["bg_nbd", "pareto_nbd"]


def test_the_rows_of_the_profit_chart_carry_the_terms_of_the_card() -> None:
    rows = [{"share": 0.0, "profit": 0.0}]
    says = {"en": "worth 50", "zh": "价值 50"}
    told = churn_model([churn_card() | {"profit": rows, "campaign": {"says": says}}])
    old = churn_model([churn_card() | {"profit": rows}])
    assert told is not None
    assert old is not None
    assert [row["terms"] for row in told.profit] == [says]
    assert list(old.profit) == rows
