"""Both engines side by side. Spark is opened once for the tests of a file, and talks to itself on the loopback."""

import os
import shutil
from collections.abc import Iterator

import pytest

from liuke.engine import Engine, open_engine

NEEDS_JAVA = "Spark needs Java: apt-get install default-jre-headless"


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    if not shutil.which("java"):
        if os.environ.get("CI"):
            pytest.fail(NEEDS_JAVA)
        pytest.skip(NEEDS_JAVA)
    with open_engine("spark", memory="1GiB", threads=2) as opened:
        # Tiny tables are done sooner than code for them is generated and compiled.
        opened.session.conf.set("spark.sql.codegen.wholeStage", "false")  # type: ignore[attr-defined]
        opened.session.conf.set("spark.sql.shuffle.partitions", "1")  # type: ignore[attr-defined]
        opened.session.conf.set("spark.sql.adaptive.enabled", "false")  # type: ignore[attr-defined]
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "engines" in item.path.parts:
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))
            # PySpark 4.0 sets an option that pandas 3 has deprecated.
            item.add_marker(pytest.mark.filterwarnings("ignore:The 'future.infer_string' option"))
            # Py4J leaves the sockets that it has read a result from to the garbage collector.
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore:Exception ignored in. <socket"))
