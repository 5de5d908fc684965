"""The watch of a run: what moved since the model learnt, whether its scores came true, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from liuke.language import Text
from liuke.predict.churn_model.fit import ChurnFit
from liuke.predict.learning.model import Fitted
from liuke.predict.learning.sample import Matrix
from liuke.predict.watch import words
from liuke.predict.watch.calibrated import GAP, Entry, held
from liuke.predict.watch.drift import DRIFTED, SOME, STEADY, drift, psi_of
from liuke.predict.watch.seen import Seen

FEWEST, YEAR = 100, 364
SCORE = "score"
GROWS = frozenset(
    {"tenure_days", "purchase_days", "channels", "products", "categories", "contract_days", "terms_begun"}
)
"""Inputs that count all that is known of a customer: they grow with every day of data, drift or no drift."""
SCHEMA = {
    "input": pl.String,
    "psi": pl.Float64,
    "verdict": pl.String,
    "distance": pl.Float64,
    "median_then": pl.Float64,
    "median_now": pl.Float64,
    "missing_then": pl.Float64,
    "missing_now": pl.Float64,
    "since": pl.Date,
    "year_ago_psi": pl.Float64,
    "explained": pl.String,
}

type Row = dict[str, Any]
type Since = Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at: `kind` is inputs, scores, calibration or age; a `note` has an innocent explanation."""

    kind: str
    level: str
    text: Text
    inputs: tuple[str, ...] = ()
    since: date | None = None

    def record(self) -> dict[str, Any]:
        """Return the alert as the manifest keeps it."""
        return {
            "kind": self.kind,
            "level": self.level,
            "text": self.text.record(),
            "inputs": list(self.inputs),
            "since": self.since.isoformat() if self.since else None,
        }


@dataclass(frozen=True, slots=True)
class State:
    """Customers who are not lost, as a model sees them now, and as it would have seen them a year ago (or None)."""

    now: Matrix
    year_ago: Matrix | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """One row an input and one of the scores, and what there is to say."""

    rows: list[Row] = field(default_factory=list)
    alerts: tuple[Alert, ...] = ()
    note: Text | None = None

    @property
    def table(self) -> pl.DataFrame:
        """The rows as the run keeps them."""
        return pl.DataFrame(self.rows, schema=SCHEMA)


def days_to_see(as_of: date) -> tuple[date, date]:
    """Return the snapshots that are compared: of today, and of a year ago."""
    return as_of + timedelta(days=1), as_of - timedelta(days=YEAR - 1)


def state(seen: Seen, as_of: date) -> State:
    """Return the model's inputs now and a year ago, of customers seen at `days_to_see`."""
    now, before = map(seen.at, days_to_see(as_of))
    return State(now, before if len(before) >= FEWEST else None)


def watch(
    churn: ChurnFit, seen: State | None, as_of: date, since: Since, entries: Sequence[Entry], limit: int
) -> Watched:
    """Return what the watch of a run finds.

    `since` are the inputs that had moved in the run before, and since when; `entries` what the ledger holds, oldest
    first; `limit` how many days a model may be old.
    """
    card = churn.card or {}
    reference, rows = card.get("reference"), []
    if churn.model is not None and seen is not None and reference:
        rows = compared(churn.model, reference, seen, as_of, since)
    alerts = [*_of_inputs(rows, card), *_of_outcomes(entries, card), *_of_age(card, as_of, limit)]
    note = words.NO_REFERENCE if churn.model is not None and not reference else None
    return Watched(rows, tuple(alerts), note)


def compared(model: Fitted, reference: Mapping[str, Any], seen: State, as_of: date, since: Since) -> list[Row]:
    """Return a row for each input that the reference knows and one for the scores, those that moved most first."""
    columns = {one.id: place for place, one in enumerate(model.inputs)}
    pictures = {name: one for name, one in reference["inputs"].items() if name in columns}
    customers, tests = float(reference["customers"]), len(pictures) + 1
    rows = []
    for name, then in pictures.items():
        old = None if seen.year_ago is None else seen.year_ago[:, columns[name]]
        rows.append((then, name, seen.now[:, columns[name]], old))
    if (then := reference.get("score")) is not None:
        old = None if seen.year_ago is None else model.probability(seen.year_ago)
        rows.append((then, SCORE, model.probability(seen.now), old))
    found = []
    for then, name, column, old in rows:
        one = asdict(drift(name, then, customers, column, tests))
        quiet = one["verdict"] == STEADY
        one["since"] = None if quiet else since.get(name, as_of)
        one["year_ago_psi"] = None if quiet or old is None else psi_of(old, column)
        one["explained"] = None if quiet else _explained(one)
        found.append(one)
    return sorted(found, key=lambda row: (row["input"] == SCORE, -row["psi"]))


def _explained(row: Row) -> str | None:
    if row["input"] in GROWS and (row["median_now"] or 0) >= (row["median_then"] or 0):
        return "history"
    return "season" if _seasonal(row) else None


def _seasonal(row: Row) -> bool | None:
    """Say whether last year at this time was like now, and unlike when the model learnt; None where nobody knows."""
    return None if row["year_ago_psi"] is None else bool(row["year_ago_psi"] < min(SOME, row["psi"] / 2))


def _of_inputs(rows: Sequence[Row], card: Mapping[str, Any]) -> list[Alert]:
    drifted = [row for row in rows if _speaks(row)]
    score = next((row for row in rows if row["input"] == SCORE), None)
    inputs = sorted((row for row in drifted if row is not score), key=lambda row: row["explained"] is not None)
    if not inputs:
        if score is None or score not in drifted:
            return []
        return [Alert("scores", _level([score]), words.scores(score), (), score["since"])]
    names = tuple(row["input"] for row in inputs)
    text = words.moved(inputs, score, _seasonal(inputs[0]), card)
    return [Alert("inputs", _level(inputs), text, names, inputs[0]["since"])]


def _speaks(row: Row) -> bool:
    """Say whether a drift is one to tell of: it is not what such an input is meant to do."""
    return bool(row["verdict"] == DRIFTED and row["explained"] != "history")


def _level(rows: Sequence[Row]) -> str:
    return "note" if all(row["explained"] for row in rows) else "warning"


def _of_outcomes(entries: Sequence[Entry], card: Mapping[str, Any]) -> list[Alert]:
    """Return what is to be said of the last scores that were settled, where they are not of the model before it."""
    found = held(entries[-1]) if entries else None
    if found is None or not found.off:
        return []
    day = date.fromisoformat(entries[-1]["as_of"])
    text = words.off(found, day, abs(found.happened - found.said) > GAP)
    if entries[-1]["model"] != card.get("version"):
        text = words.joined([text, words.EARLIER.fill(model=entries[-1]["model"])])
    return [Alert("calibration", "warning", text, (), day)]


def _of_age(card: Mapping[str, Any], as_of: date, limit: int) -> list[Alert]:
    if "as_of" not in card:
        return []
    learnt = date.fromisoformat(card["as_of"])
    days = (as_of - learnt).days
    return [Alert("age", "warning", words.old(learnt, days, limit), (), learnt)] if days > limit else []


def advice(alerts: Sequence[Alert]) -> dict[str, Any]:
    """Return whether the model should be learnt anew, what says so, and how it is done."""
    why = [one.kind for one in alerts if one.level == "warning"]
    text = words.ANEW if why else words.NO_NEED
    return {"retrain": bool(why), "because": why, "text": text.record()}
