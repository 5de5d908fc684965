"""What can go wrong, said so that the reader knows what to do next.

Every error has a stable code, a sentence, a hint that says what would be right, and the place in the input.
"""

from pathlib import Path
from typing import Any, ClassVar

from liuke.language import Language, Text


class LiukeError(Exception):
    """The root of all errors a person may see. `exit_code` is the command's answer to the shell."""

    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        code: str,
        message: Text,
        hint: Text,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message.en)
        self.code, self.message, self.hint = code, message, hint
        self.file, self.row, self.column = file, row, column

    def record(self, language: Language) -> dict[str, object]:
        """Return the error as the `--json` contract states it."""
        return {
            "code": self.code,
            "message": self.message.say(language),
            "hint": self.hint.say(language),
            "file": self.file,
            "row": self.row,
            "column": self.column,
        }

    def refusal(self) -> dict[str, Any]:
        """Return the error as a manifest keeps it, in both languages: a part of a run that could not be made."""
        return {"code": self.code, "message": self.message.record(), "hint": self.hint.record()}


class DataError(LiukeError):
    """The data given cannot be used as it is."""


class ConfigError(LiukeError):
    """`liuke.toml` or the workspace is not as it must be."""


class UsageError(LiukeError):
    """The call itself is wrong: an unknown name, an option that does not fit."""

    exit_code = 2


def damaged(path: Path) -> DataError:
    """Return the error for a file of the workspace that is not as Liuke wrote it."""
    again = Text("Call `liuke run` to compute it anew.", "请执行 `liuke run` 重新计算。")
    if "raw" in path.parts:
        again = Text(
            "Delete the folder {folder}, then add the file again with `liuke add`.",
            "请删除目录 {folder}，再用 `liuke add` 重新添加原文件。",
        ).fill(folder=path.parent)
    return DataError(
        "workspace.damaged",
        Text("A file of the workspace is missing or damaged: {name}.", "工作区中的文件缺失或损坏：{name}。").fill(
            name=path.name
        ),
        again,
        file=str(path),
    )
