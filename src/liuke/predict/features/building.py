"""Building features: every total of a source in one pass over it, for all snapshots at once."""

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.language import Text
from liuke.predict.features.families import FEATURES
from liuke.predict.features.feature import Feature, Population, Total

PAIR = ("customer_id", "snapshot")


def available(tables: Mapping[str, Table], features: Sequence[Feature] = FEATURES) -> tuple[Feature, ...]:
    """Return the features that can be made from these tables; a missing table or column only removes features."""
    return tuple(one for one in features if one.available(tables))


def build(
    tables: Mapping[str, Table],
    population: Table,
    features: Sequence[Feature] = FEATURES,
    snapshot: date | None = None,
) -> Table:
    """Return `population` with a column for every feature that can be made from `tables`, as float64.

    `population` has the columns customer_id and snapshot, and keeps any others: a row in, a row out. A feature reads
    what was known before the snapshot and nothing else; NULL where it has no meaning. `snapshot` is the day that all
    rows share, where they do, which is faster. The result is an expression: one query over everything.
    """
    usable = available(tables, features)
    shared = None if snapshot is None else ibis.literal(snapshot)
    who = Population(population.select(*PAIR).distinct(), shared)
    joined = population
    for totals in _by_source(usable).values():
        found = totals[0].source.totals(tables, who, totals)
        joined = joined.left_join(found, PAIR).drop("customer_id_right", "snapshot_right")
        zero = {one.name: joined[one.name].fill_null(one.empty) for one in totals if one.empty is not None}
        joined = joined.mutate(**zero) if zero else joined
    return joined.select(*population.columns, **{one.id: one.value(joined).cast("float64") for one in usable})


def checked(engine: Engine, built: Table, population: Table) -> Table:
    """Return what was built, held by the engine; raises `DataError` where it has more or fewer rows than asked for."""
    held = engine.hold(built, "features")
    rows, wanted = engine.count(held), engine.count(population)
    if rows != wanted:
        engine.drop(held)
        raise DataError(
            "features.rows",
            Text(
                "Building features made {rows} rows of {wanted}: a table joined to them repeats a customer.",
                "构建特征时行数由 {wanted} 变为 {rows}：所连接的某张表中同一客户出现多次。",
            ).fill(rows=rows, wanted=wanted),
            Text(
                "A source must return at most one row for a customer and snapshot; check the features you declared.",
                "每个来源对同一客户和快照最多只能返回一行，请检查自定义特征。",
            ),
        )
    return held


def _by_source(features: Sequence[Feature]) -> dict[str, list[Total]]:
    """Return every total once, by source; raises `DataError` where two different ones share a name."""
    found: dict[str, list[Total]] = {}
    named: dict[str, Total] = {}
    for total in (total for one in features for total in one.totals):
        if named.setdefault(total.name, total) != total:
            raise DataError(
                "features.total",
                Text("Two totals are called “{name}”.", "有两个名为“{name}”的汇总值。").fill(name=total.name),
                Text("Give one of them another name.", "请为其中一个换个名称。"),
            )
        own = found.setdefault(total.source.id, [])
        if total not in own:
            own.append(total)
    return found
