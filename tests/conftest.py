"""What every test may lean on: one engine for the session, and an empty workspace.

Hypothesis tries the same examples every time, so that a change is judged by what it changes; with the environment
variable HYPOTHESIS_PROFILE=search it looks for new ones.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from liuke.engine import Engine, open_engine
from liuke.workspace import Workspace, create_workspace

settings.register_profile("steady", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with open_engine(memory="1GiB", threads=2) as opened:
        yield opened


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "shop")
