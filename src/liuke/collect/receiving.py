"""Takes a file into the workspace: the file as received, its rows in canonical columns, and what is known about it."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

from liuke.collect.cells import Cells
from liuke.collect.faults import fault
from liuke.collect.formats import FORMATS
from liuke.collect.proposal import Proposal, Received
from liuke.collect.store import CELLS, REJECTED
from liuke.engine import Engine
from liuke.errors import LiukeError
from liuke.language import Text
from liuke.progress import Progress, silent
from liuke.schema import TABLES
from liuke.settings import FILE, Mapping, save_mapping
from liuke.workspace import Source, Workspace, write_json

_COPYING = Text("Copying {file}", "正在复制 {file}")
_READING = Text("Reading {file}", "正在读取 {file}")
_TYPING = Text("Reading dates and amounts of {file}", "正在识别 {file} 中的日期和金额")
_CHUNK = 4 << 20
_ID_LENGTH = 16
_DRAFT = ".draft-"
_ABOUT = "source.json"


def receive(
    workspace: Workspace, proposal: Proposal, engine: Engine, progress: Progress = silent, *, also: bool = False
) -> Received:
    """Take a file into `raw/<table>/<id>/`, whole or not at all.

    The same bytes under the same mapping change nothing; under another mapping they replace what was there. With
    `also`, what the file is as another table stays: some files hold two tables side by side.
    """
    _remove_leftovers(workspace.raw)
    _settle(workspace)
    with _draft(workspace.raw) as draft, _told(proposal.path, draft):
        copy = draft / _safe_name(proposal.name)
        digest = _copy(proposal.path, copy, _step(progress, _COPYING, proposal, 0.0, 0.2))
        zone = proposal.mapping.timezone or workspace.settings.workspace.timezone
        before = [source for source in workspace.sources() if source.about["sha256"] == digest]
        if same := next((source for source in before if _same(source, proposal, zone)), None):
            return Received(same, already=True)
        about = _read(workspace, proposal, engine, copy, zone, progress)
        if also or any(source.about.get("also") for source in before):
            before = [source for source in before if source.table == proposal.table]
            about["also"] = True
        about = {"table": proposal.table, "name": proposal.name, "sha256": digest, **about}
        id_ = _id(about)
        write_json(draft / _ABOUT, {"id": id_, **about})
        folder = workspace.raw / proposal.table / id_
        _store(workspace, Mapping.model_validate(about["mapping"]))
        _publish(draft, folder)
        _remove(before, folder)
    replaced = {source.table for source in before} - {proposal.table}
    return Received(Source(id_, proposal.table, folder, {"id": id_, **about}), False, tuple(sorted(replaced)))


def _read(
    workspace: Workspace, proposal: Proposal, engine: Engine, file: Path, zone: str, progress: Progress
) -> dict[str, Any]:
    """Write `rows.parquet` and `rejected.parquet` beside the copy, and return what there is to say about them."""
    draft, mapping = file.parent, proposal.mapping
    reader = FORMATS[proposal.format].read
    rows = reader(engine, file, proposal.layout, proposal.used, draft, _step(progress, _READING, proposal, 0.2, 0.6))
    progress(_TYPING.fill(file=proposal.name), 0.6)
    cells = Cells(
        engine,
        rows,
        TABLES[proposal.table],
        mapping,
        zone,
        workspace.settings.workspace.currency,
        filled=proposal.filled,
    )
    count = engine.write(cells.typed(), draft / "rows.parquet")
    (draft / CELLS).unlink(missing_ok=True)
    progress(_TYPING.fill(file=proposal.name), 1.0)
    settled = mapping.model_copy(update={"day_first": cells.day_first})
    return {
        "bytes": file.stat().st_size,
        "added_at": datetime.now(UTC).isoformat(),
        "format": proposal.format,
        "encoding": proposal.encoding,
        "delimiter": proposal.delimiter,
        "compression": proposal.compression,
        "sheet": proposal.layout.sheet,
        "rows": count,
        "rejected": engine.count(engine.read(draft / REJECTED)),
        "timezone": zone,
        "mapping": settled.model_dump(mode="json", exclude_none=True),
        "filled": dict(proposal.filled),
        "notes": [note.record() for note in (*proposal.notes, *cells.notes)],
    }


def _same(source: Source, proposal: Proposal, zone: str) -> bool:
    mapping = proposal.mapping
    stored = Mapping.model_validate(source.about["mapping"])
    return (
        (stored.table, stored.columns, source.about["timezone"]) == (mapping.table, mapping.columns, zone)
        and mapping.day_first in (None, stored.day_first)
        and source.about.get("filled", {}) == proposal.filled
        and source.rows.exists()
    )


def _id(about: dict[str, Any]) -> str:
    """Return an id that the same bytes, read the same way, always have."""
    mapping = about["mapping"]
    said = (
        about["sha256"],
        about["table"],
        sorted(mapping["columns"].items()),
        mapping.get("day_first"),
        about["timezone"],
        *sorted(about["filled"].items()),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:_ID_LENGTH]


def _store(workspace: Workspace, mapping: Mapping) -> None:
    if mapping not in workspace.settings.mapping:
        save_mapping(workspace.root / FILE, mapping)


def _step(progress: Progress, step: Text, proposal: Proposal, start: float, end: float) -> Any:  # noqa: ANN401
    said = step.fill(file=proposal.name)
    return lambda share: progress(said, start + (end - start) * share)


def _safe_name(name: str) -> str:
    """Return the file's name, apart from one that the folder needs itself."""
    return f"received-{name}" if name in (_ABOUT, "rows.parquet", REJECTED, CELLS) else name


