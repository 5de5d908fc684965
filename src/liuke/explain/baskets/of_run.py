"""What a run says of baskets by itself: rules, what is bought next, and recommendations with their hit rates."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl
from ibis.expr.types import Table

from liuke.errors import DataError
from liuke.explain.baskets.items import LEVELS, Level
from liuke.explain.baskets.question import BasketAnswer, ask_next, ask_together
from liuke.explain.baskets.recommending.question import Recommended, recommend
from liuke.workspace import Draft

THEN_DAYS = 30
"""Within how many days a run looks for what is bought next."""


def keep_baskets(draft: Draft, tables: Mapping[str, Table], first_day: date, as_of: date) -> Mapping[str, Any] | None:
    """Write `basket_rule`, `basket_sequence` and `recommendation`, and return what is told of them.

    Of products, and rules of categories too, as far as lines name them. None where a run has no lines.
    """
    if "order_line" not in tables:
        return None
    engine, lines = draft.engine, tables["order_line"]
    together = {level: _tried(partial(ask_together, engine, lines, level)) for level in LEVELS}
    level = _level(together)
    later = _tried(partial(ask_next, engine, lines, THEN_DAYS, as_of, level))
    advised = _tried(partial(recommend, engine, lines, first_day, as_of, level))
    _write(draft, "basket_rule", [one for one in together.values() if isinstance(one, BasketAnswer)])
    _write(draft, "basket_sequence", [later] if isinstance(later, BasketAnswer) else [])
    if isinstance(advised, Recommended):
        draft.write("recommendation", advised.rows)
    return {
        "level": level,
        "rules": {level: _told(one) for level, one in together.items()},
        "sequence": _told(later),
        "recommendation": _told(advised),
    }


def _level(together: Mapping[Level, BasketAnswer | DataError]) -> Level:
    """Return the level that the rest is asked at: products, unless only categories can be told."""
    product, category = together["product"], together["category"]
    nameless = isinstance(product, DataError) and product.code in ("baskets.no_items", "baskets.one_item")
    return "category" if nameless and isinstance(category, BasketAnswer) else "product"


def _tried[Answer](ask: Callable[[], Answer]) -> Answer | DataError:
    try:
        return ask()
    except DataError as refusal:
        return refusal


def _told(found: BasketAnswer | Recommended | DataError) -> dict[str, Any]:
    return {"refusal": found.refusal()} if isinstance(found, DataError) else found.told()


def _write(draft: Draft, name: str, answers: list[BasketAnswer]) -> None:
    if answers:
        rows = pl.concat([one.rules.with_columns(level=pl.lit(one.level)) for one in answers])
        draft.write(name, draft.engine.table(rows, name))
