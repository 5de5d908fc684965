"""What a run keeps of when customers leave: its tables, what the manifest says, and everybody's remaining days."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.language import LANGUAGES
from liuke.predict.timing import RunTiming, Stays, keep_timing
from liuke.predict.timing.lasting import by_period
from liuke.workspace import Draft
from tests.predict.timing.stays import AS_OF, contracts_of, living_by, of_contracts, stay_table

TOLD = {
    "horizon_days", "period_days", "since", "group", "stays", "lost", "longest_days", "median_days", "median_low",
    "median_high", "survival", "remaining", "note",
}  # fmt: skip


def kept(engine: Engine, stays: Stays, folder: Path, horizon: int = 364) -> tuple[RunTiming, Draft]:
    draft = Draft("draft", folder, engine)
    return keep_timing(draft, stays, horizon), draft


def scores(living: pl.DataFrame, chance: float | None = None) -> pl.DataFrame:
    return living.select("customer_id", probability=pl.lit(chance, pl.Float64))


def test_it_keeps_the_curve_and_the_hazard_and_says_what_they_are(engine: Engine, tmp_path: Path) -> None:
    """A hazard of 1 in 250 a day: half are gone after 173 days, and 30 days lose 11.3 of 100."""
    found, draft = kept(engine, of_contracts(engine, living_by(1 / 250, 4_000, 900, seed=1)), tmp_path)
    assert set(found.told) == TOLD
    assert found.refusal is None
    assert found.told["median_low"] <= 173 <= found.told["median_high"]
    assert [point["days"] for point in found.told["survival"]] == [30, 90, 180, 365]
    assert all(row["low"] < row["survival"] < row["high"] for row in found.told["survival"])
    exact = (1 - 0.996**364) / 0.004
    assert all(row["low"] - 8 < exact < row["high"] + 8 for row in found.told["remaining"])
    curve, hazard = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("survival", "hazard"))
    assert set(draft.manifest["tables"]) == {"survival", "hazard"}
    assert curve.columns == ["days", "at_risk", "ended", "survival", "low", "high"]
    assert curve["ended"].sum() == found.told["lost"]
    assert hazard["hazard"][:8].mean() == pytest.approx(1 - 0.996**30, rel=0.1)
    assert (hazard["low"] <= hazard["hazard"]).all()
    assert (hazard["hazard"] <= hazard["high"]).all()


def test_too_few_losses_are_refused_with_what_is_needed(engine: Engine, tmp_path: Path) -> None:
    stays = Stays(engine.table(stay_table(*((f"C{place}", 100 + place, 50 - place) for place in range(19)))), AS_OF)
    found, draft = kept(engine, stays, tmp_path)
    assert (found.told, found.lives) == ({}, {})
    assert "tables" not in draft.manifest
    assert found.refusal is not None
    for language in LANGUAGES:
        assert "20" in found.refusal.say(language)
        assert "19" in found.refusal.say(language)
    given = pl.DataFrame({"customer_id": ["C1", "C2"], "probability": [0.1, None]})
    assert found.remaining(given, 30)["remaining_days"].to_list() == [None, None]


def test_every_customer_who_is_there_has_remaining_days_and_nobody_else(engine: Engine, tmp_path: Path) -> None:
    stays = Stays(engine.table(living_by(1 / 250, 1_500, 900, seed=3)), AS_OF)
    found, _ = kept(engine, stays, tmp_path)
    given = pl.concat([scores(found.living), pl.DataFrame({"customer_id": ["stranger"], "probability": [0.4]})])
    said = found.remaining(given, 30)
    assert said["customer_id"].to_list() == given["customer_id"].to_list()
    assert said["remaining_days"].null_count() == 1
    known = said["remaining_days"].drop_nulls()
    assert known.is_between(1, 364).all()
    assert known.mean() == pytest.approx((1 - 0.996**364) / 0.004, rel=0.1)


def test_remaining_days_agree_with_the_probability(engine: Engine, tmp_path: Path) -> None:
    """Who is sure to leave within 30 days stays 30 at most; who is sure to stay them, 30 at least."""
    found, _ = kept(engine, Stays(engine.table(living_by(1 / 250, 1_500, 900, seed=3)), AS_OF), tmp_path)
    leaves, stays = (found.remaining(scores(found.living, chance), 30) for chance in (1.0, 0.0))
    assert leaves["remaining_days"].max() <= 30  # type: ignore[operator]
    assert stays["remaining_days"].min() >= 30  # type: ignore[operator]


def test_what_the_scores_hold_already_is_replaced_in_its_place(engine: Engine, tmp_path: Path) -> None:
    found, _ = kept(engine, Stays(engine.table(living_by(1 / 250, 1_500, 900, seed=3)), AS_OF), tmp_path)
    given = scores(found.living, 0.1).select(
        "customer_id", pl.lit(None, pl.Float64).alias("remaining_days"), "probability", clv=pl.lit(1.0)
    )
    said = found.remaining(given, 30)
    assert said.columns == given.columns
    assert said["remaining_days"].null_count() == 0


def test_contracts_of_a_year_and_of_a_month_are_told_apart(engine: Engine, tmp_path: Path) -> None:
    """On day 100 a contract of a year is sure for 272 more days; those without a term leave all the time."""
    random = np.random.default_rng(5)
    began = random.integers(1, 1000, 3_000)
    yearly = [(f"Y{at}", int(day), int(day - 372) if day >= 372 and at % 2 else None) for at, day in enumerate(began)]
    monthly = living_by(1 / 100, 3_000, 1000, seed=6)
    (contract, term), (other, until) = contracts_of(stay_table(*yearly), 365), contracts_of(monthly)
    whole = (stay_table(*yearly).vstack(monthly), contract.vstack(other), term.vstack(until))
    tables = [engine.table(rows) for rows in whole]
    found, _ = kept(engine, Stays(tables[0], AS_OF, 0, tables[1], False, 7, tables[2]), tmp_path, 200)
    assert set(found.lives) == {None, 0, 12}
    said = found.remaining(scores(found.living), 30).join(found.living, on="customer_id")
    young = said.filter(pl.col("tenure") < 150)
    assert young.filter(term=12)["remaining_days"].min() == pytest.approx(200)
    assert young.filter(term=0)["remaining_days"].mean() == pytest.approx((1 - 0.99**200) / 0.01, rel=0.1)


def test_periods_are_counted_by_hand_and_those_of_few_are_left_out() -> None:
    cells = pl.DataFrame({"tenure": [3, 1, 2, 4], "at_risk": [50.0, 200.0, 100.0, 19.0], "ended": [5, 0, 10, 9]})
    rows = by_period(cells)
    assert [row["tenure"] for row in rows] == [1, 2, 3]
    assert [row["hazard"] for row in rows] == pytest.approx([0, 0.1, 0.1])
    assert rows[1]["low"] == pytest.approx(0.0552, abs=1e-4)  # Wilson's of 10 of 100
    assert rows[1]["high"] == pytest.approx(0.1744, abs=1e-4)


def test_periods_that_are_over_before_a_loss_can_be_known_are_left_out() -> None:
    """With a window of 75 days nobody is lost in the first 60; the third period ends on day 90."""
    cells = pl.DataFrame({"tenure": [1, 2, 3], "at_risk": [90.0, 90.0, 90.0], "ended": [0, 0, 30]})
    assert [row["tenure"] for row in by_period(cells, warm_up=75)] == [3]
