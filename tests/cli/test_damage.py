"""Files of a workspace that somebody damaged: what is at fault, and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import liuke


@pytest.fixture
def copy(shop: Path, tmp_path: Path) -> Path:
    return shutil.copytree(shop, tmp_path / "copy")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


@pytest.mark.parametrize(
    ("pattern", "harm", "command"),
    [
        ("raw/*/*/source.json", cut, "run"),
        ("raw/*/*/rows.parquet", cut, "run"),
        ("raw/*/*/rows.parquet", Path.unlink, "run"),
        ("manifest.json", cut, "status"),
        ("manifest.json", Path.unlink, "status"),
        ("models/churn.json", cut, "report"),
        ("score.parquet", Path.unlink, "customers"),
        ("activity.parquet", cut, "report"),
    ],
)
def test_a_damaged_file_is_named_with_the_way_back(
    copy: Path, pattern: str, harm: Callable[[Path], None], command: str
) -> None:
    published = copy / "runs" / (copy / "runs" / "published").read_text(encoding="utf-8")
    path = next(iter((copy if pattern.startswith("raw") else published).glob(pattern)))
    harm(path)
    told = liuke("-w", copy, command, "--json")
    error = told.json["error"]
    assert (told.code, error["code"], Path(error["file"]).name) == (1, "workspace.damaged", path.name)
    assert ("liuke add" if pattern.startswith("raw") else "liuke run") in error["hint"]


def test_a_new_run_heals_a_damaged_one(copy: Path) -> None:
    published = copy / "runs" / (copy / "runs" / "published").read_text(encoding="utf-8")
    cut(published / "manifest.json")
    assert liuke("-w", copy, "run").code == 0
    assert liuke("-w", copy, "status").code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[lost]\ndays = -5", "不能小于 0"),
        ("[lost]\ndays = 'soon'", "应为数字"),
        ("[colour]\nred = 1", "没有这个设置项"),
        ("[engine]\nname = 'abacus'", "可选值"),
        ("[lost]\ndays = ", "不是有效的 TOML"),
    ],
)
def test_a_wrong_setting_is_told_in_chinese(copy: Path, line: str, said: str) -> None:
    with (copy / "liuke.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    told = liuke("-w", copy, "run", "--json", "--lang", "zh")
    assert told.code == 1
    assert said in told.json["error"]["message"]
