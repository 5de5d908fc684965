"""Survival curves by hand, their laws, and durations that cannot be."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.cli.surviving import noted
from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import LANGUAGES
from liuke.predict.timing import kaplan_meier
from liuke.predict.timing.durations import risk_sets
from liuke.predict.timing.lasting import Lasting
from liuke.predict.timing.life_table import LifeTable


def stays(*rows: tuple[float, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"days": pl.Float64, "ended": pl.Boolean}, orient="row")


MINIATURE = stays((6, True), (6, False), (6, True), (10, False), (13, True), (16, False))
spells = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40).filter(
    lambda rows: any(ended for _, ended in rows)
)


def test_a_curve_is_worked_out_by_hand() -> None:
    """Day 6: 2 of 6 end, 4/6 are left. Of 2 at risk on day 13 one ends: 4/6 · 1/2 = 1/3."""
    (curve,) = kaplan_meier(MINIATURE).curves
    assert curve.days.tolist() == [6, 13]
    assert curve.at_risk.tolist() == [6, 2]
    assert curve.ended.tolist() == [2, 1]
    assert curve.survival == pytest.approx([2 / 3, 1 / 3])
    assert curve.median == 13
    assert (curve.customers, curve.until) == (6, 16)


def test_the_median_is_the_first_day_on_which_half_are_gone() -> None:
    """Of four who end on days 1 to 4, half are gone on day 2: S(2) = 1/2 (Collett 2015, section 2.4)."""
    (curve,) = kaplan_meier(stays((1, True), (2, True), (3, True), (4, True))).curves
    assert curve.median == 2


def test_intervals_are_greenwoods_on_the_log_log_scale() -> None:
    """Day 6: Σ d/(n(n−d)) = 2/24; ln S = −0.4055; 0.6667^exp(±1.96 · 0.2887 / 0.4055)."""
    (curve,) = kaplan_meier(MINIATURE).curves
    width = 1.959964 * np.sqrt(2 / 24) / -np.log(2 / 3)
    assert curve.low[0] == pytest.approx((2 / 3) ** np.exp(width), rel=1e-6)
    assert curve.high[0] == pytest.approx((2 / 3) ** np.exp(-width), rel=1e-6)


def test_the_curve_answers_for_any_day_it_has_seen() -> None:
    (curve,) = kaplan_meier(MINIATURE).curves
    found = curve.at(np.array([0, 5.9, 6, 12, 13, 16, 17]))
    assert found[:-1] == pytest.approx([1, 1, 2 / 3, 2 / 3, 1 / 3, 1 / 3])
    assert np.isnan(found[-1])
    assert curve.restricted_mean(15) == pytest.approx(6 + 7 * 2 / 3 + 2 / 3)
    assert curve.restricted_mean(4) == 4
    assert np.isnan(curve.restricted_mean(20))


def test_who_came_under_observation_late_counts_from_then_on() -> None:
    """A contract of 12 days first seen on day 8: not at risk on day 6, where those who had ended could not be seen."""
    late = MINIATURE.with_columns(entry=pl.lit(0.0)).vstack(
        pl.DataFrame({"days": [12.0, 13.0], "ended": [True, False], "entry": [8.0, 13.0 - 1e-9]})
    )
    (curve,) = kaplan_meier(late).curves
    assert curve.days.tolist() == [6, 12, 13]
    assert curve.at_risk.tolist() == [6, 3, 3]
    assert curve.survival == pytest.approx([4 / 6, 4 / 6 * 2 / 3, 4 / 6 * 2 / 3 * 2 / 3])


def test_entering_on_a_day_is_to_be_at_risk_after_it() -> None:
    rows = stays((5, True), (9, True)).with_columns(entry=pl.Series([None, 5.0]))
    assert kaplan_meier(rows).curves[0].at_risk.tolist() == [1, 1]


def test_a_curve_that_reaches_nobody_has_no_interval_there() -> None:
    (curve,) = kaplan_meier(stays((3, True), (5, True))).curves
    assert curve.survival.tolist() == [0.5, 0]
    assert np.isnan(curve.low[-1])
    assert curve.rows()[-1] == {
        "group": None, "days": 5.0, "at_risk": 1.0, "ended": 1.0, "survival": 0.0, "low": None, "high": None,
    }  # fmt: skip


def test_the_chart_goes_from_the_start_to_the_last_day_seen() -> None:
    rows = kaplan_meier(MINIATURE).rows()
    assert [row["days"] for row in rows] == [0, 6, 13, 16]
    assert [row["survival"] for row in rows] == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3])


def test_groups_are_compared() -> None:
    """Freireich's leukaemia trial (1963): medians 8 and 23 weeks, log-rank χ² 16.79 as R's survdiff has it."""
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    rows = pl.DataFrame(
        {
            "days": placebo + ended + censored,
            "ended": [True] * (len(placebo) + len(ended)) + [False] * len(censored),
            "arm": ["placebo"] * len(placebo) + ["6-MP"] * (len(ended) + len(censored)),
        }
    )
    found = kaplan_meier(rows, "arm")
    assert [(curve.group, curve.median) for curve in found.curves] == [("6-MP", 23), ("placebo", 8)]
    assert found.test is not None
    assert found.test.chi_square == pytest.approx(16.79, abs=0.01)
    assert found.test.freedom == 1


@settings(deadline=None, max_examples=40)
@given(rows=spells)
def test_a_curve_falls_within_its_interval_and_without_censoring_is_the_share_left(
    engine: Engine, rows: list[tuple[int, bool]]
) -> None:
    (curve,) = kaplan_meier(engine.table(stays(*rows)), engine=engine).curves
    assert (np.diff(curve.survival) < 0).all()
    known = ~np.isnan(curve.low)
    assert (curve.low[known] <= curve.survival[known]).all()
    assert (curve.survival[known] <= curve.high[known]).all()
    (whole,) = kaplan_meier(engine.table(stays(*((days, True) for days, _ in rows))), engine=engine).curves
    days = np.array([days for days, _ in rows])
    assert whole.survival == pytest.approx([(days > day).mean() for day in whole.days])


@settings(deadline=None, max_examples=25)
@given(rows=spells, seed=st.integers(0, 99))
def test_a_group_drawn_by_lot_adds_up_to_all(engine: Engine, rows: list[tuple[int, bool]], seed: int) -> None:
    lot = np.random.default_rng(seed).integers(0, 2, len(rows))
    frame = stays(*rows).with_columns(lot=pl.Series(lot))
    both = frame.vstack(frame.with_columns(lot=1 - pl.col("lot")))
    found = kaplan_meier(engine.table(both), "lot", engine=engine)
    assert found.test is not None
    assert found.test.chi_square == pytest.approx(0, abs=1e-9)
    assert found.test.ended == pytest.approx(found.test.expected)


def test_a_log_rank_test_of_chance_is_significant_as_often_as_it_says(engine: Engine) -> None:
    chance = np.random.default_rng(8)
    small = 0
    for _ in range(60):
        rows = pl.DataFrame(
            {"days": chance.integers(1, 40, 120), "ended": chance.random(120) < 0.6, "g": [1, 2, 3] * 40}
        )
        test = kaplan_meier(engine.table(rows), "g", engine=engine).test
        assert test is not None
        small += test.p_value < 0.2
    assert 4 <= small <= 22


def test_groups_that_were_never_at_risk_are_not_compared() -> None:
    """Two groups that leave alike, and two of whom nobody was there when anybody left: freedom 1, not 3."""
    days, ended = [5.0, 9, 14, 6, 9, 15], [True, True, False, True, True, False]
    rows = pl.DataFrame({"days": days, "ended": ended, "g": list("aaabbb")})
    gone = pl.DataFrame({"days": [1.0, 2, 1], "ended": [False] * 3, "g": list("ccd")})
    two, four = kaplan_meier(rows, "g").test, kaplan_meier(pl.concat([rows, gone]), "g").test
    assert two is not None
    assert four is not None
    assert (four.freedom, four.expected[2:].tolist()) == (1, [0, 0])
    assert (four.chi_square, four.p_value) == (pytest.approx(two.chi_square), pytest.approx(two.p_value))
    one = kaplan_meier(pl.concat([rows.filter(g="a"), gone]), "g").test
    assert one is not None
    assert (one.chi_square, one.freedom, one.p_value) == (pytest.approx(0), 0, 1)


def test_ends_among_few_before_the_others_came_are_told() -> None:
    """One customer alone at risk ends on day 3, and of the hundred seen from day 20 on nothing is left to say."""
    alone = pl.DataFrame({"days": [3.0], "ended": [True], "entry": [0.0]})
    many = pl.DataFrame({"days": [40.0] * 100, "ended": [True, False] * 50, "entry": [20.0] * 100})
    (curve,) = kaplan_meier(pl.concat([alone, many])).curves
    assert curve.survival.tolist() == [0, 0]
    assert curve.note is not None
    assert curve.note.en.startswith(
        "On day 3 the customers under observation numbered 1, of whom 1 ended: the curve falls to 0.0% there for good"
    )
    assert curve.note.zh.startswith("第 3 天处于观察中的客户仅 1 位，其中 1 位终止：曲线在此降至 0.0%")
    told = Lasting("a", curve, LifeTable.of(risk_sets(pl.concat([alone, many]))[None]), []).record(364)
    assert told["note"] == {"en": curve.note.en, "zh": curve.note.zh}
    record = {"by": "", "groups": [told, told | {"note": None}]}
    assert noted(record, "en") == [f"everybody: {curve.note.en}"]
    assert noted(record | {"by": "region"}, "zh") == [f"a：{curve.note.zh}"]
    unseen = many.with_columns(ended=pl.lit(False))
    assert kaplan_meier(pl.concat([alone, unseen])).curves[0].note is not None


def test_few_at_the_end_of_a_curve_are_not_told(engine: Engine) -> None:
    """Without late entry the last ones are always few, which the interval says; ten at risk are enough with it."""
    assert kaplan_meier(MINIATURE).curves[0].note is None
    ten = pl.DataFrame({"days": [3.0] + [50.0] * 9, "ended": [True] + [False] * 9, "entry": [0.0] * 10})
    many = pl.DataFrame({"days": [40.0] * 30, "ended": [True, False] * 15, "entry": [20.0] * 30})
    (curve,) = kaplan_meier(engine.table(pl.concat([ten, many])), engine=engine).curves
    assert (curve.at_risk.tolist(), curve.note) == ([10, 39], None)
    assert kaplan_meier(pl.concat([ten[:9], many])).curves[0].note is not None


def test_every_kind_of_table_gives_one_answer(engine: Engine) -> None:
    own, held = kaplan_meier(MINIATURE).rows(), engine.table(MINIATURE)
    assert kaplan_meier(held, engine=engine).rows() == own
    assert kaplan_meier(held).rows() == own
    whole = MINIATURE.with_columns(pl.col("days").cast(pl.Int32), pl.col("ended").cast(pl.Int8))
    assert kaplan_meier(whole).rows() == own


BAD = {
    "no days": (None, True),
    "no outcome": (4.0, None),
    "not a number": (float("nan"), True),
    "endless": (float("inf"), False),
    "negative": (-1.0, True),
}


@pytest.mark.parametrize("row", BAD.values(), ids=BAD.keys())
def test_durations_that_cannot_be_are_refused(row: tuple[float | None, bool | None]) -> None:
    with pytest.raises(DataError) as caught:
        kaplan_meier(MINIATURE.vstack(pl.DataFrame([row], schema=MINIATURE.schema, orient="row")))
    assert caught.value.code == "timing.impossible"
    assert caught.value.message.en.startswith("Of 7 durations")
    assert all(caught.value.hint.say(to) for to in LANGUAGES)


def test_an_end_before_the_entry_is_refused() -> None:
    with pytest.raises(DataError, match="1 end before"):
        kaplan_meier(MINIATURE.with_columns(entry=pl.Series([0, 0, 0, 10, 0, 0])))


def test_where_nobody_ended_there_is_no_curve() -> None:
    with pytest.raises(DataError) as caught:
        kaplan_meier(stays((5, False), (7, False)))
    assert caught.value.code == "timing.nobody_ended"


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        kaplan_meier(MINIATURE.drop("ended"))
    assert (caught.value.code, "days" in caught.value.hint.en) == ("timing.columns", True)
    with pytest.raises(UsageError, match="plan"):
        kaplan_meier(MINIATURE, "plan")
