"""How files of settings are written, and what is said of one that is written otherwise, in both languages."""

import re
from pathlib import Path

import pytest

from liuke.errors import ConfigError
from liuke.measure.user import user_metrics
from liuke.settings import Mapping, Settings, load_settings, save_mapping

METRIC = '[[metric]]\nid = "tickets"\nlabel = "工单"\nkind = "count"\ntable = "ticket"\n'
TARGET = '[[target]]\nmetric = "churn_rate"\nby = 2026-12-31\nvalue = 0.1\n'


def _load(folder: Path, content: str) -> Settings:
    (folder / "liuke.toml").write_text(content, encoding="utf-8")
    return load_settings(folder / "liuke.toml")


def _refused(folder: Path, content: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        _load(folder, content)
    return caught.value


def test_a_mark_before_the_text_is_read_over_and_not_written_back(tmp_path: Path) -> None:
    path = tmp_path / "liuke.toml"
    path.write_bytes(b"\xef\xbb\xbf" + "[lost]\ndays = 40 # 四十\n".encode())
    (tmp_path / "metrics.toml").write_bytes(b"\xef\xbb\xbf" + METRIC.encode())
    found = load_settings(path)
    assert (found.lost.days, found.metric[0].id) == (40, "tickets")
    save_mapping(path, Mapping(table="order", headers=("a",), columns={"order_id": "a"}))
    assert path.read_bytes().startswith(b"[lost]")
    assert load_settings(path).mapping[0].table == "order"


def test_another_encoding_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "liuke.toml").write_text("", encoding="utf-8")
    (tmp_path / "metrics.toml").write_bytes(METRIC.encode("gb18030"))
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path / "liuke.toml")
    error = caught.value
    assert (error.code, error.file) == ("config.syntax", str(tmp_path / "metrics.toml"))
    assert error.hint.en.startswith("Save the file as UTF-8")
    assert "UTF-8" in error.hint.zh


@pytest.mark.parametrize(
    ("content", "column", "said"),
    [
        (METRIC.replace("[[metric]]", "[metric]"), "metric", "[[metric]]"),
        (TARGET.replace("[[target]]", "[target]"), "target", "[[target]]"),
        (TARGET + 'where = "region=North"\n', "target.0.where", '["region=North"]'),
        ("[workspace]\n[clean]\ntest_customers = 5\n", "clean.test_customers", ""),
        (TARGET.replace("2026-12-31", '"31.12.2026"'), "target.0.by", "2026-12-31"),
        (TARGET.replace("2026-12-31", "5"), "target.0.by", "2026-12-31"),
        (TARGET.replace("2026-12-31", "86400"), "target.0.by", "2026-12-31"),
        (TARGET.replace("2026-12-31", "true"), "target.0.by", "2026-12-31"),
        (TARGET.replace("0.1", "nan"), "target.0.value", ""),
        (TARGET.replace("0.1", "inf"), "target.0.value", ""),
        (TARGET.replace("0.1", "true"), "target.0.value", ""),
        (TARGET.replace("0.1", '"0.1"'), "target.0.value", ""),
        (TARGET + "since = 2026-01-01\nstart = -inf\n", "target.0.start", ""),
        ("lost = 5\n", "lost", ""),
        ("[survey]\ncsi_weights = 5\n", "survey.csi_weights", ""),
        ('[funnels.f]\nsteps = ["a", "b"]\nwindow = "soon"\n', "funnels.f.window", "7d"),
        ('[funnels.f]\nsteps = ["a"]\n', "funnels.f.steps", "2"),
        ('[funnels.f]\nsteps = ["a", "b"]\norder = "all"\n', "funnels.f.order", "specific"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(tmp_path: Path, content: str, column: str, said: str) -> None:
    error = _refused(tmp_path, content)
    assert (error.code, error.column) == ("config.value", column)
    assert said in error.message.en
    assert said in error.message.zh
    assert not re.search(r"[a-z]{3,} [a-z]{3,}", error.message.zh)


def test_whole_numbers_and_written_days_are_taken_as_they_are(tmp_path: Path) -> None:
    found = _load(tmp_path, TARGET.replace("0.1", "1").replace("2026-12-31", '"2026-12-31"'))
    assert (found.target[0].value, found.target[0].by.isoformat()) == (1.0, "2026-12-31")


def test_a_name_that_is_taken_is_told_with_the_file_that_takes_it(tmp_path: Path) -> None:
    (tmp_path / "metrics.toml").write_text(METRIC.replace("工单", "流失率"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        user_metrics(_load(tmp_path, ""), {})
    assert (caught.value.code, caught.value.file) == ("metric.taken", str(tmp_path / "metrics.toml"))
