"""Every feature on DuckDB and on Spark, from the same expressions: the same values of the same customers."""

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.churn_model.contracts import Contracts
from liuke.predict.churn_model.orders import Orders
from liuke.predict.churn_model.shape import Shape
from liuke.predict.features import build
from tests.engines.parity import differences
from tests.predict.features.facts import AS_OF, SNAPSHOT, Book, book, tables_of

CUSTOMERS = 12


def _rows(engine: Engine, given: Book, shape: Shape) -> list[dict[str, object]]:
    tables = tables_of(engine, given)
    days = engine.table(pl.DataFrame({"snapshot": [SNAPSHOT, AS_OF]}))
    asked = engine.hold(shape.labelled(tables, shape.population(tables, days), 0, 60))
    people = [f"c{number}" for number in range(CUSTOMERS)]
    tables |= {
        "profile": engine.table(pl.DataFrame({"customer_id": people, "region": ["north", "south"] * (CUSTOMERS // 2)})),
        "first_channel": engine.table(
            pl.DataFrame({"customer_id": people, "acquisition_channel": ["web"] * CUSTOMERS})
        ),
    }
    return engine.rows(build(tables, asked).order_by("customer_id", "snapshot"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "group"),
    [
        (Orders(400), ("order", "order_line", "event", "interaction", "survey_response")),
        (Contracts(7), ("subscription", "feedback", "feedback_status")),
    ],
    ids=["orders", "contracts"],
)
def test_every_feature_says_the_same_on_both_engines(
    engine: Engine, spark: Engine, shape: Shape, group: tuple[str, ...]
) -> None:
    given = book(np.random.default_rng(3), group, rows=60, customers=CUSTOMERS)
    one, other = (_rows(each, given, shape) for each in (engine, spark))
    assert len(one) > CUSTOMERS / 2
    assert differences(one, other) == []
