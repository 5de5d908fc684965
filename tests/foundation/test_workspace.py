"""Workspaces: settings, drafts, publishing, and what a dying process leaves behind."""

import json
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from liuke.engine import Engine, open_engine
from liuke.errors import ConfigError, DataError
from liuke.settings import Mapping, load_settings, save_mapping
from liuke.workspace import Workspace, create_workspace, open_workspace


def _publish(workspace: Workspace, engine: Engine, value: int) -> str:
    with workspace.draft(engine) as draft:
        draft.write("score", engine.table(pa.table({"value": [value]})))
        draft.manifest |= {"as_of": "2024-03-31", "currency": "CNY"}
        return draft.id


def _die_half_way(workspace: Workspace, engine: Engine) -> None:
    with workspace.draft(engine) as draft:
        draft.write("score", engine.table(pa.table({"value": [2]})))
        raise ZeroDivisionError


def test_it_publishes_a_run_whole(workspace: Workspace, engine: Engine) -> None:
    id_ = _publish(workspace, engine, 1)
    run = workspace.run()
    assert (run.id, run.currency, run.manifest["tables"]["score"]["rows"]) == (id_, "CNY", 1)
    assert engine.rows(run.table(engine, "score")) == [{"value": 1}]


def test_a_run_that_dies_leaves_the_published_one(workspace: Workspace, engine: Engine) -> None:
    id_ = _publish(workspace, engine, 1)
    with pytest.raises(ZeroDivisionError):
        _die_half_way(workspace, engine)
    assert workspace.run().id == id_
    assert [path.name for path in workspace.runs.iterdir() if path.name.startswith(".draft")] == []


def test_a_killed_run_is_swept_away_by_the_next(workspace: Workspace, engine: Engine) -> None:
    _publish(workspace, engine, 1)
    (workspace.runs / ".draft-killed").mkdir()
    (workspace.runs / ".draft-killed" / "score.parquet").write_bytes(b"half")
    _publish(workspace, engine, 2)
    assert not (workspace.runs / ".draft-killed").exists()
    assert engine.rows(workspace.run().table(engine, "score")) == [{"value": 2}]


def test_old_runs_stay_as_history(workspace: Workspace, engine: Engine) -> None:
    first, second = _publish(workspace, engine, 1), _publish(workspace, engine, 2)
    assert (workspace.runs / first / "manifest.json").exists()
    assert workspace.run().id == second
    assert first < second


def test_it_says_what_to_do_before_the_first_run(workspace: Workspace) -> None:
    with pytest.raises(DataError, match="Nothing has been computed"):
        workspace.run()


def test_it_names_the_table_that_a_run_lacks(workspace: Workspace, engine: Engine) -> None:
    _publish(workspace, engine, 1)
    with pytest.raises(DataError, match="no table “cohort”"):
        workspace.run().table(engine, "cohort")


def test_two_writers_do_not_meet(workspace: Workspace) -> None:
    with workspace.locked(), pytest.raises(DataError, match="Another Liuke command"), workspace.locked():
        pass


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no liuke\.toml"):
        open_workspace(tmp_path)


def test_making_a_workspace_again_keeps_its_settings(tmp_path: Path) -> None:
    create_workspace(tmp_path, timezone="Asia/Shanghai")
    assert create_workspace(tmp_path, timezone="UTC").settings.workspace.timezone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("[lost]\ndays = -3\n", "lost.days"),
        ("[lost]\nday = 30\n", "lost.day"),
        ('[workspace]\ntimezone = "Beijing"\n', "workspace.timezone"),
        ("[risk]\nhigh = 2\n", "risk.high"),
        ('[workspace]\ncurrency = "yuan"\n', "workspace.currency"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, content: str, key: str) -> None:
    (tmp_path / "liuke.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path / "liuke.toml")
    assert caught.value.column == key
    assert key in caught.value.hint.zh


def test_broken_toml_is_said_to_be_broken(tmp_path: Path) -> None:
    (tmp_path / "liuke.toml").write_text("[lost\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not TOML"):
        load_settings(tmp_path / "liuke.toml")


def test_a_mapping_is_stored_beside_the_reader_s_own_words(workspace: Workspace) -> None:
    path = workspace.root / "liuke.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# ours\n[lost]\ndays = 45\n", encoding="utf-8")
    first = Mapping(table="order", headers=("会员", "时间"), columns={"customer_id": "会员"})
    save_mapping(path, first)
    save_mapping(path, first.model_copy(update={"columns": {"customer_id": "会员", "ordered_at": "时间"}}))
    settings = load_settings(path)
    assert "# ours" in path.read_text(encoding="utf-8")
    assert settings.lost.days == 45
    assert [dict(mapping.columns) for mapping in settings.mapping] == [{"customer_id": "会员", "ordered_at": "时间"}]


def test_the_manifest_is_readable(workspace: Workspace, engine: Engine) -> None:
    _publish(workspace, engine, 1)
    text = (workspace.run().folder / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text)["tables"] == {"score": {"file": "score.parquet", "rows": 1}}


def test_an_unknown_engine_lists_those_there_are() -> None:
    with pytest.raises(ConfigError) as caught, open_engine("abacus"):
        pass
    assert "duckdb" in caught.value.hint.en


def test_a_write_that_fails_leaves_no_half_file(engine: Engine, tmp_path: Path) -> None:
    table = engine.table(pa.table({"text": ["1", "x"]}))
    with pytest.raises(Exception, match=r"(?i)conver"):
        engine.write(table.mutate(number=table.text.cast("int64")), tmp_path / "out.parquet")
    assert list(tmp_path.iterdir()) == []


def test_columns_are_stored_as_the_types_they_have(engine: Engine, tmp_path: Path) -> None:
    table = engine.table(pa.table({"n": pa.array([1, 2], pa.int32()), "day": pa.array([date(2024, 1, 30)] * 2)}))
    summed = (
        table.group_by("day").agg(n=table.n.sum()).mutate(later=lambda t: (t.day + ibis.interval(days=3)).cast("date"))
    )
    engine.write(summed, tmp_path / "out.parquet")
    stored = engine.read(tmp_path / "out.parquet")
    assert [str(type_) for type_ in stored.schema().values()] == ["date", "int64", "date"]
    assert engine.rows(stored) == [{"day": date(2024, 1, 30), "n": 3, "later": date(2024, 2, 2)}]
