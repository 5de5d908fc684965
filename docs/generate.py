"""Writes the documents that follow from the code: `python -m docs.generate`, or `--check` to see that none is stale."""

import sys
from pathlib import Path

from docs.metric_reference import metric_reference
from liuke.language import Language

FOLDER = Path(__file__).parent
FILES: dict[str, Language] = {"metrics.md": "en", "metrics.zh-CN.md": "zh"}


def documents() -> dict[Path, str]:
    """Return every generated document by its path."""
    return {FOLDER / name: metric_reference(language) for name, language in FILES.items()}


def stale() -> list[Path]:
    """Return the documents that are not as they would be written now."""
    return [path for path, text in documents().items() if not path.exists() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write the documents, or with `--check` name the stale ones; return the exit code."""
    behind = stale()
    if "--check" in arguments:
        for path in behind:
            sys.stderr.write(f"{path.relative_to(FOLDER.parent)} is stale; call `make docs`.\n")
        return 1 if behind else 0
    for path in behind:
        path.write_text(documents()[path], encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(FOLDER.parent)} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
