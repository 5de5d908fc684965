"""What a run keeps of its campaigns: a version in the store, a card, the scores of today; or a refusal."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from liuke.engine import Engine
from liuke.errors import DataError
from liuke.predict.features import BY_ID
from liuke.predict.store import Store
from liuke.predict.uplift.campaign import Ask, keep_uplift
from liuke.predict.uplift.campaign.of_run import NAME
from liuke.predict.uplift.model import UpliftModel
from liuke.workspace import Run, Workspace
from tests.predict.uplift.campaign.companies import DAYS, LAST, Frames, company, material

FEW = tuple(BY_ID[name] for name in ("recency_days", "coupon_share", "tickets_90", "amount_365"))
type Keep = Callable[..., Run]


@pytest.fixture
def keep(engine: Engine, workspace: Workspace) -> Keep:
    """Return what makes a run of tables, in one workspace."""

    def made(frames: Frames, ask: Ask | None = None, later: int = 0) -> Run:
        with workspace.locked(), workspace.draft(engine) as draft:
            given = material(engine, frames, LAST + timedelta(days=later), FEW)
            keep_uplift(draft, Store(workspace.models), given, ask or Ask(days=DAYS), "1.0")
            draft.manifest |= {"tables": draft.manifest.get("tables", {}), "as_of": str(LAST)}
        return workspace.run()

    return made


def _told(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = run.manifest[NAME]
    return found


def test_a_run_keeps_the_card_the_scores_and_a_version_that_scores_the_same(
    keep: Keep, engine: Engine, workspace: Workspace
) -> None:
    run = keep(company(1_500))
    assert _told(run) == {"model": "uplift@1", "refusal": None}
    (card,) = run.cards
    assert (card["name"], card["version"], card["answer"]["campaign"]["campaign"]) == (NAME, "uplift@1", "win-back")
    scores = engine.polars(run.table(engine, NAME))
    assert scores.height == card["answer"]["today"]["customers"]
    assert scores["by_uplift"].sum() == card["answer"]["today"]["policies"][0]["customers"]
    version = Store(workspace.models).version("uplift")
    stored = UpliftModel.read(version.document()["parameters"])
    assert stored.record() == UpliftModel.read(card["parameters"]).record()
    assert version.document()["scoring"] == {
        "campaign": "win-back",
        "treatment": "treatment",
        "control": "control",
        "outcome": "kept",
        "horizon_days": DAYS,
    }


def test_the_same_facts_are_the_same_version_and_newer_ones_take_its_place(keep: Keep, workspace: Workspace) -> None:
    frames, store = company(1_500), Store(workspace.models)
    assert [_told(keep(frames))["model"] for _ in range(2)] == ["uplift@1", "uplift@1"]
    assert _told(keep(frames, later=3))["model"] == "uplift@2"
    assert _told(keep(frames, Ask(days=DAYS - 1)))["model"] == "uplift@3"
    assert [one.after for one in store.changes(NAME)] == ["uplift@1", "uplift@2"], "time order is kept"
    assert store.changes(NAME)[0].rule == "first"


def test_a_champion_that_cannot_be_read_stops_no_run(keep: Keep, workspace: Workspace) -> None:
    """Its card is half written: the model of the run takes its place, and the list of changes says why."""
    frames, store = company(1_500), Store(workspace.models)
    keep(frames)
    (store.version("uplift@1").folder / "card.json").write_text('{"id": ', encoding="utf-8")
    run = keep(frames, later=3)
    (last,) = store.changes(NAME)[1:]
    assert (_told(run)["model"], last.after, last.rule) == (last.after, last.after, "unreadable")
    assert "could not be read" in last.why.en


def test_a_refusal_stops_no_run_and_says_what_is_needed(keep: Keep, workspace: Workspace) -> None:
    run = keep(company(400))
    refusal = _told(run)["refusal"]
    assert (_told(run)["model"], refusal["code"]) == (None, "uplift.too_few")
    assert "two halves" in refusal["hint"]["en"]
    assert "两半" in refusal["hint"]["zh"]
    assert (run.cards, run.has(NAME), Store(workspace.models).names()) == ([], False, [])


def test_without_a_control_group_it_is_said_to_leave_one_next_time(keep: Keep) -> None:
    frames = company(1_500)
    everybody = frames | {"treatment": frames["treatment"].with_columns(arm=pl.lit("treatment"))}
    refusal = _told(keep(everybody))["refusal"]
    assert refusal["code"] == "uplift.no_control"
    assert "a tenth at least" in refusal["hint"]["en"]


def test_a_version_that_was_changed_is_refused(keep: Keep, workspace: Workspace) -> None:
    keep(company(1_500))
    version = Store(workspace.models).version("uplift@1")
    path = version.folder / "model.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["parameters"]["centre"] = 9.0
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError) as fault:
        version.document()
    assert fault.value.code == "model.changed"


def test_no_churn_model_is_read_from_it(keep: Keep, workspace: Workspace) -> None:
    keep(company(1_500))
    with pytest.raises(DataError) as fault:
        Store(workspace.models).version("uplift").read()
    assert fault.value.code == "model.kind"
