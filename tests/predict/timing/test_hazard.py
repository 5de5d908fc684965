"""The hazard by tenure: person-periods by hand, the truth of simulated companies, remaining life, refusals."""

import json
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import LANGUAGES
from liuke.predict.timing import Hazard, by_tenure, fit_hazard, learn_hazard, person_periods, remaining, survival
from liuke.predict.timing.tenure import Shape, Smooth, Steps
from liuke.predict.value import SBG

LONGEST = 12
EFFECT = 0.7


def truth(tenure: np.ndarray, basic: np.ndarray) -> np.ndarray:
    """Return the hazard of period `tenure`: high at first, low later, and higher on the basic plan."""
    return expit(logit(0.04 + 0.16 * np.exp(-(tenure - 1) / 3)) + EFFECT * basic)


def company(customers: int, seed: int, *, late: bool = False, watched: bool = False) -> pl.DataFrame:
    """Return durations in periods of 30 days, of customers who are seen for a random time that ends on any day."""
    chance = np.random.default_rng(seed)
    basic = chance.integers(0, 2, customers)
    life = np.full(customers, np.inf)
    for period in range(LONGEST, 0, -1):
        leaves = chance.random(customers) < truth(np.array(float(period)), basic)
        life = np.where(leaves, 30.0 * (period - 1) + chance.integers(1, 31, customers), life)
    seen = chance.integers(30, 30 * LONGEST + 1, customers).astype(float)
    rows = pl.DataFrame({"days": np.minimum(life, seen), "ended": life <= seen, "basic": basic})
    if watched:
        rows = rows.with_columns(watched=pl.Series(seen))
    if not late:
        return rows
    entry = pl.Series("entry", chance.integers(0, 120, customers).astype(float))
    return rows.with_columns(entry).filter(pl.col("entry") < pl.col("days"))


def covered(engine: Engine, seeds: range, customers: int, shape: Shape, **kind: bool) -> float:
    """Return how often the true hazard lies in the 95 % interval: seeds × tenures × plans."""
    tenure = np.tile(np.arange(1.0, LONGEST + 1), 2)
    plans = pl.DataFrame({"basic": np.repeat([0, 1], LONGEST)})
    inside = []
    for seed in seeds:
        table = engine.table(company(customers, seed, **kind))
        model = fit_hazard(table, ("basic",), shape=shape, engine=engine)
        engine.drop(table)
        found = model.hazard(tenure, plans)
        true = truth(tenure, plans["basic"].to_numpy())
        inside.append((found.low <= true) & (true <= found.high))
    return float(np.mean(inside))


@pytest.fixture(scope="module")
def fitted(engine: Engine) -> Hazard:
    return fit_hazard(engine.table(company(4000, 1)), ("basic",), engine=engine)


def test_person_periods_are_counted_by_hand() -> None:
    """In periods of 30 days.

    Left on day 30: in period 1. On day 31: in period 2. Last seen on day 75: through periods 1 and 2 and half of 3. On
    day 24: in 0.8 of period 1. On day 0: left in 1. Under observation from day 10, left on day 61: in 3, through 2.
    """
    rows = pl.DataFrame(
        {
            "days": [30.0, 31.0, 75.0, 24.0, 0.0, 61.0],
            "ended": [True, True, False, False, True, True],
            "entry": [None, None, None, None, None, 10.0],
        }
    )
    found = person_periods(rows)
    assert found["at_risk"].to_list() == pytest.approx([4.8, 3, 1.5])
    assert found["ended"].to_list() == [2, 1, 1]


def test_where_it_is_known_until_when_all_were_watched_half_periods_count_for_nobody() -> None:
    """Watched for 70 days: through periods 1 and 2. Who left on day 65 left in a period not seen to its end."""
    rows = pl.DataFrame({"days": [65.0, 70.0, 20.0], "ended": [True, False, True], "watched": [70.0] * 3})
    assert person_periods(rows).rows() == [(1, 3, 1), (2, 2, 0)]


