"""Every metric on DuckDB and on Spark, from the same expressions: the same tables derived, the same answers."""

from liuke.engine import Engine
from tests.engines.parity import compare_answers
from tests.measure.miniatures import MINIATURES


def test_every_metric_says_the_same_on_both_engines(engine: Engine, spark: Engine) -> None:
    """One test for all, since a session of Spark takes longer to open than all of them to ask."""
    found = []
    for miniature in MINIATURES:
        both = [miniature.inputs(one) for one in (engine, spark)]
        for monthly in (True, False):
            names = [name for name, worked in miniature.worked.items() if (worked.month is not None) == monthly]
            if names:
                found += compare_answers(both[0], both[1], names, ["month"] if monthly else [])
    assert found == []
