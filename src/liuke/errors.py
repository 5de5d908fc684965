"""What can go wrong, said so that the reader knows what to do next.

Every error has a stable code, a sentence, a hint that says what would be right, and the place in the input.
"""

from typing import ClassVar

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


class DataError(LiukeError):
    """The data given cannot be used as it is."""


class ConfigError(LiukeError):
    """`liuke.toml` or the workspace is not as it must be."""


class UsageError(LiukeError):
    """The call itself is wrong: an unknown name, an option that does not fit."""

    exit_code = 2
