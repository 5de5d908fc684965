"""Metrics of a workspace's own: each kind worked by hand on the miniatures, and asked as any other metric is."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.errors import ConfigError, UsageError
from liuke.expression import UserMetric
from liuke.measure import Inputs, Metric, ask, ask_all, find_metric, read_condition, search_metrics
from liuke.measure.change import changed, sentence
from liuke.measure.comparing import compare
from liuke.measure.framing import Question
from liuke.measure.inputs import DAYS
from liuke.measure.intervals import ratio, wilson
from liuke.measure.metric import DIRECTIONS, UNITS
from liuke.measure.user import FAMILY, user_metrics
from liuke.settings import Settings, Target
from tests.measure.miniatures.agency import agency
from tests.measure.miniatures.app import app
from tests.measure.miniatures.club import club
from tests.measure.miniatures.desk import desk
from tests.measure.miniatures.panel import panel
from tests.measure.miniatures.shop import activity, shop

MARCH = "2024-03-01"
type Declared = dict[str, Any]


def _settings(*declared: Declared) -> Settings:
    return Settings(metric=tuple(UserMetric(**{"table": "activity", **one}) for one in declared))


def _own(inputs: Inputs | Mapping[str, ibis.Schema], *declared: Declared) -> dict[str, Metric]:
    return user_metrics(_settings(*declared), inputs)


def _asked(
    inputs: Inputs, declared: Declared, by: str | list[str] | None = None, only: str = ""
) -> list[dict[str, Any]]:
    """Return the rows of one declared metric, of customers that meet a condition."""
    metric = _own(inputs, {"id": "mine", **declared})["mine"]
    return ask(inputs, metric, by, where=[read_condition(only)] if only else []).rows


def _march(inputs: Inputs, declared: Declared) -> dict[str, Any]:
    (row,) = [row for row in _asked(inputs, declared, "month") if row["period"] == MARCH]
    return row


CASES: tuple[tuple[str, Declared, float | None, float | None], ...] = (
    # Days of March with an amount: ann 80 and 20, cy 90, dee 200 and −40, eve 30.
    ("shop", {"kind": "sum", "of": "amount"}, 380, None),
    ("shop", {"kind": "sum", "of": "amount - cost"}, 190, None),
    ("shop", {"kind": "sum", "of": "amount", "where": "amount > 50 AND customer_id <> 'dee'"}, 170, None),
    ("shop", {"kind": "sum", "of": "abs(amount)"}, 460, None),
    ("shop", {"kind": "sum", "of": "round(amount / 3, 1)"}, 26.7 + 6.7 + 30 + 66.7 - 13.3 + 10, None),
    ("shop", {"kind": "sum", "of": "amount * 0.1 + orders"}, 44, None),
    ("shop", {"kind": "sum", "of": "amount / (orders - 1)"}, 200 / 1 + 40, None),  # one order: by zero, left out
    ("shop", {"kind": "sum", "of": "least(amount, 50) - greatest(orders, 1)"}, 160 - 7, None),
    ("shop", {"kind": "sum", "of": "CASE WHEN orders > 1 THEN 10 WHEN orders = 1 THEN 1 END"}, 14, None),
    ("shop", {"kind": "sum", "of": "case customer_id when 'dee' then 1 else 0 end"}, 2, None),
    ("shop", {"kind": "sum", "of": "day - previous_on"}, 25 + 24 + 65 + 8 + 30, None),
    ("shop", {"kind": "sum", "of": "coalesce(day - previous_on, 0)"}, 152, None),
    ("shop", {"kind": "count"}, 6, None),
    ("shop", {"kind": "count", "of": "orders > 0"}, 5, None),
    ("shop", {"kind": "count", "of": "weekday(day) >= 6"}, 1, None),  # cy, on Sunday 10 March
    ("shop", {"kind": "count", "of": "day(day) <= 10 and month(day) = 3 and year(day) = 2024"}, 2, None),
    ("shop", {"kind": "count", "of": "day between DATE '2024-03-10' and DATE '2024-03-20'"}, 3, None),
    ("shop", {"kind": "count", "of": "previous_on is null"}, 1, None),  # dee's first day; then it is known
    ("shop", {"kind": "count", "of": "customer_id like '_e%' and length(customer_id) = 3"}, 2, None),
    ("shop", {"kind": "count", "of": "upper(customer_id) in ('ANN', 'EVE')"}, 3, None),
    ("shop", {"kind": "count", "of": "not amount not between 30 and 90"}, 3, None),
    ("shop", {"kind": "count", "of": "if(amount < 0, true, false)"}, 1, None),
    # Purchase days above 50: ann 80, cy 90, dee 200; five purchase days.
    ("shop", {"kind": "ratio", "numerator": "amount > 50", "denominator": "orders > 0"}, 3, 5),
    # The return is above −50 too, but is no purchase day: counted within the denominator only.
    ("shop", {"kind": "ratio", "numerator": "amount > -50", "denominator": "orders > 0"}, 5, 5),
    ("shop", {"kind": "ratio", "numerator": "amount", "denominator": "orders", "where": "orders > 0"}, 420, 6),
    ("shop", {"kind": "ratio", "numerator": "amount", "denominator": "orders > 0"}, 380, 5),
    # Only days whose gap is known: 25 + 24 + 65 + 8 + 30 of five days.
    ("shop", {"kind": "ratio", "numerator": "day - previous_on", "denominator": "1"}, 152, 5),
    ("desk", {"kind": "count", "table": "ticket", "of": "resolved"}, 3, None),
    ("desk", {"kind": "ratio", "table": "ticket", "numerator": "rating >= 4", "denominator": "rating is not null"},
     2, 3),
    ("desk", {"kind": "ratio", "table": "ticket", "numerator": "resolved_on - received_on",
              "denominator": "resolved"}, 1 + 4 + 3, 3),
    ("club", {"kind": "sum", "table": "bill", "of": "amount", "where": "in_time"}, 10, None),
    ("club", {"kind": "count", "table": "contract", "of": "plan <> from_plan"}, 2, None),
    ("club", {"kind": "sum", "table": "movement", "of": "after - before", "where": "kind = 'expansion'"}, 10, None),
    ("agency", {"kind": "sum", "table": "opportunity", "of": "amount", "where": "not lost"}, 170, None),
    ("agency", {"kind": "count", "table": "lead", "of": "origin = 'web'"}, 3, None),
    ("agency", {"kind": "count", "table": "contact", "where": '"first"'}, 4, None),
    ("panel", {"kind": "ratio", "table": "answer", "numerator": "score", "denominator": "TRUE",
               "where": "kind = 'csat'"}, 17, 4),
    ("app", {"kind": "sum", "table": "event_day", "of": "events", "where": "name = 'buy'"}, 1, None),
    ("app", {"kind": "count", "table": "treatment", "of": "delivered"}, None, None),
)  # fmt: skip
"""Business, declaration, and what numerator and denominator of March are by hand."""


@pytest.fixture(scope="module")
def made(engine: Engine) -> dict[str, Inputs]:
    makers = {"shop": shop, "desk": desk, "club": club, "agency": agency, "panel": panel, "app": app}
    return {name: maker(engine) for name, maker in makers.items()}


@pytest.mark.parametrize(("business", "declared", "numerator", "denominator"), CASES)
def test_it_is_what_the_hand_says_of_march(
    made: dict[str, Inputs], business: str, declared: Declared, numerator: float | None, denominator: float | None
) -> None:
    row = _march(made[business], declared)
    if numerator is None:
        assert row["numerator"] == row["value"] >= 0
        return
    assert row["numerator"] == pytest.approx(numerator)
    assert row["denominator"] == denominator
    assert row["value"] == pytest.approx(numerator / (denominator or 1))


@pytest.mark.parametrize(
    ("business", "declared", "by", "march"),
    [
        ("shop", {"kind": "sum", "of": "amount"}, "customer_id", None),
        ("shop", {"kind": "ratio", "numerator": "amount > 50", "denominator": "orders > 0"}, "cohort",
         {"2024-01": 2, "2024-02": 0, "2024-03": 1}),
        ("club", {"kind": "count", "table": "movement"}, "kind", None),
        ("desk", {"kind": "count", "table": "ticket"}, "channel", None),
    ],
)  # fmt: skip
def test_it_is_split_as_any_other(
    made: dict[str, Inputs], business: str, declared: Declared, by: str, march: dict[str, float] | None
) -> None:
    """By attributes of customers and of the rows themselves; the parts sum to the whole."""
    inputs = made[business]
    metric = _own(inputs, {"id": "mine", **declared})["mine"]
    if by not in (*metric.base.own, *inputs.attributes()):
        with pytest.raises(UsageError):
            ask(inputs, metric, ["month", by])
        return
    rows = [row for row in ask(inputs, metric, ["month", by]).rows if row["period"] == MARCH]
    assert sum(row["numerator"] for row in rows) == _march(inputs, declared)["numerator"]
    if march:
        assert {row["split"][by]: row["numerator"] for row in rows} == march


def test_it_is_filtered_as_any_other(made: dict[str, Inputs]) -> None:
    """Cohorts of January: ann 100, bo's return is in February, cy 90."""
    rows = _asked(made["shop"], {"kind": "sum", "of": "amount"}, "month", "cohort=2024-01")
    assert [row["value"] for row in rows if row["period"] == MARCH] == [190]


