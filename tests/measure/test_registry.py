"""The registry: every declaration is whole, in both languages, and can be found by a person."""

import pytest

from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure import FAMILIES, METRICS, Metric, attribute_label, find_metric, search_metrics
from liuke.measure.inputs import COME_FROM
from liuke.measure.metric import DIRECTIONS, UNITS
from liuke.measure.statistic import Distinct, Quantile, Total


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_a_declaration_is_whole(metric: Metric) -> None:
    told = [metric.label, metric.sentence, metric.formula, metric.numerator, metric.window, metric.censoring]
    told += [metric.interval_told] + ([metric.denominator] if metric.denominator else [])
    assert all(isinstance(text, Text) and text.en.strip() and text.zh.strip() for text in told)
    assert metric.family in FAMILIES
    assert metric.unit in UNITS
    assert metric.direction in DIRECTIONS
    assert metric.version >= 1
    assert metric.source
    assert set(metric.inputs) <= set(COME_FROM)


def test_a_rate_has_a_denominator_and_a_count_has_none() -> None:
    for metric in METRICS.values():
        assert (metric.denominator is None) == isinstance(metric.statistic, Total | Distinct | Quantile), metric.id


def test_names_are_taken_once() -> None:
    for labels in ([m.label.en for m in METRICS.values()], [m.label.zh for m in METRICS.values()]):
        assert len(set(labels)) == len(METRICS)


@pytest.mark.parametrize("name", ["churn_rate", "Churn rate", " CHURN RATE ", "流失率"])
def test_a_metric_is_found_by_id_and_by_its_name_in_either_language(name: str) -> None:
    assert find_metric(name).id == "churn_rate"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("chrun_rate", "churn_rate"),
        ("churn", "churn_rate"),
        ("流失", "lost_customers"),
        ("复购", "repeat_rate"),
        ("arpus", "arpu"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(given: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_metric(given)
    assert meant in caught.value.hint.en
    assert len(caught.value.hint.en.split(",")) < len(METRICS)


def test_words_of_a_sentence_find_a_metric() -> None:
    assert "repeat_revenue_share" in [metric.id for metric in search_metrics("after the customer's first")]
    assert search_metrics("") == []


def test_there_are_metrics_of_every_family_and_enough_of_them() -> None:
    assert {metric.family for metric in METRICS.values()} == set(FAMILIES)
    assert len(METRICS) >= 60


def test_attributes_have_a_label_in_both_languages() -> None:
    assert attribute_label("cohort") == Text("cohort", "群组")
    assert attribute_label("region") == Text("region", "地区")
    assert attribute_label("shoe_size") == Text("shoe_size", "shoe_size")
    for metric in METRICS.values():
        for name in metric.base.own:
            assert attribute_label(name, metric.base).zh != name, name


def test_the_category_of_a_ticket_is_none_of_a_product() -> None:
    assert attribute_label("category", METRICS["tickets"].base) == Text("category", "问题类别")
    assert attribute_label("category").zh == "品类"
