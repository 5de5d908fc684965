"""Rows of the charts of baskets, and what a manifest says of them."""

from typing import Any

from liuke.explain.baskets.words import verdict
from liuke.language import Text
from liuke.measure.intervals import wilson
from liuke.present.report.findings import Panel


def rule(before: str, then: str, count: int, of: int, chance: float, days: int | None = None) -> dict[str, Any]:
    low, high = wilson(count, of)
    shares = {"value": count / of, "low": low, "high": high, "chance": chance, "lift": count / of / chance}
    return {"before": before, "then": then, "count": count, "of": of, "days": days} | shares


RULES = [
    rule("Tea", "Milk", 410, 900, 0.12),
    rule("Pasta", "Tomato sauce", 320, 610, 0.08),
    rule("Bread + Butter", "Strawberry Rhubarb Jam, wild, Bergland Collection, jumbo glass", 90, 130, 0.05),
]
SEQUENCES = [rule(row["before"], row["then"], 80, 400, 0.09, 30) for row in RULES]


def method(name: str, hits: int, customers: int) -> dict[str, Any]:
    low, high = wilson(hits, customers)
    return {"method": name, "hits": hits, "customers": customers, "value": hits / customers, "low": low, "high": high}


def judged(kind: str, methods: list[dict[str, Any]], *, better: bool) -> dict[str, Any]:
    days = {"first": "2026-05-31", "last": "2026-06-29"}
    told: dict[str, Any] = {"kind": kind, "top": 5, **days, "methods": methods, "against": [], "better": better}
    told |= {"weights": {"half_life": 60, "beside": 0.3, "own": True}}
    return told | {"verdict": verdict(told).record()}


NEXT = judged("next", [method("chosen", 700, 900), method("own", 698, 900), method("popular", 400, 900)], better=False)
NEW = judged("new", [method("chosen", 230, 850), method("popular", 110, 850)], better=True)
HITS = [
    {"kind": told["kind"], "top": 5, "better": told["better"], **one} for told in (NEXT, NEW) for one in told["methods"]
]
COUNTS = {
    "level": "product", "least": 20, "then_days": None, "of": 9000, "customers": 1200, "lines": 30000, "blank": 3,
    "items": 80, "tried": 6320, "found": 400, "significant": 60,
}  # fmt: skip
TOLD: dict[str, Any] = {
    "level": "product",
    "rules": {"product": COUNTS},
    "sequence": COUNTS | {"then_days": 30},
    "recommendation": {"level": "product", "days": 30, "next": NEXT, "new": NEW},
}
"""What the manifest says under `explain.baskets`."""


def baskets() -> Panel:
    notes = (Text("60 of 400 rules are more than chance.", "400 条规则中有 60 条并非偶然。"),)
    return Panel((), {"rules": RULES, "sequences": SEQUENCES, "hit_rate": HITS}, notes=notes)
