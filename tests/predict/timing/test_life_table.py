"""Expected remaining life by the life table: by hand, by its laws, and against lives whose hazard is known."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.engine import Engine
from liuke.predict.timing import LifeTable, kaplan_meier
from liuke.predict.timing.durations import RiskSets, risk_sets
from liuke.predict.timing.of_run import cycle_of


def table(days: list[int] | np.ndarray, ended: list[bool] | np.ndarray) -> LifeTable:
    return LifeTable.of(sets(np.array(days), np.array(ended)))


def sets(days: np.ndarray, ended: np.ndarray) -> RiskSets:
    """Return the risk sets of customers who were all seen from the start."""
    known = np.unique(days)
    left, seen = (np.array([(ended[days == day] == over).sum() for day in known], float) for over in (True, False))
    return RiskSets(known.astype(float), left, seen, np.array([-1.0]), np.array([float(len(days))]))


def at(*tenures: int) -> np.ndarray:
    return np.array(tenures, dtype=np.int64)


def crowd(*hazards: float, beyond: float = 0.0) -> LifeTable:
    """Return a table of these hazards on day 0, 1 …, each of 1000 customers."""
    found = np.array(hazards)
    return LifeTable(found, np.full(len(found), 1000.0), 0, beyond)


def test_it_is_worked_out_by_hand() -> None:
    """Half leave on day 1, and of who is left half on day 2: of 3 days a new customer stays 1 + ½ + ¼."""
    life = crowd(0.0, 0.5, 0.5, 0.0)
    assert life.remaining(at(0, 1, 2), 3).value == pytest.approx([1.75, 1 + 0.5 + 0.5, 3.0])


def test_its_variance_is_worked_out_by_hand() -> None:
    """∂μ/∂h1 = −(1 + ½), ∂μ/∂h2 = −½; variances ¼/1000 each: 0.0004 + 0.0000625."""
    life = crowd(0.0, 0.5, 0.5, 0.0, 0.0)
    variance = life._variance(at(0), 3, *life._ahead(at(0), 3))
    assert variance[0] == pytest.approx((1.5**2 + 0.5**2) * 0.25 / 1000)


@pytest.mark.parametrize("tenure", [0, 30, 70])
def test_its_slopes_are_those_of_its_numbers(tenure: int) -> None:
    """The delta method by differences: every day's hazard is moved a little, and with it what stands for the rest."""
    random = np.random.default_rng(1)
    hazard, at_risk, horizon, step = random.uniform(0, 0.04, 60), np.linspace(900, 100, 60), 50, 1e-6

    def life(moved: np.ndarray) -> LifeTable:
        beyond = float((moved * at_risk)[20:].sum() / at_risk[20:].sum())
        return LifeTable(moved, at_risk, 20, beyond)

    plain = life(hazard).remaining(at(tenure), horizon).value[0]
    slopes = [
        (life(hazard + step * (np.arange(60) == day)).remaining(at(tenure), horizon).value[0] - plain) / step
        for day in range(60)
    ]
    expected = float((np.square(slopes) * hazard * (1 - hazard) / at_risk).sum())
    own = life(hazard)
    assert own._variance(at(tenure), horizon, *own._ahead(at(tenure), horizon))[0] == pytest.approx(expected, rel=1e-4)


rows = st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=40, max_size=120).filter(
    lambda rows: any(ended for _, ended in rows)
)


@settings(deadline=None, max_examples=5)
@given(rows=rows)
def test_of_a_new_customer_it_is_the_area_under_the_survival_curve(
    engine: Engine, rows: list[tuple[int, bool]]
) -> None:
    days, ended = [day for day, _ in rows], [over for _, over in rows]
    life = table(days, ended)
    horizon = life.reach + 1
    table_ = engine.table(pl.DataFrame({"days": days, "ended": ended}))
    (curve,) = kaplan_meier(table_, engine=engine).curves
    assert life.hazard == pytest.approx(LifeTable.of(risk_sets(table_, engine=engine)[None]).hazard)
    assert life.remaining(at(0), horizon).value[0] == pytest.approx(curve.restricted_mean(horizon))


@settings(deadline=None, max_examples=30)
@given(rows=rows, tenure=st.integers(0, 120), horizon=st.integers(2, 200))
def test_nobody_stays_longer_than_the_horizon_or_less_than_a_day(
    rows: list[tuple[int, bool]], tenure: int, horizon: int
) -> None:
    life = table([day for day, _ in rows], [over for _, over in rows])
    found = life.remaining(at(tenure), horizon)
    assert 1 <= found.value[0] <= horizon
    assert found.low[0] <= found.value[0] + 1e-6
    assert found.high[0] >= found.value[0] - 1e-6


