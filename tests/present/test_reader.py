"""Numbers, amounts and dates as the reader writes them."""

from datetime import UTC, date, datetime

import pytest

from liuke.language import Text
from liuke.present.reader import KINDS, Reader

EN, ZH = Reader("en", "CNY"), Reader("zh", "CNY")


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [(392.64, "¥393", "¥393"), (42.5, "¥42.50", "¥42.50"),
     (12_278_000, "¥12.3M", "¥1,227.8万"), (123_456, "¥123.5K", "¥12.3万"), (14_600, "¥14.6K", "¥1.46万"),
     (-14_600, "−¥14.6K", "−¥1.46万"), (9_999, "¥9,999", "¥9,999"),
     (1e9, "¥1B", "¥10亿"), (None, "–", "–")],
)  # fmt: skip
def test_short_amounts_are_what_readers_expect(amount: float | None, english: str, chinese: str) -> None:
    assert (EN.short_money(amount), ZH.short_money(amount)) == (english, chinese)


def test_one_sign_stands_for_less_than_nothing() -> None:
    """A table had −20 beside -1.6%: a hyphen is narrower than the plus it stands against."""
    assert (EN.number(-20), EN.percent(-0.016), EN.points(-0.016)) == ("−20", "−1.6%", "−1.6 pp")
    assert (EN.money(-20), ZH.money(-20), EN.fixed(-0.5, 1), EN.days(-2)) == ("−¥20.00", "−¥20.00", "−0.5", "−2 days")
    told = Text("down -1.6 (-$3 to -0.2) on 2026-05-01, e-mail", "自 -1.6 至 -US$3")
    assert EN.plain(told) == "down −1.6 (−$3 to −0.2) on 2026-05-01, e-mail"
    assert ZH.plain(told) == "自 −1.6 至 −US$3"


def test_amounts_without_a_currency_are_short_too() -> None:
    assert Reader("zh", "XXX").short_money(14_600) == "1.46万"
    assert Reader("zh", "USD").short_money(14_600) == "US$1.46万"


def test_one_is_singular() -> None:
    assert [EN.days(n) for n in (0, 1, 1.5, 2)] == ["0 days", "1 day", "1.5 days", "2 days"]
    assert (EN.months(1), EN.months(12), ZH.days(1), ZH.months(1)) == ("1 month", "12 months", "1 天", "1 个月")


def test_short_counts_fit_a_narrow_drawing() -> None:
    assert [EN.short_number(n) for n in (9_999, 123_456, None)] == ["9,999", "123.5K", "–"]
    assert ZH.short_number(123_456) == "12.3万"


def test_a_difference_of_rates_is_in_points() -> None:
    assert (EN.points(0.073), ZH.points(0.073), EN.points(None)) == ("7.3 pp", "7.3 个百分点", "–")


def test_months_and_days_follow_the_language() -> None:
    assert (EN.month("2026-05-01"), ZH.month(date(2026, 5, 1))) == ("May 2026", "2026年5月")
    assert (EN.day(datetime(2026, 5, 1, 23, tzinfo=UTC)), ZH.day("2026-05-01")) == ("May 1, 2026", "2026年5月1日")
    assert (EN.short_month("2026-05-01"), EN.short_month(None)) == ("2026-05", "–")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_a_dash_in_every_column(kind: str) -> None:
    assert EN.format(kind, None) == "–"


def test_compared_columns_keep_their_decimals() -> None:
    assert (EN.fixed(0.55, 3), EN.fixed(None, 3)) == ("0.550", "–")


def test_a_text_is_said_in_the_language_and_a_string_as_it_is() -> None:
    assert ZH.say(Text("lost", "流失")) == "流失"
    assert ZH.say("C-1") == "C-1"
    assert ZH.say(None) == "–"
    assert EN.text("{n} left", "流失 {n}", n=3) == "3 left"
