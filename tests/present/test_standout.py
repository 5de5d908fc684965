"""What stands out is computed; what the figures do not carry is not said."""

from dataclasses import replace

from made_up_shop import rate

from liuke.clock import next_start
from liuke.present.charts import draw
from liuke.present.reader import Reader
from liuke.present.report.findings import Findings, Panel
from liuke.present.report.standout import MOST, stands_out

EN, ZH = Reader("en", "USD"), Reader("zh", "CNY")


def _churn(found: Findings, *lost: int) -> Findings:
    month, rows = found.as_of.replace(month=1, day=1), []
    for count in lost:
        rows.append(rate(count, 200, month))
        month = next_start(month, "month")
    return replace(found, churn=rows)


def _first(found: Findings, reader: Reader = EN) -> tuple[str, str]:
    one = stands_out(found, reader)[0]
    return one.tone, one.text


def test_more_leaving_than_chance_allows_is_bad_news(found: Findings) -> None:
    tone, text = _first(_churn(found, 16, 16, 16, 60))
    assert (tone, text) == (
        "bad",
        "More customers are leaving: 60 of 200 were lost in Apr 2026, 30.0% against the usual 8.0%.",
    )


def test_fewer_leaving_is_good_news(found: Findings) -> None:
    tone, text = _first(_churn(found, 60, 60, 60, 16), ZH)
    assert tone == "good"
    assert text.startswith("流失在放缓：2026年4月期初 200 位客户中流失 16 位")


def test_a_difference_within_chance_is_no_news(found: Findings) -> None:
    tone, text = _first(_churn(found, 16, 16, 16, 20))
    assert tone == "plain"
    assert "chance alone" in text


def _tested(found: Findings, verdict: str, beyond: int, *lost: int) -> Findings:
    """Return findings whose last churn rate was tested against the month before and what is usual."""
    *before, last = _churn(found, *lost).churn
    return replace(found, churn=[*before, last | {"verdict": verdict, "beyond": beyond}])


def test_what_the_test_of_the_change_calls_usual_is_no_bad_news(found: Findings) -> None:
    """The first screen said that churn is speeding up, and right below it that this is within what is usual."""
    tone, text = _first(_tested(found, "usual", 0, 16, 16, 16, 60))
    assert tone == "plain"
    assert text == (
        "Churn in Apr 2026: 60 of 200 customers were lost (30.0%; 8.0% over the months before), "
        "a difference within what is usual."
    )
    assert draw("churn_over_time", _tested(found, "usual", 0, 16, 16, 16, 60).churn, EN).title == (  # type: ignore[union-attr]
        "Churn rate was 30.0% in Apr 2026, within what is usual"
    )


def test_what_the_test_calls_real_is_news_though_the_interval_is_wide(found: Findings) -> None:
    assert _first(_tested(found, "real", 1, 16, 16, 16, 20))[0] == "bad"
    assert _first(_tested(found, "real", -1, 60, 60, 60, 56), ZH)[0] == "good"
    assert _first(_tested(found, "real", -1, 16, 16, 60, 40))[0] == "plain", "a fall is no rise, though above the mean"


def test_revenue_that_changed_as_usual_has_no_colour(found: Findings) -> None:
    rows = [row | {"value": value} for row, value in zip(found.revenue[:2], (100.0, 80.0), strict=True)]
    rows[-1] |= {"verdict": "usual", "beyond": 0}
    said = [one for one in stands_out(replace(found, revenue=rows), EN) if one.text.startswith("Revenue")]
    assert [one.tone for one in said] == ["plain"]


def test_revenue_is_held_against_the_same_month_a_year_before(found: Findings) -> None:
    texts = [one.text for one in stands_out(found, EN)]
    assert any("in May 2026" in text and "May 2025" in text for text in texts)


def test_a_fall_in_revenue_is_said_without_a_minus(found: Findings) -> None:
    rows = [row | {"value": value} for row, value in zip(found.revenue[:2], (100.0, 80.0), strict=True)]
    said = [one for one in stands_out(replace(found, revenue=rows), EN) if one.text.startswith("Revenue")]
    assert [one.tone for one in said] == ["bad"]
    assert "20.0% below Jan 2025" in said[0].text


def test_the_share_of_the_call_list_is_said_only_where_it_is_a_share(found: Findings) -> None:
    small = replace(found, risks={"high": {"customers": 2, "worth": 10.0, "at_risk": 5.0}})
    said = next(one.text for one in stands_out(small, EN) if "at high risk" in one.text)
    assert said == "2 customers are at high risk; $5.00 is at stake with all customers not lost yet."


def test_one_customer_is_singular(found: Findings) -> None:
    small = replace(found, risks={"high": {"customers": 1, "worth": 10.0, "at_risk": 5.0}})
    said = next(one.text for one in stands_out(small, EN) if "at high risk" in one.text)
    assert said.startswith("1 customer is at high risk;")


def test_the_call_list_is_held_against_all_that_is_at_stake(found: Findings) -> None:
    """The list is of every risk, so its share is of the whole and not of the high risk alone."""
    group, first = {"customers": 2, "worth": 10_000.0}, sum(call.at_risk or 0 for call in found.calls[:10])
    both = {"high": group | {"at_risk": first}, "low": group | {"at_risk": 3 * first}}
    said = next(one.text for one in stands_out(replace(found, risks=both), EN) if "at high risk" in one.text)
    assert said.startswith("2 customers are at high risk. Of the ")
    assert said.endswith("the first ten on the call list stand for 25%.")
    many = {"high": group | {"at_risk": first}, "low": group | {"at_risk": 30 * first}}
    said = next(one.text for one in stands_out(replace(found, risks=many), EN) if "at high risk" in one.text)
    assert said.endswith("at stake with all customers not lost yet.")


def test_it_says_three_to_six_sentences_of_a_usual_shop(found: Findings) -> None:
    assert 3 <= len(stands_out(found, EN)) <= MOST


def test_it_says_nothing_of_nothing(found: Findings) -> None:
    bare = replace(found, churn=(), revenue=(), risks={}, rfm=(), concentration=(), panels={})
    assert stands_out(bare, EN) == []


def _scores(found: Findings, *scores: float) -> Findings:
    """Return findings that have nothing but NPS by month, each from 400 answers."""
    month, rows = found.as_of.replace(month=1, day=1), []
    for score in scores:
        rows.append(rate(0, 400, month) | {"value": score, "low": score - 6, "high": score + 6})
        month = next_start(month, "month")
    panel = Panel((), {"nps_over_time": rows})
    bare = replace(found, churn=(), revenue=(), risks={}, rfm=(), concentration=())
    return replace(bare, panels={"satisfaction": panel})


def test_a_trend_beyond_its_usual_stands_out(found: Findings) -> None:
    (fell,) = stands_out(_scores(found, 40, 41, 39, 10), EN)
    assert (fell.tone, fell.section) == ("bad", "satisfaction")
    assert fell.text == "NPS fell to 10.0 in Apr 2026, below its usual 40.0."
    (rose,) = stands_out(_scores(found, 10, 11, 9, 40), ZH)
    assert (rose.tone, rose.text) == ("good", "2026年4月净推荐值升至 40.0，高于平常的 10.0。")


def test_a_trend_within_chance_is_not_said(found: Findings) -> None:
    assert stands_out(_scores(found, 40, 41, 39, 37), EN) == []
