"""Acquisition: how far contacts and leads come, and which channels bring those who stay."""

from typing import Any

from liuke.language import Text
from liuke.measure import METRICS, Answer, Inputs, ask_all
from liuke.present.report.findings import Listing, Rows
from liuke.present.report.gathering.metrics import there
from liuke.present.report.gathering.section import Asked, ByMonth, Section, last_year, listing

RATES = {
    "leads": "contact_to_lead_rate",
    "opportunities": "lead_to_opportunity_rate",
    "customers": "conversion_rate",
    "repeat": "repeat_conversion_rate",
}
"""The steps of the funnel, and the rate at which each is reached."""
YEAR = Text(
    "the last twelve months; rates are of leads whose 90 days are over", "最近十二个月；比率仅计已满 90 天的线索"
)


def _funnel(inputs: Inputs) -> Rows:
    """Return a row a step: step, count, and the rate with its parts and interval; no rows without leads.

    Whether a customer bought again only orders can tell.
    """
    names = [name for name in RATES.values() if there(inputs, METRICS[name])]
    if not inputs.has("activity"):
        names = [name for name in names if name != RATES["repeat"]]
    if RATES["customers"] not in names:
        return []
    rows = {name: answer.rows[0] for name, answer in _asked(inputs, names).items() if answer.rows}
    if not rows[RATES["customers"]]["denominator"]:
        return []
    contact, won = rows.get(RATES["leads"]), rows[RATES["customers"]]
    steps = [_step("leads", won["denominator"], contact)]
    if contact and contact["denominator"]:
        steps.insert(0, _step("contacts", contact["denominator"], None))
    later = [(step, rows[RATES[step]]) for step in ("opportunities", "customers", "repeat") if RATES[step] in rows]
    return [*steps, *(_step(step, row["numerator"], row) for step, row in later)]


def _asked(inputs: Inputs, names: list[str]) -> dict[str, Answer]:
    first, last = last_year(inputs)
    return ask_all(inputs, names, since=first, until=last)


def _step(step: str, count: float, row: dict[str, Any] | None) -> dict[str, Any]:
    parts = ("value", "low", "high", "numerator", "denominator")
    return {"step": step, "count": count} | {name: row[name] if row else None for name in parts}


def _converted(months: ByMonth) -> Rows:
    """Return the months whose leads have had their time: of a younger one, those that are known are the quick ones."""
    return [row for row in months[RATES["customers"]] if not row["partial"]]


def _origins(inputs: Inputs, _: ByMonth) -> Listing | None:
    names = (
        "leads",
        "contact_rate",
        "lead_to_opportunity_rate",
        "conversion_rate",
        "win_rate",
        "sales_cycle",
        "won_amount",
    )
    return listing(
        inputs, "origins", Text("By origin of the lead", "按线索来源"), YEAR, "origin", names, last_year(inputs)
    )


def _channels(inputs: Inputs, _: ByMonth) -> Listing | None:
    """Return the table by acquisition channel; whether sign-ups buy, and what they cost, only orders can tell."""
    buying = ("activation_rate", "cac", "payback_months") if inputs.has("activity") else ()
    unit = Text(
        "customers of the last twelve months; subscribers and recurring revenue as they are now",
        "最近十二个月的客户；订阅客户数与经常性收入为当前值",
    )
    title, names = Text("By acquisition channel", "按获客渠道"), ("sign_ups", *buying, "subscribers", "mrr", "arpa")
    return listing(inputs, "channels", title, unit, "acquisition_channel", names, last_year(inputs))


ACQUISITION = Section(
    "acquisition",
    ("leads", "contact_to_lead_rate", "lead_to_opportunity_rate", "conversion_rate", "win_rate", "sales_cycle"),
    {"funnel": Asked(_funnel, (*RATES.values(),)), "conversion_over_time": _converted},
    listings=(_origins, _channels),
)
