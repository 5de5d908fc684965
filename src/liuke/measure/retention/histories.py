"""Customers in the cells of a retention matrix, from one row a customer: the buckets they came in, a bit each.

One pass over the returns turns what each customer ever did into a few whole numbers. Memory grows with the customers
and the length of the calendar, never with the number of events; and who came in two given periods of the calendar is a
product of two matrices, where a join would meet every pair of a customer's periods.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import ibis
import numpy as np
import scipy.sparse
from ibis.expr import datatypes
from ibis.expr.types import IntegerColumn, IntegerScalar, Table
from numpy.typing import NDArray

from liuke.engine import Engine
from liuke.measure.retention.actions import Actions, Counts, beyond, spread, whole
from liuke.measure.retention.customers import join

type Rows = dict[str, NDArray[Any]]
type Bits = NDArray[np.int32]

BITS = 63
"""Buckets in a word: a signed 64-bit number, its sign left alone."""
ROWS = 20_000
"""About how many customers are unpacked at a time."""


@ibis.udf.agg.builtin(name="bit_or")  # type: ignore[untyped-decorator]
def _bit_or(value: datatypes.int64) -> datatypes.int64:
    """Return the bits that any value has; DuckDB and Spark both call it so."""


def fits(actions: Actions) -> bool:
    """Say whether one row a customer can tell everything: where they enter once, or periods need no start."""
    asked = actions.timing.question
    if asked.money or asked.returning != "on":
        return False
    return asked.entry == "first" or (actions.same and not asked.rolling)


def counted(actions: Actions) -> Counts:
    """Count the customers of every cell, each once."""
    return _by_period(actions) if actions.same and not actions.timing.question.rolling else _by_bucket(actions)


def _by_period(actions: Actions) -> Counts:
    """Count from the periods of the calendar that customers came in; the first is that of their start."""
    cohorts, buckets = actions.shape
    returns = actions.returns
    found = returns.group_by("customer_id").agg(cohort=returns.period.min(), **_words(returns.period, cohorts))
    met = np.zeros((cohorts, cohorts), dtype=np.int64)
    for rows, came in _unpacked(actions.engine, found, cohorts):
        if actions.timing.question.entry == "recurring":
            whose = came.astype(np.float32)
            met += (whose.T @ whose).astype(np.int64)
        else:
            met += _gather(rows, cohorts) @ came
    so_far = np.zeros((cohorts, buckets), dtype=np.int64)
    for cohort in range(cohorts):
        so_far[cohort, : cohorts - cohort] = met[cohort, cohort:]
    sizes = so_far[:, 0].copy()
    over = np.add.outer(np.arange(cohorts), np.arange(buckets)) < actions.timing.closed()
    mature = sizes[:, None] * over
    return Counts(sizes, mature, so_far, so_far * over, mature)


def _by_bucket(actions: Actions) -> Counts:
    """Count from the buckets that customers came in, counted from their start."""
    cohorts, buckets = actions.shape
    entries = actions.engine.hold(actions.entries(), "entry")
    hits = join(actions, actions.returns, entries)
    words = _words(hits.k, buckets)
    found = hits.group_by("customer_id").agg(cohort=hits.cohort.max(), elapsed=hits.elapsed.max(), **words)
    so_far, running = np.zeros((2, cohorts, buckets), dtype=np.int64)
    for rows, came in _unpacked(actions.engine, found, buckets):
        so_far += _gather(rows, cohorts) @ came
        young = np.flatnonzero(rows["elapsed"] < buckets)
        cohort, k = rows["cohort"][young], rows["elapsed"][young]
        np.add.at(running, (cohort, k), came[young, k])
    entered = actions.engine.rows(entries.group_by("cohort", "elapsed").agg(n=entries.count()))
    actions.engine.drop(entries)
    sizes = whole(spread(entered, "n", "elapsed", (cohorts, 1))[:, 0])
    mature = whole(beyond(entered, "n", "elapsed", (cohorts, buckets)))
    return Counts(sizes, mature, so_far, so_far - running, mature)


def _words(value: IntegerColumn, count: int) -> dict[str, IntegerScalar]:
    """Return the aggregates that hold, bit by bit, which of the values 0 … count − 1 occur."""
    one = ibis.literal(1, "int32").cast("int64")
    words = {}
    for place in range(-(-count // BITS)):
        bit = value - BITS * place
        words[f"word{place}"] = _bit_or(ibis.ifelse((bit >= 0) & (bit < BITS), one << bit, 0))
    return words


def _unpacked(engine: Engine, found: Table, count: int) -> Iterator[tuple[Rows, Bits]]:
    """Yield the rows in parts, each with its bits as a matrix."""
    histories = engine.hold(found.drop("customer_id"), "history")
    sizes = {row["cohort"]: row["n"] for row in engine.rows(histories.group_by("cohort").agg(n=histories.count()))}
    for first, last in _parts(sizes):
        part = engine.arrow(histories.filter(histories.cohort.between(first, last)))
        rows = {name: part[name].to_numpy() for name in part.column_names}
        words = np.column_stack([rows[name] for name in rows if name.startswith("word")]).astype("<i8", copy=False)
        bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little").reshape(len(words), -1, 64)
        yield rows, bits[:, :, :BITS].reshape(len(words), -1)[:, :count].astype(np.int32)
    engine.drop(histories)


def _parts(sizes: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of neighbouring cohorts that have about `ROWS` rows together."""
    first, rows = None, 0
    for cohort in sorted(sizes):
        first, rows = cohort if first is None else first, rows + sizes[cohort]
        if rows >= ROWS or cohort == max(sizes):
            yield first, cohort
            first, rows = None, 0


def _gather(rows: Rows, cohorts: int) -> scipy.sparse.csr_array:
    """Return the matrix that adds up rows by cohort."""
    count = len(rows["cohort"])
    ones = np.ones(count, dtype=np.int32)
    return scipy.sparse.csr_array((ones, (rows["cohort"], np.arange(count))), shape=(cohorts, count))
