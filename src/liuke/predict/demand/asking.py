"""What can be asked of demand, and what is refused before anything is computed."""

from dataclasses import dataclass

from liuke.clock import Grain
from liuke.errors import DataError, UsageError
from liuke.language import Text
from liuke.predict.demand.origins import MOST, SHORTEST
from liuke.predict.demand.series import GRAIN_NAMES, Series
from liuke.predict.demand.stock import Service

GRAINS: tuple[Grain, ...] = ("day", "week", "month")
HORIZONS: dict[str, int] = {"day": 28, "week": 13, "month": 6}
"""Periods ahead where nobody says: four weeks of days, a quarter of weeks, half a year of months."""


@dataclass(frozen=True, slots=True)
class Ask:
    """How far ahead (0: as usual for the grain), whose holidays (empty: none), and what stock has to serve.

    `few` also tries the models that are slow, of a few series; `origins` is how often the past is rehearsed at most.
    """

    horizon: int = 0
    country: str = ""
    service: Service | None = None
    few: bool = True
    origins: int = MOST

    def ahead(self, grain: str) -> int:
        """Return the periods to forecast: those asked for, and those that stock has to cover."""
        cover = self.service.periods(grain) if self.service else 0
        return max(self.horizon or HORIZONS[grain], cover)


def known_grain(text: str) -> Grain:
    """Return the grain of this name; raises `UsageError` for one that demand is not forecast by."""
    for grain in GRAINS:
        if text == grain:
            return grain
    raise UsageError(
        "demand.every",
        Text("Demand is not forecast by “{name}”.", "需求不能按“{name}”预测。").fill(name=text),
        Text("Use day, week or month.", "可用：day（日）、week（周）、month（月）。"),
    )


def check(series: Series, ask: Ask) -> None:
    """Raise what stands against a forecast: too little history, too far ahead, or nothing that was ever asked for."""
    horizon, name = ask.ahead(series.grain), GRAIN_NAMES[series.grain]
    if ask.horizon < 0:
        raise UsageError(
            "demand.horizon",
            Text("A horizon is one period or more.", "预测期数至少为 1。"),
            Text("For example: --horizon 13.", "例如：--horizon 13。"),
        )
    if series.length < SHORTEST:
        raise DataError(
            "demand.short",
            Text(
                "Only {n} whole {grain}s are known; a forecast that can be checked needs {least}.",
                "仅有 {n} 个完整的{grain}；可检验的预测至少需要 {least} 个。",
            ).fill(n=series.length, grain=name, least=SHORTEST),
            Text("Add more data, or choose shorter periods with --every.", "请补充数据，或用 --every 选择更短的期间。"),
        )
    if horizon > series.length:
        raise UsageError(
            "demand.horizon",
            Text(
                "{horizon} {grain}s ahead is further than the {n} that are known.",
                "预测 {horizon} 个{grain}，超过了已知的 {n} 个。",
            ).fill(horizon=horizon, grain=name, n=series.length),
            Text("Ask for {n} at most: --horizon {n}.", "最多预测 {n} 个：--horizon {n}。").fill(n=series.length),
        )
    if not series.values[0].any() and not series.values.any():
        raise DataError(
            "demand.nothing",
            Text("Nothing happened in all these periods.", "所有期间都没有任何记录。"),
            Text(
                "Check the dates and the filters, or ask of something else with --of.",
                "请检查日期与筛选条件，或用 --of 换一个对象。",
            ),
        )