def test_customers_who_are_alike_are_counted_together() -> None:
    rows = pl.DataFrame({"days": [40.0, 40, 60], "ended": [True, True, False], "plan": ["a", "b", "a"]})
    found = person_periods(rows, ("plan",), period_days=30)
    assert found.rows() == [(1, "a", 2, 0), (1, "b", 1, 0), (2, "a", 2, 1), (2, "b", 1, 1)]


def test_without_covariates_a_step_is_the_share_who_left(engine: Engine) -> None:
    cells = person_periods(engine.table(company(3000, 2)), engine=engine)
    model = learn_hazard(cells)
    found = model.hazard(cells["tenure"].to_numpy())
    assert isinstance(model.tenure, Steps)
    for start, last in pairwise([0, *model.tenure.last.astype(int)]):
        step = cells.filter(pl.col("tenure").is_between(start + 1, last))
        at_risk, left = float(step["at_risk"].sum()), int(step["ended"].sum())
        share = left / at_risk
        assert found.value[start] == pytest.approx(share, rel=1e-6)
        spread = 1 / np.sqrt(at_risk * share * (1 - share))
        assert logit(found.high[start]) - logit(share) == pytest.approx(1.959964 * spread, rel=1e-5)


@pytest.mark.parametrize("shape", ["steps", "smooth"])
def test_the_true_hazard_lies_within_its_interval(engine: Engine, shape: Shape) -> None:
    assert 0.90 <= covered(engine, range(14), 3000, shape) <= 0.98


def test_half_periods_are_exact_where_all_were_watched(engine: Engine) -> None:
    assert 0.90 <= covered(engine, range(30, 44), 3000, "steps", watched=True) <= 0.98


def test_late_entry_hides_no_hazard(engine: Engine) -> None:
    assert 0.90 <= covered(engine, range(50, 62), 4000, "steps", late=True) <= 0.99


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["steps", "smooth"])
def test_the_true_hazard_lies_within_its_interval_in_many_companies(engine: Engine, shape: Shape) -> None:
    assert 0.90 <= covered(engine, range(100, 180), 5000, shape) <= 0.98


def test_contracts_of_many_kinds_have_the_hazard_of_their_mixture(engine: Engine) -> None:
    """Of sBG contracts, α / (α + β + t − 1): it falls, though nobody's own does."""
    model, tenure, inside = SBG(0.7, 2.0), np.arange(1.0, 9.0), []
    for seed in range(12):
        chance = np.random.default_rng(seed)
        life = chance.geometric(np.maximum(chance.beta(model.alpha, model.beta, 3000), 1e-9))
        seen = chance.integers(1, 9, 3000)
        rows = pl.DataFrame({"days": np.minimum(life, seen) * 30.0, "ended": life <= seen})
        found = fit_hazard(engine.table(rows), engine=engine).hazard(tenure)
        true = 1 - model.retention(tenure)
        inside.append((found.low <= true) & (true <= found.high))
    assert 0.9 <= np.mean(inside) <= 1.0


def test_the_effect_of_a_covariate_comes_back(fitted: Hazard) -> None:
    effect = fitted.effects()["basic"]
    assert effect.low < np.exp(EFFECT) < effect.high
    assert effect.high / effect.low < 1.5


def test_survival_is_the_product_of_staying(fitted: Hazard) -> None:
    customer = pl.DataFrame({"basic": [1]})
    found = survival(fitted, 5, lived=2, customer=customer)
    hazard = fitted.hazard(np.arange(3.0, 8.0), pl.DataFrame({"basic": [1] * 5})).value
    assert found.value == pytest.approx([1, *np.cumprod(1 - hazard)])
    assert (found.low[1:] < found.value[1:]).all()
    assert (found.value[1:] < found.high[1:]).all()
    assert (found.low[0], found.high[0]) == pytest.approx((1, 1))