def test_a_share_has_the_interval_of_shares_and_an_average_that_of_averages(made: dict[str, Inputs]) -> None:
    shop_ = made["shop"]
    share = _march(shop_, {"kind": "ratio", "numerator": "amount > 50", "denominator": "orders > 0"})
    assert (share["low"], share["high"]) == wilson(3, 5)
    mean = _march(shop_, {"kind": "ratio", "numerator": "amount", "denominator": "orders", "where": "orders > 0"})
    # ann 100 of two orders, cy 90 of one, dee 200 of two, eve 30 of one.
    amounts, orders = (100, 90, 200, 30), (2, 1, 2, 1)
    squares = (
        sum(y * y for y in amounts),
        sum(x * x for x in orders),
        sum(y * x for y, x in zip(amounts, orders, strict=True)),
    )
    assert (mean["low"], mean["high"]) == pytest.approx(ratio(420, 6, squares, 4))


def test_a_quantile_is_the_value_at_its_rank(made: dict[str, Inputs]) -> None:
    """Amounts of March in order: −40, 20, 30, 80, 90, 200."""
    values = {share: _march(made["shop"], {"kind": "quantile", "of": "amount", "share": share}) for share in (0.5, 0.9)}
    assert [one["value"] for one in values.values()] == [55, 200]
    paid = {"kind": "quantile", "of": "amount", "share": 0.5, "where": "orders > 0"}
    assert _march(made["shop"], paid)["value"] == 80


