"""Rows of the charts of timing and contracts, of a company that is made up but good to look at."""

import math
from collections.abc import Mapping
from typing import Any

from liuke.language import Text
from liuke.present.report.findings import Headline, Panel


def _survival(group: str | None, pace: float, customers: int) -> list[dict[str, Any]]:
    rows = []
    for day in range(0, 721, 30):
        share = math.exp(-((day / pace) ** 0.8))
        room = 0.04 * math.sqrt(day / 720)
        bounds = {"low": max(share - room, 0.0), "high": min(share + room, 1.0)}
        left = round(customers * share * (1 - day / 1500))
        rows.append({"group": group, "days": float(day), "at_risk": left, "ended": 5, "survival": share} | bounds)
    return rows


SURVIVAL = [*_survival("annual", 900.0, 400), *_survival("monthly", 380.0, 650)]


def _period(tenure: int) -> dict[str, Any]:
    hazard, at_risk = 0.04 + 0.14 * math.exp(-tenure / 3), round(900 * 0.86**tenure)
    seen = hazard * (1 + 0.12 * math.sin(tenure * 2))
    room = 2 * math.sqrt(hazard * (1 - hazard) / at_risk)
    found = {"tenure": tenure, "at_risk": at_risk, "ended": round(seen * at_risk), "observed": seen, "hazard": hazard}
    return found | {"low": max(hazard - room, 0.001), "high": hazard + room}


HAZARD = [_period(tenure) for tenure in range(1, 13)]
RENEWALS = [
    {
        "period": place,
        "actual": actual / 1000,
        "expected": expected / 1000,
        "low": expected / 1000 - 0.008 * place,
        "high": expected / 1000 + 0.008 * place,
        "at_risk": before,
        "held_out": place > 5,
    }
    for place, (actual, expected, before) in enumerate(
        zip(
            (1000, 869, 743, 653, 593, 551, 517, 491, 468),
            (1000, 851, 744, 664, 602, 553, 513, 479, 450),
            (1000, 1000, 869, 743, 653, 593, 551, 517, 491),
            strict=True,
        )
    )
]
ROWS: Mapping[str, list[dict[str, Any]]] = {"survival": SURVIVAL, "hazard": HAZARD, "renewals_tracked": RENEWALS}


def panel() -> Panel:
    """Return the section on when customers leave, the same every time."""
    note, basis = Text("by the survival curve", "按生存曲线估计"), Text("1,050 stays", "1,050 段留存")
    figures = (
        Headline(
            "stay_median", Text("Half are gone after", "半数客户离开的时点"), "days", 380.0, note, low=350, high=410
        ),
        Headline("stay_share", Text("Still there", "仍在"), "percent", 0.52, note, low=0.49, high=0.55, basis=basis),
    )
    return Panel(figures, {**ROWS, "survival": _survival(None, 560.0, 1_050)})
