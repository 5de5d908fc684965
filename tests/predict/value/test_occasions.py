"""Occasions from `activity`: counted by hand, periods that are not over left out, and tracked period by period."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.predict.value import BGBB, Counts, occasions
from liuke.predict.value.occasions import by_cohort, last_day, tracking
from liuke.present.charts import draw
from liuke.present.reader import Reader
from tests.predict.value.test_occasion_model import drawn

MODEL = BGBB(1.2, 0.75, 0.66, 2.78)


def gifts(*rows: tuple[str, str]) -> pl.DataFrame:
    """Return `activity` of purchases on days, of which one with a minus is a return."""
    return pl.DataFrame(
        {
            "customer_id": [who for who, _ in rows],
            "day": [date.fromisoformat(day.lstrip("-")) for _, day in rows],
            "orders": [int(not day.startswith("-")) for _, day in rows],
        }
    )


GIVEN = gifts(
    ("each", "2020-03-01"), ("each", "2021-12-31"), ("each", "2022-01-01"), ("each", "2022-11-11"),
    ("each", "2023-05-05"),
    ("once", "2020-08-01"), ("once", "2020-09-01"), ("late", "2022-02-02"), ("late", "-2022-12-12"),
    ("gap", "2021-01-01"), ("gap", "2023-07-01"), ("too late", "2024-02-01"),
)  # fmt: skip


def told(engine: Engine, as_of: str, months: int) -> dict[str, tuple[float, float, float]]:
    rows = engine.rows(occasions(engine.table(GIVEN), date.fromisoformat(as_of), months))
    return {row["customer_id"]: (row["x"], row["t_x"], row["T"]) for row in rows}


def test_years_are_counted_by_hand(engine: Engine) -> None:
    """2024 is not over, so nobody is asked of it."""
    assert told(engine, "2024-06-30", 12) == {"each": (3, 3, 3), "once": (0, 0, 3), "late": (0, 0, 1), "gap": (1, 2, 2)}


def test_a_year_counts_from_its_last_day(engine: Engine) -> None:
    assert told(engine, "2022-12-30", 12)["each"] == (1, 1, 1)
    assert told(engine, "2022-12-31", 12)["each"] == (2, 2, 2)


def test_quarters_and_months_are_counted_too(engine: Engine) -> None:
    assert told(engine, "2022-12-31", 3)["each"] == (3, 11, 11)
    assert told(engine, "2022-12-31", 1)["once"] == (1, 1, 28)


def test_nothing_after_the_day_is_known(engine: Engine) -> None:
    cut = GIVEN.filter(pl.col("day") <= date(2022, 6, 30))
    rows = engine.rows(occasions(engine.table(cut), date(2022, 6, 30), 12))
    assert {row["customer_id"]: row["x"] for row in rows} == {
        who: x for who, (x, _, _) in told(engine, "2022-06-30", 12).items()
    }


@pytest.mark.parametrize(
    ("period", "months", "day"),
    [(2023, 12, "2023-12-31"), (4 * 2024, 3, "2024-03-31"), (12 * 2024 + 1, 1, "2024-02-29")],
)
def test_periods_end_on_their_last_day(period: int, months: int, day: str) -> None:
    assert last_day(period, months) == date.fromisoformat(day)


def simulated(customers: int) -> pl.DataFrame:
    """Return the gifts of donors who come in 2014 to 2016, until 2023."""
    bought, chance = drawn(MODEL, customers, 9, 5), np.random.default_rng(6)
    first = chance.integers(2014, 2017, customers)
    who, when = np.nonzero(bought)
    years = np.concatenate([first, first[who] + when + 1])
    frame = pl.DataFrame({"customer_id": np.concatenate([np.arange(customers), who]).astype(str), "year": years})
    return frame.filter(pl.col("year") < 2024).select("customer_id", day=pl.date("year", 6, 1), orders=pl.lit(1))


def test_a_model_of_occasions_tracks_years_it_has_not_seen(engine: Engine) -> None:
    table, until, as_of = engine.table(simulated(4000)), date(2020, 12, 31), date(2023, 12, 31)
    model, _ = BGBB.fit(Counts.of(engine.polars(occasions(table, until))))
    rows = tracking(model, engine.polars(by_cohort(table, as_of)), until)
    assert [row["week"] for row in rows if row["held_out"]] == ["2021-12-31", "2022-12-31", "2023-12-31"]
    for row in rows:
        assert row["expected"] == pytest.approx(row["actual"], rel=0.04)
    figure = draw("tracking", rows, Reader("en"))
    assert figure
    assert figure.title.startswith("Over 3 years it had not seen, the model expected")
    chinese = draw("tracking", rows, Reader("zh"))
    assert chinese
    assert chinese.title.startswith("在模型未见过的 3 年里")
    repeats = engine.polars(occasions(table, as_of))["x"].sum()
    assert rows[-1]["actual"] == repeats
