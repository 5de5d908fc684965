"""JSON Lines: one object a line. Fields of objects within go by their path, such as `customer.id`.

An object of the line is there as a whole, too: `properties` and `properties.page`.
"""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.json as arrow_json
from ibis.expr.types import Table

from liuke.collect.encoding import ASCII, TextStream, detect, opened
from liuke.collect.faults import fault
from liuke.collect.headers import unique
from liuke.collect.layout import ROW, Cell, Format, Layout, Row, Share
from liuke.collect.store import Rejected, store
from liuke.engine import Engine

_BLOCK = 4 << 20
_HEAD = 5_000
_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}

type Fields = dict[str, object]


def look(path: Path) -> Layout:
    """Read the fields and the first rows of a file of JSON lines."""
    encoding = detect(path)
    with opened(path) as (file, compression):
        stream = TextStream(path, file, encoding)
        lines, size = _first(path, stream)
    rows = [fields for line in lines if (fields := _fields(line)) is not None]
    if len(rows) * 2 < len(lines):
        raise fault("corrupt", path, row=1, kind="JSON Lines", why=lines[0][:60].decode(errors="replace"))
    names = tuple(dict.fromkeys(name for fields in rows for name in fields))
    headers, notes = unique(names)
    return Layout(
        format="jsonl",
        headers=names if headers != names else headers,
        head=tuple({name: _text(fields.get(name)) for name in names} for fields in rows),
        encoding="utf-8" if stream.encoding == ASCII else stream.encoding,
        compression=compression,
        rows_estimate=len(lines) if size < _BLOCK else None,
        notes=notes if headers != names else (),
    )


def _first(path: Path, stream: TextStream) -> tuple[list[bytes], int]:
    block = next(_blocks(path, stream), b"")
    lines = [line for line in block.splitlines() if line.strip()]
    if not lines:
        raise fault("empty", path)
    return lines[:_HEAD], len(block)


def _blocks(path: Path, stream: io.RawIOBase) -> Iterator[bytes]:
    """Yield blocks of whole lines."""
    buffered, rest, first = io.BufferedReader(stream, _BLOCK), b"", True
    while chunk := buffered.read(_BLOCK):
        end = chunk.rfind(b"\n") + 1
        if not end and len(rest) + len(chunk) > _BLOCK:
            raise fault("long_line", path, row=1 if first else None, limit=_BLOCK >> 20)
        whole = rest + chunk[:end] if end else b""
        rest = chunk[end:] if end else rest + chunk
        if whole:
            yield whole
            first = False
    if rest:
        yield rest


def _fields(line: bytes) -> Fields | None:
    """Return the fields of an object by path; None where the line is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return _flat(found) if isinstance(found, dict) else None


def _flat(found: Fields, prefix: str = "") -> Fields:
    flat: Fields = {}
    for name, value in found.items():
        if isinstance(value, dict) and prefix.count(".") < 3:
            flat |= _flat(value, f"{prefix}{name}.")
            if not prefix:
                flat[name] = value
        else:
            flat[prefix + name] = value
    return flat


def _text(value: object) -> Cell:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def read(engine: Engine, file: Path, layout: Layout, headers: Sequence[str], draft: Path, share: Share) -> Table:
    """Read the named fields as text; a line that is no object is set aside."""
    schema = pa.schema([(name, pa.string()) for name in headers] + [(ROW, pa.int64())])
    with Rejected(draft) as rejected:
        return store(engine, schema, _batches(file, layout, headers, rejected, share), draft)


def _batches(
    file: Path, layout: Layout, headers: Sequence[str], rejected: Rejected, share: Share
) -> Iterator[pa.RecordBatch]:
    types = _field_types(layout, file, headers)
    done = 0
    with opened(file) as (raw, _):
        size = file.stat().st_size
        for block in _blocks(file, TextStream(file, raw, layout.encoding or ASCII)):
            lines = [line for line in block.splitlines() if line.strip()]
            batch = _fast(lines, types) if types else None
            yield (
                batch.append_column(ROW, _numbers(done, len(lines))) if batch else _slow(lines, headers, done, rejected)
            )
            done += len(lines)
            share(raw.tell() / size if layout.compression is None else 0.5)


def _numbers(done: int, count: int) -> pa.Array:
    return pa.array(range(done + 1, done + count + 1), pa.int64())


def _field_types(layout: Layout, file: Path, headers: Sequence[str]) -> pa.Schema | None:
    """Return the types of fields that each have one throughout the first rows; None where some has not."""
    with opened(file) as (raw, _):
        lines, _ = _first(file, TextStream(file, raw, layout.encoding or ASCII))
    rows = [found for line in lines if isinstance(found := _loaded(line), dict)]
    fields: list[tuple[str, pa.DataType]] = []
    for name in headers:
        kinds = {type(row[name]) for row in rows if row.get(name) is not None}
        kinds = {float} if kinds == {int, float} else kinds
        if len(kinds) != 1 or not kinds <= _TYPES.keys():
            return None
        fields.append((name, _TYPES[kinds.pop()]))
    return pa.schema(fields)


def _loaded(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _fast(lines: list[bytes], types: pa.Schema) -> pa.RecordBatch | None:
    """Return lines as text columns where all of them are objects of the expected types; None otherwise."""
    options = arrow_json.ParseOptions(explicit_schema=types, unexpected_field_behavior="ignore")
    try:
        table = arrow_json.read_json(
            pa.BufferReader(b"\n".join(lines)),
            arrow_json.ReadOptions(use_threads=False, block_size=2 * _BLOCK),
            options,
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(lines):
        return None
    text = pa.schema([(name, pa.string()) for name in types.names])
    return table.cast(text).combine_chunks().to_batches()[0]


def _slow(lines: list[bytes], headers: Sequence[str], done: int, rejected: Rejected) -> pa.RecordBatch:
    rows: list[Row] = []
    numbers = []
    for number, line in enumerate(lines, done + 1):
        fields = _fields(line)
        if fields is None:
            rejected.add(number, "not_json", line[:4_000].decode(errors="replace"))
            continue
        rows.append({name: _text(fields.get(name)) for name in headers})
        numbers.append(number)
    columns = [pa.array([row[name] for row in rows], pa.string()) for name in headers]
    return pa.record_batch([*columns, pa.array(numbers, pa.int64())], names=[*headers, ROW])


FORMAT = Format("jsonl", look, read)