def test_it_is_compared_and_its_change_explained(made: dict[str, Inputs]) -> None:
    declared = {"id": "mine", "kind": "sum", "of": "amount", "label": {"en": "Turnover", "zh": "流水"}}
    mine = _own(made["shop"], declared)["mine"]
    found = compare(made["shop"], mine, "previous", Question(("month",)), ())
    before = {row["period"]: row["value"] for row in found.rows}
    row = next(row for row in found.rows if row["period"] == MARCH)
    assert row["compared"]["difference"] == row["value"] - before["2024-02-01"]
    target = Target(metric="mine", value=400, by=date(2024, 3, 31))
    aimed = compare(made["shop"], mine, "target", Question(("month",)), (target,))
    assert next(row for row in aimed.rows if row["period"] == MARCH)["compared"]["difference"] == -20
    told = sentence(changed(made["shop"], mine, period=date(2024, 3, 1), by=["cohort"]), "CNY", {})
    assert told.en.startswith("Turnover")
    assert "流水" in told.zh


def test_several_are_asked_together_with_what_is_built_in(made: dict[str, Inputs]) -> None:
    own = _own(
        made["shop"],
        {"id": "mine", "kind": "sum", "of": "amount"},
        {"id": "also", "kind": "ratio", "numerator": "amount", "denominator": "orders"},
        {"id": "middle", "kind": "quantile", "of": "amount"},
    )
    found = ask_all(made["shop"], [*own.values(), "revenue"], "month")
    assert list(found) == ["mine", "also", "middle", "revenue"]
    assert [row["value"] for row in found["mine"].rows] == [row["value"] for row in found["revenue"].rows]


