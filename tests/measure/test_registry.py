"""The registry: every declaration is whole, in both languages, and can be found by a person."""

import pytest

from liuke.errors import UsageError
from liuke.language import Text
from liuke.measure import FAMILIES, METRICS, Metric, attribute_label, find_metric, search_metrics
from liuke.measure.also_called import ALSO_CALLED
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


@pytest.mark.parametrize(("word", "ids"), ALSO_CALLED.items())
def test_an_everyday_word_finds_what_it_means_first(word: str, ids: tuple[str, ...]) -> None:
    assert set(ids) <= set(METRICS)
    found = [metric.id for metric in search_metrics(word.upper())]
    assert found[: len(ids)] == list(ids)
    with pytest.raises(UsageError) as caught:
        find_metric(word)
    assert ids[0] in caught.value.hint.en


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("who leaves", "churn_rate"),
        ("营收", "revenue"),
        ("回头客", "repeat_rate"),
        ("日活", "active_users"),
        ("月活", "active_users"),
        ("ltv", "predicted_value"),
        ("CLV", "predicted_value"),
        ("客户终身价值", "predicted_value"),
        ("aov", "average_order_value"),
        ("gmv", "revenue"),
        ("销售额", "revenue"),
        ("退款", "return_rate"),
        ("refund", "return_rate"),
        ("profit", "gross_margin"),
        ("沉睡客户", "customer_share"),
        ("好评率", "csat"),
        ("差评", "detractor_share"),
        ("投诉", "tickets"),
        ("退订", "subscriber_churn_rate"),
        ("会员", "customers"),
        ("rfm", "customer_share"),
        ("折扣", "coupon_order_share"),
        ("cancel", "subscriber_churn_rate"),
        ("purchase second", "second_purchase_rate"),
        ("how many tickets are open", "open_tickets"),
        ("流失 客户", "lost_customers"),
        ("ｎｐｓ", "nps"),
    ],
)
def test_words_find_what_people_mean_by_them(words: str, first: str) -> None:
    assert search_metrics(words)[0].id == first


def test_words_are_found_each_by_itself_and_only_where_all_are() -> None:
    assert "cac" not in [metric.id for metric in search_metrics("cancel")]
    for metric in search_metrics("customer rate"):
        told = f"{metric.id} {metric.label.en} {metric.sentence.en}".casefold()
        assert "customer" in told
        assert "rate" in told
    assert search_metrics("revenue zebra") == []


def test_a_family_is_found_by_its_name() -> None:
    for id_, label in FAMILIES.items():
        if label.en not in {metric.label.en for metric in METRICS.values()}:
            assert {metric.family for metric in search_metrics(label.en)[:3]} == {id_}
            assert {metric.family for metric in search_metrics(label.zh)[:3]} == {id_}


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
