"""What must hold for any rows: nothing is lost, and neither the order of rows nor that of files matters."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from received import Row, buy, cleaned_up, store

from liuke.clean import Cleaned
from liuke.engine import Engine

DAYS = st.sampled_from(["2026-01-01", "2026-01-02", "2026-02-03", "2027-01-01", "1970-01-01"])
CUSTOMERS = st.sampled_from(["ann", "ann ", "bob", "ｂｏｂ", "0", "test 1", None])
CURRENCIES = st.sampled_from([None, None, "CNY", "USD"])
AMOUNTS = st.sampled_from([-10, 0, 5, 10, None])
NUMBERS = st.sampled_from(["1", "2", "3", "３", "4", "5", "N/A", None])
PRODUCTS = st.sampled_from(["a", "b", None])
LAWS = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])

CONTENT = ("order_id", "customer_id", "ordered_at", "amount", "cost", "items", "returned")


@st.composite
def any_rows(draw: st.DrawFn, table: str) -> list[Row]:
    """Draw rows of which many repeat an id, a number or everything."""
    rows = st.builds(
        buy, NUMBERS, CUSTOMERS, DAYS, amount=AMOUNTS, currency=CURRENCIES,
        **({"product_id": PRODUCTS} if table == "order_line" else {}),
    )  # fmt: skip
    return [*draw(st.lists(rows, min_size=1, max_size=40)), buy("sure", "zoe")]


@st.composite
def consistent_rows(draw: st.DrawFn, table: str) -> list[Row]:
    """Draw rows in which a number (with its product, for lines) always has one content; order rows may repeat."""
    product = ["a", "b", "c"] if table == "order_line" else [None]
    keys = [(f"{number}", name) for number in range(12) for name in product]
    rows = [
        draw(st.builds(buy, st.just(number), CUSTOMERS, DAYS, amount=AMOUNTS, product_id=st.just(name)))
        for number, name in keys
    ]
    repeats = draw(st.lists(st.sampled_from(rows), max_size=8)) if table == "order" else []
    unnumbered = [buy(None, f"nobody {at}") for at in range(3)] if table == "order" else []
    return [*rows, *repeats, *unnumbered, buy("sure", "zoe", product_id="a")]


def kept(engine: Engine, table: str, *files: Sequence[Row]) -> Counter[tuple[object, ...]]:
    """Return the orders kept from files of rows, whatever file and row they came from; check the books on the way."""
    with tempfile.TemporaryDirectory() as folder:
        sources = [store(Path(folder) / f"f{at}", rows, table) for at, rows in enumerate(files)]
        cleaned = cleaned_up(engine, *sources)
        check_books(engine, cleaned, {source.id: len(rows) for source, rows in zip(sources, files, strict=True)})
        return Counter(tuple(row.values()) for row in engine.rows(cleaned.order.select(*CONTENT)))


def check_books(engine: Engine, cleaned: Cleaned, came: dict[str, int]) -> None:
    books = {row["source"]: row for row in engine.rows(cleaned.reconciliation)}
    assert {source: row["rows_in"] for source, row in books.items()} == came
    for row in books.values():
        assert row["rows_in"] == row["rows_kept"] + row["rows_quarantined"]
    gone = [(row["source"], row["source_row"]) for row in engine.rows(cleaned.quarantine)]
    assert len(set(gone)) == len(gone) == sum(row["rows_quarantined"] for row in books.values())
    told = [row["rows"] for row in engine.rows(cleaned.quality) if row["action"] != "flagged"]
    assert sum(told) == len(gone)


def hold_laws(engine: Engine, data: st.DataObject, table: str) -> None:
    rows = data.draw(consistent_rows(table))
    orders = kept(engine, table, rows)
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    assert kept(engine, table, shuffled[:cut], shuffled[cut:]) == orders
    assert kept(engine, table, rows, rows) == orders


@pytest.mark.parametrize("table", ["order", "order_line"])
class TestLaws:
    @settings(LAWS, max_examples=2)
    @given(st.data())
    def test_row_order_file_split_and_repetition_change_nothing(
        self, engine: Engine, table: str, data: st.DataObject
    ) -> None:
        hold_laws(engine, data, table)

    @pytest.mark.slow
    @settings(LAWS, max_examples=25)
    @given(st.data())
    def test_they_change_nothing_in_many_tables(self, engine: Engine, table: str, data: st.DataObject) -> None:
        hold_laws(engine, data, table)

    @pytest.mark.slow
    @settings(LAWS, max_examples=25)
    @given(st.data())
    def test_adding_a_file_again_changes_nothing_even_where_it_contradicts_itself(
        self, engine: Engine, table: str, data: st.DataObject
    ) -> None:
        rows = data.draw(any_rows(table))
        assert kept(engine, table, rows, rows) == kept(engine, table, rows)
