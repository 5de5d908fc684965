"""Who left, where nobody says so: by the run's definition or by a silence; and what is the purchase itself."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import UsageError
from liuke.explain.paths import BySilence, ByStay, by_event, by_run, silence
from liuke.explain.paths.who import purchase_events
from liuke.explain.paths.words import means
from liuke.language import Text
from tests.explain.paths.made import START, held, minutes, visit

FIRST, LAST = START.date(), date(2026, 4, 30)


def orders(engine: Engine, *rows: tuple[str, int]) -> Any:
    days = [(who, date.fromordinal(FIRST.toordinal() + day), 1) for who, day in rows]
    schema = {"customer_id": pl.String, "day": pl.Date, "orders": pl.Int32}
    return engine.table(pl.DataFrame(days, schema=schema, orient="row"), "activity")


def shop(every: int) -> list[Any]:
    """Return visits of ten customers on ten days, each `every`-th of which ends with a purchase."""
    return [
        row
        for who in range(10)
        for day in range(10)
        for row in visit(f"c{who}", day, "home", "page", *(["pay", "thanks"] if day % every == 0 else []))
    ]


def test_what_comes_only_with_an_order_is_the_purchase(engine: Engine) -> None:
    event = held(engine, minutes(*shop(4)))
    bought = orders(engine, *((f"c{who}", day) for who in range(10) for day in range(0, 10, 4)))
    assert purchase_events(engine, event, bought) == ("pay", "thanks")
    leaving = by_run(engine, {"event": event, "activity": bought, "stay": bought}, "inactivity", FIRST, LAST)
    assert isinstance(leaving, ByStay)
    assert leaving.bought
    assert leaving.outcome == ("pay", "thanks")


def test_where_every_visit_buys_no_event_is_the_purchase(engine: Engine) -> None:
    event = held(engine, minutes(*shop(1)))
    assert (
        purchase_events(engine, event, orders(engine, *((f"c{who}", day) for who in range(10) for day in range(10))))
        == ()
    )
    assert purchase_events(engine, event, orders(engine)) == ()


def test_contracts_have_no_purchases(engine: Engine) -> None:
    event = held(engine, minutes(*shop(4)))
    leaving = by_run(engine, {"event": event, "activity": event, "stay": event}, "contract", FIRST, LAST)
    assert leaving == ByStay(event, LAST, bought=False)


def test_with_events_only_a_silence_is_proposed_from_the_pauses(engine: Engine) -> None:
    rows = [row for who in range(30) for day in range(0, 119 - who, 7) for row in visit(f"c{who}", day, "home")]
    event = held(engine, minutes(*rows))
    days = silence(engine, event, FIRST, LAST).days
    assert 7 <= days <= 40
    assert by_run(engine, {"event": event}, None, FIRST, LAST) == BySilence(days, LAST)


def test_an_event_that_nobody_did_is_told_with_those_that_there_are(engine: Engine) -> None:
    event = held(engine, minutes(*shop(4)))
    with pytest.raises(UsageError) as wrong:
        by_event(engine, event, "pagge", goal=True)
    assert wrong.value.hint.en.startswith("Among the events are: page,")
    leaving = by_event(engine, event, "pay", goal=True)
    assert means(leaving, Text("", "")).record() == {"en": "Reached ‘pay’.", "zh": "到达“pay”。"}
