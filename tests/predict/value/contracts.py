"""Companies of contracts, in the tables `contract` and `movement` of a run."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from liuke.predict.value import SBG

CONTRACT = {
    "customer_id": pl.String, "number": pl.Int32, "plan": pl.String, "starts_on": pl.Date, "ends_on": pl.Date,
    "due_on": pl.Date, "monthly": pl.Decimal(18, 4), "cancelled_on": pl.Date,
}  # fmt: skip
MOVEMENT = {"customer_id": pl.String, "day": pl.Date, "kind": pl.String}
GRACE = 7
type Written = tuple[str, int, str, str, str | None, str | None, str]
type Cancelled = tuple[str, int, str, str, str | None, str | None, str, str]


def day(text: str) -> date:
    """Return a day from its ISO form."""
    return date.fromisoformat(text)


def contracts(*rows: Written | Cancelled) -> pl.DataFrame:
    """Return rows of `contract` from (customer, number, plan, starts, ends, due, monthly, and a notice if any)."""
    return pl.DataFrame(
        [
            (
                who,
                number,
                plan,
                day(start),
                end and day(end),
                due and day(due),
                Decimal(monthly),
                day(notice[0]) if notice else None,
            )
            for who, number, plan, start, end, due, monthly, *notice in rows
        ],
        schema=CONTRACT,
        orient="row",
    )


def movements(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Return rows of `movement` from (customer, day, kind)."""
    return pl.DataFrame([(who, day(on), kind) for who, on, kind in rows], schema=MOVEMENT, orient="row")


def months_later(start: date, months: int) -> date:
    """Return the same day of a later month; `start` is no later than a 28th."""
    place = start.month - 1 + months
    return start.replace(year=start.year + place // 12, month=place % 12 + 1)


def company(
    plans: Sequence[tuple[str, SBG, int, str]], customers: int, as_of: date, months: int, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `contract` and `movement` as known at the end of `as_of`.

    Plans are (name, model, months of a term, monthly price); customers come over `months` months; each term is a row.
    """
    chance = np.random.default_rng(seed)
    rows, moves = [], []
    for name, model, term, monthly in plans:
        for number in range(customers):
            who = f"{name}{number:05d}"
            start = as_of.replace(day=1) - timedelta(days=int(chance.integers(1, months * 30)))
            start = start.replace(day=min(start.day, 28))
            lasts = int(chance.geometric(max(chance.beta(model.alpha, model.beta), 1e-9)))
            moves.append((who, start, "new"))
            for place in range(lasts):
                begins, ends = months_later(start, place * term), months_later(start, (place + 1) * term)
                if begins > as_of:
                    break
                rows.append((who, place + 1, name, begins, ends, ends, Decimal(monthly), None))
            lost = months_later(start, lasts * term) + timedelta(days=GRACE) if lasts < 600 else None
            if lost and lost <= as_of:
                moves.append((who, lost, "churned"))
    return pl.DataFrame(rows, schema=CONTRACT, orient="row"), pl.DataFrame(moves, schema=MOVEMENT, orient="row")
