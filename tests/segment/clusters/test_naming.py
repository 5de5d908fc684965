"""Names say what sets a cluster apart, in both languages, and no two are alike."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from liuke.segment.clusters.measures import MEASURES, USUAL
from liuke.segment.clusters.naming import differences, ids, name_of, short_names

HAN = re.compile("[\u4e00-\u9fff]")


def test_a_cluster_is_called_by_its_largest_differences() -> None:
    apart = np.array([[-0.6, 1.5, 1.2, 0.1], [0.9, -0.7, -0.2, 0.0], [0.1, 0.0, 0.2, -0.4]])
    found = ids(apart, USUAL)
    assert found == ("frequent+high_spend+recent", "silent+rare", "middling")
    assert [name_of(one).en for one in found] == [
        "Frequent, high spend, recently active",
        "Long silent, infrequent",
        "Middling",
    ]
    assert [name_of(one).zh for one in found] == ["高频、高消费、近期活跃", "久未购买、低频", "各项居中"]


def test_two_that_would_be_called_alike_are_told_apart_by_further_differences() -> None:
    apart = np.array([[0.0, 1.5, 1.2, 0.4], [0.0, 1.4, 1.1, -0.3]])
    assert ids(apart, USUAL) == ("frequent+high_spend+long_standing", "frequent+high_spend+new")
    same = np.array([[0.0, 1.5, 1.2, 0.0], [0.0, 1.5, 1.2, 0.0]])
    assert ids(same, USUAL) == ("frequent+high_spend", "frequent+high_spend-2")
    assert name_of("frequent+high_spend-2").en == "Frequent, high spend (2)"


@settings(max_examples=50, deadline=None)
@given(arrays(float, (6, 4), elements=st.floats(-3, 3)))
def test_no_two_names_are_alike_and_each_is_in_its_language(apart: np.ndarray) -> None:
    found = ids(apart, USUAL)
    for to in ("en", "zh"):
        assert len({name_of(one).say(to) for one in found}) == 6  # type: ignore[arg-type]
        assert len({one.say(to) for one in short_names(found).values()}) == 6  # type: ignore[arg-type]
    assert not any(HAN.search(name_of(one).en) for one in found)
    assert all(HAN.search(name_of(one).zh) for one in found)


def test_short_names_have_as_few_words_as_tell_apart() -> None:
    short = short_names(("frequent+high_spend", "frequent+low_spend", "new+rare"))
    assert [one.en for one in short.values()] == ["Frequent, high spend", "Frequent, low spend", "New"]


def test_a_difference_is_from_the_rest_in_standard_deviations() -> None:
    points = np.array([[0.0], [0.0], [3.0], [3.0]])
    found = differences(points, np.array([0, 0, 1, 1]), 2)
    assert found.tolist() == [[-2.0], [2.0]]
    assert differences(points, np.zeros(4, dtype=np.int64), 1).tolist() == [[0.0]]


def test_every_measure_has_words_for_both_ends() -> None:
    ends = [end for one in MEASURES.values() for end in (one.high, one.low)]
    assert len({end.id for end in ends}) == len(ends) == 2 * len(MEASURES)
    assert not any(set("+-,") & set(end.id) for end in ends), "these stand between parts of an id and of a condition"
