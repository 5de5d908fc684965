"""What every test may lean on: one engine for the session, and an empty workspace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from liuke.engine import Engine, open_engine
from liuke.workspace import Workspace, create_workspace


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with open_engine(memory="1GiB", threads=2) as opened:
        yield opened


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "shop")
