"""The documents say what is there: every setting, command, place and picture, and every term in both languages."""

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from liuke.cli import _common, app
from liuke.expression import UserFeature
from liuke.measure import METRICS
from liuke.measure.user import user_metrics
from liuke.predict.features.declared import all_features
from liuke.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TEXTS = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *ROOT.glob("benchmarks/*.md")])


def test_every_setting_is_documented() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        if isinstance(field.default, dict):
            assert f"`[{section}.NAME]`" in text
            (_, model) = get_args(field.annotation) or (str, UserFeature)
            keys = [f"`{name}`" for name in model.model_fields if name != "id"]
        elif isinstance(field.default, tuple):
            (model,) = [one for one in get_args(field.annotation) if isinstance(one, type)]
            assert f"`[[{section}]]`" in text
            keys = [f"`{name}`" for name in model.model_fields]
        else:
            keys = [f"`{section}.{name}`" for name in field.default.__class__.model_fields]
        assert [key for key in keys if key not in text] == []


@pytest.mark.parametrize(
    "term", ["流失", "留存", "复购", "沉默", "召回", "预警", "群组", "客户终身价值", "工单", "留出组"]
)
def test_the_glossary_has_the_field_s_terms(term: str) -> None:
    assert term in (DOCS / "glossary.md").read_text(encoding="utf-8")


def test_every_glossary_row_has_both_languages() -> None:
    rows = [line for line in (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(rows) > 40
    assert all(len([cell for cell in row.split("|")[1:-1] if cell.strip()]) == 4 for row in rows)


def _spans(path: Path) -> list[str]:
    """Return what stands in backticks in a text outside its blocks of code."""
    prose = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`]+)`", prose)


def _calls(path: Path) -> list[str]:
    """Return every call of `liuke` that a text shows, in a line of prose or in a block of code."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    told = (text.removeprefix(".venv/bin/") for text in (*_spans(path), *lines))
    return [text.split("  #")[0] for text in told if text.startswith("liuke ")]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _parse(call: str) -> None:
    """Parse a call as the command does, without carrying it out; raises what the command would say."""
    rest, _ = _common(shlex.split(call)[1:])
    command, context = get_command(app), None
    while isinstance(command, TyperGroup) and rest and not rest[0].startswith("-"):
        name, *rest = rest
        context = command.make_context("liuke", [name], parent=context, resilient_parsing=True)
        found = command.get_command(context, name)
        assert found, f"there is no command {name}"
        command = found
    if rest and "--help" not in rest:  # a command alone is named, not called
        command.make_context(command.name, list(rest), parent=context)


def test_there_are_calls_to_check() -> None:
    assert {"README.md", "README.zh-CN.md"} <= {_name(path) for path in TEXTS}
    assert all(len(_calls(path)) > 8 for path in TEXTS if "README" in path.name and path.parent == ROOT)
    assert len(_calls(DOCS / "examples.md")) == len(_calls(DOCS / "examples.zh-CN.md")) > 15


@pytest.mark.parametrize("path", TEXTS, ids=_name)
def test_every_call_of_the_command_that_a_text_shows_can_be_parsed(path: Path) -> None:
    for call in _calls(path):
        _parse(call)


@pytest.mark.parametrize(
    "call", ["liuke nothing", "liuke run --nothing", "liuke metric --by month", "liuke model nothing"]
)
def test_a_call_that_is_wrong_would_be_found(call: str) -> None:
    with pytest.raises((AssertionError, TyperException)):
        _parse(call)


@pytest.mark.parametrize("path", TEXTS, ids=_name)
def test_every_metric_that_a_text_asks_for_is_in_the_registry(path: Path) -> None:
    asked = re.findall(r"\bmetric ([a-z_]+)", "\n".join(_calls(path)))
    own = re.findall(r'^id = "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in asked if name not in {*METRICS, *own}] == []


@pytest.mark.parametrize("path", TEXTS, ids=_name)
def test_every_setting_that_a_text_writes_can_be_read(path: Path, tmp_path: Path) -> None:
    for number, block in enumerate(re.findall(r"```toml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)):
        (tmp_path / f"{number}.toml").write_text(block, encoding="utf-8")
        found = load_settings(tmp_path / f"{number}.toml")
        user_metrics(found, {})
        all_features(found)


@pytest.mark.parametrize("path", TEXTS, ids=_name)
def test_every_link_and_picture_leads_to_a_file(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    near = [target for target in targets if "://" not in target]
    assert [target for target in near if not (path.parent / target).exists()] == []


def test_every_picture_is_shown_somewhere_and_is_small() -> None:
    shown = {
        (path.parent / target).resolve()
        for path in TEXTS
        for target in re.findall(r"\]\((\S+\.png)\)", path.read_text(encoding="utf-8"))
    }
    there = set((DOCS / "images").glob("*.png"))
    assert there == shown
    assert [_name(path) for path in there if path.stat().st_size > 250_000] == []


def test_every_place_that_the_recipes_name_is_there() -> None:
    """A bare file name is one in the folder named before it."""
    folder, missing = ROOT, []
    for span in _spans(ROOT / "CONTRIBUTING.md"):
        if " " in span or not re.search(r"/|\.(py|md|toml)$", span):
            continue
        place = (ROOT if "/" in span else folder) / span
        missing += [] if place.exists() else [span]
        folder = place if span.endswith("/") else folder
    assert missing == []


def test_every_registry_that_the_recipes_name_is_there() -> None:
    names = [span for span in _spans(ROOT / "CONTRIBUTING.md") if re.fullmatch(r"[A-Z]{4,}", span)]
    code = "\n".join(
        path.read_text(encoding="utf-8") for part in ("src", "tests") for path in (ROOT / part).rglob("*.py")
    )
    assert len(names) > 4
    assert [name for name in names if not re.search(rf"^{name}\b.* = ", code, re.MULTILINE)] == []


@pytest.mark.parametrize("path", TEXTS, ids=_name)
def test_every_target_of_make_that_a_text_names_is_in_the_makefile(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert named - targets == set()


def test_make_demo_ends_in_the_report_that_the_texts_name() -> None:
    assert "liuke -w demo demo" in (ROOT / "Makefile").read_text(encoding="utf-8")
    for name, language in (("README.md", "en"), ("README.zh-CN.md", "zh")):
        assert f"demo/report-{language}.html" in (ROOT / name).read_text(encoding="utf-8")
