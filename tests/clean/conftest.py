from pathlib import Path

import pytest
from received import Receive, Row, store

from liuke.workspace import Source


@pytest.fixture
def receive(tmp_path: Path) -> Receive:
    """Store rows as the next received file (file1, file2 and so on)."""
    count = 0

    def next_file(*rows: Row, **options: object) -> Source:
        nonlocal count
        count += 1
        return store(tmp_path / f"file{count}", rows, **options)

    return next_file
