"""Risk sets, person-periods, lives of contracts and occasions: the same on both engines."""

from datetime import date

import pytest

from liuke.engine import Engine
from liuke.predict.timing import kaplan_meier, person_periods
from liuke.predict.value import occasions
from liuke.predict.value.lives import lives
from tests.engines.parity import differences
from tests.predict.timing.test_hazard import company
from tests.predict.value.test_contracts import AS_OF, CONTRACTS, GRACE, MOVEMENTS
from tests.predict.value.test_occasions import GIVEN


@pytest.mark.slow
def test_durations_are_counted_alike_on_both_engines(engine: Engine, spark: Engine) -> None:
    rows = company(300, 1, late=True, watched=False)
    curves, periods = [], []
    for one in (engine, spark):
        table = one.table(rows)
        curves.append(kaplan_meier(table, "basic", engine=one).rows())
        periods.append(person_periods(table, ("basic",), engine=one).to_dicts())
    assert not differences(*curves)
    assert not differences(*periods)
    assert len(periods[0]) == len(periods[1]) > 10


@pytest.mark.slow
def test_contracts_and_occasions_are_counted_alike_on_both_engines(engine: Engine, spark: Engine) -> None:
    found, years = [], []
    for one in (engine, spark):
        found.append(one.rows(lives(one.table(CONTRACTS), one.table(MOVEMENTS), AS_OF, GRACE)))
        years.append(one.polars(occasions(one.table(GIVEN), date(2023, 12, 31))).sort("customer_id").to_dicts())
    assert not differences(*found)
    assert not differences(*years)
    assert len(found[0]) == len(found[1]) == 8
