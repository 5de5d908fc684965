"""Every retention matrix says the same on Spark: integers and money equal, the rest to nine digits."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from liuke.engine import Engine
from liuke.measure import RetentionQuestion, retention_matrix
from tests.engines.parity import differences
from tests.measure.retention.acts import SCHEMA
from tests.measure.retention.test_laws import QUESTIONS

ZONE, LAST = "America/New_York", date(2024, 4, 20)
FEW = [
    RetentionQuestion("day"),
    RetentionQuestion("week", windows="rolling"),
    RetentionQuestion("day", windows="rolling", floor="hour"),
    RetentionQuestion("month", "on_or_after", entry="recurring"),
    RetentionQuestion("week", windows="rolling", floor="day", entry="recurring"),
    RetentionQuestion("quarter", of="net"),
    RetentionQuestion("month", windows="rolling", of="gross", entry="recurring"),
]


def _acts(seed: int) -> pl.DataFrame:
    """Return 300 actions of 40 customers over two months, with a clock change and amounts in cents."""
    chance, first = np.random.default_rng(seed), datetime.fromisoformat("2024-02-20")
    rows = [
        (f"C{chance.integers(40)}", first + timedelta(microseconds=int(chance.integers(62 * 86_400_000_000))),
         int(chance.integers(-2_000, 9_000)))
        for _ in range(300)
    ]  # fmt: skip
    cents = pl.DataFrame(rows, schema=SCHEMA | {"amount": pl.Int64}, orient="row")
    return cents.with_columns((pl.col("amount").cast(pl.Decimal(18, 4)) / 100).cast(pl.Decimal(18, 4)))


def _record(engine: Engine, question: RetentionQuestion, *, same: bool) -> dict[str, Any]:
    starts = engine.table(_acts(1))
    returns = None if same else engine.table(_acts(2))
    return retention_matrix(question, engine, starts, returns, zone=ZONE, last=LAST).record()


def _agree(engine: Engine, spark: Engine, question: RetentionQuestion, *, same: bool) -> None:
    here, there = (_record(one, question, same=same) for one in (engine, spark))
    assert differences(_cells(here), _cells(there)) == []


def _cells(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all cells, each with its cohort and the size of that."""
    lines = [{"cohort": None, "size": None, "cells": record["average"]}, *record["rows"]]
    return [{"cohort": line["cohort"], "size": line["size"], **cell} for line in lines for cell in line["cells"]]


@pytest.mark.parametrize("question", FEW, ids=str)
def test_it_says_the_same_on_spark(engine: Engine, spark: Engine, question: RetentionQuestion) -> None:
    _agree(engine, spark, question, same=question.by in ("day", "quarter"))


@pytest.mark.slow
@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_every_question_says_the_same_on_spark(
    engine: Engine, spark: Engine, question: RetentionQuestion, same: bool
) -> None:
    _agree(engine, spark, question, same=same)
