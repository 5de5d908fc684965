"""The files of the settings: read and checked, and a mapping stored without touching the rest."""

import re
import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ValidationError

from liuke.errors import ConfigError
from liuke.expression import MetricsFile, feature_twice, metric_twice
from liuke.language import Text
from liuke.settings.sections import Mapping, Settings
from liuke.settings.wrong import why

FILE, METRICS_FILE = "liuke.toml", "metrics.toml"


def load_settings(path: Path) -> Settings:
    """Read and check a `liuke.toml`, and the metrics and features of a `metrics.toml` beside it.

    Raises `ConfigError` that names the file, and the line or the key.
    """
    found, beside = _load(path, Settings), path.with_name(METRICS_FILE)
    more = _load(beside, MetricsFile) if beside.is_file() else MetricsFile()
    for file, known, new in ((path, (), found.metric), (beside, found.metric, more.metric)):
        if twice := metric_twice(known, new):
            twice.file = str(file)
            raise twice
    if taken := feature_twice(found.features, more.features):
        taken.file = str(beside)
        raise taken
    metrics = [one.of_file(path) for one in found.metric] + [one.of_file(beside) for one in more.metric]
    features = {name: one.of_file(path) for name, one in found.features.items()}
    features |= {name: one.of_file(beside) for name, one in more.features.items()}
    return found.model_copy(update={"metric": tuple(metrics), "features": features})


def _load[Read: BaseModel](path: Path, kind: type[Read]) -> Read:
    """Read and check one file of settings."""
    try:
        content = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as fault:
        place = re.search(r"line (\d+)", str(fault))
        raise ConfigError(
            "config.syntax",
            Text("{file} is not TOML: {fault}.", "{file} 不是有效的 TOML（{fault}）。").fill(
                file=path.name, fault=fault
            ),
            Text("Fix that line, then call again.", "请修正该行后重试。"),
            file=str(path),
            row=int(place[1]) if place else None,
        ) from fault
    try:
        return kind.model_validate(content)
    except ConfigError as fault:
        fault.file = str(path)
        raise
    except ValidationError as fault:
        first = fault.errors()[0]
        key = _key(content, first["loc"])
        raise ConfigError(
            "config.value",
            Text("{file}: the setting “{key}” is wrong: {why}.", "{file}：设置项“{key}”有误：{why}。").fill(
                file=path.name, key=key, why=why(first)
            ),
            Text("Correct or remove “{key}”, then call again.", "请更正或删除“{key}”后重试。").fill(key=key),
            file=str(path),
            column=key,
        ) from fault


def _text(path: Path) -> str:
    """Return what a file says, without the mark that some editors put before it.

    Raises `ConfigError` for one that is not written in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ConfigError(
            "config.syntax",
            Text("{file} is not written in UTF-8.", "{file} 的编码不是 UTF-8。").fill(file=path.name),
            Text("Save the file as UTF-8, then call again.", "请将文件另存为 UTF-8 编码后重试。"),
            file=str(path),
        ) from fault


def _key(content: Any, place: tuple[int | str, ...]) -> str:  # noqa: ANN401 - whatever a file holds
    """Return the name of a setting; one of several sections goes by its id where it has one."""
    names = []
    for part in place:
        if isinstance(part, int):
            content = content[part] if isinstance(content, list) and part < len(content) else None
            names.append(content.get("id", part) if isinstance(content, dict) else part)
        else:
            content = content.get(part) if isinstance(content, dict) else None
            names.append(part)
    return ".".join(map(str, names))


def save_mapping(path: Path, mapping: Mapping) -> None:
    """Store a mapping in `liuke.toml`, in place of one for the same headers; comments and order stay."""
    document = tomlkit.parse(_text(path))
    stored = document.setdefault("mapping", tomlkit.aot())
    kept = [entry for entry in stored if list(entry.get("headers", [])) != list(mapping.headers)]
    tables = tomlkit.aot()
    for entry in [*kept, mapping.model_dump(exclude_none=True, mode="json")]:
        tables.append(tomlkit.item(dict(entry)))
    document["mapping"] = tables
    half = path.with_name(f".{path.name}.part")
    half.write_text(tomlkit.dumps(document), encoding="utf-8")
    half.replace(path)
