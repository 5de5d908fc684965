"""Every metric of the registry against a miniature that was worked out by hand."""

from functools import cache

import pytest

from liuke.engine import Engine
from liuke.measure import METRICS, Inputs, ask, ask_all
from tests.measure.miniatures import MINIATURES, Miniature

CASES = [(one, name) for one in MINIATURES for name in one.worked]


def test_every_metric_has_one_miniature() -> None:
    assert sorted(name for _, name in CASES) == sorted(METRICS)


@pytest.fixture(scope="module")
def made(engine: Engine) -> dict[str, Inputs]:
    @cache
    def inputs() -> dict[str, Inputs]:
        return {one.id: one.inputs(engine) for one in MINIATURES}

    return inputs()


@pytest.mark.parametrize(("miniature", "name"), CASES, ids=[name for _, name in CASES])
def test_it_is_what_the_hand_says(made: dict[str, Inputs], miniature: Miniature, name: str) -> None:
    worked = miniature.worked[name]
    by = [*(["month"] if worked.month else []), *([worked.by] if worked.by else [])]
    rows = ask(made[miniature.id], name, by).rows
    month = worked.month.isoformat() if worked.month else None
    (row,) = [one for one in rows if one["period"] == month and one["split"].get(worked.by) == worked.of]
    assert row["numerator"] == pytest.approx(worked.numerator)
    assert row["denominator"] == (None if worked.denominator is None else pytest.approx(worked.denominator))
    assert row["value"] == pytest.approx(worked.value)
    assert row["low"] is None or row["low"] - 1e-9 <= row["value"] <= row["high"] + 1e-9


@pytest.mark.parametrize("miniature", MINIATURES, ids=[one.id for one in MINIATURES])
def test_together_they_answer_as_they_do_alone(made: dict[str, Inputs], miniature: Miniature) -> None:
    for by in ("month", None):
        names = [name for name, worked in miniature.worked.items() if (by is None) == (worked.month is None)]
        together = ask_all(made[miniature.id], names, by)
        for name in names:
            assert together[name].rows == ask(made[miniature.id], name, by).rows
