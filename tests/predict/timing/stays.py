"""Stays of made-up companies, in the tables `stay`, `contract` and `term` of a run."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from liuke.engine import Engine
from liuke.predict.timing import Stays

AS_OF = date(2026, 6, 30)
STAY = {"customer_id": pl.String, "number": pl.Int32, "started_on": pl.Date, "lost_on": pl.Date}
CONTRACT = {
    "customer_id": pl.String, "number": pl.Int32, "plan": pl.String, "starts_on": pl.Date, "ends_on": pl.Date,
    "due_on": pl.Date,
}  # fmt: skip
TERM = {"customer_id": pl.String, "day": pl.Date, "due_on": pl.Date, "due_known_on": pl.Date}


def ago(days: int) -> date:
    """Return the day so many days before the last one known."""
    return AS_OF - timedelta(days=int(days))


def stay_table(*rows: tuple[str, int, int | None]) -> pl.DataFrame:
    """Return rows of `stay` from (customer, started days ago, lost days ago or None), one stay a customer."""
    found = [(who, 1, ago(began), None if lost is None else ago(lost)) for who, began, lost in rows]
    return pl.DataFrame(found, schema=STAY, orient="row")


def living_by(hazard: float, customers: int, days: int, seed: int) -> pl.DataFrame:
    """Return stays that began evenly over `days` and end with a constant daily hazard, as known on the last day."""
    random = np.random.default_rng(seed)
    began, lasts = random.integers(1, days + 1, customers), random.geometric(hazard, customers)
    rows = [
        (f"C{place:06d}", int(start), int(start - lived) if lived <= start else None)
        for place, (start, lived) in enumerate(zip(began, lasts, strict=True))
    ]
    return stay_table(*rows)


def contracts_of(stay: pl.DataFrame, term: int = 0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `contract` and `term` of stays of one contract each, agreed for `term` days (0: until it ends)."""
    rows, terms = [], []
    for who, _, began, lost in stay.iter_rows():
        due = began + timedelta(days=term) if term else lost
        rows.append((who, 1, "basic", began, lost, due))
        terms.append((who, began, due, began if term else lost))
    return pl.DataFrame(rows, schema=CONTRACT, orient="row"), pl.DataFrame(terms, schema=TERM, orient="row")


def of_contracts(engine: Engine, stay: pl.DataFrame, term: int = 0, *, billed: bool = False) -> Stays:
    """Return stays of contracts, on an engine."""
    contract, terms = contracts_of(stay, term)
    return Stays(
        engine.table(stay), AS_OF, 0, engine.table(contract), billed, 7, engine.table(terms)
    )  # fmt: skip
