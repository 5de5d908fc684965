"""Work on several cores: in order, whole, and as loud as work on one."""

from threading import get_ident

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.predict.cores import in_batches, meanwhile, side_by_side


def test_what_is_made_side_by_side_comes_in_order() -> None:
    assert side_by_side(lambda number: number * 2, range(50)) == list(range(0, 100, 2))


def test_nothing_given_is_nothing_made() -> None:
    assert side_by_side(str, []) == []


def test_what_goes_wrong_beside_others_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda number: 1 / number, [1, 0, 1])


def test_one_thing_is_made_here_while_another_is_made_aside() -> None:
    here, aside = get_ident(), []
    assert meanwhile(lambda: aside.append(get_ident()) or 1, lambda: get_ident() == here) == (1, True)
    assert aside != [here]


def test_what_goes_wrong_aside_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        meanwhile(lambda: 1 / 0, lambda: 2)


@given(st.integers(0, 60), st.integers(1, 20), st.integers(1, 3))
def test_batches_say_of_every_row_what_all_at_once_say(rows: int, size: int, columns: int) -> None:
    """A number a row, and several numbers a row."""
    given_ = np.arange(rows * columns, dtype=np.float64).reshape(rows, columns)
    assert in_batches(lambda some: some.sum(axis=1), given_, size).tolist() == given_.sum(axis=1).tolist()
    assert in_batches(lambda some: some * 3, given_, size).tolist() == (given_ * 3).tolist()


def test_no_batch_is_larger_than_asked() -> None:
    seen: list[int] = []

    def say(some: np.ndarray) -> np.ndarray:
        seen.append(len(some))
        return some[:, 0]

    in_batches(say, np.zeros((25, 2)), 10)
    assert sorted(seen) == [5, 10, 10]
