"""The section on last steps: what a run has found, or why it has found nothing."""

from datetime import timedelta

import pytest
from pyarrow import csv
from tests.cli.conftest import liuke

from liuke.engine import Engine
from liuke.pipeline import run_pipeline
from liuke.present.reader import Reader
from liuke.present.report import gather, render
from liuke.present.report.gathering.paths import paths
from liuke.simulate.journeys import WAIT, Journeys, simulate_journeys
from liuke.workspace import Run, create_workspace

SERVICE = Journeys(customers=500, days=150, seed=7)


@pytest.fixture(scope="module")
def run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("paths")
    csv.write_csv(simulate_journeys(SERVICE), folder / "events.csv")
    workspace = create_workspace(folder / "service")
    assert liuke("-w", workspace.root, "add", "--yes", folder / "events.csv").code == 0
    return run_pipeline(workspace, engine, as_of=SERVICE.first + timedelta(days=SERVICE.days - 1))


def test_it_has_the_run_s_sentences_and_both_charts(run: Run, engine: Engine) -> None:
    panel = paths(run, engine)
    assert panel
    assert WAIT in panel.notes[0].en
    assert WAIT in panel.notes[0].zh
    assert any(note.en.startswith("To have left means here: No event for") for note in panel.notes)
    assert list(panel.charts) == ["path_steps", "path_flow"]
    assert panel.charts["path_steps"][0]["name"] == WAIT
    flow = panel.charts["path_flow"]
    assert {row["apart"] for row in flow} == {WAIT}
    for left in (True, False):
        ends = [row["customers"] for row in flow if row["left"] is left and row["back"] == 1]
        assert {sum(ends)} == {row["total"] for row in flow if row["left"] is left}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_a_company_of_events_shows_them(run: Run, engine: Engine, language: str) -> None:
    page = render(gather(run, engine), language)  # type: ignore[arg-type]
    assert 'data-chart="path_flow"' in page
    panel = paths(run, engine)
    assert panel
    assert Reader(language).plain(panel.notes[0]) in page  # type: ignore[arg-type]


def test_a_refusal_is_told_with_what_is_needed(run: Run, engine: Engine) -> None:
    said = {"code": "paths.no_leavers", "message": {"en": "Nobody left.", "zh": "无人流失。"},
            "hint": {"en": "Wait.", "zh": "请等待。"}}  # fmt: skip
    before = run.manifest["explain"]
    run.manifest["explain"] = {"paths": {"refusal": said}}
    refused = paths(run, engine)
    run.manifest["explain"] = {}
    nothing = paths(run, engine)
    run.manifest["explain"] = before
    assert refused
    assert [note.en for note in refused.notes] == ["Nobody left.", "Wait."]
    assert not refused.charts
    assert nothing is None
