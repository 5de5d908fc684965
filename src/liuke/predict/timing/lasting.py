"""When customers leave: survival, hazard by tenure and expected remaining life of the stays of a run, in groups or all.

What is learnt here goes by tenure alone, and for contracts by their term: customers who are alike in these are told
alike. The churn model tells them apart.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.measure.intervals import wilson
from liuke.predict.timing.durations import RiskSets, risk_sets
from liuke.predict.timing.kaplan_meier import Curve, survival_of
from liuke.predict.timing.life_table import FEWEST_AT_RISK, FEWEST_ENDED, LifeTable
from liuke.predict.timing.log_rank import LogRank
from liuke.predict.timing.periods import person_periods
from liuke.predict.timing.stays import Stays

PERIOD_DAYS = 30
"""The days of a period of the hazard by tenure."""
TOLD = (30, 90, 180, 365)
"""The days after which the share still there is told."""
TENURES = (0, 90, 180, 365, 730)
"""The days of tenure from which the remaining life is told."""
FEW = Text(
    "When customers leave (survival, hazard by tenure, expected remaining life) needs at least {few} who were seen to; "
    "there are {count}.",
    "估计客户何时离开（生存曲线、各期流失概率、预期剩余时长）至少需要观察到 {few} 位客户流失，目前为 {count} 位。",
)


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long the stays of a group last; `hazard` are the rows of the chart of that name, by period of tenure."""

    group: Any
    curve: Curve
    life: LifeTable
    hazard: list[dict[str, Any]]

    @property
    def lost(self) -> int:
        """How many stays were seen to end."""
        return round(float(self.curve.ended.sum()))

    def record(self, horizon_days: int) -> dict[str, Any]:
        """Return what is told of the group, for JSON; remaining life is that of the next `horizon_days`."""
        low, high = self.curve.median_interval
        tenures = [day for day in TENURES if day <= self.life.reach]
        life = self.life.remaining(np.array(tenures, dtype=np.int64), horizon_days)
        return {
            "group": self.group,
            "stays": round(self.curve.customers),
            "lost": self.lost,
            "longest_days": self.curve.until,
            "median_days": self.curve.median,
            "median_low": low,
            "median_high": high,
            "survival": [self.curve.point(float(day)) for day in TOLD if day <= self.curve.until],
            "remaining": [
                {"tenure_days": day, "days": float(life.value[at]), "low": float(life.low[at])}
                | {"high": float(life.high[at])}
                for at, day in enumerate(tenures)
            ],
            "note": self.curve.note and self.curve.note.record(),
        }


@dataclass(frozen=True, slots=True)
class Timing:
    """The groups, largest first, the test that they leave at one pace, and since when ends were watched."""

    groups: tuple[Lasting, ...]
    test: LogRank | None
    since: date


def time_stays(engine: Engine, stays: Stays, seen: Table, since: date | None, group: str | None = None) -> Timing:
    """Return how long stays last; `seen` and `since` are `stays.durations`, with a column `group` where it is named.

    Raises `DataError` where fewer than `FEWEST_ENDED` were seen to end.
    """
    count = engine.count(seen.filter(seen.ended))
    if count < FEWEST_ENDED or since is None:
        raise DataError(
            "timing.few",
            FEW.fill(few=FEWEST_ENDED, count=count),
            Text("Wait for more, or add older records.", "请等待更多数据，或添加更早的记录。"),
        )
    sets = risk_sets(seen, group, engine=engine)
    curves = survival_of(sets)
    cells = person_periods(seen, [group] if group else [], period_days=PERIOD_DAYS, engine=engine)
    groups = [_lasting(one, sets[one.group], _of(cells, group, one.group), stays.warm_up) for one in curves.curves]
    return Timing(tuple(sorted(groups, key=lambda one: -one.curve.customers)), curves.test, since)


def _of(cells: pl.DataFrame, group: str | None, name: object) -> pl.DataFrame:
    return cells.filter(pl.col(group).eq_missing(pl.lit(name))) if group else cells


def _lasting(curve: Curve, sets: RiskSets, cells: pl.DataFrame, warm_up: int) -> Lasting:
    return Lasting(curve.group, curve, LifeTable.of(sets), by_period(cells, warm_up))


def by_period(cells: pl.DataFrame, warm_up: int = 0) -> list[dict[str, Any]]:
    """Return the rows of the chart `hazard` from person-periods: the share that left in each, with Wilson's interval.

    Left out are periods that too few came to, and those that are over before a loss can be known.
    """
    known = cells.filter((pl.col("at_risk") >= FEWEST_AT_RISK) & (pl.col("tenure") * PERIOD_DAYS >= warm_up))
    return [_period(**row) for row in known.sort("tenure").select("tenure", "at_risk", "ended").iter_rows(named=True)]


def _period(tenure: int, at_risk: float, ended: float) -> dict[str, Any]:
    low, high = wilson(ended, at_risk)
    share = ended / at_risk
    found = {"tenure": tenure, "period_days": PERIOD_DAYS, "at_risk": at_risk, "ended": ended}
    return found | {"observed": share, "hazard": share, "low": low, "high": high}
