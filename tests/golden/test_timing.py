"""Published survival analyses.

* Lung: Therneau, A Package for Survival Analysis in R (vignette of the package survival): medians, log-rank χ².
* Rossi: Allison (1995), Survival Analysis Using SAS; Fox & Weisberg, Cox Proportional-Hazards Regression for Survival
  Data in R (2018 appendix): coefficients, standard errors, log-likelihood, concordance.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from liuke.predict.timing import Cox, Survival, cox, kaplan_meier

DATA = Path(__file__).parent / "data"
COVARIATES = ("fin", "age", "race", "wexp", "mar", "paro", "prio")


@pytest.fixture(scope="module")
def lung() -> pl.DataFrame:
    return pl.read_csv(DATA / "lung.csv").rename({"time": "days", "status": "ended"})


@pytest.fixture(scope="module")
def by_sex(lung: pl.DataFrame) -> Survival:
    return kaplan_meier(lung, "sex")


@pytest.fixture(scope="module")
def rossi() -> Cox:
    return cox(pl.read_csv(DATA / "rossi.csv").rename({"week": "days", "arrest": "ended"}), COVARIATES)


def test_half_of_the_patients_lived_310_days(lung: pl.DataFrame, by_sex: Survival) -> None:
    (everybody,) = kaplan_meier(lung).curves
    assert (everybody.customers, everybody.ended.sum()) == (228, 165)
    assert everybody.median == 310
    assert [(curve.group, curve.median) for curve in by_sex.curves] == [(1, 270), (2, 426)]


def test_men_and_women_differ_as_published(by_sex: Survival) -> None:
    """survdiff: 112 of 138 men died where 91.6 were expected, 53 of 90 women where 73.4 were."""
    assert by_sex.test is not None
    assert by_sex.test.chi_square == pytest.approx(10.327, abs=5e-4)
    assert by_sex.test.p_value == pytest.approx(0.00131, abs=1e-5)
    assert by_sex.test.ended.tolist() == [112, 53]
    assert by_sex.test.expected == pytest.approx([91.6, 73.4], abs=0.05)


def test_medians_and_intervals_are_those_of_statsmodels(lung: pl.DataFrame, by_sex: Survival) -> None:
    from statsmodels.duration import survfunc  # noqa: PLC0415 - slow to load

    for curve in by_sex.curves:
        part = lung.filter(pl.col("sex") == curve.group)
        other = survfunc.SurvfuncRight(part["days"].to_numpy(), part["ended"].to_numpy())
        assert curve.survival == pytest.approx(np.unique(other.surv_prob)[::-1])
        assert curve.median == other.quantile(0.5)
        assert curve.median_interval == tuple(other.quantile_ci(0.5, method="cloglog"))


def test_arrests_have_the_published_causes(rossi: Cox) -> None:
    assert rossi.log_likelihood == pytest.approx(-658.75, abs=0.005)
    prior = COVARIATES.index("prio")
    assert rossi.coefficients[prior] == pytest.approx(0.0915, abs=5e-5)
    assert rossi.standard_errors[prior] == pytest.approx(0.0286, abs=5e-5)
    assert rossi.coefficients == pytest.approx([-0.379, -0.057, 0.314, -0.150, -0.434, -0.085, 0.091], abs=1e-3)
    assert rossi.standard_errors == pytest.approx([0.191, 0.022, 0.308, 0.212, 0.382, 0.196, 0.029], abs=1e-3)
    assert rossi.hazard_ratios[prior] == pytest.approx(1.096, abs=5e-4)
    assert (rossi.customers, rossi.ended) == (432, 114)


def test_arrests_are_ranked_as_published(rossi: Cox) -> None:
    assert rossi.concordance == pytest.approx(0.640, abs=5e-4)
