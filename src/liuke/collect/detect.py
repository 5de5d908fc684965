"""Which kind of file this is: by its first bytes, whatever its name says."""

from pathlib import Path

from liuke.collect.faults import fault
from liuke.collect.formats import FORMATS
from liuke.collect.layout import Format

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    b"PAR1": "parquet",
    b"PK\x03\x04": "excel",
}
_NOT_READ = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"SQLite format 3": "SQLite",
    b"ORC": "ORC",
    b"Obj\x01": "Avro",
}


def format_of(path: Path) -> Format:
    """Return the format of a file; raises `DataError` where it is none that can be read."""
    start = _start(path)
    for signature, name in _SIGNATURES.items():
        if start.startswith(signature):
            return FORMATS[name]
    for signature, kind in _NOT_READ.items():
        if start.startswith(signature):
            raise fault("unsupported", path, kind=kind)
    return FORMATS["csv"]


def _start(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise fault("directory", path)
        if path.exists() and not path.is_file():
            raise fault("special", path)
        with path.open("rb") as file:
            return file.read(1 << 16)
    except FileNotFoundError as found:
        raise fault("missing", path) from found
    except PermissionError as found:
        raise fault("permission", path) from found
    except OSError as found:
        raise fault("unreadable", path, why=found.strerror or found) from found
