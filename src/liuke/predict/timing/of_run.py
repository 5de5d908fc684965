"""What a run keeps of when customers leave, and what it says of how long each will stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.timing.durations import risk_sets
from liuke.predict.timing.lasting import PERIOD_DAYS, Lasting, time_stays
from liuke.predict.timing.life_table import FEWEST_ENDED, LifeTable
from liuke.predict.timing.stays import DAYS_A_MONTH, Stays
from liuke.workspace import Draft


@dataclass(frozen=True, slots=True)
class RunTiming:
    """What the manifest says, the living (customer_id, term, tenure in days), and the life table of each term.

    Under None is the life table of all; after a refusal there is none, and `told` is empty. Remaining life is that of
    the next `horizon_days`.
    """

    told: Mapping[str, Any]
    living: pl.DataFrame
    lives: Mapping[int | None, LifeTable]
    refusal: Text | None
    horizon_days: int

    def remaining(self, scores: pl.DataFrame, within: int) -> pl.DataFrame:
        """Return scores (customer_id, probability) with remaining_days of who is not lost; NULL of the others.

        probability is that of a loss in the next `within` days. Up to then a customer's own risk holds, and after it
        that of everybody who has stayed as long (under a term as long, where enough of these were seen to leave).
        """
        known = scores.select("customer_id", "probability").join(self.living, on="customer_id", maintain_order="left")
        parts = [pl.DataFrame(schema={"customer_id": pl.String, "remaining_days": pl.Float64})]
        for (term,), part in known.group_by("term") if self.lives else ():
            life = self.lives.get(int(str(term))) or self.lives[None]
            tenure, chance = part["tenure"].to_numpy(), part["probability"].fill_null(np.nan).to_numpy()
            days = life.remaining_of(tenure, chance, within, self.horizon_days)
            parts.append(part.select("customer_id", remaining_days=pl.Series(days)))
        own = scores.drop("remaining_days", strict=False)
        found = own.join(pl.concat(parts), on="customer_id", how="left", maintain_order="left")
        return found.select(list(dict.fromkeys([*scores.columns, "remaining_days"])))


def keep_timing(draft: Draft, stays: Stays, horizon_days: int) -> RunTiming:
    """Write the tables `survival` and `hazard` of a run, and return the rest; after a refusal there are none."""
    engine = draft.engine
    rows, since = stays.durations(engine)
    seen = engine.hold(rows, "seen")
    living = engine.polars(stays.living()).sort("customer_id")
    try:
        whole = time_stays(engine, stays, seen, since)
    except DataError as fault:
        return RunTiming({}, living, {}, fault.message, horizon_days)
    (one,) = whole.groups
    lives = {**(_by_term(engine, seen) if stays.term is not None else {}), None: one.life}
    engine.drop(seen)
    _write(draft, one)
    told = {"horizon_days": horizon_days, "period_days": PERIOD_DAYS, "since": str(whole.since)}
    return RunTiming(told | one.record(horizon_days), living, lives, None, horizon_days)


def _write(draft: Draft, one: Lasting) -> None:
    curve = pl.DataFrame(one.curve.rows(), infer_schema_length=None).drop("group")
    draft.write("survival", draft.engine.table(curve, "survival"))
    if one.hazard:
        draft.write("hazard", draft.engine.table(pl.DataFrame(one.hazard, infer_schema_length=None), "hazard"))


def _by_term(engine: Engine, seen: Table) -> dict[int | None, LifeTable]:
    """Return the life table of each term of which enough were seen to end."""
    found = risk_sets(seen, "term", engine=engine)
    return {
        int(term): LifeTable.of(sets, cycle_of(int(term)))
        for term, sets in found.items()
        if sets.ended.sum() >= FEWEST_ENDED
    }


def cycle_of(term: int) -> int:
    """Return the days of whole terms that last a year or more, for terms of several months; 0 for shorter ones."""
    if term < 2:
        return 0
    return round(-(-12 // term) * term * DAYS_A_MONTH)
