"""On simulated companies whose truth is known, what is said comes true, and nobody foresees what cannot be known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from liuke.engine import Engine
from tests.predict.churn_model.companies import Judged, club_judged, shop_judged

COMPANIES = {"orders": shop_judged, "contracts": club_judged}
type Judge = Callable[[Engine, Path, int, int], Judged]
SLACK = 0.01
"""By chance an AUC may come out a little above that of the truth itself."""


@pytest.mark.parametrize("shape", COMPANIES)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_said_comes_about_true_on_a_small_company(
    engine: Engine, tmp_path: Path, shape: str, seed: int
) -> None:
    judged = COMPANIES[shape](engine, tmp_path, 3_000, seed)
    assert judged.churn.shape.id == shape
    assert judged.error < 0.06
    assert 0.6 < judged.auc(judged.said) <= judged.auc(judged.truth) + 2 * SLACK
    assert (judged.low <= judged.said).all()
    assert (judged.said <= judged.high).all()


@pytest.mark.slow
@pytest.mark.parametrize("shape", COMPANIES)
@pytest.mark.parametrize("seed", range(11, 16))
def test_what_is_said_comes_true(engine: Engine, tmp_path: Path, shape: str, seed: int) -> None:
    """Shops are asked about another season than the last that is known, and a price rise lies in between."""
    judged = COMPANIES[shape](engine, tmp_path, 40_000, seed)
    assert judged.error <= 0.02
    assert judged.auc(judged.said) <= judged.auc(judged.truth) + SLACK
    assert np.corrcoef(judged.said, judged.truth)[0, 1] > 0.5