def test_a_constant_hazard_is_found_at_every_tenure_and_beyond_the_last_one_seen() -> None:
    """Of the next 365 days a hazard of 1 in 200 leaves (1 − 0.995^365) / 0.005 = 167.9."""
    random = np.random.default_rng(3)
    ends, seen = random.geometric(1 / 200, 40_000), random.integers(1, 700, 40_000)
    found = table(np.minimum(ends, seen), ends <= seen).remaining(at(0, 100, 500, 2000), 365)
    exact = (1 - 0.995**365) / 0.005
    assert found.value == pytest.approx(np.full(4, exact), rel=0.05)
    assert ((found.low < exact) & (exact < found.high)).all()


def test_a_contract_of_a_year_is_told_rightly_on_every_day_of_it() -> None:
    """Half end on day 372, nobody before: with 300 days behind 72 are sure, and half stay the other 292, not less."""
    year = sets(np.full(2000, 372), np.arange(2000) % 2 == 0)
    ahead = LifeTable.of(year, cycle_of(12)).remaining(at(0, 300, 371, 372, 700), 364).value
    assert ahead == pytest.approx([364, 72 + 292 / 2, 1 + 363 / 2, 364, 37 + 327 / 2])
    assert LifeTable.of(year).remaining(at(300), 364).value[0] < 200, "an average leaves too early"


@pytest.mark.parametrize(("term", "days"), [(0, 0), (1, 0), (-7, 0), (3, 365), (12, 365), (24, 730), (5, 457)])
def test_a_cycle_is_whole_terms_of_a_year_or_more(term: int, days: int) -> None:
    assert cycle_of(term) == days


@pytest.mark.slow
def test_the_interval_holds_the_expectation_about_as_often_as_it_says() -> None:
    random, exact = np.random.default_rng(5), (1 - 0.99**120) / 0.01
    held = 0
    for _ in range(400):
        ends, seen = random.geometric(0.01, 300), random.integers(1, 300, 300)
        found = table(np.minimum(ends, seen), ends <= seen).remaining(at(60), 120)
        held += bool(found.low[0] <= exact <= found.high[0])
    assert 0.91 <= held / 400 <= 0.985


def test_days_that_hardly_anybody_came_to_do_not_speak_for_themselves() -> None:
    """Of the two who came to day 400 one left: that is no hazard of a half."""
    days = np.concatenate([np.arange(1, 301), [400, 401]])
    life = table(days, np.concatenate([np.arange(300) % 3 == 0, [True, False]]))
    assert life.reach < 300
    assert life.remaining(at(399), 10).value[0] > 9


def test_a_chance_of_ones_own_comes_out_and_nothing_else_changes_after_it() -> None:
    life = crowd(*np.linspace(0.002, 0.02, 80), beyond=0.01)
    chance, tenure = np.array([0.1, 0.6, np.nan]), at(10, 10, 10)
    only = life.remaining_of(tenure, chance, 30, 30)
    both = life.remaining_of(tenure, chance, 30, 200)
    after = life.remaining(at(40), 170).value[0]
    assert (both - only)[:2] == pytest.approx((1 - chance[:2]) * after)
    assert both[2] == pytest.approx(life.remaining(at(10), 200).value[0])


def test_the_table_s_own_chance_gives_the_table_s_own_days() -> None:
    life = crowd(*np.linspace(0.002, 0.02, 80), beyond=0.01)
    own = 1 - np.prod(1 - np.linspace(0.002, 0.02, 80)[11:41])
    assert life.remaining_of(at(10), np.array([own]), 30, 200) == pytest.approx(life.remaining(at(10), 200).value)


@settings(deadline=None, max_examples=40)
@given(
    chances=st.tuples(st.floats(0, 1), st.floats(0, 1)), tenure=st.integers(0, 150), within=st.integers(1, 90),
    horizon=st.integers(1, 120),
)  # fmt: skip
def test_who_is_likelier_to_leave_stays_no_longer(
    chances: tuple[float, float], tenure: int, within: int, horizon: int
) -> None:
    life = crowd(0.0, 0.0, *np.linspace(0.0, 0.03, 60), beyond=0.02)
    more, less = life.remaining_of(at(tenure, tenure), np.array(sorted(chances, reverse=True)), within, horizon)
    assert 0 < more <= less + 1e-9 <= horizon + 1e-6


def test_where_the_table_knows_no_leaving_a_chance_is_spread_evenly() -> None:
    """A chance of one half over 10 days in which nobody was seen to leave: 1 + 0.95 + 0.9 + … + 0.55."""
    life = crowd(*np.zeros(40))
    assert life.remaining_of(at(5), np.array([0.5]), 10, 10) == pytest.approx([sum(1 - 0.05 * k for k in range(10))])
