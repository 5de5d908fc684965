"""Demand of a run: what its tables tell, by customers and by what was bought, on both engines."""

from datetime import date, timedelta

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.measure import Inputs, read_condition
from liuke.predict.demand import Ask, Service, ask_demand, caveats, source_of
from liuke.predict.demand.series import gather

FIRST = date(2026, 1, 5)
WEEKS = 20
AS_OF = FIRST + timedelta(weeks=WEEKS, days=-1)


def inputs(engine: Engine, *, lines: bool = True, items: bool = True) -> Inputs:
    """Return a shop of two customers, who each buy once a week: tea for 10 and, one of them, a cup for 5."""
    days = [FIRST + timedelta(weeks=at) for at in range(WEEKS)]
    bought = [("A", day, 1, 15.0, 3.0) for day in days] + [("B", day, 1, 10.0, 1.0) for day in days]
    active = pl.DataFrame(bought, schema=["customer_id", "day", "orders", "amount", "items"], orient="row")
    if not items:
        active = active.with_columns(items=pl.lit(None, pl.Float64))
    told = [
        (who, f"{who}{day}", day, product, "drinks" if product == "tea" else "ware", pieces, amount, False)
        for who, day, *_ in bought
        for product, pieces, amount in (("tea", 1.0, 10.0), ("cup", 2.0, 5.0))
        if product == "tea" or who == "A"
    ]
    told.append(("A", "back", days[-1], "cup", "ware", -1.0, -2.5, True))
    line = pl.DataFrame(
        told,
        schema=["customer_id", "order_id", "day", "product", "category", "quantity", "amount", "returned"],
        orient="row",
    )
    people = pl.DataFrame({"customer_id": ["A", "B"], "region": ["North", "South"]})
    stays = [("A", days[0], None), ("B", days[0], days[9]), ("C", days[0], days[2])]
    stay = pl.DataFrame(
        stays, schema={"customer_id": pl.String, "started_on": pl.Date, "lost_on": pl.Date}, orient="row"
    )
    tables = {"activity": active, "profile": people, "stay": stay} | ({"order_line": line} if lines else {})
    return Inputs(engine, {name: engine.table(rows, name) for name, rows in tables.items()}, AS_OF, "EUR", 28, 21)


def values(engine: Engine, of: str, by: tuple[str, ...] = (), where: str = "") -> dict[str, list[float]]:
    asked = [read_condition(where)] if where else []
    source = source_of(inputs(engine), of, by, asked)
    found = gather(source.rows, engine.polars, "week", (source.first, source.last), by)
    return {"/".join(path): row.tolist() for path, row in zip(found.paths, found.values, strict=True)}


def check_everything(engine: Engine) -> None:
    """Check what each question counts; on every engine."""
    assert values(engine, "revenue")[""] == [25.0] * WEEKS
    assert values(engine, "orders", ("region",)) == {"": [2.0] * WEEKS, "North": [1.0] * WEEKS, "South": [1.0] * WEEKS}
    by_kind = values(engine, "quantity", ("category",))
    assert by_kind["drinks"] == [2.0] * WEEKS
    assert by_kind["ware"] == [2.0] * (WEEKS - 1) + [1.0], "what comes back counts against it"
    assert values(engine, "revenue", ("region", "category"))["North/ware"] == [5.0] * (WEEKS - 1) + [2.5]
    assert values(engine, "orders", ("category",)) == {
        "": [3.0] * WEEKS, "drinks": [2.0] * WEEKS, "ware": [1.0] * WEEKS,
    }  # fmt: skip
    assert values(engine, "quantity", where="category=drinks")[""] == [2.0] * WEEKS
    assert values(engine, "revenue", where="region=South")[""] == [10.0] * WEEKS


def test_each_question_counts_what_it_says(engine: Engine) -> None:
    check_everything(engine)


def test_losses_count_from_when_they_can_be_known(engine: Engine) -> None:
    """In the first 21 days no loss can be known, and so these weeks are no zeros."""
    found = values(engine, "churned")[""]
    assert len(found) == WEEKS - 3
    assert found[6] == 1
    assert sum(found) == 1


def test_stock_is_for_quantities_only(engine: Engine) -> None:
    with pytest.raises(UsageError) as refused:
        ask_demand(inputs(engine), "revenue", ask=Ask(service=Service(0.9, 7)))
    assert refused.value.code == "demand.stock"
    found = ask_demand(
        inputs(engine), "quantity", by=["product"], ask=Ask(4, service=Service(0.9, 7), origins=4, few=False)
    )
    tea = found.found.nodes[2]
    assert tea.path == ("tea",)
    assert tea.stock
    assert tea.stock["order_up_to"] == 4


@pytest.mark.parametrize(
    ("of", "by", "code"),
    [
        ("profit", (), "demand.of"),
        ("churned", ("category",), "demand.by"),
        ("revenue", ("colour",), "demand.by"),
        ("revenue", ("region", "region"), "demand.by"),
    ],
)
def test_what_nothing_tells_is_refused(engine: Engine, of: str, by: tuple[str, ...], code: str) -> None:
    with pytest.raises(UsageError) as refused:
        source_of(inputs(engine), of, by)
    assert refused.value.code == code


def test_without_lines_or_pieces_the_answer_says_what_to_add(engine: Engine) -> None:
    with pytest.raises(UsageError) as by:
        source_of(inputs(engine, lines=False), "revenue", ["category"])
    assert "order lines" in by.value.hint.en
    with pytest.raises(UsageError) as quantity:
        source_of(inputs(engine, items=False, lines=False), "quantity")
    assert quantity.value.code == "demand.no_quantity"


def test_groups_of_today_and_orders_in_several_groups_are_said_to_be() -> None:
    assert caveats("revenue", ["region"]) == []
    assert "segment" in caveats("revenue", ["segment"])[0].en
    assert "counts in each" in caveats("orders", ["category"])[0].en
