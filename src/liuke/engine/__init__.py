"""Opens the engine that does the work. No other module names one.

One file an engine; a further one is a file here and its line in `ENGINES`.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from liuke.engine.base import Engine, union
from liuke.engine.duckdb import open_duckdb
from liuke.engine.spark import open_spark
from liuke.errors import ConfigError
from liuke.language import Text

__all__ = ["ENGINES", "Engine", "open_engine", "union"]

ENGINES: Mapping[str, Callable[[str, Path, str, int], Engine]] = {
    "duckdb": lambda _name, scratch, memory, threads: open_duckdb(scratch, memory, threads),
    "spark": open_spark,
}
"""How an engine is opened, by what its name has before ://, with the name, a scratch folder, memory and threads."""


@contextmanager
def open_engine(
    name: str = "duckdb", *, scratch: Path | None = None, memory: str = "4GiB", threads: int | None = None
) -> Iterator[Engine]:
    """Open an engine by name for the length of a `with` block.

    `duckdb`, `spark` (in this process) or `spark://host:port`. `memory` bounds what it holds before it spills to
    `scratch` (a fresh temporary folder by default, removed after). Raises `ConfigError` for a name that no engine has.
    """
    opener = ENGINES.get(name.partition("://")[0])
    if opener is None:
        raise ConfigError(
            "engine.unknown",
            Text("There is no engine called “{name}”.", "没有名为“{name}”的计算引擎。").fill(name=name),
            Text("Use one of: {names}.", "可用的引擎：{names}。").fill(names=", ".join(ENGINES)),
        )
    with tempfile.TemporaryDirectory(prefix="liuke-", dir=scratch) as folder:
        engine = opener(name, Path(folder), memory, threads or os.cpu_count() or 1)
        try:
            yield engine
        finally:
            engine.close()
