"""A file is taken in whole or not at all, once, and the same whatever way it is cut."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from files import HEADER, delimited, orders, put, rows_of, take
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.collect import inspect, receive
from liuke.collect.store import REJECTED_SCHEMA
from liuke.engine import Engine
from liuke.language import Text
from liuke.schema import TABLES
from liuke.workspace import Workspace, create_workspace, open_workspace

ROWS = orders(30)
TEXT = delimited(ROWS)


def _everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_it_leaves_the_file_its_rows_and_what_is_known(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    received = take(workspace, engine, put(tmp_path, TEXT + "O99,short\n"))
    folder = received.source.folder
    assert sorted(path.name for path in folder.iterdir()) == [
        "orders.csv", "rejected.parquet", "rows.parquet", "source.json",
    ]  # fmt: skip
    assert (folder / "orders.csv").read_bytes() == (tmp_path / "orders.csv").read_bytes()
    about = json.loads((folder / "source.json").read_text(encoding="utf-8"))
    assert about == json.loads(json.dumps(received.source.about))
    assert (about["id"], about["table"], about["name"]) == (folder.name, "order", "orders.csv")
    assert (about["rows"], about["rejected"], about["encoding"], about["format"]) == (30, 1, "utf-8", "csv")
    assert about["mapping"]["columns"] == {name: name for name in HEADER}
    assert [source.id for source in workspace.sources()] == [folder.name]


def test_rows_have_the_columns_and_types_of_their_table(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    received = take(workspace, engine, put(tmp_path, TEXT))
    found = engine.read(received.source.rows).schema()
    table = TABLES["order"]
    expected = {column.name: column.type for column in table.columns} | {"source_row": "int64", "unread": "string"}
    assert list(found) == list(expected)
    assert {name: str(kind) for name, kind in found.items()} == {
        name: kind.replace("(18, ", "(18, ") for name, kind in expected.items()
    }
    rejected = engine.read(received.source.folder / "rejected.parquet")
    assert list(rejected.columns) == REJECTED_SCHEMA.names


@pytest.mark.parametrize("table", [name for name in TABLES if name not in ("order", "order_line")])
@pytest.mark.slow
def test_every_table_can_be_received(engine: Engine, workspace: Workspace, tmp_path: Path, table: str) -> None:
    values = {"string": "x", "json": "{}", "date": "2024-03-05", "timestamp(6)": "2024-03-05 10:00", "boolean": "yes"}
    columns = {column.name: values.get(column.type, "1") for column in TABLES[table].columns}
    path = put(tmp_path, delimited([tuple(columns.values())], tuple(columns)))
    row = rows_of(engine, take(workspace, engine, path, table=table))[0]
    assert row["unread"] is None
    assert all(row[name] is not None for name in columns)


def test_the_same_file_again_changes_nothing(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    first = take(workspace, engine, put(tmp_path, TEXT))
    before = _everything(workspace.root)
    again = take(workspace, engine, put(tmp_path, TEXT, "copy of orders.csv"))
    assert (first.already, again.already) == (False, True)
    assert again.source.id == first.source.id
    assert _everything(workspace.root) == before


def test_the_same_file_with_settings_of_before_changes_nothing(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    path = put(tmp_path, "customer_id,date,amount\nC1,13/04/2024,1\n")
    take(workspace, engine, path)
    before = _everything(workspace.root)
    assert receive(workspace, inspect(path, workspace.settings), engine).already
    assert _everything(workspace.root) == before


@pytest.mark.parametrize(
    "options",
    [{"given": {"amount": "fee"}}, {"timezone": "Asia/Tokyo"}, {"table": "order_line", "given": {"order_id": "fee"}}],
)
def test_the_same_file_read_another_way_replaces_it(
    engine: Engine, workspace: Workspace, tmp_path: Path, options: dict[str, object]
) -> None:
    path = put(tmp_path, "customer_id,date,amount,fee\nC1,2024-03-05,1,2\n")
    first = take(workspace, engine, path)
    second = take(workspace, engine, path, **options)
    assert not second.already
    assert first.source.id != second.source.id
    assert [source.id for source in workspace.sources()] == [second.source.id]
    assert not first.source.folder.exists()


def test_a_file_that_holds_two_tables_is_kept_as_both(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "customer_id,name,plan,start_date,price\nC1,Ann,pro,2024-03-05,1\n")
    take(workspace, engine, path, table="subscription")
    wrong = take(workspace, engine, path, table="customer")
    assert (wrong.replaced, [source.table for source in workspace.sources()]) == (("subscription",), ["customer"])
    both = take(workspace, engine, path, table="subscription", also=True)
    assert (both.replaced, {source.table for source in workspace.sources()}) == ((), {"customer", "subscription"})
    take(workspace, engine, path, table="customer", given={"name": "plan"})
    take(workspace, engine, put(tmp_path, TEXT, "other.csv"))
    kept = {source.table: source.about["mapping"]["columns"] for source in workspace.sources()}
    assert (set(kept), kept["customer"]["name"]) == ({"customer", "subscription", "order"}, "plan")


def test_a_later_export_with_the_same_headers_maps_itself(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    given = {"customer_id": "who", "ordered_at": "when", "amount": "much"}
    take(workspace, engine, put(tmp_path, "who,when,much\nC1,13/04/2024,1\n"), given=given)
    later = put(tmp_path, "much,when,who\n2,03/04/2024,C2\n", "later.csv")
    found = inspect(later, open_workspace(workspace.root).settings)
    assert {reason.en for reason in found.guessed_from.values()} == {"stored in liuke.toml"}
    assert found.mapping.day_first is True
    row = rows_of(engine, take(workspace, engine, later))[0]
    assert (row["customer_id"], str(row["ordered_at"])) == ("C2", "2024-04-03 00:00:00")
    assert len(open_workspace(workspace.root).settings.mapping) == 1


def test_settings_and_comments_survive_a_stored_mapping(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, engine, put(tmp_path, TEXT))
    text = (workspace.root / "liuke.toml").read_text(encoding="utf-8")
    assert "# A Liuke workspace." in text
    assert open_workspace(workspace.root).settings.mapping[0].headers == HEADER


def test_a_file_may_be_called_what_the_folder_needs(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    received = take(workspace, engine, put(tmp_path, TEXT, "rows.parquet"))
    assert (received.source.folder / "received-rows.parquet").read_text(encoding="utf-8") == TEXT
    assert len(rows_of(engine, received)) == 30


def test_progress_only_goes_forward(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    said: list[tuple[Text, float]] = []
    proposal = inspect(put(tmp_path, TEXT), workspace.settings)
    receive(workspace, proposal, engine, lambda step, done: said.append((step, done)))
    assert [done for _, done in said] == sorted(done for _, done in said)
    assert said[-1][1] == 1
    assert all("orders.csv" in step.en and "orders.csv" in step.zh for step, _ in said)


KILLED = """
import os, sys
from pathlib import Path
from liuke.collect import inspect, receive
from liuke.engine import open_engine
from liuke.workspace import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
def stop(step, done):
    if done > 0.5:
        os._exit(9)
