"""The machine that a benchmark ran on, and what a process on it took."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds by the clock, its peak memory in MiB, and what it printed."""

    seconds: float
    peak: float
    output: str


def describe() -> str:
    """Return one line that says what the machine is and which versions ran."""
    packages = ("duckdb", "ibis-framework", "polars", "pyarrow", "numpy", "scikit-learn", "lightgbm")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {_memory():.0f} GiB memory, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def busy() -> str:
    """Return the load just before a measurement: other work on the machine makes the figures worse."""
    return f"{os.getloadavg()[0]:.1f}"


def spend(*command: str | Path) -> Spent:
    """Run a process to its end; raises `CalledProcessError` after repeating what it said where it fails.

    Peak memory is the process's own, as the kernel counted it.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        out.seek(0)
        said.seek(0)
        if process.returncode:
            print(said.read(), file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, process.args)
        return Spent(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / MIB, out.read())
