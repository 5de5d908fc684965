"""Baskets counted in plain Python, one by one, from the definitions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

type Line = Mapping[str, Any]


def baskets(lines: Sequence[Line]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in lines:
        item = (one["product_id"] or "").strip() or (one["product"] or "").strip()
        bought = not one["returned"] and one["amount"] >= 0 and (one["quantity"] is None or one["quantity"] > 0)
        if bought and item:
            found.setdefault(one["order_id"], set()).add(item)
    return found


def sets(lines: Sequence[Line], size: int, least: int) -> dict[frozenset[str], int]:
    """Return how many baskets have each set of so many items, where all its pairs are in `least` or more."""
    held = list(baskets(lines).values())
    counted = Counter(frozenset(one) for basket in held for one in combinations(sorted(basket), size))
    pairs = Counter(frozenset(one) for basket in held for one in combinations(sorted(basket), 2))
    return {
        one: count
        for one, count in counted.items()
        if count >= least and all(pairs[frozenset(pair)] >= least for pair in combinations(one, 2))
    }


def followed(
    lines: Sequence[Line], days: int, as_of: date
) -> tuple[int, Counter[str], Counter[str], Counter[tuple[str, str]]]:
    """Return the visits whose window has elapsed, those with each item, those followed by it, and both."""
    whose = {one["order_id"]: (one["customer_id"], one["day"]) for one in lines}
    visits: dict[tuple[str, date], set[str]] = {}
    for order, things in baskets(lines).items():
        visits.setdefault(whose[order], set()).update(things)
    known, firsts, thens, both = 0, Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for (customer, day), things in visits.items():
        if (as_of - day).days < days:
            continue
        known += 1
        later = {
            item
            for (other, at), bought in visits.items()
            if other == customer and 0 < (at - day).days <= days
            for item in bought
        }
        firsts.update(things)
        thens.update(later)
        both.update((one, other) for one in things for other in later if one != other)
    return known, firsts, thens, both
