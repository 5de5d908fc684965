"""How many customers each input is about, and how many of them left: of everybody, whoever is learnt from."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from liuke.explain.drivers.coding import Coding, grouped, known
from liuke.explain.drivers.table import LEFT


class Counted(NamedTuple):
    """Customers, and those of them who left."""

    customers: int
    left: int


def counted(coding: Coding, frame: pl.DataFrame) -> Mapping[tuple[str, str, str | None], Counted]:
    """Return the counts by attribute, kind of input and group."""
    groups, left = grouped(coding, frame), frame[LEFT].cast(pl.Int64)
    found: dict[tuple[str, str, str | None], Counted] = {}
    for name in coding.attributes:
        unknown = known(frame[name]).is_null()
        found[name, "unknown", None] = _of(left, unknown)
        found[name, "step", None] = _of(left, ~unknown)
        if name in groups:
            rows = pl.DataFrame({"group": groups[name], "left": left}).group_by("group").agg(pl.len(), pl.sum("left"))
            found |= {(name, "group", group): Counted(count, gone) for group, count, gone in rows.iter_rows()}
    return found


def _of(left: pl.Series, mask: pl.Series) -> Counted:
    return Counted(int(mask.sum()), int(left.filter(mask).sum()))
