"""What no library could draw from is refused where it is written, not where it is used."""

import pytest
from pydantic import ValidationError

from liuke.settings import Settings


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_cannot_be_drawn_from_is_refused(seed: int) -> None:
    with pytest.raises(ValidationError, match=r"predict\.seed"):
        Settings.model_validate({"predict": {"seed": seed}})


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_the_first_and_the_last_seed_are_taken(seed: int) -> None:
    assert Settings.model_validate({"predict": {"seed": seed}}).predict.seed == seed
