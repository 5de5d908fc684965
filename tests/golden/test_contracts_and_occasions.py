"""Published parameters of the sBG and BG/BB models, and what they expect.

* sBG: Fader & Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1): the
  survivors of 1000 customers of both segments in twelve years, and the parameters from the first seven.
* Residual lifetimes: the closed form of Fader & Hardie (2010), Customer-Base Valuation in a Contractual Setting,
  Marketing Science 29(1).
* BG/BB: Fader, Hardie & Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing
  Science 29(6), with its table of P(alive in 2002); sums of the authors' workbook (brucehardie.com/notes/010), as the
  tests of the package lifetimes cite them.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import hyp2f1

from liuke.predict.value import BGBB, SBG, Counts, Survivors

SEGMENTS = {
    "high end": ((1000, 869, 743, 653, 593, 551, 517, 491), (0.668, 3.806), -1611.16),
    "regular": ((1000, 631, 468, 382, 326, 289, 262, 241), (0.704, 1.182), -1680.27),
}
LATER = {"high end": (468, 445, 427, 409, 394), "regular": (223, 207, 194, 183, 173)}
"""Survivors of years 8–12, which the models had not seen."""


@pytest.mark.parametrize("segment", SEGMENTS)
def test_sbg_finds_the_published_parameters(segment: str) -> None:
    survivors, parameters, log_likelihood = SEGMENTS[segment]
    model, found = SBG.fit(Survivors.of(survivors))
    assert (model.alpha, model.beta) == pytest.approx(parameters, abs=5e-4)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.01)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_sbg_projects_the_years_it_has_not_seen(segment: str) -> None:
    """Within two percent of those who began, five years ahead."""
    model, _ = SBG.fit(Survivors.of(SEGMENTS[segment][0]))
    assert 1000 * model.survival(np.arange(8.0, 13.0)) == pytest.approx(LATER[segment], abs=20)


@pytest.mark.parametrize("discount", [0.05, 0.1, 0.3])
@pytest.mark.parametrize("segment", SEGMENTS)
def test_a_long_horizon_gives_the_closed_form(segment: str, discount: float) -> None:
    alpha, beta = SEGMENTS[segment][1]
    renewed = np.arange(5.0)
    last = alpha + beta + renewed
    closed = (beta + renewed) / last * hyp2f1(1, beta + renewed + 1, last + 1, 1 / (1 + discount))
    assert SBG(alpha, beta).expected_residual(renewed, 2000, discount) == pytest.approx(closed, rel=1e-9)


@pytest.fixture(scope="module")
def donors() -> Counts:
    rows = pl.read_csv(Path(__file__).parent / "data" / "donations.csv")
    return Counts.grouped(rows["frequency"], rows["recency"], rows["periods"], rows["weights"])


@pytest.fixture(scope="module")
def bg_bb(donors: Counts) -> BGBB:
    return BGBB.fit(donors)[0]


def test_bg_bb_finds_the_published_parameters(donors: Counts) -> None:
    model, found = BGBB.fit(donors)
    assert donors.customers == 11_104
    assert tuple(model.parameters().values()) == pytest.approx((1.2035, 0.7497, 0.6567, 2.7834), abs=1e-4)
    assert found.log_likelihood == pytest.approx(-33225.58, abs=0.005)


@pytest.mark.parametrize(("x", "t_x", "chance"), [(0, 0, 0.11), (2, 4, 0.59), (6, 6, 0.93)])
def test_donors_are_as_alive_as_published(bg_bb: BGBB, x: float, t_x: float, chance: float) -> None:
    """P(alive in 2002) of those who gave x times from 1996 to 2001, the last time in 1995 + t_x."""
    customer = (np.array([x]), np.array([t_x]), np.array([6.0]))
    assert bg_bb.p_alive(*customer, ahead=1)[0] == pytest.approx(chance, abs=5e-3)


def test_five_further_years_bring_the_published_gifts(donors: Counts, bg_bb: BGBB) -> None:
    assert (bg_bb.expected(5, *donors.triple) * donors.weight).sum() == pytest.approx(12884.2, abs=0.5)


def test_six_years_divide_donors_as_published(bg_bb: BGBB) -> None:
    gifts = 11_104 * bg_bb.chances(6)
    assert (gifts[0], gifts[6]) == pytest.approx((3454.9, 1253.1), abs=0.1)
