"""A published run becomes the findings of a report: tables are counted, metrics asked, models and accounts read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs, RetentionQuestion, cohorts, order_retention
from liuke.measure.lost import Inactivity
from liuke.measure.silence import RULES
from liuke.present.report.findings import Findings, Headline, Panel, Rows
from liuke.present.report.gathering.accounts import files, quality
from liuke.present.report.gathering.calls import calls
from liuke.present.report.gathering.changes import changes, tested
from liuke.present.report.gathering.explained import explained
from liuke.present.report.gathering.headline import HEADLINES, MONTHLY, chosen, of_orders
from liuke.present.report.gathering.lost import readings
from liuke.present.report.gathering.metrics import BRIDGE, CHURN, bridge, by_month, definitions, risks
from liuke.present.report.gathering.models import churn_model, value_model
from liuke.present.report.gathering.panels import WANTED, panels
from liuke.present.report.gathering.tables import (
    concentration,
    last_flow,
    read_rows,
    rfm_map,
    segments,
    silences,
    stages,
)
from liuke.present.report.gathering.timing import timing
from liuke.present.report.gathering.uplift import contacting
from liuke.present.report.gathering.watch import drift, ledger
from liuke.workspace import Run


def _made_at(run: Run) -> datetime:
    return datetime.fromisoformat(run.manifest["made_at"])


def _window(lost: Mapping[str, Any]) -> dict[str, Any]:
    """Return the definition of “lost” in a sentence, and the inactivity window with how it was chosen."""
    found: dict[str, Any] = {}
    if "sentence" in lost and lost.get("definition") != Inactivity.kind:
        found["lost_means"] = Text(**lost["sentence"])
    if "days" in lost:
        why = Text("How the {days} days were chosen: {why}.", "{days} 天的判定依据：{why}。")
        found["window_days"] = int(lost["days"])
        found["window_rule"] = why.fill(days=lost["days"], why=RULES[str(lost.get("rule", "set"))])
    return found


def _totals(run: Run, engine: Engine) -> dict[str, Any]:
    """Return how many customers there are, how many orders of theirs, and since when."""
    if not run.has("customer"):
        began = run.manifest.get("first_day")
        return {"customers": run.manifest["customers"], "first_on": date.fromisoformat(began) if began else None}
    customer = run.table(engine, "customer")
    counted = customer.aggregate(
        customers=customer.count(), orders=customer.orders.sum().cast("int64"), first_on=customer.first_on.min()
    )
    found = engine.rows(counted)[0]
    return found | {"orders": found["orders"] or 0}


def gather(run: Run, engine: Engine) -> Findings:
    """Return the findings of a published run; parts that the run does not have are empty."""
    inputs, buys = Inputs.of(run, engine), run.has("activity")
    months = by_month(inputs, (*(MONTHLY if buys else HEADLINES), *BRIDGE, *CHURN, *WANTED))
    moved = changes(inputs, run.currency)
    months = tested(months, moved)
    groups, found = risks(inputs), panels(inputs, months) | timing(run, engine) | explained(run, engine)
    headline = of_orders(months, groups) if buys else chosen(months)
    return Findings(
        shop=str(run.manifest.get("name") or ""),
        run=run.id,
        as_of=run.as_of,
        made_at=_made_at(run),
        currency=run.currency,
        headline=headline,
        bridge=bridge(months),
        churn=months["churn_rate"],
        retention=months["retention_rate"],
        risks=groups,
        files=files(run, engine),
        quality=quality(run, engine),
        definitions=definitions(inputs, _shown(headline, found.values())),
        panels=found,
        changes=moved,
        readings=readings(run, inputs),
        uplift=contacting(run),
        notes=tuple(Text(**why) for why in run.manifest.get("refusals", ())),
        **_totals(run, engine),
        **_window(run.manifest["lost"]),
        **(_purchases(run, inputs, months) if buys else {}),
    )


def _shown(headline: Iterable[Headline], found: Iterable[Panel]) -> list[str]:
    return [*(one.id for one in headline), *(name for panel in found for name in panel.metrics)]


def _purchases(run: Run, inputs: Inputs, months: Mapping[str, Rows]) -> dict[str, Any]:
    """Return what only a run with orders can say."""
    engine, models, window = inputs.engine, run.cards, int(run.manifest["lost"]["days"])
    flow = read_rows(run, engine, "stage_flow", last_flow, run.as_of)
    return {
        "revenue": months["revenue"],
        "cohorts": cohorts(inputs, "month"),
        "curve": order_retention(inputs, RetentionQuestion("month")).curve(),
        "silence": read_rows(run, engine, "gap", silences, window),
        "rfm": read_rows(run, engine, "customer", rfm_map),
        "segments": segments(inputs),
        "concentration": read_rows(run, engine, "customer", concentration),
        "stages": read_rows(run, engine, "stage_flow", stages, run.as_of),
        "flow": flow,
        "flow_month": flow[0]["month"] if flow else None,
        "calls": calls(run, engine),
        "churn_model": churn_model(models),
        "value_model": value_model(models),
        "drift": drift(run, engine),
        "ledger": ledger(run),
    }
