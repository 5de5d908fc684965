"""Apache Spark, in this process or on a cluster, through the same expressions."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import polars as pl
import pyarrow as pa
from ibis.expr.types import StringValue, Table

from liuke.engine.base import Engine, intact, union, unique
from liuke.errors import ConfigError
from liuke.language import Text

SHUFFLES_EACH = 2
"""Partitions of a shuffle for each thread of a local session; Spark's own 200 cost more than small tables are worth."""


def _text(text: str, path: str) -> str: ...  # type: ignore[empty-body]


_JSON_TEXT: Any = ibis.udf.scalar.builtin(_text, name="get_json_object")


class Spark(Engine):
    """A Spark session. Tables that are held are persisted by it."""

    def __init__(self, backend: Any, session: Any) -> None:  # noqa: ANN401 - as in the base
        super().__init__(backend)
        self.session = session
        self._held: dict[str, Any] = {}

    def read(self, *paths: Path, row_number: str | None = None) -> Table:
        """Return the rows of Parquet files that share their columns."""
        with intact(paths):
            rows = self.session.read.option("mergeSchema", "true").parquet(*map(str, paths))
            if row_number:
                rows = rows.selectExpr("*", f"_metadata.row_index AS `{row_number}`")
        return self._named(rows, "file")

    def read_labelled(self, labels: Mapping[Path, Mapping[str, str | int]]) -> Table:
        """Return the rows of Parquet files, each with the labels of its file as columns."""
        parts = [
            self.read(path).mutate(**{name: ibis.literal(value) for name, value in given.items()})
            for path, given in labels.items()
        ]
        return union(parts)

    def table(self, rows: pa.Table | pl.DataFrame, name: str = "given") -> Table:
        """Return in-memory rows as a table of this session."""
        given = rows if isinstance(rows, pa.Table) else rows.to_arrow()
        return self._named(self.session.createDataFrame(_plain(given)), name)

    def hold(self, table: Table, name: str = "held") -> Table:
        """Compute `table` once and return the result, persisted until it is dropped."""
        rows = self._rows(table).persist()
        rows.count()
        held = self._named(rows, name)
        self._held[held.get_name()] = rows
        return held

    def settle(self, table: Table, name: str = "settled") -> Table:
        """Hold a table without its plan: Spark writes out all plans before it, and in a loop these multiply.

        Its columns are named anew, since they would pass for those of the tables that it was made from.
        """
        rows = self._rows(table).localCheckpoint()
        return self._named(rows.toDF(*rows.columns), name)

    def drop(self, table: Table) -> None:
        """Forget a table made by `hold` or `table`."""
        name = table.get_name()
        if rows := self._held.pop(name, None):
            rows.unpersist()
        self.session.catalog.dropTempView(name)

    def _store(self, table: Table, path: Path) -> None:
        """Write one file: what the parts of a folder would be is read as one table by every reader of a run."""
        folder = path.with_name(f"{path.name}.parts")
        typed = self._rows(table.cast(table.schema()))
        try:
            typed.coalesce(1).write.option("compression", "zstd").mode("overwrite").parquet(str(folder))
            (part,) = folder.glob("part-*.parquet")
            part.replace(path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def json_text(self, column: StringValue, key: str) -> StringValue:
        """Return what a key of JSON objects holds, as text."""
        found: StringValue = _JSON_TEXT(column, f"$['{key}']")
        return found

    def count(self, table: Table) -> int:
        """Return the number of rows."""
        return int(self._rows(table).count())

    def arrow(self, table: Table) -> pa.Table:
        """Return a small result as Arrow rows, in the types that Ibis states; pandas has no part in it."""
        return self._rows(table).toArrow().cast(table.schema().to_pyarrow())

    def close(self) -> None:
        """End the session."""
        self.session.stop()

    def _rows(self, table: Table) -> Any:  # noqa: ANN401 - a Spark frame
        self.backend._run_pre_execute_hooks(table)  # noqa: SLF001 - registers in-memory tables
        return self.session.sql(self.backend.compile(table))

    def _named(self, rows: Any, name: str) -> Table:  # noqa: ANN401 - a Spark frame
        named = unique(name)
        rows.createOrReplaceTempView(named)
        return self.backend.table(named)


def _plain(rows: pa.Table) -> pa.Table:
    """Return rows in types that Spark reads: its texts and lists have 32-bit offsets."""
    fields = [pa.field(field.name, _narrow(field.type)) for field in rows.schema]
    return rows.cast(pa.schema(fields))


def _narrow(type_: pa.DataType) -> pa.DataType:
    if pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return pa.string()
    if pa.types.is_large_list(type_):
        return pa.list_(_narrow(type_.value_type))
    if pa.types.is_unsigned_integer(type_):
        return pa.int64()
    return type_


def open_spark(name: str, scratch: Path, memory: str, threads: int) -> Engine:
    """Open a session: `spark` in this process on so many threads, `spark://host:port` on a cluster.

    Raises `ConfigError` where PySpark or Java is missing.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra that most workspaces do without
    except ImportError as fault:
        raise _missing("PySpark", "pip install 'liuke[spark]'") from fault
    if not (shutil.which("java") or _java_home()):
        raise _missing("Java", "apt-get install default-jre-headless")
    local = name == "spark"
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }
    if local:
        settings |= {
            "spark.driver.memory": memory.replace("iB", "").lower().removesuffix("b"),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(SHUFFLES_EACH * threads),
        }
    builder = SparkSession.builder.appName("liuke").master(f"local[{threads}]" if local else name)
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    return Spark(ibis.pyspark.connect(session), session)


def _java_home() -> bool:
    return bool(os.environ.get("JAVA_HOME"))


def _missing(what: str, command: str) -> ConfigError:
    return ConfigError(
        "engine.missing",
        Text("The engine Spark needs {what}, which is not installed.", "Spark 引擎需要 {what}，但尚未安装。").fill(
            what=what
        ),
        Text(
            'Install it with `{command}`, or set engine.name = "duckdb" in liuke.toml.',
            '请用 `{command}` 安装，或在 liuke.toml 中设置 engine.name = "duckdb"。',
        ).fill(command=command),
    )
