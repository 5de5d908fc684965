"""The process is killed, or the disk really fills up: the published run stays, and the next call heals what is left."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

COMMAND = Path(sys.executable).with_name("liuke")

pytestmark = pytest.mark.slow


def outside(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Call the command as a process of its own."""
    call = [str(part) for part in (COMMAND, "-w", root, *arguments)]
    return subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False)


def published(root: Path) -> Any:
    return json.loads(outside(root, "status", "--json").stdout)["run"]


@pytest.mark.parametrize("step", ["Cleaning", "Measuring", "Scoring"])
def test_a_run_killed_half_way_leaves_the_published_one(shop: Path, tmp_path: Path, step: str) -> None:
    root = tmp_path / "shop"
    shutil.copytree(shop, root)
    before = published(root)
    with subprocess.Popen(
        [COMMAND, "-w", root, "--lang", "en", "run"], stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stderr
        next(line for line in process.stderr if step in line)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert list((root / "runs").glob(".draft-*"))
    assert published(root) == before
    assert outside(root, "customers", "--limit", "1").returncode == 0
    assert outside(root, "run").returncode == 0
    assert published(root) != before
    assert not list((root / "runs").glob(".draft-*"))


def test_a_file_whose_taking_in_is_killed_can_be_added_again(tmp_path: Path) -> None:
    root, rows = tmp_path / "shop", 400_000
    outside(root, "init")
    path = tmp_path / "orders.csv"
    line = "客户{0},2026-03-{1:02},{2}\n"
    path.write_text("客户编号,下单时间,订单金额\n" + "".join(line.format(n % 999, n % 28 + 1, n) for n in range(rows)))
    with subprocess.Popen(
        [COMMAND, "-w", root, "--lang", "en", "add", path, "--yes"], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        next(line for line in process.stderr if "Reading" in line)
        process.send_signal(signal.SIGKILL)
    added = json.loads(outside(root, "add", path, "--yes", "--json").stdout)
    assert [file["rows"] for file in added["files"]] == [rows]
    assert len(list((root / "raw" / "order").iterdir())) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 32 MiB; skips where this is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("mounting a small disk needs more rights")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_disk_that_fills_up_is_told_and_leaves_the_published_run(shop: Path, small_disk: Path, language: str) -> None:
    root = small_disk / "shop"
    shutil.copytree(shop, root)
    before = published(root)
    (small_disk / "ballast").write_bytes(b"\0" * max(0, shutil.disk_usage(small_disk).free - 40_000))
    told = outside(root, "--lang", language, "run", "--json")
    error = json.loads(told.stdout)["error"]
    assert (told.returncode, error["code"]) == (1, "disk.full")
    assert ("磁盘" in error["message"]) == (language == "zh")
    assert "Traceback" not in told.stderr
    (small_disk / "ballast").unlink()
    assert published(root) == before
    assert not list((root / "runs").glob(".draft-*"))


def test_a_workspace_that_may_not_be_written_is_told_and_still_read(shop: Path, small_disk: Path) -> None:
    root = small_disk / "shop"
    shutil.copytree(shop, root)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for arguments in (("run",), ("report",), ("init",)):
        told = outside(root if arguments != ("init",) else small_disk / "new", *arguments, "--json")
        error = json.loads(told.stdout)["error"]
        assert (told.returncode, error["code"]) == (1, "disk.rights"), arguments
        assert error["file"].startswith(str(small_disk))
    assert outside(root, "customers", "--limit", "1").returncode == 0
