"""Laws that every metric of the registry keeps, on the miniatures and on companies that Hypothesis makes up."""

import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.clock import Grain
from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.measure import METRICS, Answer, Condition, Inputs, ask_all
from liuke.measure.statistic import Distinct, Quantile
from liuke.settings import LostSettings
from tests.engines.parity import differences
from tests.measure.contract_oracle import Row, contract_inputs
from tests.measure.miniatures import MINIATURES, Miniature
from tests.measure.miniatures.worked import inputs_from
from tests.measure.strategies import books, lost_rules

type Change = Callable[[pl.DataFrame], pl.DataFrame]

IDS = ("customer_id", "anonymous_id", "subscription_id", "lead_id", "feedback_id", "response_id", "source")
REGIONS = {"ann": "North", "bo": "South", "cy": "North", "dee": None, "c1": "South", "c2": "North", "R1": "North"}
"""Of the others, such as eve and fay, nothing is known but what they did."""
NOT_ADDITIVE = {
    "top_fifth_share": "the best fifth of each group is another one",
    "customer_share": "each group is a part of everybody",
    "feature_use_rate": "without a name it is of the most used thing, and that may be another in each group",
}
WAITS = {
    "first_response_time": "tickets without an answer are left out until they have one",
    "first_response_kept": "open tickets are left out until they are answered or late",
    "resolution_kept": "open tickets are left out until they are solved or late",
    "repeat_conversion_rate": "buying again counts whenever it happens",
    "payback_months": "margin is counted to the last day",
    "paid_in_time_rate": "bills count once they are due",
    "delivery_rate": "what has not arrived counts as not delivered",
    "coupon_order_share": "no value until a coupon was ever written down",
    "renewal_rate": "no value until a renewal was ever written down",
    "reopen_rate": "a ticket opened again counts once it is solved again",
    "resolution_time": "a ticket opened again counts once it is solved again",
}
"""Metrics whose declaration lets what happens after a period still count in it, and says so."""
EACH = pytest.mark.parametrize("miniature", MINIATURES, ids=[one.id for one in MINIATURES])


class Through:
    """An engine that changes the facts on their way in."""

    def __init__(self, engine: Engine, change: Change) -> None:
        self.engine, self.change = engine, change

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def table(self, rows: pl.DataFrame, name: str = "given") -> Any:
        return self.engine.table(self.change(rows) if {*rows.columns} & {*IDS} else rows, name)


def _made(engine: Engine, miniature: Miniature, change: Change) -> Inputs:
    return miniature.inputs(Through(engine, change))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made(engine: Engine) -> Callable[[Miniature], Inputs]:
    @cache
    def inputs(miniature_id: str) -> Inputs:
        return next(one for one in MINIATURES if one.id == miniature_id).inputs(engine)

    return lambda miniature: inputs(miniature.id)


@pytest.fixture(scope="module")
def told(made: Callable[[Miniature], Inputs]) -> Callable[[Miniature], dict[str, Answer]]:
    """Return what a miniature says as it is."""

    @cache
    def answers(miniature_id: str) -> dict[str, Answer]:
        miniature = next(one for one in MINIATURES if one.id == miniature_id)
        return _answers(made(miniature), miniature)

    return lambda miniature: answers(miniature.id)


def _with_regions(inputs: Inputs) -> Inputs:
    """Return the inputs with a region of some customers; of the others nothing is written down."""
    regions = pl.DataFrame([*REGIONS.items()], schema={"customer_id": pl.String, "region": pl.String}, orient="row")
    profile = inputs.engine.table(regions)
    if "profile" in inputs.tables:
        known = inputs.tables["profile"].drop("region")
        profile = inputs.engine.hold(known.left_join(profile, "customer_id").drop("customer_id_right"))
    return replace(inputs, tables={**inputs.tables, "profile": profile}, _first={})


@pytest.fixture(scope="module")
def by_region(made: Callable[[Miniature], Inputs]) -> Callable[[Miniature], tuple[Inputs, dict[str, Answer]]]:
    """Return a miniature whose customers have regions, and what it says by region."""

    @cache
    def answers(miniature_id: str) -> tuple[Inputs, dict[str, Answer]]:
        miniature = next(one for one in MINIATURES if one.id == miniature_id)
        inputs = _with_regions(made(miniature))
        return inputs, _answers(inputs, miniature, "region")

    return lambda miniature: answers(miniature.id)