def test_it_says_what_it_is(made: dict[str, Inputs]) -> None:
    declared = {"id": "mine", "kind": "ratio", "numerator": "amount > 50", "denominator": "orders > 0",
                "where": "coupons = 0", "version": 3}  # fmt: skip
    mine = _own(made["shop"], declared)["mine"]
    assert (mine.family, mine.unit, mine.version, mine.interval) == (FAMILY[0], "share", 3, "wilson")
    assert mine.formula.en == "count((orders > 0) AND (amount > 50)) / count(orders > 0) WHERE coupons = 0"
    assert "“amount > 50”" in mine.sentence.en
    assert "coupons = 0" in mine.sentence.zh
    assert find_metric("mine", {"mine": mine}) is mine
    assert mine in search_metrics("amount > 50", {"mine": mine})


@pytest.mark.parametrize(
    ("share", "where", "en", "zh"),
    [
        (0.5, "orders > 0", "Median of “amount” over rows of activity with “orders > 0”.",
         "activity 表中满足 “orders > 0” 的记录：“amount” 的中位数。"),
        (0.9, "", "90th percentile of “amount” over rows of activity.", "activity 表的记录：“amount” 的 90% 分位数。"),
        (0.01, "", "1st percentile of “amount” over rows of activity.", "activity 表的记录：“amount” 的 1% 分位数。"),
        (0.11, "", "11th percentile of “amount” over rows of activity.", "activity 表的记录：“amount” 的 11% 分位数。"),
        (0.07, "", "7th percentile of “amount” over rows of activity.", "activity 表的记录：“amount” 的 7% 分位数。"),
        (0.995, "", "99.5th percentile of “amount” over rows of activity.",
         "activity 表的记录：“amount” 的 99.5% 分位数。"),
    ],
)  # fmt: skip
def test_a_quantile_is_called_as_people_call_it(share: float, where: str, en: str, zh: str) -> None:
    told = _own({}, {"id": "mine", "kind": "quantile", "of": "amount", "share": share, "where": where})["mine"]
    assert (told.sentence.en, told.sentence.zh) == (en, zh)


@pytest.mark.parametrize(
    ("declared", "said", "hint"),
    [
        ({"kind": "sum", "of": "amonut"}, "amonut", "amount"),
        ({"kind": "sum", "of": "customer_id"}, "a number", "one: orders,"),
        ({"kind": "quantile", "of": "day"}, "a number", "amount"),
        ({"kind": "count", "of": "orders > 0 and orders in (1, NULL)"}, "character 27", "IS NULL"),
        ({"kind": "sum", "of": "orders + greatest(amount, NULL)"}, "character 19", "IS NULL"),
        ({"kind": "sum", "of": "amount > 5"}, "a number", 'kind = "count"'),
        ({"kind": "count", "of": "amount"}, "condition", "Compare"),
        ({"kind": "sum", "of": "amount", "where": "orders"}, "condition", "Compare"),
        ({"kind": "sum", "of": "amount + customer_id"}, "takes a number", "same kind"),
        ({"kind": "sum", "of": "amount + NULL"}, "takes a number", "IS NULL"),
        ({"kind": "count", "of": "day > '2024-01-01'"}, "takes a date", "DATE '2024-01-31'"),
        ({"kind": "sum", "of": "round(amount, 12)"}, "0 to 9", ""),
        ({"kind": "count", "of": "customer_id like amount"}, "text", ""),
    ],
)
def test_what_does_not_fit_the_columns_is_told_when_it_is_asked_and_stops_no_other(
    made: dict[str, Inputs], declared: Declared, said: str, hint: str
) -> None:
    own = _own(made["shop"], {"id": "wrong", **declared}, {"id": "right", "kind": "count"})
    assert ask(made["shop"], own["right"], "month").rows
    with pytest.raises(ConfigError) as caught:
        ask(made["shop"], own["wrong"], "month")
    assert "wrong" in str(caught.value)
    assert said in str(caught.value)
    assert hint in caught.value.hint.en
    assert caught.value.hint.zh


