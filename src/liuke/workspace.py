"""A workspace is a folder: settings, what was received, and the runs made from it.

    liuke.toml              settings and column mappings
    raw/<table>/<source>/   one folder per received file: the file, `rows.parquet`, `source.json`; never changed
    models/<name>/          the versions of each model, and which is champion (see `predict.store`)
    segments/<name>/        the versions of each segmentation, and which is current (see `segment.store`)
    runs/<run-id>/          Parquet tables, `models/` and `manifest.json`; complete or absent
    runs/published          the id of the run that readers see

A run is written in a draft folder beside the others and published by one atomic rename, so a reader sees the old run
or the new one, and a run that dies leaves the published one as it was.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from ibis.expr.types import Table

from liuke.engine import Engine
from liuke.errors import ConfigError, DataError, damaged
from liuke.language import Text
from liuke.settings import FILE, Settings, load_settings

TEMPLATE = """\
# A Liuke workspace. Everything has a default; what you set here wins. See docs/settings.md.

[workspace]
{workspace}

# [lost]
# days = 90          # a customer is lost after so many days without a purchase; without it, proposed from the data
"""


@dataclass(frozen=True, slots=True)
class Source:
    """One received file: where its rows are, and what is known about it (`source.json`)."""

    id: str
    table: str
    folder: Path
    about: dict[str, Any]

    @property
    def rows(self) -> Path:
        """The file's rows in canonical columns."""
        return self.folder / "rows.parquet"


@dataclass(frozen=True, slots=True)
class Run:
    """A published run: its manifest, and its tables as expressions on an engine."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        """The run's id, which sorts by time."""
        return self.folder.name

    @property
    def as_of(self) -> date:
        """The last day that the run knows of."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def currency(self) -> str:
        """The currency of every amount in the run."""
        return str(self.manifest["currency"])

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards of the run's models, in the order of their names."""
        return [read_json(path) for path in sorted((self.folder / "models").glob("*.json"))]

    def has(self, name: str) -> bool:
        """Say whether the run has a table of this name."""
        return name in self.manifest["tables"]

    def table(self, engine: Engine, name: str) -> Table:
        """Return a table of the run; raises `DataError` where the run has none of this name."""
        if not self.has(name):
            raise DataError(
                "run.no_table",
                Text("Run {run} has no table “{name}”.", "运行 {run} 中没有数据表“{name}”。").fill(
                    run=self.id, name=name
                ),
                Text("Call `liuke run` again.", "请重新执行 `liuke run`。"),
            )
        return engine.read(self.folder / str(self.manifest["tables"][name]["file"]))


@dataclass(slots=True)
class Draft:
    """A run being written. `write` adds a table; `note` adds to the manifest."""

    id: str
    folder: Path
    engine: Engine
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def models(self) -> Path:
        """The folder for the run's models."""
        folder = self.folder / "models"
        folder.mkdir(exist_ok=True)
        return folder

    def write(self, name: str, table: Table) -> Table:
        """Store a table under `name` and return it as stored."""
        path = self.folder / f"{name}.parquet"
        rows = self.engine.write(table, path)
        self.manifest.setdefault("tables", {})[name] = {"file": path.name, "rows": rows}
        return self.engine.read(path)


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace."""

    root: Path
    settings: Settings

    @property
    def raw(self) -> Path:
        """The folder of received files."""
        return self.root / "raw"

    @property
    def runs(self) -> Path:
        """The folder of runs."""
        return self.root / "runs"

    @property
    def models(self) -> Path:
        """The folder of the model store."""
        return self.root / "models"

    @property
    def segments(self) -> Path:
        """The folder of the segment store."""
        return self.root / "segments"

    def sources(self, table: str | None = None) -> list[Source]:
        """Return the received files, in the order they were added; of one canonical table if named."""
        found = []
        for path in self.raw.glob(f"{table or '*'}/*/source.json"):
            about = read_json(path)
            found.append(Source(path.parent.name, path.parent.parent.name, path.parent, about))
        return sorted(found, key=lambda source: (source.about["added_at"], source.id))

    def published(self) -> Run | None:
        """Return the run that readers see, or None before the first."""
        pointer = self.runs / "published"
        if not pointer.exists():
            return None
        folder = self.runs / pointer.read_text(encoding="utf-8").strip()
        return Run(folder, read_json(folder / "manifest.json"))

    def run(self) -> Run:
        """Return the published run; raises `DataError` before the first."""
        if found := self.published():
            return found
        raise DataError(
            "run.none",
            Text("Nothing has been computed here yet.", "这里还没有任何计算结果。"),
            Text(
                "Add a file with `liuke add FILE`, then call `liuke run`.",
                "请先用 `liuke add 文件` 添加数据，再执行 `liuke run`。",
            ),
        )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the workspace for writing; raises `DataError` where another command holds it."""
        try:
            with FileLock(self.root / ".lock", timeout=0):
                yield
        except Timeout as fault:
            raise DataError(
                "workspace.busy",
                Text("Another Liuke command is writing to this workspace.", "另一个 Liuke 命令正在写入此工作区。"),
                Text("Wait until it has finished, then call again.", "请等它结束后重试。"),
            ) from fault

    @contextmanager
    def draft(self, engine: Engine) -> Iterator[Draft]:
        """Open a draft run; publish it when the block ends well, and remove it when it does not."""
        self.runs.mkdir(exist_ok=True)
        for leftover in self.runs.glob(".draft-*"):
            shutil.rmtree(leftover)
        id_ = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        folder = self.runs / f".draft-{id_}"
        folder.mkdir()
        draft = Draft(id_, folder, engine)
        try:
            yield draft
            self._publish(draft)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _publish(self, draft: Draft) -> None:
        write_json(draft.folder / "manifest.json", {"run": draft.id, **draft.manifest})
        for path in draft.folder.rglob("*"):
            _sync(path)
        draft.folder.rename(self.runs / draft.id)
        half = self.runs / ".published.part"
        half.write_text(draft.id, encoding="utf-8")
        _sync(half)
        half.replace(self.runs / "published")


def _sync(path: Path) -> None:
    if path.is_file():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON document that `write_json` wrote; raises `DataError` where it is missing or damaged."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise damaged(path) from fault
    return found


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON document, keys in the order given, readable by people."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def create_workspace(
    root: Path, *, timezone: str = "UTC", name: str | None = None, currency: str | None = None
) -> Workspace:
    """Make a workspace in a folder that may exist already; what is there stays."""
    path = root / FILE
    root.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        given = {"name": name or root.resolve().name, "timezone": timezone, "currency": currency}
        lines = [
            f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given.items() if value is not None
        ]
        path.write_text(TEMPLATE.format(workspace="\n".join(lines)), encoding="utf-8")
    return open_workspace(root)


def open_workspace(root: Path) -> Workspace:
    """Open the workspace in a folder; raises `ConfigError` where there is none or its settings are wrong."""
    path = root / FILE
    if not path.is_file():
        raise ConfigError(
            "workspace.none",
            Text(
                "{root} is not a Liuke workspace: it has no liuke.toml.", "{root} 不是 Liuke 工作区：缺少 liuke.toml。"
            ).fill(root=root),
            Text(
                "Make one with `liuke init`, or name another with -w.", "请用 `liuke init` 创建，或用 -w 指定其他目录。"
            ),
            file=str(path),
        )
    return Workspace(root, load_settings(path))