with open_engine(memory="500MiB", threads=1) as engine:
    receive(workspace, inspect(Path(sys.argv[2]), workspace.settings), engine, stop)
"""


def test_a_killed_process_leaves_nothing_that_counts(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, TEXT)
    before = (workspace.root / "liuke.toml").read_bytes()
    died = subprocess.run([sys.executable, "-c", KILLED, workspace.root, path], check=False)
    assert died.returncode == 9
    assert len(list(workspace.raw.glob(".draft-*"))) == 2
    assert workspace.sources() == []
    assert (workspace.root / "liuke.toml").read_bytes() == before
    assert take(workspace, engine, path).source.about["rows"] == 30
    assert [path.name for path in workspace.raw.iterdir()] == ["order"]


def test_a_draft_that_another_process_writes_is_left_alone(
    engine: Engine, workspace: Workspace, tmp_path: Path
) -> None:
    proposal = inspect(put(tmp_path, TEXT), workspace.settings)
    other = inspect(put(tmp_path, delimited(orders(3)), "other.csv"), workspace.settings)
    counts = []

    def meanwhile(_step: Text, done: float) -> None:
        if done > 0.5 and not counts:
            counts.append(receive(workspace, other, engine).source.about["rows"])

    assert receive(workspace, proposal, engine, meanwhile).source.about["rows"] == 30
    assert counts == [3]
    assert len(workspace.sources()) == 2


def test_a_file_replaced_when_the_process_died_between_is_counted_once(
    engine: Engine, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "customer_id,date,amount,fee\nC1,2024-03-05,1,2\n")
    take(workspace, engine, path)
    with monkeypatch.context() as patch:
        patch.setattr("liuke.collect.receiving._remove", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            take(workspace, engine, path, given={"amount": "fee"})
    assert len(workspace.sources()) == 2
    take(workspace, engine, put(tmp_path, TEXT, "other.csv"))
    assert [source.about["mapping"]["columns"]["amount"] for source in workspace.sources()] == ["fee", "amount"]


def test_a_source_whose_removal_died_is_gone(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    first = take(workspace, engine, put(tmp_path, TEXT))
    (first.source.folder / "source.json").unlink()
    take(workspace, engine, put(tmp_path, delimited(orders(3)), "other.csv"))
    assert not first.source.folder.exists()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@settings(deadline=None, max_examples=3)
@given(cuts=st.lists(st.integers(1, 29), max_size=3), seed=st.randoms(use_true_random=False))
def test_a_file_cut_into_parts_says_the_same(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, cuts: list[int], seed: object
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    whole = take(create_workspace(folder / "whole"), engine, put(folder, TEXT))
    shuffled = list(ROWS)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    places = sorted({0, *cuts, len(ROWS)})
    parts = create_workspace(folder / "parts")
    for number, (start, end) in enumerate(pairwise(places)):
        take(parts, engine, put(folder, delimited(shuffled[start:end]), f"part{number}.csv"))
    found = engine.read(*[source.rows for source in parts.sources()])
    columns = [name for name in found.columns if name != "source_row"]
    expected = engine.read(whole.source.rows)
    assert engine.rows(found.select(columns).order_by("order_id")) == engine.rows(
        expected.select(columns).order_by("order_id")
    )
