"""What every command shares: where the workspace is, the reader's language, and how to answer."""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.segment import Segment

from liuke.engine import Engine, open_engine
from liuke.errors import LiukeError
from liuke.language import Language, Text
from liuke.progress import Progress
from liuke.workspace import Workspace, open_workspace

_EVERY_SECONDS = 2.0
_WIDE = 200
"""Columns where there is no terminal to ask: wide enough that no table is squeezed."""


_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that tell a terminal what to do, or turn around the order of what is read: no data may hold them."""


class _Plain(Console):
    """A console on which data are shown and never obeyed: no emoji codes in it, and no control characters."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Return the pieces to write, with a sign for each character that nobody would see."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else piece._replace(text=_UNSEEN.sub("\N{REPLACEMENT CHARACTER}", piece.text))


def _console(terminal: bool, *, stderr: bool = False) -> Console:
    return _Plain(stderr=stderr, highlight=False, emoji=False, width=None if terminal else _WIDE)


@dataclass(slots=True)
class Session:
    """One call of the command: results go to standard output, everything else to standard error."""

    root: Path
    language: Language
    as_json: bool
    out: Console = field(default_factory=lambda: _console(sys.stdout.isatty()))
    err: Console = field(default_factory=lambda: _console(sys.stderr.isatty(), stderr=True))

    @property
    def interactive(self) -> bool:
        """Whether there is a person at a terminal who could be asked."""
        return sys.stdin.isatty() and sys.stdout.isatty() and not self.as_json

    def open(self) -> Workspace:
        """Open the workspace the call names."""
        return open_workspace(self.root)

    @contextmanager
    def engine(self, workspace: Workspace, *, embedded: bool = False) -> Iterator[Engine]:
        """Open the workspace's engine, or the `embedded` one for work on this machine."""
        settings = workspace.settings.engine
        name = "duckdb" if embedded else settings.name
        with open_engine(name, memory=settings.memory, threads=settings.threads or None) as engine:
            yield engine

    def say(self, text: Text, **values: object) -> None:
        """Tell the reader something that is not the result."""
        self.err.print(text.fill(**values).say(self.language), markup=False, soft_wrap=True)

    def answer(self, record: dict[str, Any], show: Callable[[Console], None]) -> None:
        """Give the result: one JSON document, or as `show` draws it for a person."""
        if self.as_json:
            sys.stdout.write(json.dumps(record, ensure_ascii=False, default=str, allow_nan=False) + "\n")
        else:
            show(self.out)

    def fail(self, error: LiukeError) -> None:
        """Say what went wrong, where, and what to do next."""
        record = error.record(self.language)
        if self.as_json:
            sys.stdout.write(json.dumps({"error": record}, ensure_ascii=False) + "\n")
            return
        self.err.print(f"✗ {record['message']}", style="bold red", markup=False, soft_wrap=True)
        places = ((PLACES[name], record[name]) for name in ("file", "row", "column"))
        if place := " · ".join(f"{label.say(self.language)} {value}" for label, value in places if value is not None):
            self.err.print(f"  {place}", style="dim", markup=False, soft_wrap=True)
        self.err.print(f"  {record['hint']}", markup=False, soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show long work: a bar with the time left on a terminal, plain lines where there is none."""
        if not self.err.is_terminal:
            yield self._lines()
            return
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Bar(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task("", total=1.0)
            yield lambda step, done: bar.update(task, description=step.say(self.language), completed=done)

    def _lines(self) -> Progress:
        said, at = "", 0.0

        def line(step: Text, done: float) -> None:
            nonlocal said, at
            words, now = step.say(self.language), time.monotonic()
            if words != said or now - at >= _EVERY_SECONDS:
                self.err.print(f"[{done:4.0%}] {words}", markup=False, soft_wrap=True)
                said, at = words, now

        return line


PLACES = {"file": Text("file", "文件"), "row": Text("row", "行"), "column": Text("column", "列")}


def session(context: typer.Context) -> Session:
    """Return the session of the call that a command runs in."""
    found: Session = context.find_root().obj
    return found
