"""What is true of a simulated company, whatever can be seen of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from liuke.language import Text
from liuke.simulate.dirt import SPOILING
from liuke.simulate.population import People
from liuke.simulate.purchases import Orders
from liuke.simulate.scenario import Scenario
from liuke.simulate.tables import expected_orders

DAYS_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is true: its id, what it is, and the value."""

    id: str
    label: Text
    value: int | float | str


LABELS = {
    "customers": Text("Customers", "客户数"),
    "orders": Text("Orders", "订单数"),
    "returns": Text("Returns", "退货数"),
    "revenue": Text("Revenue", "收入"),
    "alive": Text("Customers still there", "仍在的客户数"),
    "alive_share": Text("Share of customers still there", "仍在客户占比"),
    "monthly_churn": Text("Customers who leave, a month", "月流失率"),
    "silent_share": Text("Share of leavers who say nothing", "静默流失占比"),
    "came_back": Text("Customers who left and came back", "流失后回流的客户数"),
    "expected_orders": Text("Purchases to expect in the next 364 days", "未来 364 天的预期购买次数"),
    "top_cause": Text("What most leavers leave for", "首要流失原因"),
    "best_channel": Text("Channel whose customers stay longest", "客户留存最好的渠道"),
    "worst_channel": Text("Channel whose customers leave soonest", "客户流失最快的渠道"),
    "peak_month": Text("Busiest month of the year", "一年中最旺的月份"),
    **{kind: label for kind, (label, _) in SPOILING.items()},
}


@dataclass(slots=True)
class Truth:
    """Gathers the truth block by block; what it keeps does not grow with the company."""

    scenario: Scenario
    totals: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(SPOILING, 0)))
    days_lived: float = 0.0
    expected: float = 0.0

    def add(self, people: People, orders: Orders, planted: dict[str, int]) -> None:
        """Take in a block."""
        end = float(self.scenario.days)
        bought, alive = orders.amount > 0, people.died(end) >= end
        first, again = people.left < end, people.left_again < end
        self.totals.update(
            customers=len(people.number),
            orders=int(bought.sum()),
            returns=int((~bought).sum()),
            cents=int(np.round(orders.amount * 100).astype(np.int64).sum()),
            alive=int(alive.sum()),
            left=int(first.sum() + again.sum()),
            silent=int((first & ~people.contract).sum() + (again & ~people.contract).sum()),
            came_back=int((people.back < end).sum()),
        )
        for place, channel in enumerate(self.scenario.channels):
            own = people.channel == place
            self.totals.update({f"in {channel.id}": int(own.sum()), f"alive in {channel.id}": int(alive[own].sum())})
        for place, cause in enumerate(self.scenario.causes):
            self.causes[cause.id] += int((people.cause[first] == place).sum())
            self.causes[cause.id] += int((people.cause_again[again] == place).sum())
        second = np.minimum(people.left_again, end) - np.minimum(people.back, end)
        self.days_lived += float((np.minimum(people.left, end) - people.joined).sum() + second.sum())
        self.expected += float(expected_orders(self.scenario, people)[alive].sum())
        self.planted.update(planted)

    def told(self) -> dict[str, Any]:
        """Return the truth in figures, for JSON.

        `monthly_churn` is departures over the time lived, as a share a month of 30.44 days: the hazard that truly
        acted. `causes` ranks all departures by why, `channels` the shares still there; `planted` counts faulty rows.
        """
        total = self.totals
        channels = {
            one.id: total[f"alive in {one.id}"] / max(1, total[f"in {one.id}"]) for one in self.scenario.channels
        }
        stay = sorted(channels, key=channels.__getitem__)
        ranked = {cause: count / max(1, total["left"]) for cause, count in self.causes.most_common()}
        return {
            **{name: total[name] for name in ("customers", "orders", "returns", "alive", "came_back")},
            "revenue": total["cents"] / 100,
            "alive_share": total["alive"] / total["customers"],
            "monthly_churn": 1 - float(np.exp(-DAYS_A_MONTH * total["left"] / self.days_lived)),
            "silent_share": total["silent"] / max(1, total["left"]),
            "expected_orders": self.expected,
            "top_cause": next(iter(ranked)),
            "causes": ranked,
            "best_channel": stay[-1],
            "worst_channel": stay[0],
            "channels": channels,
            "peak_month": self.scenario.peak_month,
            "planted": dict(self.planted),
            "first": self.scenario.first.isoformat(),
            "last": self.scenario.last.isoformat(),
            "currency": self.scenario.currency,
        }


def facts(told: dict[str, Any]) -> tuple[Fact, ...]:
    """Return the truth as single facts, to be set beside what was found."""
    flat = told | told["planted"]
    return tuple(Fact(name, label, flat[name]) for name, label in LABELS.items())
