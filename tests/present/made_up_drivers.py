"""The section on what sets leavers apart, of a company that is made up but good to look at."""

from datetime import date
from functools import cache

import numpy as np
import polars as pl

from liuke.explain.drivers import LEFT, Column, Drivers, Settled, find_drivers
from liuke.language import Text
from liuke.present.report.findings import Panel
from liuke.present.report.gathering.drivers import panel_of

COLUMNS = (
    Column("plan", Text("Plan", "套餐"), "word"),
    Column("tenure", Text("Days under contract", "合同持续天数"), "number", "days"),
    Column("price", Text("Paid a month", "月费"), "number", "money"),
    Column("wait", Text("Hours until a first answer", "首次响应用时"), "number", "hours"),
    Column("region", Text("Region", "地区"), "word"),
)


def customers(rows: int = 1_800, seed: int = 4) -> Settled:
    """Return customers of whom those leave who pay by the month, are new, and wait long for an answer."""
    random = np.random.default_rng(seed)
    plan = random.choice(["P1", "P2", "<b>P3</b>"], rows, p=[0.55, 0.3, 0.15])
    tenure = random.integers(5, 800, rows).astype(float)
    wait = np.where(random.random(rows) < 0.6, np.nan, random.lognormal(1.5, 0.8, rows))
    odds = -1.6 + 1.5 * (plan == "P1") - 0.002 * tenure + np.nan_to_num(0.12 * (wait - 5))
    frame = pl.DataFrame(
        {
            LEFT: (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int8),
            "plan": plan,
            "tenure": tenure,
            "price": random.normal(60, 12, rows).round(2),
            "wait": pl.Series(wait),
            "region": random.choice(["R1", "R2", "R3"], rows),
        }
    )
    return Settled(frame, COLUMNS, date(2026, 5, 1), 60)


@cache
def drivers() -> Drivers:
    """Return what is found of them, the same every time."""
    return find_drivers(customers())


def driver_panel() -> Panel:
    """Return the section."""
    return panel_of(drivers(), "CNY")
