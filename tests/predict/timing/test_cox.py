"""Cox regression: known effects come back, concordance by hand, and covariates that cannot be used."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError, UsageError
from liuke.language import LANGUAGES
from liuke.predict.timing import concordance, cox


def company(customers: int, seed: int, *, late: bool = False) -> pl.DataFrame:
    """Return durations with a hazard of 1/300 a day, × e^0.5 by `annoyed`, × e^−0.3 a standard deviation of `use`."""
    chance = np.random.default_rng(seed)
    annoyed, use = chance.integers(0, 2, customers), chance.normal(0, 1, customers)
    life = np.ceil(chance.exponential(300 * np.exp(-0.5 * annoyed + 0.3 * use)))
    seen = chance.integers(1, 720, customers)
    rows = pl.DataFrame(
        {"days": np.minimum(life, seen), "ended": life <= seen, "annoyed": annoyed, "use": 1000 + 50 * use}
    )
    if late:
        rows = rows.with_columns(entry=pl.Series(chance.integers(0, 200, customers))).filter(
            pl.col("entry") < pl.col("days")
        )
    return rows


@pytest.mark.parametrize("late", [False, True], ids=["from the start", "late entry"])
def test_known_effects_lie_within_their_intervals(engine: Engine, late: bool) -> None:
    inside = []
    for seed in range(20):
        found = cox(engine.table(company(400, seed, late=late)), ("annoyed", "use"), engine=engine)
        low, high = found.intervals
        truth = np.exp([0.5, -0.3 / 50])
        inside.append((low <= truth) & (truth <= high))
        assert found.concordance > 0.5
    assert np.mean(inside) >= 0.85


def partial_likelihood(rows: pl.DataFrame, effects: np.ndarray) -> float:
    """Return Efron's log-likelihood with late entry, as the formula stands."""
    days, ended, entry = (rows[name].to_numpy() for name in ("days", "ended", "entry"))
    score = np.column_stack([rows["annoyed"], rows["use"]]) @ effects
    total, weight = 0.0, np.exp(score)
    for day in np.unique(days[ended]):
        here, out = (entry < day) & (days >= day), ended & (days == day)
        many, leaving = int(out.sum()), weight[out].sum()
        total += score[out].sum() - sum(np.log(weight[here].sum() - k / many * leaving) for k in range(many))
    return float(total)


def test_late_entry_is_that_of_the_formula_written_out() -> None:
    rows = company(400, 5, late=True).with_columns((pl.col("use") - 1000) / 50)
    found = cox(rows, ("annoyed", "use"))
    best = partial_likelihood(rows, found.coefficients)
    assert found.log_likelihood == pytest.approx(best, rel=1e-9)
    for step in np.vstack([np.eye(2), -np.eye(2)]) * 0.01:
        assert partial_likelihood(rows, found.coefficients + step) < best


def test_the_unit_of_a_covariate_changes_its_effect_and_nothing_else() -> None:
    rows = company(500, 1)
    one, other = (cox(rows.with_columns(pl.col("use") * by), ("annoyed", "use")) for by in (1, 1e6))
    assert other.coefficients[1] * 1e6 == pytest.approx(one.coefficients[1])
    assert other.standard_errors[1] * 1e6 == pytest.approx(one.standard_errors[1])
    assert (other.log_likelihood, other.concordance) == pytest.approx((one.log_likelihood, one.concordance))


def test_the_record_says_all_of_it() -> None:
    found = cox(company(500, 1), ("annoyed", "use"))
    record = found.record()
    annoyed = record["covariates"][0]
    assert annoyed["covariate"] == "annoyed"
    assert annoyed["interval"][0] < annoyed["hazard_ratio"] < annoyed["interval"][1]
    assert annoyed["hazard_ratio"] == pytest.approx(np.exp(annoyed["coefficient"]))
    z = annoyed["coefficient"] / annoyed["standard_error"]
    assert (annoyed["p_value"] < 0.05) == (abs(z) > 1.96)
    assert (record["customers"], record["ended"]) == (500, int(company(500, 1)["ended"].sum()))


