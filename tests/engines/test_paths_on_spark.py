"""Sessions, the moments drawn, and the last steps: the same on both engines."""

from datetime import timedelta

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.explain.paths import Asked, ByEvent, BySilence, ByStay, Compared, Leaving, compare, silence
from liuke.explain.paths.steps import prepared, visits_of
from liuke.explain.paths.who import purchase_events
from liuke.explain.sessions import has_ids, numbered, sessions, sessions_by_day
from liuke.simulate.journeys import WAIT, Journeys, simulate_journeys
from tests.engines.parity import differences
from tests.explain.paths.made import minutes, of_journeys

SERVICE = Journeys(customers=80, days=90, seed=5)
LAST = SERVICE.first + timedelta(days=SERVICE.days - 1)


@pytest.mark.slow
def test_sessions_are_counted_alike_on_both_engines(engine: Engine, spark: Engine) -> None:
    rows = minutes(
        ("a", 0, "see", "tv"), ("a", 1, "see", None), ("a", 2, "buy", "tv"), ("a", 90, "buy", "phone"),
        ("a", 91, "ask", ""), ("b", 0, "see"), ("b", 0, "buy"), ("b", 30, "see"), ("b", 61, "see"), ("c", 5, "ask"),
    )  # fmt: skip
    whole, days = [], []
    for one in (engine, spark):
        event = one.table(rows)
        found = sessions(numbered(event, has_ids=has_ids(one, event)))
        whole.append(one.polars(found).sort("customer_id", "session").to_dicts())
        days.append(one.rows(sessions_by_day(found).order_by("day")))
    assert not differences(*whole)
    assert not differences(*days)
    assert len(whole[0]) == 7


def told(one: Engine, leaving: Leaving, frame: pl.DataFrame) -> tuple[Compared, list[dict[str, object]]]:
    rows = one.hold(numbered(one.table(frame), has_ids=False))
    found = compare(one, rows, leaving, Asked())
    steps = sorted((step.record() for step in found.separators), key=lambda row: (row["name"], row["following"] or ""))
    return found, steps


@pytest.mark.slow
@pytest.mark.parametrize("leaving", [BySilence(21, LAST), ByEvent(WAIT)])
def test_the_same_customers_are_compared_on_both_engines(engine: Engine, spark: Engine, leaving: Leaving) -> None:
    frame = of_journeys(simulate_journeys(SERVICE))
    (one, steps), (other, same) = (told(each, leaving, frame) for each in (engine, spark))
    assert not differences(steps, same)
    assert not differences(one.flow.to_dicts(), other.flow.to_dicts())
    assert (one.matched.leavers, one.matched.stayers) == (other.matched.leavers, other.matched.stayers)
    assert one.matched.leavers > 20


@pytest.mark.slow
def test_the_same_silence_is_proposed_on_both_engines(engine: Engine, spark: Engine) -> None:
    frame = of_journeys(simulate_journeys(SERVICE))
    days = [silence(one, one.table(frame), SERVICE.first, LAST).days for one in (engine, spark)]
    assert days[0] == days[1] > 0


@pytest.mark.slow
@pytest.mark.parametrize("bought", [True, False])
def test_moments_by_the_run_s_definition_are_the_same_on_both_engines(
    engine: Engine, spark: Engine, bought: bool
) -> None:
    frame = of_journeys(simulate_journeys(SERVICE))
    seen = frame.group_by("customer_id").agg(started_on=pl.col("day").min(), last_on=pl.col("day").max())
    gone = pl.col("last_on") + pl.duration(days=20)
    lost_on = pl.when(gone <= LAST).then(gone)
    stays = seen.with_columns(number=pl.lit(1, pl.Int32), lost_on=lost_on)
    found = []
    for one in (engine, spark):
        rows = prepared(numbered(one.table(frame), has_ids=False), ["basket"])
        visits, leaving = visits_of(rows), ByStay(one.table(stays), LAST, bought)
        moments = [leaving.leavers(rows, visits), leaving.stayers(rows, visits)]
        found.append([one.polars(part).sort("customer_id", "cut").to_dicts() for part in moments])
    assert not differences(found[0][0], found[1][0])
    assert not differences(found[0][1], found[1][1])
    assert min(len(part) for part in found[0]) > 20


@pytest.mark.slow
def test_the_purchase_is_told_alike_on_both_engines(engine: Engine, spark: Engine) -> None:
    frame = of_journeys(simulate_journeys(SERVICE))
    bought = frame.filter(pl.col("name") == "basket").select("customer_id", "day").unique().with_columns(orders=1)
    told_of = [purchase_events(one, one.table(frame), one.table(bought)) for one in (engine, spark)]
    assert told_of == [("basket",), ("basket",)]
