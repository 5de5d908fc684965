"""The metric reference says what the registry declares, in both languages, and is not stale."""

from pathlib import Path

import pytest
from docs import generate
from docs.metric_reference import metric_reference

from liuke.language import LANGUAGES, Language
from liuke.measure import METRICS
from liuke.segment import SEGMENTS, STAGES


def test_it_is_as_the_code_says() -> None:
    assert generate.stale() == []
    assert generate.main(["--check"]) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_declared_is_told(language: Language) -> None:
    text = metric_reference(language)
    for metric in METRICS.values():
        assert f"### {metric.label.say(language)} · `{metric.id}`" in text
        assert metric.formula.say(language) in text
    for one in (*SEGMENTS, *STAGES):
        assert f"{one.label.say(language)} · `{one.id}`" in text


def test_the_working_is_shown_with_its_result() -> None:
    assert "2024-03: 1 / 3 = 33.3% (bo of ann, bo, eve)" in metric_reference("en")


def test_a_stale_document_is_named_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path / "docs")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "metrics.md").write_text("old", encoding="utf-8")
    assert generate.main(["--check"]) == 1
    assert "docs/metrics.md is stale" in capsys.readouterr().err
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
