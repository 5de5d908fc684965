"""Rules, what follows and recommendations: the same on both engines."""

import pytest

from liuke.engine import Engine
from liuke.explain.baskets import ask_next, ask_together
from liuke.explain.baskets.recommending.question import lists
from liuke.explain.baskets.recommending.scoring import Kind, Weights
from tests.engines.parity import differences
from tests.explain.baskets.shoppers import LAST, shop

CHOSEN: dict[Kind, Weights] = {"next": Weights(60, 0.3), "new": Weights(0, 1.0)}


@pytest.mark.slow
def test_rules_and_what_follows_are_counted_alike_on_both_engines(engine: Engine, spark: Engine) -> None:
    found, later = [], []
    for one in (engine, spark):
        lines = one.table(shop(1, 30))
        found.append(ask_together(one, lines, least=10).record()["rules"])
        later.append(ask_next(one, lines, 20, LAST, least=10).record()["rules"])
    assert not differences(*found)
    assert not differences(*later)
    assert len(found[0]) > 5
    assert len(later[0]) > 5


@pytest.mark.slow
def test_recommendations_are_the_same_on_both_engines(engine: Engine, spark: Engine) -> None:
    rows = [
        one.polars(lists(one, one.table(shop(1, 20)), LAST, "product", 3, CHOSEN)).to_dicts() for one in (engine, spark)
    ]
    assert not differences(*rows)
    assert len(rows[0]) == 20 * 6
