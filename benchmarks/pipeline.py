"""Speed and memory of a whole run beside the pandas script that a data scientist would write for the same outputs.

    .venv/bin/python -m benchmarks.pipeline [--customers 1000000] [--small 250000] [--without-pandas]

Both sides start from the same Parquet file of about twenty orders a customer, each in a process of its own; the script
(`pandas_script.py`, pandas, scikit-learn, LightGBM and lifetimes) in an environment of its own, made on first use.
Liuke runs as a person runs it, by its commands. Then it runs on fewer customers, to see how memory grows.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine, pandas_script
from benchmarks.orders import DATA, orders_file

HERE = Path(__file__).parent
WHOLE, BEFORE, MEMORY = 5.0, 15.0, 6.0
STORE = "store"
"""The script's step that stores the cleaned orders: it is part of what `liuke add` does, not of the run."""
TRAINING = ("value", "churn", "score")


@dataclass(frozen=True, slots=True)
class Measured:
    """One side: seconds by step, seconds by the clock, peak memory in MiB, and what it found."""

    steps: dict[str, float]
    seconds: float
    peak: float
    findings: dict[str, Any]

    @property
    def before(self) -> float:
        """Seconds before a model is trained: everything but the last steps, starting included."""
        return self.seconds - sum(self.steps[name] for name in TRAINING)


def ours(path: Path) -> tuple[Measured, Measured]:
    """Return what adding the file and then the run took, in a fresh workspace."""
    command = Path(sys.executable).with_name("liuke")
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        call = (command, "-w", folder, "--json")
        machine.spend(*call, "init")
        added = machine.spend(*call, "add", path, "--yes")
        run = machine.spend(*call, "run")
        manifest = json.loads(run.output)
        models = json.loads(machine.spend(*call, "model", "show", "bg_nbd").output)["models"]
    found = {
        "kept": manifest["quality"]["rows_kept"],
        "quarantined": manifest["quality"]["rows_quarantined"],
        "customers": manifest["customers"],
        "window_days": manifest["lost"]["days"],
        "lost": manifest["headline"]["lost"],
        "opening": manifest["headline"]["opening"],
        "bgnbd": models[0]["parameters"],
        "auc": manifest["model"].get("auc"),
    }
    return Measured({}, added.seconds, added.peak, {}), Measured(manifest["seconds"], run.seconds, run.peak, found)


def theirs(path: Path) -> tuple[Measured, float]:
    """Return what the pandas script took, and apart from it the seconds of storing the cleaned orders."""
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        spent = machine.spend(_environment(), HERE / "pandas_script.py", path, folder)
    said = json.loads(spent.output.strip().splitlines()[-1])
    steps = said["seconds"]
    stored = steps.pop(STORE)
    return Measured(steps, spent.seconds - stored, spent.peak, said["findings"]), stored


def _environment() -> Path:
    """Return the Python of the script's environment, made where there is none yet."""
    folder = HERE / ".venv-pandas"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
        make = [
            uv,
            "venv",
            "--quiet",
            "--clear",
            "--no-python-downloads",
            "--python",
            pandas_script.PYTHON,
            str(folder),
        ]
        subprocess.run(make, check=True)
        install = [uv, "pip", "install", "--quiet", "--python", str(python), *pandas_script.REQUIREMENTS]
        subprocess.run(install, check=True)
        (folder / "ready").touch()
    return python


def compare(added: Measured, run: Measured, peer: Measured, stored: float) -> list[str]:
    """Return the comparison as Markdown, and what was promised."""
    lines = ["| step | liuke run | pandas script | ratio |", "| --- | ---: | ---: | ---: |"]
    rows: dict[str, tuple[float, float]] = {
        name: (run.steps.get(name, 0.0), peer.steps.get(name, 0.0)) for name in {**peer.steps, **run.steps}
    }
    rows["everything before model training"] = (run.before, peer.before)
    rows["whole"] = (run.seconds, peer.seconds)
    rows["whole, with `liuke add` and storing"] = (added.seconds + run.seconds, peer.seconds + stored)
    for name, (mine, other) in rows.items():
        ratio = f"{other / mine:.1f}" if mine else ""
        lines.append(f"| {name} | {mine:.1f} s | {other:.1f} s | {ratio} |")
    lines.append(f"| peak memory | {run.peak:.0f} MiB | {peer.peak:.0f} MiB | {peer.peak / run.peak:.1f} |")
    lines += ["", "| found | Liuke | pandas script |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {_said(value)} | {_said(peer.findings.get(name))} |" for name, value in run.findings.items()]
    whole, before = peer.seconds / run.seconds, peer.before / run.before
    return [
        *lines,
        "",
        f"* whole run {whole:.1f} × faster (at least {WHOLE:.0f}: {_kept(whole >= WHOLE)})",
        f"* before model training {before:.1f} × faster (at least {BEFORE:.0f}: {_kept(before >= BEFORE)})",
    ]


def memory(few: int, small: Measured, many: int, large: Measured) -> list[str]:
    """Return how memory grows with the number of customers, and what was promised."""
    growth, times = large.peak / small.peak, many / few
    return [
        "| customers | run | peak memory |",
        "| ---: | ---: | ---: |",
        f"| {few:,} | {small.seconds:.1f} s | {small.peak:.0f} MiB |",
        f"| {many:,} | {large.seconds:.1f} s | {large.peak:.0f} MiB |",
        "",
        f"* peak {large.peak / 1024:.1f} GiB (at most {MEMORY:.0f}: {_kept(large.peak / 1024 <= MEMORY)})",
        f"* {times:.0f} × the customers, {growth:.1f} × the memory (no faster: {_kept(growth <= times)})",
    ]


def _said(value: Any) -> str:  # noqa: ANN401 - findings are of several kinds
    if isinstance(value, dict):
        return ", ".join(f"{key} {each:.4f}" for key, each in value.items())
    return f"{value:,.4f}" if isinstance(value, float) else f"{value:,}" if value is not None else "—"


def _kept(kept: bool) -> str:
    return "met" if kept else "MISSED"


def main() -> None:
    """Run both sides and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=250_000)
    parser.add_argument("--without-pandas", action="store_true")
    asked = parser.parse_args()
    path, fewer = orders_file(asked.customers), orders_file(asked.small)
    print(f"load before {machine.busy()}\n")
    added, run = ours(path)
    if not asked.without_pandas:
        print("\n".join([*compare(added, run, *theirs(path)), ""]))
    print(f"liuke add: {added.seconds:.1f} s, peak {added.peak:.0f} MiB\n")
    print("\n".join(memory(asked.small, ours(fewer)[1], asked.customers, run)))


if __name__ == "__main__":
    main()