def _copy(path: Path, target: Path, share: Any) -> str:  # noqa: ANN401
    """Copy a file and return its SHA-256; raises `DataError` where it changes meanwhile."""
    digest, before, done = hashlib.sha256(), path.stat(), 0
    with path.open("rb") as file, target.open("wb") as out:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
            done += len(chunk)
            share(done / max(before.st_size, done))
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or done != after.st_size:
        raise fault("changed", path)
    return digest.hexdigest()


@contextmanager
def _draft(raw: Path) -> Iterator[Path]:
    """Open a hidden folder that is gone when the block ends, unless it was published."""
    raw.mkdir(parents=True, exist_ok=True)
    folder = raw / f"{_DRAFT}{uuid4().hex}"
    lock = folder.with_suffix(".lock")
    try:
        with FileLock(lock):
            folder.mkdir()
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)


def _remove_leftovers(raw: Path) -> None:
    """Remove what processes that died have left; a draft that is being written is locked, and stays."""
    for folder in raw.glob("[!.]*/*"):
        if folder.is_dir() and not (folder / _ABOUT).exists():
            shutil.rmtree(folder)
    for folder in [path for path in raw.glob(f"{_DRAFT}*") if path.suffix != ".lock"]:
        try:
            with FileLock(folder.with_suffix(".lock"), timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
        except Timeout:
            continue
        folder.with_suffix(".lock").unlink(missing_ok=True)


def _remove(sources: Sequence[Source], kept: Path) -> None:
    for source in sources:
        if source.folder != kept:
            _discard(source.folder)


def _discard(folder: Path) -> None:
    """Remove a source; it stops being one at once, however long its files take."""
    (folder / _ABOUT).unlink(missing_ok=True)
    shutil.rmtree(folder)


def _settle(workspace: Workspace) -> None:
    """Finish replacements that died half-way: of sources with the same bytes, the last one stays, or one a table."""
    sources = workspace.sources()
    several = {source.about["sha256"] for source in sources if source.about.get("also")}

    def same(source: Source) -> tuple[str, str]:
        bytes_ = source.about["sha256"]
        return bytes_, source.table if bytes_ in several else ""

    newest = {same(source): source for source in sources}
    for source in sources:
        if newest[same(source)].folder != source.folder:
            _discard(source.folder)


def _publish(draft: Path, folder: Path) -> None:
    for path in draft.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        _discard(folder)
    draft.rename(folder)


@contextmanager
def _told(path: Path, draft: Path) -> Iterator[None]:
    """Say what the operating system refused in words a person can act on."""
    try:
        yield
    except LiukeError as found:
        found.file = str(path) if found.file and Path(found.file).parent == draft else found.file
        raise
    except FileNotFoundError as found:
        raise fault("missing", path) from found
    except PermissionError as found:
        raise fault("permission", path if found.filename == str(path) else draft.parent) from found
    except Exception as found:
        # Engines have their own error for a full disk; its text is the operating system's.
        if getattr(found, "errno", None) == errno.ENOSPC or os.strerror(errno.ENOSPC) in str(found):
            raise fault("disk_full", path, need=3 * path.stat().st_size // (1 << 20) + 1) from found
        if isinstance(found, OSError):
            raise fault("unreadable", path, why=found) from found
        raise
