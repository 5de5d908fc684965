"""Declared features are read from the settings and the file beside them, or named as wrong with what would be right."""

from pathlib import Path

import pytest
from tests.forbidden import FORBIDDEN

from liuke.errors import ConfigError
from liuke.expression import UserFeature
from liuke.settings import load_settings
from liuke.workspace import Workspace, open_workspace

WHOLE = """
[features.slow_answers]
label = { en = "Slow answers", zh = "响应慢" }
meaning = { en = "Share of tickets answered after a day.", zh = "超过一天才响应的工单占比。" }
table = "ticket"
kind = "count"
where = "response_hours > 24"
window_days = 90
over = { kind = "count", window_days = 90 }
unit = "share"
risky = 1
"""
SHORT = '[features.visits]\ntable = "event_day"\nkind = "sum"\nof = "events"\n'


def _features(folder: Path, text: str, beside: str = "") -> dict[str, UserFeature]:
    (folder / "liuke.toml").write_text(text, encoding="utf-8")
    if beside:
        (folder / "metrics.toml").write_text(beside, encoding="utf-8")
    return load_settings(folder / "liuke.toml").features


def test_a_whole_declaration_is_read(tmp_path: Path) -> None:
    one = _features(tmp_path, WHOLE)["slow_answers"]
    assert (one.id, one.table, one.kind, one.window_days, one.risky, one.told_in) == (
        "slow_answers", "ticket", "count", 90, 1, "share",
    )  # fmt: skip
    assert (one.label.zh, one.where) == ("响应慢", "response_hours > 24")
    assert one.over is not None
    assert list(one.parts) == ["", "over."]


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    one = _features(tmp_path, SHORT)["visits"]
    assert (one.window_days, one.risky, one.where, one.over, one.told_in) == (None, 0, "", None, "number")


def test_the_file_of_metrics_may_hold_features_too(tmp_path: Path) -> None:
    found = _features(tmp_path, WHOLE, SHORT)
    assert list(found) == ["slow_answers", "visits"]
    assert found["visits"].file == str(tmp_path / "metrics.toml")
    assert found["slow_answers"].file == str(tmp_path / "liuke.toml")


def test_a_workspace_opens_with_them(workspace: Workspace) -> None:
    (workspace.root / "metrics.toml").write_text(SHORT, encoding="utf-8")
    assert "visits" in open_workspace(workspace.root).settings.features


def test_one_name_in_both_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as fault:
        _features(tmp_path, SHORT, SHORT)
    assert (fault.value.code, fault.value.column) == ("feature.twice", "features.visits")
    assert fault.value.file == str(tmp_path / "metrics.toml")


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ('table = "ticket"\nkind = "mean"', "features.x_y", "a mean needs `of`"),
        ('table = "ticket"\nkind = "count"\nof = "rating"', "features.x_y", "has no `of`"),
        ('table = "tickets"\nkind = "count"', "features.x_y.table", "'ticket'"),
        ('table = "ticket"\nkind = "median"\nof = "rating"', "features.x_y.kind", "'distinct'"),
        ('kind = "count"', "features.x_y.table", "it must be there"),
        ('table = "ticket"\nkind = "count"\nid = "z"', "features", "`id` is too much"),
        ('table = "ticket"\nkind = "count"\nrisky = 2', "features.x_y.risky", "-1, 0 or 1"),
        ('table = "ticket"\nkind = "count"\nwindow_days = 0', "features.x_y.window_days", "at least 1"),
        ('table = "ticket"\nkind = "count"\nwindow = 30', "features.x_y.window", "no such setting"),
        ('table = "ticket"\nkind = "count"\nover = { kind = "sum" }', "features.x_y.over", "a sum needs `of`"),
        ('table = "ticket"\nkind = "count"\nlabel = "a {b}"', "features.x_y.label.en", "one line"),
        ('table = "ticket"\nkind = "count"\nwhere = "rating >"', "features.x_y.where", "missing or too much"),
        (
            'table = "ticket"\nkind = "count"\nover = { kind = "count", where = "a;" }',
            "features.x_y.over.where",
            "“;” is not allowed",
        ),
    ],
)
def test_a_wrong_declaration_is_named_by_feature_and_key(tmp_path: Path, text: str, column: str, said: str) -> None:
    with pytest.raises(ConfigError) as fault:
        _features(tmp_path, f"[features.x_y]\n{text}\n")
    assert fault.value.column == column
    assert said in fault.value.message.en
    assert fault.value.file == str(tmp_path / "liuke.toml")
    assert fault.value.message.zh != fault.value.message.en


@pytest.mark.parametrize("name", ["x", "Visits", "last-visit", "9lives", "a" * 42])
def test_a_name_that_is_none_is_told_with_what_would_be_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is no name for a feature"):
        _features(tmp_path, f'[features.{name}]\ntable = "ticket"\nkind = "count"\n')


@pytest.mark.parametrize("text", [text for text, _ in FORBIDDEN if text])
@pytest.mark.parametrize("part", ["of", "where", "over.of", "over.where"])
def test_a_forbidden_expression_is_refused_when_loaded(text: str, part: str) -> None:
    """The same language as that of metrics: it cannot write, nor reach a file or the network."""
    inner = {"kind": "sum", "of": "events"} | ({part.removeprefix("over."): text} if "over." in part else {})
    given = {"id": "bad", "table": "event_day", "kind": "sum", "of": "events", "over": inner}
    given |= {} if "over." in part else {part: text}
    with pytest.raises(ConfigError) as fault:
        UserFeature.model_validate(given)
    assert (fault.value.code, fault.value.column) == ("feature.expression", f"features.bad.{part}")
