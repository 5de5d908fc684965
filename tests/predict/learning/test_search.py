"""A search keeps to its budget, and takes only what is clearly better than the options in use."""

import builtins
import time
from typing import Any

import pytest

from liuke.errors import UsageError
from liuke.predict.learning.kinds import KINDS
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
