"""Delimited text: CSV, TSV and their kin, read in blocks so that a file of any size fits in memory."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
from ibis.expr.types import Table

from liuke.collect.dialect import SPACES, Dialect, find_dialect, split
from liuke.collect.encoding import ASCII, TextStream, detect, opened
from liuke.collect.faults import fault
from liuke.collect.headers import numbered, titled, unique
from liuke.collect.layout import ROW, Format, Layout, Share
from liuke.collect.store import Rejected, store
from liuke.collect.synonyms import KNOWN
from liuke.engine import Engine

HEAD = 4 << 20
BLOCK = 4 << 20
_WRONG_SHARE = 0.5
_PADDING_LOOKED_AT = 1_000


def look(path: Path) -> Layout:
    """Find encoding, delimiter and header of a delimited text file, and read its first rows."""
    encoding = detect(path)
    with opened(path) as (file, compression):
        stream = TextStream(path, file, encoding)
        text = _head(path, stream)
    lines = list(io.StringIO(text, newline=""))
    dialect = find_dialect(lines, KNOWN)
    if dialect is None:
        raise fault("delimiter", path, header=lines[0].strip()[:40] if lines else "")
    rows = split(lines[dialect.skip :], dialect.delimiter)
    has_title = titled(rows[0], KNOWN)
    headers, notes = unique(_padded(rows, dialect)) if has_title else (numbered(dialect.columns), ())
    body = rows[1:] if has_title else rows
    if not body:
        raise fault("no_rows", path)
    _check_even(path, body, len(headers), dialect.delimiter)
    return Layout(
        format="csv",
        headers=headers,
        head=tuple(dict(zip(headers, row, strict=True)) for row in body if len(row) == len(headers)),
        encoding="utf-8" if stream.encoding == ASCII else stream.encoding,
        delimiter=dialect.delimiter,
        compression=compression,
        skip=dialect.skip,
        titled=has_title,
        rows_estimate=_estimate(path, text, len(body), compression),
        notes=notes,
    )


def _head(path: Path, stream: TextStream) -> str:
    """Return the first whole lines of a text."""
    raw = io.BufferedReader(stream).read(HEAD)
    if not raw.strip():
        raise fault("empty", path)
    if len(raw) == HEAD:
        if raw.count(b"\n") + raw.count(b"\r") < 2:
            raise fault("long_line", path, row=1, limit=HEAD >> 20)
        raw = raw[: max(raw.rfind(b"\n"), raw.rfind(b"\r")) + 1]
    return raw.decode()


def _padded(rows: list[list[str]], dialect: Dialect) -> list[str]:
    """Return the header, with empty names added where the rows end in a delimiter that the header lacks."""
    given = len(rows[0])
    if given < dialect.columns and not any(any(row[given:]) for row in rows[1:_PADDING_LOOKED_AT]):
        return rows[0] + [""] * (dialect.columns - given)
    return rows[0]


def _check_even(path: Path, rows: list[list[str]], columns: int, delimiter: str) -> None:
    looked = rows[:1_000]
    wrong = [number for number, row in enumerate(looked, 1) if len(row) != columns]
    if len(wrong) > _WRONG_SHARE * len(looked):
        named = {"\t": "TAB"}.get(delimiter, delimiter)
        raise fault("ragged", path, row=wrong[0], count=len(wrong), rows=len(looked), columns=columns, delimiter=named)


def _estimate(path: Path, text: str, rows: int, compression: str | None) -> int | None:
    if len(text) < HEAD // 4:
        return rows
    return None if compression else round(rows * path.stat().st_size / len(text.encode()))


class _Spaced(io.RawIOBase):
    """Text with runs of spaces for delimiters as text with tabs."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._lines = io.BufferedReader(stream)
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._ready:
            lines = b"".join(islice(iter(lambda: self._lines.readline(BLOCK), b""), 10_000))
            self._ready = re.sub(rb"[ \t]+", b"\t", re.sub(rb"(?m)^[ \t]+|[ \t]+(?=\r?$)", b"", lines))
        taken = self._ready[: len(buffer)]
        self._ready = self._ready[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def read(engine: Engine, file: Path, layout: Layout, headers: Sequence[str], draft: Path, share: Share) -> Table:
    """Read the named columns as text."""
    schema = pa.schema([(name, pa.string()) for name in headers] + [(ROW, pa.int64())])
    with Rejected(draft) as rejected:
        return store(engine, schema, _batches(file, layout, headers, rejected, share), draft)


def _batches(
    file: Path, layout: Layout, headers: Sequence[str], rejected: Rejected, share: Share
) -> Iterator[pa.RecordBatch]:
    before = layout.skip + layout.titled
    with opened(file) as (raw, _):
        stream: io.RawIOBase = TextStream(file, raw, layout.encoding or ASCII)
        size = file.stat().st_size
        rows = _open(_Spaced(stream) if layout.delimiter == SPACES else stream, layout, headers, before, rejected)
        good = 0
        try:
            for batch in rows:
                numbers = rejected.around(good, batch.num_rows)
                good += batch.num_rows
                share(raw.tell() / size if layout.compression is None else 0.5)
                yield batch.append_column(ROW, pa.array(numbers))
        except pa.ArrowInvalid as found:
            if "straddling" in str(found) or "out of sync" in str(found):
                raise fault("long_line", file, row=good + 1, limit=BLOCK >> 20) from found
            raise fault("unreadable", file, row=good + 1, why=found) from found


def _open(
    stream: io.RawIOBase, layout: Layout, headers: Sequence[str], before: int, rejected: Rejected
) -> arrow_csv.CSVStreamingReader:
    def ragged(row: arrow_csv.InvalidRow) -> str:
        rejected.add(row.number - before, "ragged_row", row.text)
        return "skip"

    return arrow_csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=arrow_csv.ReadOptions(
            use_threads=False,
            block_size=BLOCK,
            column_names=list(layout.headers),
            skip_rows=layout.skip,
            skip_rows_after_names=int(layout.titled),
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter="\t" if layout.delimiter == SPACES else layout.delimiter,
            newlines_in_values=True,
            invalid_row_handler=ragged,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in layout.headers},
            include_columns=list(headers),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )


FORMAT = Format("csv", look, read)
