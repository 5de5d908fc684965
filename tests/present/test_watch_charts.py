"""The charts of the watch: what drifted is said first, and praise is only for scores that came true."""

import json
from pathlib import Path

import pytest
from made_up_watch import drift, ledger
from tests.predict.watch.companies import AS_OF, company, dearer, learnt
from tests.predict.watch.watched import EARLIER, run

from liuke.engine import Engine
from liuke.language import LANGUAGES, Language, Text
from liuke.present.charts import draw
from liuke.present.charts.frame import Figure, Rows
from liuke.present.reader import Reader
from liuke.present.report.gathering.watch import drift as drift_of
from liuke.present.report.gathering.watch import ledger as ledger_of


def drawn(id_: str, rows: Rows, language: Language = "en") -> Figure:
    found = draw(id_, [dict(row) for row in rows], Reader(language))
    assert found is not None
    return found


def test_the_input_that_drifted_most_is_in_the_title() -> None:
    assert (
        drawn("drift", drift()).title == "1 input drifted since the model learnt, “Spent in the last 90 days” the most"
    )
    assert drawn("drift", drift(), "zh").title == "自模型训练以来有 1 项发生漂移，变化最大的是“近 90 天消费金额”"
    assert drawn("drift", drift()).summary == (
        "The middle customer had 403 when the model learnt and has 633 now, since Apr 30, 2026."
    )


def test_where_nothing_drifted_it_says_so() -> None:
    found = drawn("drift", drift()[2:])
    assert found.title == "No input has drifted since the model learnt"
    assert "“The scores”: 0.06" in found.summary


def test_the_table_behind_the_drift_has_every_input() -> None:
    body = drawn("drift", drift(), "zh").body
    assert len(body) == 5
    assert body[0][:3] == ("近 90 天消费金额", "0.41", "已漂移")


def season(psi: float = 5.0) -> dict[str, object]:
    """Return an input of few values, which moves far and is as before."""
    return drift()[3] | {"input": "season", "name": Text("The season", "季节"), "psi": psi}


def test_what_moves_by_its_nature_stands_behind_what_drifted_and_stretches_nothing() -> None:
    figure = drawn("drift", [season(), *drift()])
    names = [row["name"] for row in figure.plan["data"]["values"]]
    assert names[:3] == ["Spent in the last 90 days", "Days since the first purchase", "The season"]
    bar = figure.plan["layer"][0]["encoding"]["x"]
    assert bar["scale"]["domain"][1] < 0.5
    assert max(row["end"] for row in figure.plan["data"]["values"]) == 0.412
    assert figure.plan["data"]["values"][2]["said"] == "5.00"
    assert [row[0] for row in figure.body][:2] == names[:2]


def test_of_many_inputs_those_that_moved_are_drawn_and_a_few_of_the_others() -> None:
    many = [drift()[1] | {"input": f"m{place}", "psi": 0.1 + place / 100} for place in range(14)]
    drawn_rows = drawn("drift", [*many, *drift()]).plan["data"]["values"]
    assert len(drawn_rows) == 10
    assert {row["verdict"] for row in drawn_rows} == {"drifted", "moved"}
    steady = [drift()[3] | {"input": f"s{place}"} for place in range(14)]
    assert len(drawn("drift", [*steady, *drift()]).plan["data"]["values"]) == 5
    assert len(drawn("drift", [*steady, *drift()]).body) == 19, "the table has all"


def test_a_large_change_that_chance_explains_is_told_as_such() -> None:
    found = drawn("drift", [season(), *drift()[3:]])
    assert "“The season” (5.00), is no more than its few values and chance explain" in found.summary
    assert "季节" in drawn("drift", [season()], "zh").summary


def test_an_input_without_a_middle_is_drawn() -> None:
    rows = [row | {"median_now": None} for row in drift()]
    assert "has – now" in drawn("drift", rows).summary


def test_scores_that_came_true_are_praised_with_how_many() -> None:
    found = drawn("ledger", ledger())
    assert found.title == "What the scores said came true: 6 of 6 groups left as predicted, within chance"
    assert "760 customers scored in earlier runs (2 in all)" in found.summary
    assert len(found.body) == 18


def test_scores_that_did_not_are_not() -> None:
    rows = [row | {"predicted": min(1.0, row["predicted"] + 0.2)} for row in ledger()]
    assert "did not come true" in drawn("ledger", rows).title
    assert "不符" in drawn("ledger", rows, "zh").title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_s_rows_are_those_of_the_runs_on_disk(engine: Engine, tmp_path: Path, language: Language) -> None:
    bought = company(2)
    churn = learnt(engine, bought.filter(bought["day"] <= EARLIER), EARLIER)
    first = run(tmp_path, engine, bought, churn, EARLIER, "20260801T000001Z")
    assert ledger_of(first) == []
    second = run(tmp_path, engine, dearer(bought, 4), churn, AS_OF, "20260801T000002Z")
    rows = ledger_of(second)
    whole = sum(row["customers"] for row in rows if row["run"] is None)
    assert whole == second.manifest["tables"]["ledger"]["rows"]
    figure = drawn("drift", drift_of(second, engine), language)
    assert {"en": "Spent in the last 90 days", "zh": "近 90 天消费金额"}[language] in figure.title
    assert json.dumps(drawn("ledger", rows, language).spec(), default=float)
