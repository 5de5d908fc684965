"""The first look over all rows: ids that need care, amounts that run too large."""

from decimal import Decimal
from pathlib import Path

import ibis
import polars as pl
import pytest
from received import Row, buy, store

from liuke.clean import identifiers
from liuke.clean.orders import kept_orders
from liuke.clean.rows import together
from liuke.clean.survey import find_doubts, look, outlier_limit
from liuke.engine import Engine
from liuke.settings import Settings


def steps(*groups: tuple[int, int], back: bool = False) -> pl.DataFrame:
    return pl.DataFrame([{"step": step, "rows": rows, "back": back} for step, rows in groups])


@pytest.mark.parametrize(
    ("groups", "limit"),
    [
        ([(8, 99), (80, 1)], 20 * 2),
        ([(8, 199), (80, 2)], 20 * 2),
        ([(8, 100), (80, 3)], 20 * 1024),
        ([(8, 19), (80, 1)], 20 * 2),
        ([(8, 18), (80, 1)], None),
        ([], None),
    ],
    ids=["one in a hundred", "below one in a hundred", "three in a hundred", "one of twenty", "too few", "none"],
)
def test_it_finds_the_limit_above_what_99_in_100_stay_below(groups: list[tuple[int, int]], limit: int | None) -> None:
    frame = steps(*groups) if groups else pl.DataFrame(schema={"step": pl.Int16, "rows": pl.Int64, "back": pl.Boolean})
    assert outlier_limit(frame, 20) == (None if limit is None else Decimal(limit))


def test_it_takes_the_limit_from_purchases_not_from_returns() -> None:
    both = pl.concat([steps((8, 50)), steps((80, 50), back=True)])
    assert outlier_limit(both, 20) == Decimal(40)


def test_it_looks_closely_only_at_files_with_ids_that_need_it(engine: Engine, tmp_path: Path) -> None:
    files: dict[str, tuple[Row, set[str]]] = {
        "plain": (buy("A-1", "C-1"), set()),
        "inside": (buy("A 1", "张 三"), set()),
        "spaces": (buy("A-1", " C-1"), {"customer_id"}),
        "newline": (buy("A-1\n", "C-1"), {"order_id"}),
        "wide": (buy("A１", "C-\u200b1"), {"order_id", "customer_id"}),
        "zero": (buy("A-1", "0"), {"customer_id"}),
        "test": (buy("A-1", "test"), {"customer_id"}),
        "empty": (buy("", "C-1"), {"order_id"}),
        "missing": (buy(None, None), set()),
    }
    sources = [store(tmp_path / name, [row]) for name, (row, _) in files.items()]
    seen = look(engine, sources, "^test$")
    assert {source: set(columns) for source, columns in seen.doubts.items()} == {
        name: columns for name, (_, columns) in files.items()
    }
    assert set(find_doubts(engine, sources)["test"]) == set()
    assert set(find_doubts(engine, sources)["wide"]) == {"order_id", "customer_id"}
    assert {source.id: seen.rows_in(source) for source in sources} == dict.fromkeys(files, 1)


def test_it_tidies_ids_without_harming_those_that_are_fine(engine: Engine) -> None:
    texts = {
        " C1\t": "C1", "Ｃ１２": "C12", "\u3000C1\u00a0": "C1", "C\u200b1\ufeff": "C1", "C 1": "C 1", "张三": "张三",
        "é": "é", "（A）－１": "(A)-1", "": "", "C1": "C1",
    }  # fmt: skip
    table = engine.table(pl.DataFrame({"text": list(texts)}))
    found = {row["text"]: row["tidy"] for row in engine.rows(table.mutate(tidy=identifiers.tidy(table.text)))}
    assert found == texts


def test_it_reads_hundreds_of_files_at_once(engine: Engine) -> None:
    one = engine.table(pl.DataFrame({"number": [1]}))
    assert engine.rows(together([one] * 400).aggregate(total=ibis._.number.sum())) == [{"total": 400}]


def test_it_finds_untidy_ids_again_when_no_quality_table_tells(engine: Engine, tmp_path: Path) -> None:
    source = store(tmp_path / "shop", [buy("1", " ann ")])
    nothing = engine.table(pl.DataFrame(schema={"source": pl.String, "source_row": pl.Int64}))
    order = kept_orders(engine, [source], nothing, Settings())
    assert engine.rows(order.select("customer_id", "currency")) == [{"customer_id": "ann", "currency": "XXX"}]
