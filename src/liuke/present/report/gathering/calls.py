"""Who to call: the list of `act`, with reasons, names and segments in words."""

from collections.abc import Mapping
from typing import Any

from liuke.act import call_list
from liuke.engine import Engine
from liuke.language import Text
from liuke.predict.churn_model.wording import sentence
from liuke.predict.features import Feature
from liuke.predict.features.declared import declared_in
from liuke.present.report.findings import Call
from liuke.segment import SEGMENTS
from liuke.workspace import Run

CAPACITY = 20
_SEGMENTS = {one.id: one.label for one in SEGMENTS}


def calls(run: Run, engine: Engine, capacity: int = CAPACITY) -> tuple[Call, ...]:
    """Return the customers to call first, most at stake first; nobody where the run has no scores."""
    if not run.has("score"):
        return ()
    rows = call_list(engine, run.table(engine, "score"), capacity)
    names = _names(run, engine, [row["customer_id"] for row in rows])
    own = declared_in(run.cards)
    return tuple(_call(row, names.get(row["customer_id"]), run.currency, own) for row in rows)


def _names(run: Run, engine: Engine, ids: list[str]) -> dict[str, str]:
    """Return the names of customers, where somebody wrote them down."""
    if not ids or not run.has("profile"):
        return {}
    profile = run.table(engine, "profile")
    if "name" not in profile.columns:
        return {}
    named = profile.filter(profile.customer_id.isin(ids) & profile.name.notnull()).select("customer_id", "name")
    return {row["customer_id"]: row["name"] for row in engine.rows(named)}


def _call(row: Mapping[str, Any], name: str | None, currency: str, own: Mapping[str, Feature]) -> Call:
    return Call(
        customer_id=row["customer_id"],
        name=name,
        risk=row["risk"],
        probability=row["probability"],
        worth=row["clv"],
        at_risk=row["value_at_risk"],
        last_on=row["last_on"],
        recency_days=row["recency_days"],
        usual_gap_days=row["usual_gap_days"],
        reasons=tuple(_capital(sentence(reason, currency, own)) for reason in row["reasons"] or ()),
        step=row["step"].label,
        segment=_SEGMENTS.get(row["segment"]),
    )


def _capital(text: Text) -> Text:
    return Text(text.en[:1].upper() + text.en[1:], text.zh)