def test_pairs_are_judged_by_hand() -> None:
    """Ended on day 2 (risk 3), day 4 (risk 1), last seen day 4 (risk 2), ended day 6 (risk 1).

    Pairs: 2 before the three others, all with lower risks: 3 right. Of day 4 the one who ended was first to the one
    last seen, wrong, and to day 6 with equal risk, half. 3.5 of 5.
    """
    days, ended = np.array([2.0, 4, 4, 6]), np.array([True, True, False, True])
    assert concordance(days, ended, np.array([3.0, 1, 2, 1])) == pytest.approx(3.5 / 5)
    assert concordance(days, ended, -np.array([3.0, 1, 2, 1])) == pytest.approx(1.5 / 5)
    late = np.array([-1.0, -1, 3, -1])
    assert concordance(days, ended, np.array([3.0, 1, 2, 1]), late) == pytest.approx(2.5 / 4)
    assert np.isnan(concordance(days, np.zeros(4, dtype=bool), days))


def test_chunks_of_pairs_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = company(300, 3)
    columns = (rows["days"].to_numpy(), rows["ended"].to_numpy(), rows["use"].to_numpy())
    whole = concordance(*columns)
    monkeypatch.setattr("liuke.predict.timing.pairs.CHUNK", 7)
    assert concordance(*columns) == pytest.approx(whole)
    monkeypatch.setattr("liuke.predict.timing.pairs.MOST", 150)
    assert concordance(*columns) == pytest.approx(whole, abs=0.05)


def test_the_values_of_a_text_are_compared_with_the_most_common() -> None:
    """The same effect as that of a column of 0 and 1."""
    rows = company(500, 4)
    mood = pl.when(pl.col("annoyed") == 1).then(pl.lit("bad")).otherwise(pl.lit("good"))
    named, told = cox(rows.with_columns(mood=mood), ("mood", "use")), cox(rows, ("annoyed", "use"))
    common = "bad" if rows["annoyed"].mean() > 0.5 else "good"  # type: ignore[operator]
    other = "good" if common == "bad" else "bad"
    assert named.covariates == (f"mood={other}", "use")
    assert named.coefficients[0] == pytest.approx((1 if other == "bad" else -1) * told.coefficients[0])
    assert named.log_likelihood == pytest.approx(told.log_likelihood)


REFUSED = {
    "constant": (pl.lit(1.0), "timing.collinear"),
    "one text": (pl.lit("gold"), "timing.collinear"),
    "the same twice": (pl.col("annoyed") * 2, "timing.collinear"),
    "a combination": (pl.col("annoyed") + pl.col("use"), "timing.collinear"),
    "missing": (pl.when(pl.col("use") > 990).then(pl.col("use")), "timing.missing"),
    "infinite": (pl.col("use") / 0, "timing.missing"),
    "known after the end": (pl.col("ended").cast(pl.Float64), "timing.no_fit"),
}


@pytest.mark.parametrize(("made", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_covariates_without_an_effect_to_tell_are_refused_by_name(made: pl.Expr, code: str) -> None:
    with pytest.raises(DataError) as caught:
        cox(company(400, 2).with_columns(bad=made), ("annoyed", "use", "bad"))
    assert caught.value.code == code
    assert "bad" in caught.value.message.en
    assert all("bad" in caught.value.message.say(to) and caught.value.hint.say(to) for to in LANGUAGES)


def test_dates_names_and_nothing_are_refused() -> None:
    with pytest.raises(UsageError, match="joined") as caught:
        cox(company(100, 2).with_columns(joined=pl.lit(date(2024, 1, 1))), ("joined",))
    assert caught.value.code == "timing.not_numbers"
    many = company(100, 2).with_columns(name=pl.int_range(pl.len()).cast(pl.String))
    with pytest.raises(UsageError, match="100 different values") as caught:
        cox(many, ("name",))
    assert caught.value.code == "timing.too_many_values"
    with pytest.raises(UsageError) as caught:
        cox(company(100, 2), ())
    assert caught.value.code == "timing.no_covariates"
