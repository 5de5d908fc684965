"""Text in any of the usual encodings, read as UTF-8 in bounded memory; a byte that does not fit is an error."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from liuke.collect.faults import fault

CHUNK = 1 << 20
SAMPLE = 1 << 20
_ASCII_SCAN = 64 << 20
_CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27, 28, 29, 30, 31})
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ASCII = "ascii"

type Bytes = IO[bytes] | gzip.GzipFile


@contextmanager
def opened(path: Path) -> Iterator[tuple[Bytes, str | None]]:
    """Open a file for its bytes, unpacked where it is gzip; yield it with its compression."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not packed:
            yield raw, None
            return
        try:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield unpacked, "gzip"
        except (gzip.BadGzipFile, EOFError, zlib.error) as found:
            raise fault("corrupt", path, kind="gzip", why=found) from found


def detect(path: Path) -> str:
    """Return the encoding of a text file; plain ASCII for as far as was looked is `ascii`."""
    with opened(path) as (file, _):
        sample = file.read(SAMPLE)
        scanned = len(sample)
        first = sample
        while sample and scanned < _ASCII_SCAN and sample.isascii() and b"\0" not in sample:
            sample = file.read(CHUNK)
            scanned += len(sample)
        for mark, encoding in _MARKS:
            if first.startswith(mark):
                return encoding
        return encoding_of(path, sample or first)


def encoding_of(path: Path, sample: bytes) -> str:
    """Return the encoding of a piece of text that has no byte order mark."""
    if b"\0" in sample:
        return _wide(path, sample)
    if (len(sample) - len(sample.translate(None, _CONTROL))) * 100 > len(sample):
        raise fault("binary", path, where="")
    if sample.isascii():
        return ASCII
    lines = [line for line in sample.split(b"\n")[:-1] or [sample] if not line.isascii()]
    if found := _by_lines(lines):
        return found
    raise fault("encoding", path)


def _by_lines(lines: Sequence[bytes]) -> str | None:
    """Return the encoding that the lines which are not plain ASCII speak for; a few broken ones change nothing."""
    unicode, chinese = (sum(_fits(line, encoding) for line in lines) for encoding in ("utf-8", "gb18030"))
    if unicode == len(lines) or unicode > len(lines) // 20:
        return "utf-8"
    likely = _looks_chinese(b"\n".join(lines))
    if chinese == len(lines) and likely:
        return "gb18030"
    if not likely and all(_fits(line, "cp1252") for line in lines):
        return "cp1252"
    return "gb18030" if chinese > len(lines) // 2 else None


def _wide(path: Path, sample: bytes) -> str:
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 20 * others and zeros * 10 > len(sample) and _fits(sample[: len(sample) // 2 * 2], encoding):
            return encoding
    raise fault("binary", path, where=f" ({sample.index(0)})")


def _fits(line: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(line)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(sample: bytes) -> bool:
    """Say whether most wide characters are those of everyday Chinese: GB 2312 level 1, and its punctuation."""
    wide = [char.encode("gb18030") for char in sample.decode("gb18030", errors="replace") if ord(char) > 127]
    common = sum(0xA1 <= char[0] <= 0xD7 and char[1] >= 0xA1 for char in wide)
    return bool(wide) and common * 10 > len(wide) * 7


class TextStream(io.RawIOBase):
    """The bytes of a text file as UTF-8 without byte order mark. Reading raises `DataError` at the first misfit."""

    def __init__(self, path: Path, file: Bytes, encoding: str) -> None:
        self._path, self._file, self.encoding = path, file, encoding
        self._decoder = codecs.getincrementaldecoder("utf-8" if encoding == ASCII else encoding)("strict")
        self._ready = b""
        self._bytes = 0
        self._lines = 0
        self._ended = False

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with the next bytes; 0 at the end."""
        while not self._ready and not self._ended:
            self._ready = self._next()
        taken = self._ready[: len(buffer)]
        self._ready = self._ready[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _next(self) -> bytes:
        try:
            chunk = self._file.read(CHUNK)
        except (gzip.BadGzipFile, EOFError, zlib.error) as found:
            raise fault("corrupt", self._path, kind="gzip", why=found) from found
        self._ended = not chunk
        if self.encoding == ASCII and not chunk.isascii():
            self.encoding = encoding_of(self._path, chunk)
            self._decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        text = chunk if self.encoding == ASCII else self._decoded(chunk)
        if b"\0" in text:
            line = self._lines + text[: text.index(0)].count(b"\n") + 1
            raise fault("binary", self._path, row=max(line - 1, 1), where=f" ({line})")
        if self._bytes == 0:
            text = text.removeprefix(codecs.BOM_UTF8)
        self._bytes += len(chunk)
        self._lines += text.count(b"\n")
        return text

    def _decoded(self, chunk: bytes) -> bytes:
        pending = len(self._decoder.getstate()[0])
        try:
            return self._decoder.decode(chunk, final=self._ended).encode()
        except UnicodeDecodeError as found:
            before = found.object[: found.start].decode(self.encoding, errors="replace")
            line = self._lines + before.count("\n") + 1
            raise fault(
                "mixed_encoding",
                self._path,
                row=max(line - 1, 1),
                encoding=self.encoding.upper(),
                line=line,
                byte=self._bytes - pending + found.start + 1,
                bytes=found.object[found.start : found.start + 8].hex(" "),
            ) from found
