"""One stored version of a model: a card for people, and a model file that nothing but numbers and texts is read from.

    models/churn/3/card.json    data window, features, figures with intervals, baselines, calibration, date, code
                                version, the model file's SHA-256
    models/churn/3/model.json   kind, inputs, calibration and the model itself as JSON (LightGBM's trees as its text)

There is no pickle: reading a model never runs what is in it.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from liuke.errors import DataError
from liuke.files import digest
from liuke.language import Text
from liuke.predict.learning.kinds import KINDS
from liuke.predict.learning.model import Fitted

FORMAT = 1
CARD, MODEL = "card.json", "model.json"
AGAIN = Text(
    "Choose another version with `liuke model promote`, or call `liuke run`: it learns a new one.",
    "请用 `liuke model promote` 选用其他版本，或执行 `liuke run` 重新训练。",
)


class Recorded(Protocol):
    """A model that can be stored as plain numbers and texts."""

    def record(self) -> dict[str, Any]:
        """Return everything that scoring needs, for JSON; `inputs` are what it asks for."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a model file holds: the model, and what else scoring needs to know (such as `horizon_days`)."""

    model: Fitted
    scoring: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A stored version and its card."""

    name: str
    number: int
    folder: Path
    card: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Name and number, such as `churn@3`."""
        return f"{self.name}@{self.number}"

    @property
    def kind(self) -> str:
        """The kind of model."""
        return str(self.card["kind"])

    @property
    def as_of(self) -> date:
        """The last day that the model has learnt from."""
        return date.fromisoformat(self.card["as_of"])

    def read(self, known: Collection[str] | None = None) -> Stored:
        """Return the model, which scores exactly as the one that was stored.

        `known` are the inputs that there are to score with (None: nobody asks). Raises `DataError` where the file is
        not the one that was stored, was stored by a version of Liuke that wrote it another way, or asks for inputs
        that are not known.
        """
        found = self.document(known)
        try:
            self._check_kind(found)
            return Stored(Fitted.read(found["kind"], found["parameters"], KINDS), found["scoring"])
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise self._changed(self.folder / MODEL) from fault

    def document(self, known: Collection[str] | None = None) -> dict[str, Any]:
        """Return what the model file holds, of whatever kind; raises as `read` does."""
        path = self.folder / MODEL
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise self._changed(path) from fault
        if digest(content) != self.card.get("sha256"):
            raise self._changed(path)
        try:
            found: dict[str, Any] = json.loads(content)
            self._check(found, known, path)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise self._changed(path) from fault
        return found

    def _check(self, found: Mapping[str, Any], known: Collection[str] | None, path: Path) -> None:
        if found["format"] != FORMAT:
            raise DataError(
                "model.format",
                Text(
                    "{id} was stored by another version of Liuke (format {theirs}; this one reads {ours}).",
                    "{id} 由其他版本的留客保存（格式 {theirs}，当前版本读取格式 {ours}）。",
                ).fill(id=self.id, theirs=found["format"], ours=FORMAT),
                Text(
                    "Use the Liuke that stored it ({made_with}), or call `liuke run`: it learns a new one.",
                    "请使用保存它的留客版本（{made_with}），或执行 `liuke run` 重新训练。",
                ).fill(made_with=self.card.get("liuke", "?")),
                file=str(path),
            )
        asked = [one["id"] for one in found["parameters"]["inputs"]]
        if missing := [name for name in asked if known is not None and name not in known]:
            raise DataError(
                "model.inputs",
                Text(
                    "{id} asks for features that there are none of here: {missing}.",
                    "{id} 所需的特征在此不存在：{missing}。",
                ).fill(id=self.id, missing=", ".join(missing)),
                AGAIN,
                file=str(path),
            )

    def _check_kind(self, found: Mapping[str, Any]) -> None:
        if found["kind"] not in KINDS:
            raise DataError(
                "model.kind",
                Text(
                    "{id} is of the kind “{kind}”, which is not known here.", "{id} 的模型类型“{kind}”无法识别。"
                ).fill(id=self.id, kind=found["kind"]),
                AGAIN,
                file=str(self.folder / MODEL),
            )

    def _changed(self, path: Path) -> DataError:
        return DataError(
            "model.changed",
            Text(
                "The model file of {id} is not the one that was stored: it is damaged, or somebody changed it.",
                "{id} 的模型文件与保存时不一致：文件已损坏或被改动。",
            ).fill(id=self.id),
            Text(
                "Put the file back from a backup, choose another version with `liuke model promote`, or call "
                "`liuke run`: it learns a new one.",
                "请从备份恢复该文件，或用 `liuke model promote` 选用其他版本，或执行 `liuke run` 重新训练。",
            ),
            file=str(path),
        )
