"""Dates and times are read back as they were written, whatever the form; what is no date is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from files import at, read_cells
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.collect.dates import reads_as_time
from liuke.engine import Engine

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _chinese_half(moment: datetime) -> str:
    half = "下午" if moment.hour >= 12 else "上午"
    return f"{moment.year}年{moment.month}月{moment.day}日 {half}{(moment.hour - 1) % 12 + 1}:{moment:%M:%S}"


def _english_half(moment: datetime) -> str:
    half = "PM" if moment.hour >= 12 else "AM"
    return f"{moment.month}/{moment.day}/{moment.year} {(moment.hour - 1) % 12 + 1}:{moment:%M:%S} {half}"


def _epoch(moment: datetime) -> float:
    return moment.replace(tzinfo=UTC).timestamp()


TIMES: dict[str, Callable[[datetime], str]] = {
    "iso": lambda m: m.isoformat(" "),
    "iso with T": lambda m: m.isoformat(),
    "iso with Z": lambda m: m.isoformat() + "Z",
    "iso with an offset": lambda m: (
        m.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat()
    ),
    "iso with an offset without colon": lambda m: (
        m.replace(tzinfo=UTC).astimezone(timezone(-timedelta(hours=8))).strftime("%Y-%m-%d %H:%M:%S-0800")
    ),
    "slashes": lambda m: f"{m.year}/{m.month}/{m.day} {m.hour}:{m:%M:%S}",
    "dots": lambda m: f"{m:%d.%m.%Y %H:%M:%S}",
    "Chinese": lambda m: f"{m.year}年{m.month}月{m.day}日 {m:%H:%M:%S}",
    "Chinese words": lambda m: f"{m.year}年{m.month}月{m.day}日{m.hour}时{m.minute}分{m.second}秒",
    "Chinese half days": _chinese_half,
    "English half days": _english_half,
    "compact": lambda m: f"{m:%Y%m%d%H%M%S}",
    "named month": lambda m: f"{m.day}-{MONTHS[m.month - 1]}-{m.year} {m:%H:%M:%S}",
    "named month first": lambda m: f"{MONTHS[m.month - 1]} {m.day}, {m.year} {m:%H:%M:%S}",
    "epoch seconds": lambda m: f"{_epoch(m):.0f}",
    "epoch milliseconds": lambda m: f"{_epoch(m) * 1000:.0f}",
    "full width": lambda m: m.isoformat(" ").translate(str.maketrans("0123456789-:", "０１２３４５６７８９-：")),
    "Excel serial": lambda m: f"{(m - datetime(1899, 12, 30)).total_seconds() / 86400:.9f}",  # noqa: DTZ001
}
DAYS: dict[str, Callable[[datetime], str]] = {
    "iso": lambda m: f"{m:%Y-%m-%d}",
    "slashes": lambda m: f"{m.year}/{m.month}/{m.day}",
    "compact": lambda m: f"{m:%Y%m%d}",
    "Chinese": lambda m: f"{m.year}年{m.month}月{m.day}日",
    "day first": lambda m: f"{m.day}/{m.month}/{m.year}",
    "two digits of the year": lambda m: f"{m:%d.%m.%y}",
    "named month": lambda m: f"{m.day} {MONTHS[m.month - 1]} {m.year}",
    "Excel serial": lambda m: str((m.date() - datetime(1899, 12, 30).date()).days),  # noqa: DTZ001
}
moments = st.datetimes(at("2001-09-10"), at("2068-12-30")).map(lambda m: m.replace(microsecond=0))


ODD = [
    at(text)
    for text in (
        "2001-09-10", "2024-02-29 23:59:59", "2024-03-05 12:00", "2024-03-05 00:30:01", "2024-12-31 12:59:59",
        "2025-01-01 11:59:59", "2068-10-11 13:01:00", "2024-11-03 01:30", "2033-05-18 03:33:20", "2010-10-10 10:10:10",
    )
]  # fmt: skip


@pytest.mark.parametrize("form", TIMES)
def test_odd_times_are_read_as_written(engine: Engine, form: str) -> None:
    _check_times(engine, form, ODD)


@pytest.mark.parametrize("form", DAYS)
def test_odd_days_are_read_as_midnight(engine: Engine, form: str) -> None:
    _check_days(engine, form, ODD)


@pytest.mark.slow
@settings(deadline=None, max_examples=12)
@given(found=st.lists(moments, min_size=1, max_size=20))
@pytest.mark.parametrize("form", TIMES)
def test_a_time_is_read_as_written(engine: Engine, form: str, found: list[datetime]) -> None:
    _check_times(engine, form, found)


def _check_times(engine: Engine, form: str, found: list[datetime]) -> None:
    written = [TIMES[form](moment) for moment in found]
    _, rows = read_cells(engine, {"ordered_at": written}, day_first=form == "dots")
    assert [row["ordered_at"] for row in rows] == found
    assert not any(row["unread"] for row in rows)


@pytest.mark.slow
@settings(deadline=None, max_examples=12)
@given(found=st.lists(moments, min_size=1, max_size=20))
@pytest.mark.parametrize("form", DAYS)
def test_a_day_is_read_as_midnight(engine: Engine, form: str, found: list[datetime]) -> None:
    _check_days(engine, form, found)


def _check_days(engine: Engine, form: str, found: list[datetime]) -> None:
    written = [DAYS[form](moment) for moment in found]
    _, rows = read_cells(engine, {"ordered_at": written}, day_first=True)
    assert [row["ordered_at"] for row in rows] == [datetime.combine(moment, datetime.min.time()) for moment in found]


@settings(deadline=None, max_examples=5)
@given(found=st.lists(moments, min_size=1, max_size=10), forms=st.randoms(use_true_random=False))
def test_forms_may_be_mixed_in_a_column(engine: Engine, found: list[datetime], forms: object) -> None:
    names = [name for name in TIMES if name not in ("dots", "English half days")]
    written = [TIMES[forms.choice(names)](moment) for moment in found]  # type: ignore[attr-defined]
    _, rows = read_cells(engine, {"ordered_at": written})
    assert [row["ordered_at"] for row in rows] == found


@settings(deadline=None, max_examples=5)
@given(
    found=st.lists(moments, min_size=1, max_size=10),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe"]),
)
def test_times_without_a_zone_are_of_the_place(engine: Engine, found: list[datetime], zone: str) -> None:
    there = [moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) for moment in found]
    settled = [(utc, wall) for utc, wall in zip(found, there, strict=True) if wall.fold == 0]
    _, rows = read_cells(
        engine, {"ordered_at": [f"{wall:%Y-%m-%d %H:%M:%S}" for _, wall in settled] or [None]}, zone=zone
    )
    assert [row["ordered_at"] for row in rows] == ([utc for utc, _ in settled] or [None])


OWN = {
    "2024年3月5日 下午3点": "2024-03-05 15:00",
    "2024年3月5日 下午3:05": "2024-03-05 15:05",
    "2024年3月5日中午12点30分": "2024-03-05 12:30",
    "2024年3月5日凌晨12:30": "2024-03-05 00:30",
    "2024-03-05 上午9:00": "2024-03-05 09:00",
    "3/25/2024 12:05 AM": "2024-03-25 00:05",
    "12/25/24 8:26": "2024-12-25 08:26",
    "2024-03-05T08:00:00.250Z": "2024-03-05 08:00:00.250",
    "2024-03-05 08:00:00 UTC": "2024-03-05 08:00",
    "2024-03-05 08:00+08": "2024-03-05 00:00",
    "45356.5": "2024-03-05 12:00",
    "1709600000.0": "2024-03-05 00:53:20",
    "2024.3.5": "2024-03-05",
    "２０２４年３月５日": "2024-03-05",
    " 2024-03-05\t": "2024-03-05",
    "5th March 2024": "2024-03-05",
}


def test_forms_of_their_own(engine: Engine) -> None:
    _, rows = read_cells(engine, {"ordered_at": list(OWN)})
    assert [(row["ordered_at"], row["unread"]) for row in rows] == [(at(text), None) for text in OWN.values()]


def test_two_digits_are_a_year_of_the_last_or_of_this_century(engine: Engine) -> None:
    _, rows = read_cells(engine, {"ordered_at": ["25/12/98", "25/12/69", "25/12/70"]})
    assert [row["ordered_at"].year for row in rows] == [1998, 2069, 1970]


NO_DATES = [
    "2024-02-30",
    "2023-02-29",
    "hello",
    "2024-13-01",
    "infinity",
    "epoch",
    "now",
    "2024-03-05 25:00:00",
    "12:00",
    "5 Foo 2024",
    "1",
]


def test_what_is_no_date_is_told(engine: Engine) -> None:
    _, rows = read_cells(engine, {"ordered_at": [*NO_DATES, "2024-03-05"]})
    assert [row["unread"] for row in rows] == [*(f"ordered_at\t{text}" for text in NO_DATES), None]
    assert [row["ordered_at"] for row in rows] == [*(None for _ in NO_DATES), at("2024-03-05")]


def test_nothing_is_nothing(engine: Engine) -> None:
    nothing = [None, "", "  ", "NULL", "n/a", "-", "无", "NaT"]
    _, rows = read_cells(engine, {"ordered_at": [*nothing, "2024-03-05"], "amount": [*nothing, "1"]})
    assert {(row["ordered_at"], row["amount"], row["unread"]) for row in rows[:-1]} == {(None, None, None)}


def test_one_day_above_twelve_settles_the_order(engine: Engine) -> None:
    cells, rows = read_cells(engine, {"ordered_at": ["03/04/2024", "13/04/2024"]}, zone="America/New_York")
    assert (cells.day_first, cells.notes) == (True, [])
    assert rows[0]["ordered_at"] == at("2024-04-03 04:00")
    cells, _ = read_cells(engine, {"ordered_at": ["03/04/2024", "03/14/2024"]}, zone="Europe/London")
    assert (cells.day_first, cells.notes) == (False, [])


def test_contradictions_go_with_most_and_are_told(engine: Engine) -> None:
    cells, rows = read_cells(engine, {"ordered_at": ["13/04/2024", "14/04/2024", "04/15/2024"]})
    assert cells.day_first is True
    assert "both orders" in cells.notes[0].en
    assert rows[2]["unread"] == "ordered_at\t04/15/2024"


def test_dates_that_prove_nothing_fall_into_few_months_and_are_told(engine: Engine) -> None:
    first_days = [f"04/{day:02}/2024" for day in range(1, 13)]
    cells, _ = read_cells(engine, {"ordered_at": first_days})
    assert cells.day_first is False
    assert "fewer months" in cells.notes[0].en


@pytest.mark.parametrize(("zone", "day_first"), [("America/New_York", False), ("Asia/Shanghai", True), ("UTC", True)])
def test_custom_decides_what_values_leave_open(engine: Engine, zone: str, day_first: bool) -> None:
    cells, _ = read_cells(engine, {"ordered_at": ["03/04/2024"]}, zone=zone)
    assert cells.day_first is day_first
    assert zone in cells.notes[0].en
    assert zone in cells.notes[0].zh


def test_an_order_that_was_decided_before_holds(engine: Engine) -> None:
    cells, rows = read_cells(engine, {"ordered_at": ["03/04/2024"]}, day_first=False)
    assert (rows[0]["ordered_at"], cells.notes) == (at("2024-03-04"), [])


def test_a_birth_date_has_no_zone(engine: Engine) -> None:
    columns = {
        "customer_id": ["1", "2"],
        "birth_date": ["1980年1月2日", "2 Mar 1990"],
        "consent_email": ["是", "maybe"],
    }
    _, rows = read_cells(engine, columns, table="customer", zone="Asia/Shanghai")
    assert [str(row["birth_date"]) for row in rows] == ["1980-01-02", "1990-03-02"]
    assert [(row["consent_email"], row["unread"]) for row in rows] == [(True, None), (None, "consent_email\tmaybe")]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("19970101", True),
        ("19971301", False),
        ("2024-03-05", True),
        ("45356", False),
        ("1709600000", True),
        ("9709600000", False),
        ("tea", False),
    ],
)
def test_a_value_that_looks_like_a_date(text: str, answer: bool) -> None:
    assert reads_as_time(text) is answer
