"""Questions of `liuke add`, asked on a real terminal."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("liuke")

ASKS = re.compile(r"(Is this right\?|\(empty to stop\))[^\n]*: ?$")
pytestmark = pytest.mark.slow


def on_a_terminal(*arguments: object, answers: tuple[str, ...]) -> tuple[int, str]:
    """Call the command on a terminal of its own, answer each question as it comes, and return exit code and screen."""
    ours, theirs = pty.openpty()
    call = [str(part) for part in (COMMAND, "--lang", "en", *arguments)]
    with subprocess.Popen(call, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True) as process:
        os.close(theirs)
        waiting, screen = list(answers), ""
        while chunk := _read(ours):
            screen += chunk
            if waiting and ASKS.search(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen)):
                os.write(ours, f"{waiting.pop(0)}\n".encode())
                screen += "\n"
    os.close(ours)
    return process.returncode, screen


def _read(terminal: int, patience: float = 60) -> str:
    if not select.select([terminal], [], [], patience)[0]:
        raise TimeoutError
    try:
        return os.read(terminal, 65_536).decode("utf-8", "replace")
    except OSError:  # the other end is closed
        return ""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("buyer,gift_for,date,total\nann,zoe,2026-01-05,9\nbob,zoe,2026-01-06,8\n", encoding="utf-8")
    return path


def test_a_mapping_that_is_right_is_taken_with_one_key(tmp_path: Path, orders: Path) -> None:
    code, screen = on_a_terminal("-w", tmp_path / "w", "add", orders, answers=("y",))
    assert code == 0
    assert "2 rows taken in" in screen


def test_a_mapping_that_is_wrong_is_mended_column_by_column(tmp_path: Path, orders: Path) -> None:
    code, screen = on_a_terminal("-w", tmp_path / "w", "add", orders, answers=("n", "customer_id=gift_for", "y"))
    assert code == 0
    assert re.search(r"customer_id .*gift_for +zoe", screen)


def test_who_stops_adds_nothing(tmp_path: Path, orders: Path) -> None:
    code, screen = on_a_terminal("-w", tmp_path / "w", "add", orders, answers=("n", ""))
    assert code == 1
    assert "was not added" in screen
    assert not list((tmp_path / "w").glob("raw/*/*"))


def test_nothing_is_asked_with_yes(tmp_path: Path, orders: Path) -> None:
    code, screen = on_a_terminal("-w", tmp_path / "w", "add", orders, "--yes", answers=())
    assert code == 0
    assert "Is this right?" not in screen
