"""A search keeps to its budget, and takes only what is clearly better than the options in use."""

import builtins
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from liuke.errors import UsageError
from liuke.predict.learning import search as searching
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.sample import Matrix, Vector
from liuke.predict.learning.search import search
from tests.predict.learning.people import INPUTS, people


def test_nothing_is_searched_without_a_budget() -> None:
    assert search("trees", INPUTS, people(), people(seed=1), 1, 0) == {}


def test_a_kind_without_options_is_not_searched() -> None:
    assert KINDS["logistic"].options is None
    assert search("logistic", INPUTS, people(), people(seed=1), 1, 5) == {}


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")
def test_a_search_ends_and_what_it_finds_can_be_learnt_with() -> None:
    began = time.monotonic()
    found = search("splines", INPUTS, people(400), people(400, seed=1), 1, 1.0)
    assert time.monotonic() - began < 30
    assert set(found) <= {"penalty"}


def test_optuna_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "optuna":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match="needs Optuna"):
        search("splines", INPUTS, people(300), people(300, seed=1), 1, 1.0)


@pytest.mark.parametrize(("better", "taken"), [(0.0005, False), (0.02, True), (-0.02, False)])
def test_only_what_is_better_by_more_than_a_standard_error_is_taken(
    monkeypatch: pytest.MonkeyPatch, better: float, taken: bool
) -> None:
    """The mean log loss falls by `better` a row, whose standard error is 0.004: less than that is chance."""
    data = people(400)
    usual = np.full(400, 0.7)
    noise = np.tile([0.08, -0.08], 200)

    @dataclass
    class Told:
        losses: Vector

        def margin(self, rows: Matrix) -> Vector:  # noqa: ARG002 - as a model has it
            """Return the margins that have these losses, log(1 + exp(-m)) of who left and log(1 + exp(m)) of others."""
            of_right = -np.log(np.expm1(self.losses))
            return np.where(data.left == 1, of_right, -of_right)

    class Study:
        def optimize(self, judge: Callable[[None], float], timeout: float) -> None:
            assert timeout == 1
            judge(None)

    kind = replace(
        KINDS["splines"],
        learnt=lambda task: Told(usual - better + noise if task.options else usual),
        options=lambda trial: {"penalty": 1.0},  # noqa: ARG005 - as a search calls it
    )
    monkeypatch.setattr(searching, "KINDS", {"splines": kind})
    monkeypatch.setattr(searching, "_study", lambda seed: Study())  # noqa: ARG005 - as a search calls it
    found = search("splines", INPUTS, data, data, 1, 1)
    assert found == ({"penalty": 1.0} if taken else {})
