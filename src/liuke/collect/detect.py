"""Which kind of file this is: by its first bytes, whatever its name says."""

import gzip
import zlib
from pathlib import Path

from liuke.collect.encoding import opened
from liuke.collect.faults import fault
from liuke.collect.formats import FORMATS
from liuke.collect.layout import Format

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = {
    b"PAR1": "parquet",
    b"PK\x03\x04": "excel",
    _OLE: "excel",
}
_NOT_READ = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"PK\x05\x06": "ZIP",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"SQLite format 3": "SQLite",
    b"ORC": "ORC",
    b"Obj\x01": "Avro",
    b"ARROW1": "Arrow",
    b"{\\rtf": "RTF",
}
_BY_SUFFIX = {".parquet": "Parquet", ".xlsx": "Excel", ".xlsm": "Excel", ".gz": "gzip"}
_START = 1 << 16
_OLE_LOOKED_AT = 64 << 20


def format_of(path: Path) -> Format:
    """Return the format of a file; raises `DataError` where it is none that can be read."""
    start = _start(path)
    if not start:
        raise fault("empty", path)
    if start.startswith(_OLE) and _ENCRYPTED in _start(path, _OLE_LOOKED_AT):
        raise fault("password", path)
    for signature, name in _SIGNATURES.items():
        if start.startswith(signature):
            return FORMATS[name]
    for signature, kind in _NOT_READ.items():
        if start.startswith(signature):
            raise fault("unsupported", path, kind=kind)
    packed = start.startswith(b"\x1f\x8b")
    expected = _BY_SUFFIX.get(path.suffix.lower())
    if expected and not (packed and expected == "gzip") and not _is_text(start):
        raise fault("corrupt", path, kind=expected, why=start[:8].hex(" "))
    return _text_format(path, _unpacked(path) if packed else start)


def _start(path: Path, size: int = _START) -> bytes:
    try:
        if path.is_dir():
            raise fault("directory", path)
        if path.exists() and not path.is_file():
            raise fault("special", path)
        with path.open("rb") as file:
            return file.read(size)
    except FileNotFoundError as found:
        raise fault("missing", path) from found
    except PermissionError as found:
        raise fault("permission", path) from found
    except OSError as found:
        raise fault("unreadable", path, why=found.strerror or found) from found


def _unpacked(path: Path) -> bytes:
    try:
        with opened(path) as (file, _):
            start = file.read(_START)
    except (gzip.BadGzipFile, EOFError, zlib.error) as found:
        raise fault("corrupt", path, kind="gzip", why=found) from found
    if not start:
        raise fault("empty", path)
    for signature, name in (*_SIGNATURES.items(), *_NOT_READ.items()):
        if start.startswith(signature):
            raise fault("unsupported", path, kind=f"{name}.gz")
    return start


def _is_text(start: bytes) -> bool:
    return b"\0" not in start


def _text_format(path: Path, start: bytes) -> Format:
    shown = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if shown[:1] == b"{":
        return FORMATS["jsonl"]
    if shown[:1] == b"[" and shown[1:].lstrip()[:1] == b"{":
        raise fault("unsupported", path, kind="JSON array")
    if shown[:1] == b"<":
        raise fault("unsupported", path, kind="HTML/XML")
    return FORMATS["csv"]
