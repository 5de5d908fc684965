"""The files of the settings: read and checked, and a mapping stored without touching the rest."""

import re
import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ValidationError

from liuke.errors import ConfigError
from liuke.expression import MetricsFile, metric_twice
from liuke.language import Text
from liuke.settings.sections import Mapping, Settings

FILE, METRICS_FILE = "liuke.toml", "metrics.toml"
NUMBER = Text("it should be a number", "应为数字")
WRONG: dict[str, Text] = {
    "extra_forbidden": Text("there is no such setting", "没有这个设置项"),
    "greater_than_equal": Text("it should be at least {ge}", "不能小于 {ge}"),
    "greater_than": Text("it should be more than {gt}", "应大于 {gt}"),
    "less_than_equal": Text("it should be at most {le}", "不能大于 {le}"),
    "less_than": Text("it should be less than {lt}", "应小于 {lt}"),
    "literal_error": Text("it should be one of {expected}", "可选值：{expected}"),
    "string_pattern_mismatch": Text("it should look like {pattern}", "格式应符合 {pattern}"),
    "time_zone": Text(
        "it should be a time zone of the IANA database, such as Asia/Shanghai or Europe/London",
        "应为 IANA 时区名，如 Asia/Shanghai",
    ),
    "engine": Text("it should be duckdb, spark or spark://host:port", "可选值：duckdb、spark 或 spark://主机:端口"),
    "hours": Text(
        "“{part}” is not such as 09:00-17:00 or 09:00-12:00, 13:30-18:00, in order, for mon … sun",
        "“{part}”不是 09:00-17:00 或 09:00-12:00, 13:30-18:00 这样的依次排列的时段（星期用 mon … sun）",
    ),
    "country": Text(
        "it should be a country code such as CN, or one with a part such as DE-BY",
        "应为国家代码，如 CN；或带地区的代码，如 DE-BY",
    ),
    "metric_needs": Text("a {kind} needs {names}", "{kind} 类指标缺少 {names}"),
    "metric_useless": Text("a {kind} has no {names}", "{kind} 类指标没有 {names}"),
    "metric_words": Text(
        "it should be one line of at most 200 characters without brackets", "应为一行，不超过 200 字且不含括号"
    ),
    "target_late": Text("since ({since}) should be before by ({by})", "since（{since}）应早于 by（{by}）"),
    "target_way": Text(
        "since and start go together: the day and the value that the way begins with",
        "since 与 start 需同时填写：起始日与起始值",
    ),
    "missing": Text("it must be there", "必须填写"),
    **dict.fromkeys(
        ("int_parsing", "int_type", "int_from_float", "float_parsing", "float_type", "finite_number"), NUMBER
    ),
    **dict.fromkeys(("bool_parsing", "bool_type"), Text("it should be true or false", "应为 true 或 false")),
    **dict.fromkeys(("string_type",), Text("it should be a text in quotes", "应为带引号的文字")),
    **dict.fromkeys(("model_type", "model_attributes_type"), Text("it should be a section", "应为一个小节")),
}
"""What is wrong with a setting, by the type of error that the check reports."""


def load_settings(path: Path) -> Settings:
    """Read and check a `liuke.toml`, and the metrics of a `metrics.toml` beside it.

    Raises `ConfigError` that names the file, and the line or the key.
    """
    found, beside = _load(path, Settings), path.with_name(METRICS_FILE)
    more = _load(beside, MetricsFile).metric if beside.is_file() else ()
    for file, known, metrics in ((path, (), found.metric), (beside, found.metric, more)):
        if twice := metric_twice(known, metrics):
            twice.file = str(file)
            raise twice
    return found.model_copy(update={"metric": (*found.metric, *more)})


def _load[Read: BaseModel](path: Path, kind: type[Read]) -> Read:
    """Read and check one file of settings."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        place = re.search(r"line (\d+)", str(fault))
        raise ConfigError(
            "config.syntax",
            Text("{file} is not TOML: {fault}.", "{file} 不是有效的 TOML（{fault}）。").fill(
                file=path.name, fault=fault
            ),
            Text("Mend that line, then call again.", "请修正该行后重试。"),
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
        why = WRONG.get(first["type"], Text(first["msg"], first["msg"]))
        raise ConfigError(
            "config.value",
            Text("{file}: the setting “{key}” is wrong: {why}.", "{file}：设置项“{key}”有误：{why}。").fill(
                file=path.name, key=key, why=why.fill(**first.get("ctx", {}))
            ),
            Text("Correct or remove “{key}”, then call again.", "请更正或删除“{key}”后重试。").fill(key=key),
            file=str(path),
            column=key,
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
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    stored = document.setdefault("mapping", tomlkit.aot())
    kept = [entry for entry in stored if list(entry.get("headers", [])) != list(mapping.headers)]
    tables = tomlkit.aot()
    for entry in [*kept, mapping.model_dump(exclude_none=True, mode="json")]:
        tables.append(tomlkit.item(dict(entry)))
    document["mapping"] = tables
    half = path.with_name(f".{path.name}.part")
    half.write_text(tomlkit.dumps(document), encoding="utf-8")
    half.replace(path)
