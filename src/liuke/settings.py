"""What a workspace may set in `liuke.toml`, with a default for everything.

The file is read strictly: an unknown key or a wrong value is an error that names the key and says what would be right.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import tomlkit
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from liuke.errors import ConfigError
from liuke.expression import MetricsFile, UserMetric, metric_twice
from liuke.language import Text

FILE, METRICS_FILE = "liuke.toml", "metrics.toml"


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("time_zone", "not a time zone")
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
    """When a customer counts as lost.

    `definition` is `inactivity` (no purchase for `days`; 0 proposes them from the data), `contract` (a contract ended
    and was not renewed within `grace_days`) or `probability` (the chance that the customer still is one fell below
    `below`, by the model whose `parameters` are given, or else fitted by each run). Without it, inactivity where there
    are orders, and contracts where there are none.
    `cancelled` says when a cancelled contract ends: once what was paid for is used up (`at_expiry`), or `at_once`.
    """

    definition: Literal["", "inactivity", "contract", "probability"] = ""
    days: Annotated[int, Field(ge=0, le=3650)] = 0
    grace_days: Annotated[int, Field(ge=0, le=365)] = 7
    cancelled: Literal["at_expiry", "at_once"] = "at_expiry"
    below: Annotated[float, Field(gt=0, lt=1)] = 0.5
    parameters: tuple[float, float, float, float] | None = None


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


class SurveySettings(_Section):
    """The highest score of a satisfaction (CSAT) and of an effort (CES) question, and the weights of CSI questions.

    `csi_weights` maps a question to its weight; without it all weigh the same.
    """

    csat_scale: Annotated[int, Field(ge=2, le=100)] = 5
    ces_scale: Annotated[int, Field(ge=2, le=100)] = 7
    csi_weights: dict[str, Annotated[float, Field(gt=0)]] = {}


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_hours(hours: str | dict[str, str]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return for each weekday, Monday first, the minutes of the day between which the business is open.

    A text is for Monday to Friday; a table names weekdays (`mon` … `sun`), and those it leaves out are closed. Raises
    `ValueError` for what is no such thing.
    """
    by_day = dict.fromkeys(WEEKDAYS[:5], hours) if isinstance(hours, str) else hours
    if unknown := set(by_day) - set(WEEKDAYS):
        raise ValueError(min(unknown))
    return tuple(_read_day(by_day.get(name, "")) for name in WEEKDAYS)


def _read_day(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for part in re.split(r"[,，]", text) if text.strip() else ():
        match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*[-–~]\s*(\d{1,2}):(\d{2})\s*", part)
        if not match:
            raise ValueError(part)
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if not 0 <= opens < closes <= 24 * 60 or int(match[2]) > 59 or int(match[4]) > 59:
            raise ValueError(part)
        if found and opens < found[-1][1]:
            raise ValueError(part)
        found.append((opens, closes))
    return tuple(found)


def _known_hours(hours: str | dict[str, str]) -> str | dict[str, str]:
    try:
        read_hours(hours)
    except ValueError as fault:
        raise PydanticCustomError("hours", "no business hours: {part}", {"part": str(fault)}) from fault
    return hours


def _known_country(name: str) -> str:
    if not name:
        return name
    from holidays import list_supported_countries  # noqa: PLC0415 - only where a calendar of holidays is asked for

    country, _, part = name.partition("-")
    known = list_supported_countries(include_aliases=False)
    if country not in known or (part and part not in known[country]):
        raise PydanticCustomError("country", "not a country")
    return name


class ServiceSettings(_Section):
    """The clock that service is measured by, and its targets in working hours.

    `hours` is such as "09:00-17:00" for Monday to Friday, or a table by weekday with several intervals a day;
    `holidays` a country such as CN, or a part of one such as DE-BY; `timezone` the workspace's where it is empty.
    While a ticket has one of the statuses `waiting`, the clock stands still.
    """

    hours: Annotated[str | dict[str, str], AfterValidator(_known_hours)] = "09:00-18:00"
    timezone: Annotated[str, AfterValidator(lambda name: _known_zone(name) if name else name)] = ""
    holidays: Annotated[str, AfterValidator(_known_country)] = ""
    extra_holidays: tuple[date, ...] = ()
    extra_working_days: tuple[date, ...] = ()
    first_response_hours: Annotated[float, Field(gt=0)] = 8.0
    resolution_hours: Annotated[float, Field(gt=0)] = 40.0
    waiting: tuple[str, ...] = ("waiting", "pending", "on hold", "等待客户", "待客户回复", "挂起")
    resolved: tuple[str, ...] = ("resolved", "closed", "solved", "done", "已解决", "已关闭", "已完成")


class RiskSettings(_Section):
    """Churn probabilities from which a customer is of medium and of high risk."""

    medium: Annotated[float, Field(gt=0, lt=1)] = 0.35
    high: Annotated[float, Field(gt=0, lt=1)] = 0.65


class Target(_Section):
    """What a metric is to be on the day `by`, of customers that meet the conditions `where`.

    With `since` and `start`, the way there is a straight line from `start` on that day.
    """

    metric: str
    value: float
    by: date
    since: date | None = None
    start: float | None = None
    where: tuple[str, ...] = ()


class EngineSettings(_Section):
    """Which engine computes, and how much memory it may hold before it spills to disk."""

    name: Annotated[str, Field(pattern=r"^(duckdb|spark|spark://\S+)$")] = "duckdb"
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
    survey: SurveySettings = SurveySettings()
    service: ServiceSettings = ServiceSettings()
    engine: EngineSettings = EngineSettings()
    target: tuple[Target, ...] = ()
    metric: tuple[UserMetric, ...] = ()
    mapping: tuple[Mapping, ...] = ()


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
    "missing": Text("it must be there", "必须填写"),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "float_parsing", "float_type"), NUMBER),
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
            content = content[part] if isinstance(content, list) else None
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