def test_remaining_life_is_the_area_under_survival(fitted: Hazard) -> None:
    customers, lived = pl.DataFrame({"basic": [0, 1, 1]}), np.array([0.0, 0.0, 6.7])
    found = remaining(fitted, 8, lived, customers)
    for at in range(3):
        curve = survival(fitted, 8, int(lived[at]), customers[at : at + 1]).value
        assert found.value[at] == pytest.approx(np.trapezoid(curve))
    assert found.value[1] < found.value[0]
    assert found.value[1] < found.value[2]
    assert ((found.low < found.value) & (found.value < found.high) & (found.high < 8)).all()


def test_the_interval_of_remaining_life_is_that_of_drawn_coefficients(fitted: Hazard) -> None:
    customers, lived = pl.DataFrame({"basic": [0, 1]}), np.array([0.0, 3.0])
    found = remaining(fitted, 10, lived, customers)
    draws = np.random.default_rng(3).multivariate_normal(fitted.coefficients, fitted.covariance, 1500)
    record = fitted.record()
    lives = [
        remaining(Hazard.read(record | {"coefficients": list(draw)}), 10, lived, customers).value for draw in draws
    ]
    low, high = np.quantile(lives, [0.025, 0.975], axis=0)
    width = high - low
    assert found.low == pytest.approx(low, abs=0.1 * width.max())
    assert found.high == pytest.approx(high, abs=0.1 * width.max())


def test_true_remaining_life_lies_within_its_interval(engine: Engine) -> None:
    """Four kinds of customers: on either plan, new or in the fourth period."""
    plans, lived = pl.DataFrame({"basic": [0, 0, 1, 1]}), np.array([0.0, 3, 0, 3])
    basic = plans["basic"].to_numpy()
    share, true = np.ones(4), np.zeros(4)
    for ahead in range(1, 8):
        now = share * (1 - truth(lived + ahead, basic))
        true += (share + now) / 2
        share = now
    inside = []
    for seed in range(20, 40):
        found = remaining(fit_hazard(engine.table(company(2500, seed)), ("basic",), engine=engine), 7, lived, plans)
        inside.append((found.low <= true) & (true <= found.high))
    assert 0.88 <= np.mean(inside) <= 1.0


def test_chunks_of_customers_change_nothing(fitted: Hazard, monkeypatch: pytest.MonkeyPatch) -> None:
    customers, lived = pl.DataFrame({"basic": [0, 1] * 10}), np.arange(20.0)
    whole = remaining(fitted, 6, lived, customers)
    monkeypatch.setattr("liuke.predict.timing.staying.CHUNK", 3)
    assert np.stack(remaining(fitted, 6, lived, customers)) == pytest.approx(np.stack(whole))
    assert all(len(part) == 0 for part in remaining(fitted, 6, np.zeros(0), customers[:0]))


def test_tenures_beyond_the_longest_go_on_as_the_longest_did(fitted: Hazard) -> None:
    both = fitted.hazard(np.array([float(LONGEST), 99.0]), pl.DataFrame({"basic": [0, 0]}))
    assert both.value[0] == both.value[1]


def test_the_chart_shows_what_was_seen_beside_what_the_model_says(engine: Engine) -> None:
    cells = person_periods(engine.table(company(4000, 1)), ("basic",), engine=engine)
    rows = by_tenure(learn_hazard(cells, ("basic",)), cells)
    assert [row["tenure"] for row in rows] == list(range(1, LONGEST + 1))
    assert rows[0]["at_risk"] == cells.filter(pl.col("tenure") == 1)["at_risk"].sum()
    for row in rows:
        if row["ended"] >= 10:
            assert row["hazard"] == pytest.approx(row["observed"], rel=1e-5)
        assert row["low"] < row["hazard"] < row["high"]
    smooth = by_tenure(learn_hazard(cells, ("basic",), shape="smooth"), cells)
    whole = [row["high"] - row["low"] for row in rows[4:]]
    assert sum(row["high"] - row["low"] for row in smooth[4:]) < sum(whole)


