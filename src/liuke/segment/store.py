"""The segment store of a workspace: definitions that never change, and rows that say which of them is current.

    segments/clusters/1/ 2/ 3/ …        the versions of a segmentation: `definition.json`
    segments/clusters/current/1/ …      one row a change: which was current, which is, when and why

Which version is current is what the last row says. A row is added only in the place after the last one that was read
(compare-and-set). There is no pickle: a definition is numbers and texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from liuke.errors import DataError
from liuke.files import digest, numbers, publish, sweep, told
from liuke.language import NOTHING, Text
from liuke.workspace import read_json

FORMAT = 1
FILE, CURRENT, ROW = "definition.json", "current", "row.json"
CLUSTERS, RULES = "clusters", "rules"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the current version: `before` is None for the first."""

    number: int
    before: str | None
    after: str
    when: datetime
    why: Text
    by: str

    def record(self) -> dict[str, Any]:
        """Return the row as it is stored and as `--json` states it."""
        when = self.when.isoformat(timespec="seconds")
        return {
            "number": self.number,
            "before": self.before,
            "after": self.after,
            "when": when,
            "why": self.why.record(),
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A stored definition: `body` is what was given to be kept, `mark` its SHA-256."""

    name: str
    number: int
    mark: str
    made_at: str
    code: str
    body: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Name and number, such as `clusters@2`."""
        return f"{self.name}@{self.number}"


@dataclass(frozen=True, slots=True)
class SegmentStore:
    """The segmentations of a workspace; `root` is its folder `segments`."""

    root: Path

    def names(self) -> list[str]:
        """Return the segmentations that have versions."""
        return sorted(path.name for path in self.root.glob("*") if path.is_dir() and numbers(path))

    def versions(self, name: str) -> list[Version]:
        """Return the versions of a segmentation, oldest first; raises `DataError` for a damaged one."""
        return [self._read(name, number) for number in numbers(self.root / name)]

    def version(self, id_: str) -> Version:
        """Return the version that `clusters@2` names; `clusters` alone is the current one. Raises `DataError`."""
        name, _, number = id_.partition("@")
        if not number and (current := self.current(name)):
            return current
        if name in self.names() and number.isdecimal() and int(number) in numbers(self.root / name):
            return self._read(name, int(number))
        known = [f"{one}@{each}" for one in self.names() for each in numbers(self.root / one)]
        raise DataError(
            "segment.unknown",
            Text("There is no segmentation “{name}” here.", "这里没有分群方案“{name}”。").fill(name=id_),
            Text(
                "There are: {names}. `liuke segments fit` makes clusters.",
                "现有方案：{names}。`liuke segments fit` 可生成聚类。",
            ).fill(names=", ".join(known) or NOTHING),
        )

    def current(self, name: str) -> Version | None:
        """Return the version in use; None where there is none."""
        changes = self.changes(name)
        return self._read(name, int(changes[-1].after.partition("@")[2])) if changes else None

    def changes(self, name: str) -> list[Change]:
        """Return every change of the current version, oldest first."""
        folder = self.root / name / CURRENT
        rows = [_document(folder / str(number) / ROW) for number in numbers(folder)]
        return [
            Change(
                row["number"],
                row["before"],
                row["after"],
                datetime.fromisoformat(row["when"]),
                Text(**row["why"]),
                row["by"],
            )
            for row in rows
        ]

    def keep(self, name: str, body: Mapping[str, Any], code: str) -> Version:
        """Store a definition, and return its version; the same definition again is the same version.

        `code` is the version of Liuke. Call it with the workspace locked: what died half written is swept away.
        """
        folder, mark = self.root / name, mark_of(body)
        sweep(folder)
        for number in reversed(numbers(folder)):
            if (found := self._read(name, number)).mark == mark:
                return found
        number = max(numbers(folder), default=0)
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        while True:
            number += 1
            whole = {
                "id": f"{name}@{number}",
                "format": FORMAT,
                "sha256": mark,
                "made_at": made_at,
                "liuke": code,
                "definition": body,
            }
            if publish(folder / str(number), {FILE: told(whole, indent=None)}):
                return self._read(name, number)

    def use(self, version: Version, why: Text, by: str) -> Change:
        """Make a version the current one, and return the row that says so (the last one, where it is already).

        Raises `DataError` where somebody else changed it meanwhile.
        """
        known = self.changes(version.name)
        if known and known[-1].after == version.id:
            return known[-1]
        now = datetime.now(UTC).replace(microsecond=0)
        change = Change(len(known) + 1, known[-1].after if known else None, version.id, now, why, by)
        place = self.root / version.name / CURRENT / str(change.number)
        if publish(place, {ROW: told(change.record())}):
            return change
        raise DataError(
            "segment.overtaken",
            Text(
                "The current version of “{name}” was changed by somebody else in the meantime.",
                "在此期间，“{name}”的当前版本已被他人更改。",
            ).fill(name=version.name),
            Text("Look at `liuke segments list`, and call again.", "请用 `liuke segments list` 查看后重试。"),
        )

    def _read(self, name: str, number: int) -> Version:
        path = self.root / name / str(number) / FILE
        found = _document(path)
        try:
            known, body = int(found["format"]), dict(found["definition"])
            version = Version(name, number, str(found["sha256"]), str(found["made_at"]), str(found["liuke"]), body)
        except (KeyError, TypeError, ValueError) as fault:
            raise damaged(path) from fault
        if known != FORMAT or mark_of(body) != version.mark:
            raise damaged(path)
        return version


def mark_of(body: Mapping[str, Any]) -> str:
    """Return what tells a definition from any other: the SHA-256 of its text."""
    return digest(told(body, indent=None))


def damaged(path: Path) -> DataError:
    """Return the error for a file of the store that is not as it was stored."""
    return DataError(
        "segment.damaged",
        Text(
            "A file of the segment store is missing, damaged or changed: {name}.",
            "分群库中的文件缺失、损坏或被改动：{name}。",
        ).fill(name=path.name),
        Text(
            "Put it back from a backup, or delete the folder {folder} and call `liuke segments fit`.",
            "请从备份恢复，或删除目录 {folder} 后用 `liuke segments fit` 生成新版本。",
        ).fill(folder=path.parent),
        file=str(path),
    )


def _document(path: Path) -> dict[str, Any]:
    try:
        return read_json(path)
    except DataError as fault:
        raise damaged(path) from fault
