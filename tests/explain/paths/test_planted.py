"""A planted cause is named first, and where nothing is planted, nothing is called significant."""

from datetime import timedelta

import pytest

from liuke.engine import Engine
from liuke.explain.paths import Asked, BySilence, Separator, compare, controlled
from liuke.explain.sessions import numbered
from liuke.simulate.journeys import WAIT, Journeys, simulate_journeys
from tests.explain.paths.made import held, of_journeys

SILENT = 35


def separators(engine: Engine, service: Journeys) -> list[Separator]:
    """Return what sets apart those who fell silent."""
    event = held(engine, of_journeys(simulate_journeys(service)))
    rows = engine.hold(numbered(event, has_ids=False))
    last = service.first + timedelta(days=service.days - 1)
    found = controlled([compare(engine, rows, BySilence(SILENT, last), Asked()).separators])[0]
    engine.drop(rows)
    engine.drop(event)
    return found


def test_a_slow_queue_is_named_first(engine: Engine) -> None:
    first, *_ = separators(engine, Journeys(seed=1))
    assert (first.name, first.following) == (WAIT, None)
    assert first.significant
    assert first.low > 0


@pytest.mark.slow
def test_a_planted_step_is_named_first_in_nine_of_ten_seeds(engine: Engine) -> None:
    firsts = [separators(engine, Journeys(seed=seed))[0] for seed in range(10)]
    named = [one for one in firsts if (one.name, one.following) == (WAIT, None) and one.significant]
    assert len(named) >= 9


@pytest.mark.slow
def test_where_nothing_is_planted_nothing_is_significant(engine: Engine) -> None:
    found = [separators(engine, Journeys(seed=seed, anger=0)) for seed in range(100, 120)]
    assert all(found)
    assert sum(any(one.significant for one in group) for group in found) <= 1
