"""Whatever the bytes, the answer is rows or an error that a person can read."""

import contextlib
from pathlib import Path

import pytest
from files import put, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liuke.collect import inspect
from liuke.engine import Engine
from liuke.errors import LiukeError
from liuke.settings import Settings
from liuke.workspace import create_workspace

SIGNS = " \"';\t\\{}[-.\r\n\u2028\x0b\x1c\ufeff💰，"
WORDS = (
    "",
    '""',
    "C1",
    "2024-03-05",
    "1.5",
    "¥1",
    "日期",
    "customer_id",
    "amount",
    "1e400",
    "NULL",
    "=1",
    "a" * 300,
    "null",
)
CELLS = st.sampled_from([*SIGNS, *WORDS, "1" * 50])
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=5).map(",".join), min_size=1, max_size=12).map("\n".join)


@settings(deadline=None, max_examples=60)
@given(
    content=st.binary(max_size=400),
    start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\x1f\x8b", b"{", b"\xff\xfe"]),
)
def test_a_look_never_breaks(tmp_path_factory: pytest.TempPathFactory, content: bytes, start: bytes) -> None:
    path = put(tmp_path_factory.getbasetemp(), start + content, "any.csv")
    with contextlib.suppress(LiukeError):
        inspect(path, Settings())


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=LINES, name=st.sampled_from(["any.csv", "any.jsonl"]))
def test_taking_in_never_breaks(engine: Engine, tmp_path: Path, text: str, name: str) -> None:
    path = put(tmp_path, "customer_id,date,amount\n" + text, name)
    workspace = create_workspace(tmp_path / "shop")
    with contextlib.suppress(LiukeError):
        received = take(workspace, engine, path)
        assert engine.count(engine.read(received.source.rows)) == received.source.about["rows"]
    assert not list(workspace.raw.glob(".draft-*"))