def _answers(inputs: Inputs, miniature: Miniature, *by: str, where: tuple[Condition, ...] = ()) -> dict[str, Answer]:
    """Return the answers to all metrics worked out on a miniature, by month where they know periods.

    Those for which nobody meets the condition are left out.
    """
    stocks = [name for name in miniature.worked if METRICS[name].base.kind == "stock"]
    flows = [name for name in miniature.worked if name not in stocks]
    found: dict[str, Answer] = {}
    for names, split in ((flows, ("month", *by)), (stocks, by)):
        with suppress(UsageError) if where else nullcontext():
            found |= ask_all(inputs, names, split, where=where) if names else {}
    return found


def _cells(answers: dict[str, Answer], *without: str) -> list[dict[str, Any]]:
    return [
        {"metric": name, **{key: value for key, value in row.items() if key not in without}}
        for name, answer in sorted(answers.items())
        for row in answer.rows
    ]


@EACH
def test_duplicating_every_customer_changes_no_rate(
    engine: Engine, told: Callable[[Miniature], dict[str, Answer]], miniature: Miniature
) -> None:
    def twice(rows: pl.DataFrame) -> pl.DataFrame:
        names = [name for name in IDS if name in rows.columns]
        return pl.concat([rows, rows.with_columns(pl.col(names) + "’")])

    once, doubled = told(miniature), _answers(_made(engine, miniature, twice), miniature)
    for name, answer in once.items():
        still = METRICS[name].denominator is not None or isinstance(METRICS[name].statistic, Quantile)
        for row, more in zip(answer.rows, doubled[name].rows, strict=True):
            parts = (row["numerator"], row["denominator"])
            found = (more["numerator"], more["denominator"])
            assert more["value"] == pytest.approx(row["value"] if still else 2 * row["value"]), (name, row)
            if not isinstance(METRICS[name].statistic, Quantile):
                assert found == tuple(None if part is None else pytest.approx(2 * part) for part in parts), name


@pytest.mark.slow
@EACH
def test_the_order_of_rows_changes_nothing(
    engine: Engine, told: Callable[[Miniature], dict[str, Answer]], miniature: Miniature
) -> None:
    shuffled = _made(engine, miniature, lambda rows: rows.sample(fraction=1.0, shuffle=True, seed=1))
    assert differences(_cells(told(miniature)), _cells(_answers(shuffled, miniature))) == []


def _parts(answer: Answer) -> Iterator[tuple[str | None, list[dict[str, Any]]]]:
    """Yield each period with the rows of its groups."""
    for period in dict.fromkeys(row["period"] for row in answer.rows):
        yield period, [row for row in answer.rows if row["period"] == period]


@EACH
def test_groups_of_customers_add_up_to_the_whole(
    told: Callable[[Miniature], dict[str, Answer]],
    by_region: Callable[[Miniature], tuple[Inputs, dict[str, Answer]]],
    miniature: Miniature,
) -> None:
    whole, (_, split) = told(miniature), by_region(miniature)
    for name in whole:
        if name in NOT_ADDITIVE or isinstance(METRICS[name].statistic, Quantile):
            continue
        all_of_it = {row["period"]: row for row in whole[name].rows}
        for period, rows in _parts(split[name]):
            for part in ("numerator", "denominator"):
                if all_of_it[period][part] is not None:
                    total = sum(row[part] for row in rows)
                    assert total == pytest.approx(all_of_it[period][part]), (name, part, period)


@pytest.mark.slow
@EACH
def test_what_rows_themselves_say_divides_them(made: Callable[[Miniature], Inputs], miniature: Miniature) -> None:
    """Such as the channel of a ticket. Customers may be in several such groups, and are then counted in each."""
    inputs = made(miniature)
    names = [
        name
        for name in miniature.worked
        if METRICS[name].base.own and METRICS[name].base.name not in {"users", "features"}
        and not isinstance(METRICS[name].statistic, Distinct | Quantile)
    ]  # fmt: skip
    for name in names:
        for attribute in METRICS[name].base.own[:3]:
            flow = ("month",) if METRICS[name].base.kind != "stock" else ()
            whole, split = (ask_all(inputs, [name], by)[name] for by in (flow, (*flow, attribute)))
            all_of_it = {row["period"]: row for row in whole.rows}
            for period, rows in _parts(split):
                total = sum(row["numerator"] for row in rows)
                assert total == pytest.approx(all_of_it[period]["numerator"]), (name, attribute, period)


