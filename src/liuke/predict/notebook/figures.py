"""How models held, as a frame: a row a model, the one in use marked, each figure with its interval beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from liuke.predict.labelled_table.answer import FIGURES as JUDGED

EMPTY = pl.DataFrame(schema={"model": pl.String, "used": pl.Boolean})


def of_churn(card: Mapping[str, Any] | None) -> pl.DataFrame:
    """Return the figures on later time of every kind that was tried and of the baselines."""
    if card is None:
        return EMPTY
    return _frame([_row(name, name == card["kind"], of, of["intervals"]) for name, of in card["figures"].items()])


def of_table(card: Mapping[str, Any] | None) -> pl.DataFrame:
    """Return the figures out of fold of every kind that was tried."""
    if card is None:
        return EMPTY
    models = card["models"]
    return _frame(
        [_row(one["name"], one["name"] == card["winner"], one["metrics"], one["intervals"]) for one in models]
    )


def of_value(cards: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return the figures on held-out time of the purchase models, and of the guesses beside the one in use."""
    used: Mapping[str, Any] = next((card["baselines"] for card in cards if card.get("champion")), {})
    models = [{"model": card["label"], "used": bool(card.get("champion"))} | _flat(card["metrics"]) for card in cards]
    return _frame(models + [{"model": name, "used": False} | _flat(of) for name, of in used.items()])


def _row(name: str, used: bool, figures: Mapping[str, Any], intervals: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"model": name, "used": used}
    for each in JUDGED:
        low, high = intervals.get(each) or (None, None)
        row |= {each: figures[each], f"{each}_low": low, f"{each}_high": high}
    return row | {"customers": figures["customers"]}


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(value) for name, value in figures.items() if isinstance(value, int | float)}


def _frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None) if rows else EMPTY
