"""A small published shop, and the command called as a shell would call it."""

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from liuke.cli import run
from liuke.simulate import Scenario, simulate

AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class Answered:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def liuke(*arguments: object) -> Answered:
    """Call the command in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    out.flush()
    return Answered(code, out.buffer.getvalue().decode(), err.getvalue())  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with 700 customers over two years, added from CSV files and run once."""
    folder = tmp_path_factory.mktemp("cli")
    scenario = Scenario("Corner shop", customers=700, first=date(2024, 7, 1), last=AS_OF, dirt=0.01, seed=5)
    company = simulate(scenario, folder / "company", form="csv")
    root = folder / "shop"
    assert liuke("-w", root, "init", "--timezone", "Asia/Shanghai").code == 0
    added = liuke("-w", root, "add", "--yes", *company.orders)
    assert added.code == 0, added.err
    ran = liuke("-w", root, "run")
    assert ran.code == 0, ran.err
    return root


@pytest.fixture
def call(shop: Path) -> Callable[..., Answered]:
    return lambda *arguments: liuke("-w", shop, *arguments)
