"""A published run becomes the findings of a report: tables are counted, metrics asked, models and accounts read."""

from datetime import datetime
from typing import Any

from liuke.engine import Engine
from liuke.language import Text
from liuke.measure import Inputs, RetentionQuestion, cohorts, find_metric, order_retention
from liuke.measure.silence import RULES
from liuke.present.report.findings import Findings
from liuke.present.report.gathering.accounts import files, quality
from liuke.present.report.gathering.calls import calls
from liuke.present.report.gathering.headline import MONTHLY, at_risk, monthly
from liuke.present.report.gathering.metrics import BRIDGE, bridge, by_month, definitions, risks
from liuke.present.report.gathering.models import churn_model, value_model
from liuke.present.report.gathering.tables import (
    concentration,
    last_flow,
    read_rows,
    rfm_map,
    segments,
    silences,
    stages,
)
from liuke.workspace import Run


def _made_at(run: Run) -> datetime:
    return datetime.fromisoformat(run.manifest["made_at"])


def _rule(lost: dict[str, Any]) -> Text:
    """Return how the inactivity window was chosen, in a sentence."""
    why = RULES[str(lost.get("rule", "set"))]
    return Text("How the {days} days were chosen: {why}.", "{days} 天的判定依据：{why}。").fill(
        days=lost["days"], why=why
    )


def _totals(run: Run, engine: Engine) -> dict[str, Any]:
    customer = run.table(engine, "customer")
    counted = customer.aggregate(
        customers=customer.count(), orders=customer.orders.sum().cast("int64"), first_on=customer.first_on.min()
    )
    return engine.rows(counted)[0]


def gather(run: Run, engine: Engine) -> Findings:
    """Return the findings of a published run; parts that the run does not have are empty."""
    inputs, totals, lost = Inputs.of(run, engine), _totals(run, engine), run.manifest["lost"]
    months = by_month(inputs, dict.fromkeys((*MONTHLY, *BRIDGE, "churn_rate", "retention_rate", "net_shrinkage")))
    groups, models = risks(inputs), run.cards
    flow = read_rows(run, engine, "stage_flow", last_flow, run.as_of)
    return Findings(
        shop=str(run.manifest.get("name") or ""),
        run=run.id,
        as_of=run.as_of,
        made_at=_made_at(run),
        currency=run.currency,
        customers=totals["customers"],
        orders=totals["orders"] or 0,
        first_on=totals["first_on"],
        window_days=int(lost["days"]),
        window_rule=_rule(lost),
        headline=(*(monthly(find_metric(name), months[name]) for name in MONTHLY), at_risk(groups)),
        bridge=bridge(months),
        churn=months["churn_rate"],
        retention=months["retention_rate"],
        revenue=months["revenue"],
        cohorts=cohorts(inputs, "month"),
        curve=order_retention(inputs, RetentionQuestion("month")).curve(),
        silence=read_rows(run, engine, "gap", silences, int(lost["days"])),
        rfm=read_rows(run, engine, "customer", rfm_map),
        segments=segments(inputs),
        concentration=read_rows(run, engine, "customer", concentration),
        stages=read_rows(run, engine, "stage_flow", stages, run.as_of),
        flow=flow,
        flow_month=flow[0]["month"] if flow else None,
        calls=calls(run, engine),
        risks=groups,
        churn_model=churn_model(models),
        value_model=value_model(models),
        files=files(run, engine),
        quality=quality(run, engine),
        definitions=definitions(),
        notes=tuple(Text(**why) for why in run.manifest.get("refusals", ())),
    )
