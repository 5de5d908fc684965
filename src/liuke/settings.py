"""What a workspace may set in `liuke.toml`, with a default for everything.

The file is read strictly: an unknown key or a wrong value is an error that names the key and says what would be right.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

import tomlkit
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from liuke.errors import ConfigError
from liuke.language import Text

FILE = "liuke.toml"


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone of the IANA database, such as Asia/Shanghai or Europe/London")
    return name


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkspaceSettings(_Section):
    """Who and where: `timezone` decides days and months; `currency` is that of amounts which name none."""

    name: str = ""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None


class CleanSettings(_Section):
    """What counts as impossible: orders before `business_started`, customers whose id matches `test_customers`."""

    business_started: date = date(1990, 1, 1)
    test_customers: tuple[str, ...] = (r"(?i)^(test|dummy|demo[-_ ]?user|测试)([-_ 0-9]|$)",)
    outlier_factor: Annotated[float, Field(gt=1)] = 20.0


class LostSettings(_Section):
    """When a customer without a contract counts as lost: no purchase for `days`; 0 proposes them from the data."""

    days: Annotated[int, Field(ge=0, le=3650)] = 0


class PredictSettings(_Section):
    """`horizon_days` 0 follows the inactivity window; `clv_days` is the horizon of lifetime value.

    `margin` is the share of revenue left after cost where orders carry no cost; it scales lifetime value.
    """

    horizon_days: Annotated[int, Field(ge=0, le=730)] = 0
    clv_days: Annotated[int, Field(ge=7, le=3650)] = 364
    discount_rate: Annotated[float, Field(ge=0, lt=1)] = 0.10
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    seed: int = 2026
    training_rows: Annotated[int, Field(ge=1_000)] = 200_000


class RiskSettings(_Section):
    """Churn probabilities from which a customer is of medium and of high risk."""

    medium: Annotated[float, Field(gt=0, lt=1)] = 0.35
    high: Annotated[float, Field(gt=0, lt=1)] = 0.65


class EngineSettings(_Section):
    """Which engine computes, and how much memory it may hold before it spills to disk."""

    name: Literal["duckdb"] = "duckdb"
    memory: Annotated[str, Field(pattern=r"^\d+(\.\d+)?(MiB|GiB|MB|GB)$")] = "3GiB"
    threads: Annotated[int, Field(ge=0)] = 0


class Mapping(_Section):
    """How files with these `headers` become rows of `table`.

    `columns` maps a canonical column to a header, or to a product of headers such as `单价 * 数量`.
    `day_first` settles dates such as 03/04/2024; `timezone` is that of times in the file (default: the workspace's).
    """

    table: str
    headers: tuple[str, ...]
    columns: dict[str, str]
    day_first: bool | None = None
    timezone: Annotated[str, AfterValidator(_known_zone)] | None = None


class Settings(_Section):
    """Everything in `liuke.toml`."""

    workspace: WorkspaceSettings = WorkspaceSettings()
    clean: CleanSettings = CleanSettings()
    lost: LostSettings = LostSettings()
    predict: PredictSettings = PredictSettings()
    risk: RiskSettings = RiskSettings()
    engine: EngineSettings = EngineSettings()
    mapping: tuple[Mapping, ...] = ()


def load_settings(path: Path) -> Settings:
    """Read and check a `liuke.toml`; raises `ConfigError` that names the line or the key."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(
            "config.syntax",
            Text("{file} cannot be read as TOML: {fault}.", "{file} 不是有效的 TOML：{fault}。").fill(
                file=path.name, fault=fault
            ),
            Text("Mend that line, then call again.", "请修正该行后重试。"),
            file=str(path),
        ) from fault
    try:
        return Settings.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            "config.value",
            Text("{file}: the setting “{key}” is wrong: {why}.", "{file}：设置项“{key}”有误：{why}。").fill(
                file=path.name, key=key, why=first["msg"]
            ),
            Text("Correct or remove “{key}”, then call again.", "请更正或删除“{key}”后重试。").fill(key=key),
            file=str(path),
            column=key,
        ) from fault


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
