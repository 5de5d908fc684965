"""Rows of the charts of paths, of a service that is made up: its support queue is slow."""

from typing import Any

from liuke.language import Text
from liuke.present.report.findings import Panel


def step(name: str, following: str | None, left: int, stayed: int, *, sure: bool = True) -> dict[str, Any]:
    gap = (left - stayed) / 200
    return {
        "name": name, "following": following, "leavers": left, "stayers": stayed, "left_share": left / 200,
        "stayed_share": stayed / 200, "difference": gap, "low": gap - 0.05, "high": gap + 0.05,
        "p_value": 0.001 if sure else 0.4, "adjusted": 0.002 if sure else 0.6, "significant": sure,
    }  # fmt: skip


STEPS = [
    step("wait", None, 90, 20),
    step("support", "wait", 80, 18),
    step("home", None, 120, 150),
    step("help", None, 60, 55, sure=False),
]


def flow_row(left: bool, back: int, name: str, following: str | None, customers: int) -> dict[str, Any]:
    return {
        "left": left, "back": back, "name": name, "following": following, "customers": customers, "total": 200,
        "apart": "wait",
    }  # fmt: skip


FLOW = [
    flow_row(True, 2, "home", "home", 60), flow_row(True, 2, "support", "wait", 80), flow_row(True, 2, "", "home", 20),
    flow_row(True, 1, "home", None, 110), flow_row(True, 1, "wait", None, 90),
    flow_row(False, 2, "home", "home", 120), flow_row(False, 2, "support", "wait", 20),
    flow_row(False, 2, "home", "", 40), flow_row(False, 1, "home", None, 140), flow_row(False, 1, "wait", None, 20),
    flow_row(False, 1, "", None, 40),
]  # fmt: skip


def panel() -> Panel:
    """Return the section of the report."""
    said = Text("Of those who left, 45% had ‘wait’ among their last 2 steps; of those who stayed, 10%.", "45%，10%。")
    return Panel((), {"path_steps": STEPS, "path_flow": FLOW}, notes=(said,))
