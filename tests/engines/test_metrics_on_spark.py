"""Every metric on DuckDB and on Spark, from the same expressions: the same tables derived, the same answers."""

import pytest

from liuke.engine import Engine
from liuke.expression import UserMetric
from liuke.measure import ask_all
from liuke.measure.user import user_metrics
from liuke.settings import Settings
from tests.engines.parity import compare_answers, differences
from tests.measure.miniatures import MINIATURES, Miniature
from tests.measure.miniatures.shop import shop
from tests.measure.user.test_user_metrics import CASES

LONG = ("club", "agency")
"""Miniatures of many tables that are made from each other: the engine plans for half a minute; for the slow suite."""


@pytest.mark.parametrize(
    "miniature",
    [pytest.param(one, marks=pytest.mark.slow if one.id in LONG else [], id=one.id) for one in MINIATURES],
)
def test_every_metric_says_the_same_on_both_engines(engine: Engine, spark: Engine, miniature: Miniature) -> None:
    both = [miniature.inputs(one) for one in (engine, spark)]
    found = []
    for monthly in (True, False):
        names = [name for name, worked in miniature.worked.items() if (worked.month is not None) == monthly]
        if names:
            found += compare_answers(both[0], both[1], names, ["month"] if monthly else [])
    assert found == []


def test_metrics_of_a_workspace_s_own_say_the_same(engine: Engine, spark: Engine) -> None:
    """All expressions that are tried on the shop by hand, and a quantile."""
    declared = [{"table": "activity", **one} for business, one, *_ in CASES if business == "shop"]
    declared.append({"table": "activity", "kind": "quantile", "of": "amount", "share": 0.9})
    settings = Settings(metric=tuple(UserMetric(id=f"own_{place}", **one) for place, one in enumerate(declared)))
    both = [shop(one) for one in (engine, spark)]
    answers = [ask_all(inputs, user_metrics(settings, inputs).values(), "month") for inputs in both]
    found = {name: differences(one.rows, answers[1][name].rows) for name, one in answers[0].items()}
    assert [(name, told) for name, told in found.items() if told] == []
