"""The model store of a workspace: versions that never change, and rows that say which of them is champion.

    models/churn/1/ 2/ 3/ …       the versions
    models/churn/champion/1/ …    one row a change of champion: what it was, what it is, when, why, by what rule

The champion is what the last row says. A row is added only in the place after the last one that was read
(compare-and-set), so of two who decide at once one decides, and nothing is ever taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from liuke.errors import DataError
from liuke.files import digest, numbers, publish, sweep, told
from liuke.language import NOTHING, Text
from liuke.predict.store.version import CARD, FORMAT, MODEL, Recorded, Version
from liuke.workspace import read_json

CHAMPION, ROW = "champion", "row.json"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of champion: `before` is None for the first; `rule` names what decided, `by` who acted on it."""

    number: int
    before: str | None
    after: str
    when: datetime
    rule: str
    why: Text
    by: str

    def record(self) -> dict[str, Any]:
        """Return the row as it is stored and as `--json` states it."""
        return {
            "number": self.number,
            "before": self.before,
            "after": self.after,
            "when": self.when.isoformat(timespec="seconds"),
            "rule": self.rule,
            "why": self.why.record(),
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class Store:
    """The models of a workspace; `root` is its folder `models`."""

    root: Path

    def names(self) -> list[str]:
        """Return the models that have versions."""
        return sorted(path.name for path in self.root.glob("*") if path.is_dir() and numbers(path))

    def versions(self, name: str) -> list[Version]:
        """Return the versions of a model, oldest first; raises `DataError` for a damaged card."""
        return [self._read(name, number) for number in numbers(self.root / name)]

    def version(self, id_: str) -> Version:
        """Return the version that `churn@3` names; `churn` alone is its champion. Raises `DataError` for no such."""
        name, _, number = id_.partition("@")
        if name in self.names():
            if not number and (changes := self.changes(name)):
                number = changes[-1].after.partition("@")[2]
            if number.isdecimal() and int(number) in numbers(self.root / name):
                return self._read(name, int(number))
        known = [f"{one}@{each}" for one in self.names() for each in numbers(self.root / one)]
        raise DataError(
            "model.unknown",
            Text("There is no model “{name}” here.", "这里没有模型“{name}”。").fill(name=id_),
            Text("There are: {names}.", "现有模型：{names}。").fill(names=", ".join(known) or NOTHING),
        )

    def changes(self, name: str) -> list[Change]:
        """Return every change of champion, oldest first."""
        folder = self.root / name / CHAMPION
        return [_change(_document(folder / str(number) / ROW)) for number in numbers(folder)]

    def keep(self, card: Mapping[str, Any], model: Recorded, scoring: Mapping[str, Any], code: str) -> Version:
        """Store a model, and return its version; the same model again is the same version.

        `card` has at least `name`, `kind` and `as_of`; `scoring` is what else scoring needs; `code` is the version of
        Liuke. Call it with the workspace locked: what a killed run has left half written is swept away.
        """
        name, content = str(card["name"]), _model_file(card, model, scoring)
        folder, mark = self.root / name, digest(content)
        sweep(folder)
        for number in reversed(numbers(folder)):
            if (found := self._same(name, number, mark)) is not None:
                return found
        body = {key: value for key, value in card.items() if key not in {"parameters", "champion"}}
        made = {"liuke": code, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "sha256": mark}
        number = max(numbers(folder), default=0)
        while True:
            number += 1
            whole = {"id": f"{name}@{number}", **body, **made}
            if publish(folder / str(number), {CARD: told(whole), MODEL: content}):
                return self._read(name, number)

    def crown(self, version: Version, rule: str, why: Text, by: str, expected: int) -> Change:
        """Make a version the champion, and return the row that says so.

        `expected` is how many changes had been read when that was decided; raises `DataError` where there is one more
        by now.
        """
        place = self.root / version.name / CHAMPION
        known = self.changes(version.name)
        before = known[expected - 1].after if 0 < expected <= len(known) else None
        change = Change(expected + 1, before, version.id, datetime.now(UTC).replace(microsecond=0), rule, why, by)
        if publish(place / str(change.number), {ROW: told(change.record())}):
            return change
        raise DataError(
            "model.overtaken",
            Text(
                "The champion of “{name}” was changed by somebody else in the meantime.",
                "在此期间，模型“{name}”的启用版本已被他人更改。",
            ).fill(name=version.name),
            Text(
                "Look at `liuke model list`, and call again if it is still right.",
                "请用 `liuke model list` 查看，确认仍需更改后重试。",
            ),
        )

    def _read(self, name: str, number: int) -> Version:
        folder = self.root / name / str(number)
        return Version(name, number, folder, _document(folder / CARD))

    def _same(self, name: str, number: int, mark: str) -> Version | None:
        """Return a version if its model file is the one with this mark, and is still whole."""
        folder = self.root / name / str(number)
        try:
            found = self._read(name, number)
            whole = digest((folder / MODEL).read_bytes()) == mark
        except (DataError, OSError):
            return None
        return found if whole and found.card.get("sha256") == mark else None


def _document(path: Path) -> dict[str, Any]:
    try:
        return read_json(path)
    except DataError as fault:
        raise DataError(
            "model.damaged",
            Text("A file of the model store is missing or damaged: {name}.", "模型库中的文件缺失或损坏：{name}。").fill(
                name=path.name
            ),
            Text(
                "Put it back from a backup, or delete the folder {folder}: the others are whole without it.",
                "请从备份恢复，或删除目录 {folder}，其余内容不受影响。",
            ).fill(folder=path.parent),
            file=str(path),
        ) from fault


def _model_file(card: Mapping[str, Any], model: Recorded, scoring: Mapping[str, Any]) -> bytes:
    """Return everything that scoring needs, the same bytes for the same model."""
    names = ("name", "kind", "as_of")
    return told(
        {"format": FORMAT, **{name: card[name] for name in names}, "scoring": scoring, "parameters": model.record()},
        indent=None,
    )


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        row["number"],
        row["before"],
        row["after"],
        datetime.fromisoformat(row["when"]),
        row["rule"],
        Text(**row["why"]),
        row["by"],
    )