def test_a_table_that_is_not_there_is_told_when_it_is_asked(made: dict[str, Inputs]) -> None:
    own = _own(made["shop"], {"id": "mine", "kind": "count", "table": "ticket"})
    with pytest.raises(UsageError) as caught:
        ask(made["shop"], own["mine"], "month")
    assert caught.value.code == "metric.no_input"


@pytest.mark.parametrize(
    "name",
    [
        {"id": "churn_rate"},
        {"id": "mine", "label": "Churn rate"},
        {"id": "mine", "label": "流失率"},
        {"id": "mine", "label": "Churn  Rate "},
        {"id": "mine", "label": "Ｃｈｕｒｎ rate"},
    ],
)
def test_a_name_stands_for_one_number(name: Declared) -> None:
    with pytest.raises(ConfigError) as caught:
        _own({}, {"kind": "count", **name})
    assert caught.value.code == "metric.taken"
    with pytest.raises(ConfigError):
        _own({}, {"id": "one", "kind": "count", "label": "Same"}, {"id": "two", "kind": "count", "label": "same"})


def test_what_may_be_declared_is_what_metrics_know() -> None:
    fields = UserMetric.model_fields
    assert set(get_args(fields["table"].annotation)) <= {*DAYS, "customer"}
    assert set(get_args(fields["direction"].annotation)) == set(DIRECTIONS)
    units = next(one for one in get_args(fields["unit"].annotation) if get_args(one))
    assert set(get_args(units)) == set(UNITS)


DAY = st.builds(lambda day: date(2024, 1, 1) + (date(2024, 1, 2) - date(2024, 1, 1)) * day, st.integers(0, 89))
ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), DAY, st.integers(1, 3), st.integers(-50, 500)),
    min_size=1, max_size=25, unique_by=lambda row: row[:2],
)  # fmt: skip


def _bought(rows: list[tuple[str, date, int, int]], *, twice: bool = False) -> pl.DataFrame:
    """Return customer × day as the shop's, with every customer once more where asked."""
    like = activity().clear()
    more = [(f"{who}’", *rest) for who, *rest in rows] if twice else []
    made = [{"customer_id": who, "day": day, "orders": orders, "amount": amount} for who, day, orders, amount in
            [*rows, *more]]  # fmt: skip
    return pl.concat([like, pl.DataFrame(made).cast({"amount": like.schema["amount"]})], how="diagonal_relaxed")


@settings(max_examples=12, deadline=None)
@given(rows=ROWS)
def test_parts_sum_to_the_whole_and_twice_the_customers_change_no_ratio(
    engine: Engine, rows: list[tuple[str, date, int, int]]
) -> None:
    declared = (
        {"id": "total", "kind": "sum", "of": "amount"},
        {"id": "share", "kind": "ratio", "numerator": "amount > 100", "denominator": "orders > 1"},
        {"id": "mean", "kind": "ratio", "numerator": "amount", "denominator": "orders"},
        {"id": "middle", "kind": "quantile", "of": "amount"},
    )
    once, twice = (shop(engine, _bought(rows, twice=more), scored=False) for more in (False, True))
    own = _own(once, *declared)
    alone, doubled = (ask_all(inputs, own.values()) for inputs in (once, twice))
    assert alone["total"].rows[0]["value"] == sum(row[3] for row in rows)
    assert doubled["total"].rows[0]["value"] == 2 * alone["total"].rows[0]["value"]
    for name in ("share", "mean", "middle"):
        assert doubled[name].rows[0]["value"] == pytest.approx(alone[name].rows[0]["value"])
    split = ask(once, own["total"], "month").rows
    assert sum(row["value"] for row in split) == pytest.approx(alone["total"].rows[0]["value"])
