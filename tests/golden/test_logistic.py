"""Published logistic regressions.

* Spector and Mazzeo (1980), in Greene, Econometric Analysis (table of the logit model of grades): constant −13.021,
  GPA 2.826 (1.263), TUCE 0.095 (0.142), PSI 2.379 (1.065), log-likelihood −12.890. The data come with statsmodels.

Where nothing is published, statsmodels' Logit is the yardstick.
"""

import numpy as np
import pytest

from liuke.explain.drivers.regression import logistic


def spector() -> tuple[np.ndarray, np.ndarray]:
    import statsmodels.api as sm  # noqa: PLC0415 - slow to load

    data = sm.datasets.spector.load_pandas()
    return data.exog[["GPA", "TUCE", "PSI"]].to_numpy(dtype=float), data.endog.to_numpy(dtype=float)


def test_grades_are_explained_as_published() -> None:
    fit = logistic(*spector())
    assert fit.whole == pytest.approx([-13.021, 2.826, 0.095, 2.379], abs=5e-4)
    assert fit.errors == pytest.approx([1.263, 0.142, 1.065], abs=5e-4)
    assert fit.log_likelihood == pytest.approx(-12.890, abs=5e-4)


def test_coefficients_of_many_customers_are_those_of_statsmodels() -> None:
    import statsmodels.api as sm  # noqa: PLC0415 - slow to load

    random = np.random.default_rng(3)
    rows = random.normal(size=(2_000, 6))
    left = (random.random(2_000) < 1 / (1 + np.exp(1 - 0.8 * rows[:, 0] + 0.4 * rows[:, 1]))).astype(float)
    ours, theirs = logistic(rows, left), sm.Logit(left, sm.add_constant(rows)).fit(disp=0)
    assert ours.whole == pytest.approx(theirs.params, abs=1e-6)
    assert ours.errors == pytest.approx(theirs.bse[1:], abs=1e-6)
    assert ours.log_likelihood == pytest.approx(theirs.llf, abs=1e-6)
