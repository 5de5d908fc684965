"""What a person declares in settings knows the file that it stands in, so that what is wrong with it can be found."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, PrivateAttr


class InFile(BaseModel):
    """A declaration: nothing but what is declared for it, never changed, and the file where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    _file: str | None = PrivateAttr(None)

    @property
    def file(self) -> str | None:
        """The file that it is declared in; None where it is made otherwise."""
        return self._file

    def of_file(self, path: Path) -> Self:
        """Return the same declaration, which knows the file that it is declared in."""
        copied = self.model_copy()
        copied._file = str(path)  # noqa: SLF001 - a private attribute of its own class
        return copied
