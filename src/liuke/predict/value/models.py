"""The buy-till-you-die models by name: what they share, which may score customers, and back from a stored record."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.value.bg_bb import BGBB
from liuke.predict.value.bg_nbd import BGNBD, MBGNBD
from liuke.predict.value.pareto_nbd import ParetoNBD

type Vector = NDArray[np.float64]

MODELS: Mapping[str, type[BGNBD] | type[ParetoNBD]] = {model.kind: model for model in (BGNBD, MBGNBD, ParetoNBD)}

DEFAULT = MBGNBD.kind
RIVALS = (ParetoNBD.kind,)
"""Who may take the default's place. BG/NBD may not: it takes every one-time buyer for alive for ever, which is half of
the customers of most shops. It is fitted and judged beside the others, since it is the one that papers compare with."""


class BuyTillYouDie(Protocol):
    """What the models share. Counts in purchase days, times in weeks, all arrays of one length."""

    kind: ClassVar[str]
    label: ClassVar[str]

    def log_likelihood(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return ln of the density of each customer's purchase times."""

    def p_alive(self, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return P(still a customer at T | x, t_x, T)."""

    def expected(self, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, t_x, T]."""

    def expected_if_alive(self, t: float, x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return E[purchases in (T, T + t] | x, T, alive at T]."""

    def survival_if_alive(self, t: Vector | float, x: Vector, T: Vector) -> Vector:  # noqa: N803
        """Return P(still a customer at T + t | x, T, alive at T)."""

    def expected_new(self, t: Vector) -> Vector:
        """Return E[repeat purchases in (0, t]] of a customer who has just come."""

    def sample(self, t: float, x: Vector, t_x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases in (T, T + t] drawn for each customer, given x, t_x and T."""

    def sample_if_alive(self, t: float, x: Vector, T: Vector, random: np.random.Generator) -> Vector:  # noqa: N803
        """Return purchases in (T, T + t] drawn for each customer, given x, T and that they are alive at T."""

    def parameters(self) -> dict[str, float]:
        """Return the parameters by name."""


def p_silent(model: BuyTillYouDie, t: float, x: Vector, t_x: Vector, T: Vector) -> Vector:  # noqa: N803
    """Return P(no purchase in (T, T + t] | x, t_x, T): how much likelier the history is than the same one gone on.

    It is at most 1 but for the rounding of two long sums, which is cut off.
    """
    change = model.log_likelihood(x, t_x, T + t) - model.log_likelihood(x, t_x, T)
    found: Vector = np.exp(np.minimum(change, 0))
    return found


def model_of(record: Mapping[str, Any]) -> BuyTillYouDie:
    """Return the model that a stored record describes.

    Raises `DataError` where the record is not that of a model known here, or its parameters are not positive numbers.
    """
    model, given = {**MODELS, BGBB.kind: BGBB}.get(str(record.get("name"))), record.get("parameters")
    if model and isinstance(given, Mapping):
        numbers = [given.get(field.name) for field in fields(model)]
        usable = [float(number) for number in numbers if isinstance(number, int | float) and 0 < number < np.inf]
        if len(usable) == len(numbers):
            return model(*usable)
    raise DataError(
        "value.record",
        Text("The stored model “{name}” cannot be read.", "无法读取已保存的模型“{name}”。").fill(
            name=record.get("name")
        ),
        Text("Run `liuke run` again to fit it anew.", "请重新执行 `liuke run` 以重新拟合。"),
    )
