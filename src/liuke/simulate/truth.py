"""What is true of a simulated company, whatever can be seen of it."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from liuke.simulate.population import Orders, People
from liuke.simulate.scenario import Scenario


class Truth:
    """Gathers the truth block by block."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.blocks: list[People] = []
        self.orders = 0
        self.returns = 0
        self.cents = 0
        self.by_month: dict[date, int] = {}

    def add(self, people: People, orders: Orders) -> None:
        """Take in a block."""
        self.blocks.append(people)
        bought = orders.amount > 0
        self.orders += int(bought.sum())
        self.returns += int((~bought).sum())
        self.cents += int(np.round(orders.amount * 100).astype(np.int64).sum())
        days, counts = np.unique(np.floor(orders.at[bought]).astype(int), return_counts=True)
        for day, count in zip(days, counts, strict=True):
            month = (self.scenario.first + timedelta(days=int(day))).replace(day=1)
            self.by_month[month] = self.by_month.get(month, 0) + int(count)

    def people(self) -> pa.Table:
        """Return a row a customer: number, joined_on, alive, died_on, came_back, cause, channel, rate a day, contract.

        `alive` is at the end of the last day; cause is NULL for those who never left.
        """
        one = {name: np.concatenate([getattr(block, name) for block in self.blocks]) for name in People.__slots__}
        alive = one["died"] >= self.scenario.days
        causes = np.array([cause.id for cause in self.scenario.causes])[one["cause"]]
        gone = one["left"] < self.scenario.days
        return pa.table(
            {
                "number": one["number"],
                "customer_id": np.char.add("C", np.char.zfill((one["number"] + 1).astype(str), 7)),
                "joined_on": self._dates(one["joined"]),
                "alive": alive,
                "died_on": self._dates(np.where(alive, np.nan, one["died"])),
                "came_back": one["back"] < self.scenario.days,
                "cause": pa.array(causes, mask=~gone),
                "channel": np.array([channel.id for channel in self.scenario.channels])[one["channel"]],
                "rate": one["rate"],
                "contract": one["contract"],
            }
        )

    def _dates(self, days: np.ndarray) -> pa.Array:
        start = np.datetime64(self.scenario.first, "D")
        known = ~np.isnan(days)
        whole = start + np.where(known, np.floor(days), 0).astype("timedelta64[D]")
        return pa.array(whole, mask=~known)

    def told(self, people: pa.Table) -> dict[str, Any]:
        """Return the truth in figures: who is alive, how many leave a month, why, from where, and the busiest month."""
        frame = {name: people[name].to_numpy(zero_copy_only=False) for name in ("alive", "cause", "channel")}
        left = frame["cause"] != None  # noqa: E711 - element by element
        return {
            "customers": people.num_rows,
            "orders": self.orders,
            "returns": self.returns,
            "revenue": self.cents / 100,
            "alive": int(frame["alive"].sum()),
            "alive_share": float(frame["alive"].mean()),
            "monthly_churn": self._monthly_churn(),
            "causes": _ranked(frame["cause"][left]),
            "channels": {
                one.id: float(frame["alive"][frame["channel"] == one.id].mean()) for one in self.scenario.channels
            },
            "peak_month": self._peak(),
            "first": self.scenario.first.isoformat(),
            "last": self.scenario.last.isoformat(),
        }

    def _monthly_churn(self) -> float:
        """Return deaths over the time lived, as a share a month of 30.44 days (the hazard that truly acted)."""
        end = float(self.scenario.days)
        lived = deaths = 0.0
        for block in self.blocks:
            second = np.maximum(np.minimum(block.died, end) - np.minimum(block.back, end), 0)
            lived += float((np.minimum(block.left, end) - block.joined).sum() + second.sum())
            deaths += float((block.left < end).sum() + ((block.back < end) & (block.died < end)).sum())
        return 1 - float(np.exp(-30.44 * deaths / lived))

    def _peak(self) -> int:
        """Return the month of the year with the most orders a day, taking growth out year by year."""
        ratio: dict[int, list[float]] = {}
        for month, count in self.by_month.items():
            year = [other for at, other in self.by_month.items() if abs((at - month).days) <= 183]
            ratio.setdefault(month.month, []).append(count / (sum(year) / len(year)))
        return max(ratio, key=lambda month: sum(ratio[month]) / len(ratio[month])) if ratio else 0


def _ranked(causes: np.ndarray) -> dict[str, float]:
    names, counts = np.unique(causes.astype(str), return_counts=True)
    order = np.argsort(-counts)
    return {str(names[place]): float(counts[place] / counts.sum()) for place in order}
