"""Files that are there whole or not at all: a folder is written beside its place and renamed into it."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

DRAFT = ".draft-"


def publish(target: Path, files: Mapping[str, bytes]) -> bool:
    """Put a folder of `files` at `target` in one step; return False, and change nothing, where there is one already.

    A folder with something in it is never replaced by a rename (POSIX rename(2), and so on Windows): of several
    writers one wins, which is the compare-and-set that versions and changes of champion rest on.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f"{DRAFT}{uuid4().hex}"
    draft.mkdir()
    try:
        for name, content in files.items():
            with (draft / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        draft.rename(target)
    except OSError:
        if target.exists():
            return False
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return True


def sweep(folder: Path) -> None:
    """Remove what processes that died have left half written."""
    for leftover in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def numbers(folder: Path) -> list[int]:
    """Return the numbers that name the folders in `folder`, smallest first."""
    return sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdecimal())


def told(content: Mapping[str, Any], indent: int | None = 2) -> bytes:
    """Return a JSON document, keys in the order given; without `indent` on one line."""
    return (json.dumps(content, ensure_ascii=False, indent=indent, default=str) + "\n").encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()