@EACH
@pytest.mark.parametrize("region", [pytest.param("North", marks=pytest.mark.slow), None])
def test_a_filter_keeps_what_a_split_shows(
    by_region: Callable[[Miniature], tuple[Inputs, dict[str, Answer]]], miniature: Miniature, region: str | None
) -> None:
    inputs, split = by_region(miniature)
    kept = _answers(inputs, miniature, where=(Condition("region", "=", (region or "",)),))
    for name in {*split} - {"customer_share"}:
        shown = [{**row, "split": {}} for row in split[name].rows if row["split"]["region"] == region]
        rows = kept[name].rows if name in kept else []
        # A group of which there is nothing at all is no row of a split.
        differ = differences(shown, rows) if shown else [str(row) for row in rows if row["numerator"]]
        assert differ == [], name


@EACH
@pytest.mark.parametrize("day", [pytest.param(date(2024, 3, 14), marks=pytest.mark.slow), date(2024, 4, 20)], ids=str)
def test_nothing_reads_the_future(
    engine: Engine,
    told: Callable[[Miniature], dict[str, Answer]],
    miniature: Miniature,
    day: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was complete when less was known reads the same when more is known."""
    module = sys.modules[f"tests.measure.miniatures.{miniature.id}"]
    if day >= module.AS_OF:
        return
    late = told(miniature)
    monkeypatch.setattr(module, "AS_OF", day)
    early = _answers(
        _made(engine, miniature, lambda rows: rows.filter(pl.col("day") <= day) if "day" in rows.columns else rows),
        miniature,
    )
    for name in early:
        if METRICS[name].base.kind == "stock" or name in WAITS:
            continue
        complete = [row for row in early[name].rows if not row["partial"]]
        later = {row["period"]: row for row in late[name].rows}
        assert differences(complete, [later[row["period"]] for row in complete]) == [], name


@settings(max_examples=2, deadline=None)
@given(books, lost_rules, st.sampled_from(["week", "month", "quarter"]), st.sampled_from([(), ("plan",)]))
def test_the_bridge_of_revenue_closes_to_the_last_digit_and_opens_the_next(
    engine: Engine, book: list[Row], rule: LostSettings, grain: Grain, by: tuple[str, ...]
) -> None:
    money = ("mrr_opening", "mrr_new", "mrr_returned", "mrr_expansion", "mrr_contraction", "mrr_churned", "mrr")
    people = ("opening_subscribers", "new_subscribers", "returned_subscribers", "churned_subscribers", "subscribers")
    found = ask_all(contract_inputs(engine, book, rule=rule), (*money, *people), (grain, *by))

    def exact(name: str) -> list[Decimal]:
        return [Decimal(str(round(row["value"], 4))) for row in found[name].rows]

    for opening, new, returned, more, less, gone, closing in zip(*map(exact, money), strict=True):
        assert opening + new + returned + more - less - gone == closing
    for opening, new, returned, gone, closing in zip(*map(exact, people), strict=True):
        assert opening + new + returned - gone == closing
    for first, last in (("mrr_opening", "mrr"), ("opening_subscribers", "subscribers")):
        groups = {tuple(row["split"].values()) for row in found[first].rows}
        for group in groups:
            opens, closes = (
                [row["value"] for row in found[name].rows if tuple(row["split"].values()) == group]
                for name in (first, last)
            )
            assert opens[1:] == pytest.approx(closes[:-1], abs=1e-9)


@settings(max_examples=2, deadline=None)
@given(books)
def test_bills_that_say_what_they_charge_for_are_contracts(engine: Engine, book: list[Row]) -> None:
    kept = [one.facts() for one in book if one.monthly and one.length and one.length > 0]
    contracts = [fact | {"cancelled_at": None, "paused_at": None, "period": None} for fact in kept]
    bills = [
        {
            "subscription_id": fact["subscription_id"], "customer_id": fact["customer_id"], "plan": fact["plan"],
            "billed_at": fact["started_at"], "starts_at": fact["started_at"], "ends_at": fact["expires_at"],
            "amount": fact["price"],
        }
        for fact in kept
    ]  # fmt: skip
    last = date(2024, 8, 1)
    both = [inputs_from(engine, given_, last) for given_ in ({"subscription": contracts}, {"bill": bills})]
    one, other = (engine.rows(inputs.table("movement")) for inputs in both)
    assert one == other