@pytest.mark.parametrize("shape", ["steps", "smooth"])
def test_a_stored_hazard_says_what_the_one_written_did(engine: Engine, shape: Shape) -> None:
    rows = company(2000, 3).with_columns(plan=pl.when(pl.col("basic") == 1).then(pl.lit("b")).otherwise(pl.lit("a")))
    model = fit_hazard(engine.table(rows), ("plan",), shape=shape, engine=engine)
    again = Hazard.read(json.loads(json.dumps(model.record(), allow_nan=False)))
    tenure, plans = np.arange(1.0, 7.0), pl.DataFrame({"plan": ["a", "b", "a", "b", "a", "new"]})
    assert np.stack(again.hazard(tenure, plans)) == pytest.approx(np.stack(model.hazard(tenure, plans)), abs=0)
    assert again.covariates == ("plan",)


def test_steps_are_as_long_as_it_takes_for_ten_to_leave() -> None:
    tenure, ended = np.arange(1.0, 8.0), np.array([20.0, 9, 1, 4, 12, 0, 3])
    assert Steps.learn(tenure, ended).last.tolist() == [1, 3, 7]
    assert Steps.learn(tenure, np.array([3.0, 0, 0, 0, 0, 0, 1])).last.tolist() == [7]


@given(longest=st.integers(1, 60), seed=st.integers(0, 20))
def test_smooth_lines_are_smooth_and_flat_beyond_the_end(longest: int, seed: int) -> None:
    tenure = np.arange(1.0, longest + 1)
    part = Smooth.learn(tenure, np.random.default_rng(seed).integers(1, 30, longest).astype(float))
    columns = part.columns(np.array([*tenure, longest + 5.0, longest + 50.0]))
    assert np.isfinite(columns).all()
    assert (columns[-1] == columns[longest - 1]).all()
    assert (columns[:, 0] == 1).all()
    assert columns.shape[1] == max(1, len(part.knots))


def test_the_seventh_period_is_counted_alike_on_any_calendar(engine: Engine) -> None:
    """Periods of a mean month: 30.4375 days."""
    rows = pl.DataFrame({"days": [30.4375 * 7, 30.4375 * 7 + 1], "ended": [True, True]})
    found = person_periods(engine.table(rows), period_days=30.4375, engine=engine)
    assert found.filter(pl.col("ended") > 0)["tenure"].to_list() == [7, 8]


def test_too_few_who_left_are_refused() -> None:
    with pytest.raises(DataError) as caught:
        fit_hazard(company(25, 1))
    assert caught.value.code == "timing.few"
    assert all(caught.value.message.say(to) and caught.value.hint.say(to) for to in LANGUAGES)


def test_an_attribute_known_only_after_the_end_is_refused() -> None:
    rows = company(2000, 1).with_columns(closed=pl.col("ended").cast(pl.Int8))
    with pytest.raises(DataError, match="closed") as caught:
        fit_hazard(rows, ("basic", "closed"))
    assert caught.value.code == "timing.no_fit"


def test_customers_who_are_all_unlike_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liuke.predict.timing.periods.MOST_CELLS", 500)
    rows = company(2000, 1).with_columns(own=pl.int_range(pl.len()))
    with pytest.raises(DataError) as caught:
        person_periods(rows, ("own",))
    assert caught.value.code == "timing.too_fine"


def test_periods_that_nobody_was_seen_through_are_refused() -> None:
    late = pl.DataFrame({"days": [20.0, 25.0], "ended": [True, True], "entry": [5.0, 5.0]})
    with pytest.raises(DataError) as caught:
        person_periods(late)
    assert caught.value.code == "timing.no_periods"
    with pytest.raises(UsageError, match="0 days"):
        person_periods(late, period_days=0)


def test_a_hazard_of_covariates_asks_for_customers(fitted: Hazard) -> None:
    with pytest.raises(DataError) as caught:
        fitted.hazard(np.ones(1))
    assert caught.value.code == "timing.customers"
