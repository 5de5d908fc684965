"""A published run of a small company that sells subscriptions, with every table but orders; or with orders as well."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ibis.expr.types import Table
from tests.measure.miniatures.worked import facts

from liuke.engine import Engine
from liuke.measure.derived import Known, derive
from liuke.measure.lost import Contract, Material
from liuke.settings import Settings
from liuke.workspace import Draft, Run

FIRST, AS_OF = date(2025, 1, 5), date(2026, 5, 20)
PLANS = {"basic": 20, "pro": 60}
QUESTIONS = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "csi": (1, 10)}
TABLES = (
    "customer",
    "subscription",
    "bill",
    "event",
    "interaction",
    "feedback",
    "survey_response",
    "lead",
    "opportunity",
)
type Facts = dict[str, list[dict[str, Any]]]


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)


def company(customers: int = 60, seed: int = 8) -> Facts:
    """Return canonical rows of everything but orders, the same every time."""
    chance = random.Random(seed)  # noqa: S311 - a made-up company, no secret
    found: Facts = {name: [] for name in TABLES}
    for number in range(customers):
        who, begins = f"C{number:04d}", FIRST + timedelta(days=chance.randint(0, 400))
        found["customer"].append(
            {
                "customer_id": who,
                "name": f"Customer {number}",
                "region": chance.choice(("North", "South")),
                "acquisition_channel": chance.choice(("search", "fair")),
                "acquisition_cost": chance.randint(5, 50),
                "signed_up_at": _at(begins),
            }
        )
        _sell(found, who, begins, chance)
        _serve(found, who, _subscribe(found, who, begins, chance), chance)
    return found


def _subscribe(found: Facts, who: str, begins: date, chance: random.Random) -> list[date]:
    """Add monthly contracts with their bills; return the days on which they begin."""
    days, plan = [], chance.choice(tuple(PLANS))
    while begins <= AS_OF:
        ends = begins + timedelta(days=30)
        contract = {"customer_id": who, "subscription_id": f"S-{who}", "plan": plan, "price": PLANS[plan]}
        found["subscription"].append(contract | {"started_at": _at(begins), "expires_at": _at(ends), "period": "month"})
        bill = {"customer_id": who, "plan": plan, "billed_at": _at(begins), "amount": PLANS[plan], "due_at": _at(ends)}
        found["bill"].append(bill | {"paid_at": _at(begins + timedelta(days=chance.randint(1, 34))), "status": "paid"})
        days.append(begins)
        luck = chance.random()
        plan = "pro" if luck < 0.05 else "basic" if luck < 0.08 else plan
        begins = ends + timedelta(days=60 if luck > 0.97 else 0)
        if luck > 0.97 and chance.random() < 0.5:
            break
    return days


def _serve(found: Facts, who: str, months: Sequence[date], chance: random.Random) -> None:
    """Add what happens in the months of a contract: events, tickets, answers."""
    for begins in months:
        for _ in range(chance.randint(0, 6)):
            day = begins + timedelta(days=chance.randint(0, 29))
            names = ("open", *chance.sample(("export", "share", "search"), chance.randint(0, 2)))
            found["event"] += [{"customer_id": who, "occurred_at": _at(day), "name": name} for name in names]
        if chance.random() < 0.3:
            asked = _at(begins + timedelta(days=chance.randint(0, 29)), chance.randint(9, 15))
            answered = asked + timedelta(hours=chance.uniform(0.2, 12))
            done = answered + timedelta(hours=chance.uniform(1, 60))
            ticket = {"feedback_id": f"T-{who}-{begins}", "customer_id": who, "received_at": asked}
            found["feedback"].append(ticket | {"first_response_at": answered, "resolved_at": done})
        if chance.random() < 0.4:
            told = {"response_id": f"R-{who}-{begins}", "customer_id": who, "answered_at": _at(begins)}
            found["survey_response"] += [
                told | {"kind": kind, "score": chance.randint((low + high) // 2, high)}
                for kind, (low, high) in QUESTIONS.items()
            ]


def _sell(found: Facts, who: str, won: date, chance: random.Random) -> None:
    """Add the contact, the lead and the deal that a customer came from, and those of one who did not become one."""
    origin = chance.choice(("web", "fair"))
    for person, number in ((who, f"L-{who}"), (f"P-{who}", f"X-{who}")):
        met = won - timedelta(days=chance.randint(10, 50))
        found["interaction"].append({"customer_id": person, "occurred_at": _at(met), "channel": "phone"})
        lead = {"lead_id": number, "customer_id": person, "origin": origin, "created_at": _at(met, 30)}
        found["lead"].append(lead | {"contacted_at": _at(met, 40)})
        deal = {"opportunity_id": f"O-{person}", "lead_id": number, "customer_id": person, "origin": origin}
        outcome = "won" if person == who else "lost"
        found["opportunity"].append(
            deal | {"created_at": _at(met, 60), "closed_at": _at(won), "outcome": outcome, "amount": 300}
        )


def centre_run(folder: Path, engine: Engine, given: Mapping[str, Sequence[Mapping[str, Any]]]) -> Run:
    """Write the tables that the facts make and return the run as published; it has no orders."""
    draft = Draft("20260521T080000000000Z", folder / "20260521T080000000000Z", engine)
    draft.folder.mkdir(parents=True)
    made = add_centre(draft, engine, given)
    lost: dict[str, Any] = {}
    if "movement" in made:
        contract = Contract(7)
        draft.write("stay", contract.spells(Material(AS_OF, movement=made["movement"])))
        said = {"en": contract.sentence.en, "zh": contract.sentence.zh}
        lost = {"definition": "contract", "sentence": said, "warm_up": 0, "grace_days": 7}
    draft.manifest |= {
        "run": draft.id,
        "as_of": AS_OF.isoformat(),
        "first_day": FIRST.isoformat(),
        "currency": "USD",
        "name": "Corner club",
        "made_at": datetime(2026, 5, 21, 8, tzinfo=UTC).isoformat(),
        "customers": len(given.get("customer", ())),
        "lost": lost,
        "inputs": [],
    }
    return Run(draft.folder, draft.manifest)


def add_centre(
    draft: Draft,
    engine: Engine,
    given: Mapping[str, Sequence[Mapping[str, Any]]],
    made: Mapping[str, Table] | None = None,
) -> dict[str, Table]:
    """Write the tables that facts make into a run; return them."""
    tables = {name: facts(engine, name, rows) for name, rows in given.items()}
    return derive(Known(engine, tables, Settings(), FIRST, AS_OF, made or {}), draft.write)


def with_orders(run: Run, engine: Engine, given: Mapping[str, Sequence[Mapping[str, Any]]]) -> Run:
    """Add to a published run with orders the tables that further facts make."""
    draft = Draft(run.id, run.folder, engine, run.manifest)
    made = {name: run.table(engine, name) for name in ("activity", "customer")}
    add_centre(draft, engine, given, made)
    return Run(draft.folder, draft.manifest)
