"""What changed in a funnel: tests of two shares, control for many of them, and words."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact
from statsmodels.stats.multitest import multipletests

from liuke.explain.funnel import comparing
from liuke.explain.funnel.comparing import Shift, p_value
from liuke.explain.funnel.telling import sentences
from liuke.measure.intervals import difference, wilson


def rows(*counts: int) -> list[dict[str, Any]]:
    return [{"step": f"s{place}", "customers": count} for place, count in enumerate(counts, start=1)]


def test_two_shares_are_told_apart_by_the_n_minus_1_test() -> None:
    """Campbell's test is Pearson's χ² without correction, times (N − 1) / N."""
    one, other = (60, 150), (90, 160)
    table = [[60, 90], [90, 70]]
    plain = chi2_contingency(table, correction=False).statistic
    assert p_value(one, other) == pytest.approx(_tail(plain * 309 / 310), rel=1e-12)


def _tail(square: float) -> float:
    from scipy.stats import chi2  # noqa: PLC0415 - only here

    return float(chi2.sf(square, 1))


def test_few_are_told_apart_exactly() -> None:
    assert p_value((1, 8), (7, 9)) == pytest.approx(fisher_exact([[1, 7], [7, 2]]).pvalue, rel=1e-12)
    assert p_value((0, 5), (0, 9)) == 1.0
    assert p_value((5, 5), (9, 9)) == 1.0


def test_many_comparisons_are_adjusted_as_holm_does() -> None:
    found = comparing._holm(comparing._shifts(None, rows(900, 500, 300, 120, 60), rows(900, 520, 260, 130, 40)))
    plain = [one.p_value for one in found]
    assert plain == sorted(plain)
    assert [one.adjusted for one in found] == pytest.approx(multipletests(plain, method="holm")[1])


def test_a_step_that_nobody_could_go_on_to_is_not_compared() -> None:
    assert [one.step for one in comparing._shifts(None, rows(10, 0, 0), rows(10, 4, 2))] == ["s2"]


def test_the_difference_has_newcombe_s_interval_and_the_customers_it_cost() -> None:
    (one,) = comparing._holm(comparing._shifts("phone", rows(200, 80), rows(100, 60)))
    told = one.record()
    assert (told["share"], told["other_share"], told["difference"]) == (0.4, 0.6, pytest.approx(-0.2))
    ends = difference((0.4, wilson(80, 200)), (0.6, wilson(60, 100)))
    assert (told["difference_low"], told["difference_high"]) == ends
    assert told["fewer"] == pytest.approx(40)
    assert told["sure"]


def test_sentences_say_where_for_whom_by_how_much_and_never_why() -> None:
    found = comparing._holm(comparing._shifts("phone", rows(900, 200, 80), rows(900, 210, 126)))
    first, caution = sentences("previous", found)
    assert "phone: 40.0% of those at “s2” went on to “s3” (80 of 200), in the period before 60.0%: 20 points less" in (
        first.en
    )
    assert "40 customers more" in first.en
    assert "下降 20 个百分点" in first.zh
    assert "not why" in caution.en
    assert "不说明原因" in caution.zh or "并不说明原因" in caution.zh
    more = comparing._holm(comparing._shifts(None, rows(100, 90), rows(100, 50)))
    assert "more" in sentences("groups", more)[0].en
    assert "customers more" not in sentences("groups", more)[0].en


def test_where_nothing_changed_for_sure_that_is_said() -> None:
    found = comparing._holm(comparing._shifts(None, rows(100, 50), rows(100, 51)))
    (told,) = sentences("previous", found)
    assert "No step changed" in told.en
    assert "1" in told.zh


def test_without_a_change_a_false_alarm_is_rarer_than_one_in_twenty() -> None:
    """Two thousand pairs of funnels with the same chances, five steps in three groups each."""
    chance, alarms = np.random.default_rng(8), 0
    for _ in range(2_000):
        found = []
        for group in ("a", "b", "c"):
            pair = [_walk(chance, 400) for _ in range(2)]
            found += comparing._shifts(group, rows(*pair[0]), rows(*pair[1]))
        alarms += any(one.sure for one in comparing._holm(found))
    assert alarms / 2_000 <= 0.05


def _walk(chance: np.random.Generator, size: int) -> list[int]:
    counts = [size]
    for share in (0.8, 0.5, 0.7, 0.75, 0.8):
        counts.append(int(chance.binomial(counts[-1], share)))
    return counts


def test_surer_shifts_come_first() -> None:
    base = Shift("a", 2, "s2", "s1", (10, 100), (30, 100), 0.01)
    found = comparing._holm([replace(base, p_value=0.2), base, replace(base, p_value=0.001)])
    assert [one.p_value for one in found] == [0.001, 0.01, 0.2]
