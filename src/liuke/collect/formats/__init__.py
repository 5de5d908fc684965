"""The kinds of file that can be read. A new kind is a module here and a line in `FORMATS`."""

from liuke.collect.formats import delimited, excel, jsonl, parquet
from liuke.collect.layout import Format

FORMATS: dict[str, Format] = {one.name: one for one in (delimited.FORMAT, excel.FORMAT, jsonl.FORMAT, parquet.FORMAT)}
