"""Every funnel says the same on Spark: who enters, who reaches which step when, and how the groups differ."""

import random
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.explain.funnel import FunnelQuestion, count_funnel
from tests.engines.parity import differences

ZONE, LAST = "America/New_York", date(2024, 3, 14)
FIRST, HOURS = datetime.fromisoformat("2024-03-08T00:00"), timedelta(hours=5)
QUESTIONS = [
    FunnelQuestion(("A", "B", "C"), HOURS),
    FunnelQuestion(("A", "B", "C"), HOURS, entry="recent", exclude=("X",)),
    FunnelQuestion(("A", "B", "A"), None, entry="recent", hold="session_id", since=date(2024, 3, 9)),
    FunnelQuestion(("C", "B", "A"), timedelta(days=2), "any", "recent", exclude=("X",)),
    FunnelQuestion(("A", "B"), timedelta(days=2), "any", hold="session_id", each=True, until=date(2024, 3, 10)),
]


def _events() -> pl.DataFrame:
    """Return 400 events of 40 customers over a week with a clock change, many of them at the same moment."""
    chance = random.Random(5)  # noqa: S311 - no secret
    rows = [
        (f"C{chance.randrange(40)}", FIRST + timedelta(minutes=30 * chance.randrange(7 * 48)), chance.choice("AABBCX"),
         chance.choice(["u", "v", None]), chance.choice(['{"device": "phone"}', '{"device": "tablet", "n": 1}', None]))
        for _ in range(400)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["customer_id", "at", "name", "held", "properties"], orient="row")


def _table(engine: Engine) -> Table:
    events = engine.table(_events())
    return events.mutate(trait=engine.json_text(events["properties"], "device"))


def test_first_entries_say_the_same_on_spark(engine: Engine, spark: Engine) -> None:
    _agree(engine, spark, QUESTIONS[0])


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS[1:], ids=range(1, len(QUESTIONS)))
def test_every_kind_of_funnel_says_the_same_on_spark(engine: Engine, spark: Engine, question: FunnelQuestion) -> None:
    _agree(engine, spark, question)


def _agree(engine: Engine, spark: Engine, question: FunnelQuestion) -> None:
    here, there = (
        count_funnel(question, one, _table(one), last=LAST, zone=ZONE, by="device") for one in (engine, spark)
    )
    assert here.entered.count > 5
    assert (here.entered.count, here.entered.young) == (there.entered.count, there.entered.young)
    assert differences(here.steps, there.steps) == []
    assert list(here.groups) == list(there.groups)
    assert all(differences(rows, there.groups[group]) == [] for group, rows in here.groups.items())
    assert engine.rows(here.customers(1)) == spark.rows(there.customers(1))
    assert here.everybody() == there.everybody()


def test_a_property_is_read_from_json_in_the_same_way(engine: Engine, spark: Engine) -> None:
    texts = ['{"a": "é 中", "n": 2.50, "yes": true, "o": {"x": 1}}', '{"a": null}', "no json", None, '{"a.b": 7}']
    for key in ("a", "n", "yes", "o", "a.b", "none"):
        found = []
        for one in (engine, spark):
            table = one.table(pl.DataFrame({"row": range(5), "text": texts}))
            told = table.select("row", value=one.json_text(table["text"], key)).order_by("row")
            found.append([row["value"] for row in one.rows(told)])
        assert found[0] == found[1]
    assert found[0] == [None] * 5
