"""How much to have in stock: enough for what is asked for until the next order has come, at a service level."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from liuke.errors import UsageError
from liuke.language import Text
from liuke.predict.demand.bands import spread_of
from liuke.predict.demand.methods.frame import Values

DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375}
LEAST, MOST = 0.5, 0.999


@dataclass(frozen=True, slots=True)
class Service:
    """The chance that stock is to last until the next delivery, days until an order comes, and days between orders.

    `review_days` 0 stands for one period of the series.
    """

    level: float
    lead_days: int
    review_days: int = 0

    def check(self) -> None:
        """Raise `UsageError` for a level that is no chance worth asking for, or days below zero."""
        if not LEAST <= self.level <= MOST or self.lead_days < 0 or self.review_days < 0:
            raise UsageError(
                "demand.service",
                Text(
                    "A service level lies between {least} and {most}, and days are 0 or more.",
                    "服务水平应在 {least} 与 {most} 之间，天数不小于 0。",
                ).fill(least=LEAST, most=MOST),
                Text(
                    "For example: --service-level 0.95 --lead-days 14.", "例如：--service-level 0.95 --lead-days 14。"
                ),
            )

    def periods(self, grain: str) -> int:
        """Return the whole periods that stock has to last: lead time and the time between orders, rounded up."""
        days = self.lead_days + (self.review_days or DAYS[grain])
        return max(1, math.ceil(days / DAYS[grain] - 1e-9))


def stock_advice(rolled: Values, actual: Values, service: Service, grain: str) -> dict[str, Any] | None:
    """Return the order-up-to level, expected demand until then and safety stock; None where errors are not known.

    The level is the quantile at the service level of the sum over the periods to cover, forecast plus what sums of as
    many periods were missed by at the origins: the newsvendor quantile of Arrow, Harris & Marschak (1951),
    Econometrica 19:250, with errors of the lead time's sum as in Trapero, Cardós & Kourentzes (2019), Omega 82:96.
    """
    cover = service.periods(grain)
    if cover > rolled.shape[1]:
        return None
    expected = float(rolled[-1, :cover].sum())
    gaps = np.cumsum(rolled[:-1] - actual, axis=1)
    own, pooled = spread_of(gaps[:, cover - 1 : cover]), spread_of(gaps)
    if pooled is None:
        return None
    quantile = own.quantile(service.level)[0] if own else pooled.quantile(service.level)[cover - 1]
    safety = max(float(quantile), 0.0)
    return {
        "service_level": service.level,
        "lead_days": service.lead_days,
        "review_days": service.review_days or round(DAYS[grain]),
        "periods": cover,
        "expected": expected,
        "safety_stock": safety,
        "order_up_to": math.ceil(expected + safety),
    }
