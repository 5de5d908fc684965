"""A definition that changes gets a new version: what every version of every metric means is kept, and never changes.

Where this fails, one of three things happened.
* The meaning changed: raise `version` in the declaration, then call `python -m tests.measure.definitions`.
* A metric is new: call `python -m tests.measure.definitions`.
* Only words or the way of writing changed, and the number is the same for all data: delete the line of that metric and
  version from tests/measure/definitions.json, and call `python -m tests.measure.definitions`.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from liuke.language import Text
from liuke.measure import METRICS, Metric
from liuke.measure.bases.orders import DAYS
from liuke.measure.statistic import Ratio, Total
from tests.measure import definitions
from tests.measure.definitions import fingerprint, key, known, said

CHURN, LEADS = METRICS["churn_rate"], METRICS["contact_rate"]


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_a_metric_means_what_its_version_meant(metric: Metric) -> None:
    kept = known()
    assert key(metric) in kept, "it is new; `python -m tests.measure.definitions` keeps what it means"
    assert fingerprint(metric) == kept[key(metric)], (
        f"{metric.id} no longer means what its version {metric.version} meant: declare version {metric.version + 1}, "
        "and call `python -m tests.measure.definitions`. If the number is the same for all data, delete its line from "
        "definitions.json instead."
    )


def test_no_version_is_forgotten_and_none_is_left_out() -> None:
    """Versions begin with 1, each is kept, and none is ahead of its declaration."""
    versions: dict[str, list[int]] = {}
    for one in known():
        id_, version = one.split("@")
        versions.setdefault(id_, []).append(int(version))
    for id_, found in versions.items():
        assert sorted(found) == list(range(1, len(found) + 1)), id_
        assert id_ not in METRICS or METRICS[id_].version == max(found), id_


def test_two_metrics_never_mean_the_same() -> None:
    found = [fingerprint(metric) for metric in METRICS.values()]
    assert len({*found}) == len(found)


@pytest.mark.parametrize(
    "other",
    [
        replace(CHURN, formula=Text("lost / opening", CHURN.formula.zh)),
        replace(CHURN, numerator=Text("all lost", "全部流失")),
        replace(CHURN, denominator=Text("everybody", "所有人")),
        replace(CHURN, window=Text("a year", "一年")),
        replace(CHURN, censoring=Text("none", "无")),
        replace(CHURN, unit="points"),
        replace(CHURN, base=DAYS),
        replace(CHURN, base=replace(CHURN.base, inputs=("spell",))),
        replace(CHURN, statistic=Ratio(lambda t: t.lost, lambda t: t.opening, "wilson")),
        replace(CHURN, statistic=Ratio(lambda t: t.churned, lambda t: t.opening, "delta")),
        replace(CHURN, statistic=Total(lambda t: t.churned)),
        replace(CHURN, ripens=lambda inputs: inputs.window_days),
    ],
)
def test_another_meaning_has_another_fingerprint(other: Metric) -> None:
    assert fingerprint(other) != fingerprint(CHURN)


@pytest.mark.parametrize(
    "other",
    [
        replace(CHURN, label=Text("Attrition", "流失"), sentence=Text("In words.", "换个说法。"), source="A book"),
        replace(CHURN, formula=Text(CHURN.formula.en, "换个写法")),
        replace(CHURN, statistic=Ratio(
            lambda t: (
                t.churned
            ),
            lambda t: t.opening, "wilson", why_none=Text("for another reason", "另有原因"),
        )),
    ],
)  # fmt: skip
def test_other_words_and_another_layout_are_the_same_meaning(other: Metric) -> None:
    assert fingerprint(other) == fingerprint(CHURN)


def test_what_a_function_takes_from_around_it_is_part_of_the_meaning() -> None:
    """Leads contacted and leads converted are counted by the same lambda, over another one."""
    assert isinstance(LEADS.statistic, Ratio)
    assert said(LEADS.statistic.of) == {"does": "lambda t: t.ripe & met(t)", "met": {"does": "lambda t: t.contacted"}}


def test_writing_keeps_what_was_there_and_adds_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "definitions.json"
    file.write_text('{"churn_rate@1": "as it was"}', encoding="utf-8")
    monkeypatch.setattr(definitions, "FILE", file)
    definitions.main()
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["churn_rate@1"] == "as it was"
    assert written.keys() == {key(metric) for metric in METRICS.values()}
