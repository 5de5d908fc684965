"""The chart code is kept in the user's own cache; a cache that fails only costs time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from liuke.present.report import bundle


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(bundle.sys, "platform", "linux")
    monkeypatch.setattr(bundle.vl_convert, "javascript_bundle", lambda snippet: f"code; {snippet}")
    bundle.vega_bundle.cache_clear()
    yield tmp_path / "liuke"
    bundle.vega_bundle.cache_clear()


def test_it_is_made_once_and_kept_whole(folder: Path) -> None:
    code = bundle.vega_bundle()
    (kept,) = folder.iterdir()
    assert kept.read_text(encoding="utf-8") == code == f"code; {bundle.SNIPPET}"
    kept.write_text("kept", encoding="utf-8")
    bundle.vega_bundle.cache_clear()
    assert bundle.vega_bundle() == "kept"


def test_a_folder_that_cannot_be_written_is_no_failure(folder: Path) -> None:
    folder.write_text("a file is in the way", encoding="utf-8")
    assert bundle.vega_bundle().startswith("code")


def test_windows_keeps_it_with_the_local_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundle.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert bundle.cache_folder() == tmp_path / "liuke" / "cache"
