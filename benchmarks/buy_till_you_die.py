"""Speed of the BG/NBD fit on a million customers, beside pymc-marketing and lifetimes, in one run on one machine.

    .venv/bin/python -m benchmarks.buy_till_you_die [--customers 1000000] [--repeats 2]

Customers are drawn from known parameters (those of CDNOW). Every tool gets the same arrays and runs in a process and an
environment of its own, made on first use under `benchmarks/.venv-*`. Timed is the fit alone: neither imports nor
reading, but grouping of equal customers (ours) and building of the model (pymc-marketing) are part of it. The best of
all repeats counts for every tool, so that compilation is not held against pymc-marketing; its first fit is told apart.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATA = HERE / "data" / "buy_till_you_die.npz"
TRUTH = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}
TARGET, AGREEMENT = 15.0, 1e-4

Arrays = dict[str, Any]
Parameters = dict[str, float]
Fit = Callable[[Arrays], Parameters]
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """One side of the comparison: its package, and the environment that it needs (none: this one)."""

    name: str
    package: str
    rows: str
    python: str = ""
    requirements: tuple[str, ...] = field(default=())


LIFETIMES = ("lifetimes==0.11.3", "numpy<2", "pandas<2", "scipy<1.12", "autograd<1.7")
TOOLS = (
    Tool("liuke", "liuke", "as they are"),
    Tool("pymc-marketing", "pymc-marketing", "as they are", "3.13", ("pymc-marketing==1.3.0",)),
    Tool("lifetimes", "lifetimes", "as they are", "3.11", LIFETIMES),
    Tool("lifetimes-grouped", "lifetimes", "grouped for it beforehand", "3.11", LIFETIMES),
)


# ---------------------------------------------------------------- in the environment of each tool


def liuke() -> Fit:
    from liuke.predict.value import BGNBD, Counts  # noqa: PLC0415 - not there in the other environments

    def fit(arrays: Arrays) -> Parameters:
        return BGNBD.fit(Counts.grouped(arrays["x"], arrays["t_x"], arrays["T"]))[0].parameters()

    return fit


def pymc_marketing() -> Fit:
    """Maximum a posteriori with flat priors, which is maximum likelihood."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    from pymc_extras.prior import Prior  # noqa: PLC0415
    from pymc_marketing.clv import BetaGeoModel  # noqa: PLC0415

    def fit(arrays: Arrays) -> Parameters:
        frame = pd.DataFrame({"frequency": arrays["x"], "recency": arrays["t_x"], "T": arrays["T"]})
        frame.insert(0, "customer_id", np.arange(len(frame)))
        model = BetaGeoModel(model_config={name: Prior("HalfFlat") for name in TRUTH})
        model.fit(frame, method="map", progressbar=False)
        return {name: float(model.fit_result[name].to_numpy().squeeze()) for name in TRUTH}

    return fit


def lifetimes() -> Fit:
    from lifetimes import BetaGeoFitter  # noqa: PLC0415

    def fit(arrays: Arrays) -> Parameters:
        model = BetaGeoFitter(penalizer_coef=0.0)
        model.fit(arrays["x"], arrays["t_x"], arrays["T"], weights=arrays.get("weight"))
        return {name: float(model.params_[name]) for name in TRUTH}

    return fit


PACKAGES: dict[str, Callable[[], Fit]] = {
    "liuke": liuke,
    "pymc-marketing": pymc_marketing,
    "lifetimes": lifetimes,
}


def work(name: str, package: str, data: Path, repeats: int) -> None:
    """Fit as often as asked, and print what came of it as one line of JSON."""
    import numpy as np  # noqa: PLC0415

    with np.load(data) as stored:
        arrays: Arrays = {key: stored[key] for key in ("x", "t_x", "T")}
    if name.endswith("-grouped"):
        rows, many = np.unique(np.column_stack(list(arrays.values())), axis=0, return_counts=True)
        arrays = dict(zip(("x", "t_x", "T", "weight"), (*rows.T.copy(), many.astype(float)), strict=True))
    fit, seconds, parameters = PACKAGES[package](), [], {}
    for _ in range(repeats):
        started = time.perf_counter()
        parameters = fit(arrays)
        seconds.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "parameters": parameters, "peak": peak, "version": version(package)}))


# ---------------------------------------------------------------- here


def draw(customers: int, path: Path, seed: int = 2026) -> None:
    """Draw customers of whole days from the known parameters, seen for 27 to 78 weeks, and store x, t_x, T in weeks."""
    import numpy as np  # noqa: PLC0415

    chance = np.random.default_rng(seed)
    rate = np.maximum(chance.gamma(TRUTH["r"], 1 / TRUTH["alpha"], customers), 1e-12) / 7
    leaves = chance.beta(TRUTH["a"], TRUTH["b"], customers)
    seen = chance.integers(27 * 7, 78 * 7, customers, endpoint=True)
    x, last, moment = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    living = np.arange(customers)
    while len(living):
        moment[living] += chance.exponential(1 / rate[living])
        living = living[moment[living] <= seen[living]]
        days = np.ceil(moment[living])
        x[living] += days > last[living]
        last[living] = days
        living = living[chance.random(len(living)) >= leaves[living]]
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, x=x, t_x=last / 7, T=seen / 7)


def environment(tool: Tool) -> Path:
    """Return the Python of the tool's environment, made where there is none yet; raises `CalledProcessError`."""
    if not tool.requirements:
        return Path(sys.executable)
    folder = HERE / f".venv-{tool.package}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv") or "uv"
        make = [uv, "venv", "--quiet", "--clear", "--no-python-downloads", "--python", tool.python, str(folder)]
        subprocess.run(make, check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), *tool.requirements], check=True)
        (folder / "ready").touch()
    return python


def run(tool: Tool, repeats: int) -> Result:
    """Return what the tool's process reported, or under `error` why it could not run."""
    try:
        command = [str(environment(tool)), str(Path(__file__)), "--work", tool.name, "--repeats", str(repeats)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=3600, cwd=HERE)
        return dict(json.loads(done.stdout.strip().splitlines()[-1]))
    except subprocess.CalledProcessError as fault:
        return {"error": ((fault.stderr or "").strip().splitlines() or [str(fault)])[-1]}
    except (subprocess.TimeoutExpired, OSError, ValueError, IndexError) as fault:
        return {"error": str(fault)}


def log_likelihood(parameters: Parameters) -> float:
    """Return that of the drawn customers, by our formula."""
    import numpy as np  # noqa: PLC0415

    from liuke.predict.value import BGNBD, Counts  # noqa: PLC0415

    with np.load(DATA) as stored:
        counts = Counts.grouped(stored["x"], stored["t_x"], stored["T"])
    return float(np.sum(counts.weight * BGNBD(**parameters).log_likelihood(*counts.triple)))


def table(results: dict[str, Result]) -> list[str]:
    """Return the results as Markdown."""
    ours = results["liuke"]
    fastest, at_best = min(ours["seconds"]), log_likelihood(ours["parameters"])
    lines = [
        "| tool | rows | best of | first fit | peak memory | times Liuke | r, α, a, b | differs by | ln L − ours |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    for tool in TOOLS:
        found = results[tool.name]
        if "error" in found:
            lines.append(f"| {tool.name} | {tool.rows} | could not run: {found['error']} |  |  |  |  |  |  |")
            continue
        best, parameters = min(found["seconds"]), found["parameters"]
        differs = max(abs(parameters[name] / ours["parameters"][name] - 1) for name in TRUTH)
        lines.append(
            f"| {tool.name} {found['version']} | {tool.rows} | {best:.2f} s | {found['seconds'][0]:.2f} s "
            f"| {found['peak'] / 2**20:.0f} MiB | {best / fastest:.1f} "
            f"| {', '.join(f'{parameters[name]:.5f}' for name in TRUTH)} | {differs:.0e} "
            f"| {log_likelihood(parameters) - at_best:+.4f} |"
        )
    return lines


def verdicts(results: dict[str, Result]) -> list[str]:
    """Return, for each peer, whether speed and agreement are as promised."""
    ours, said = results["liuke"], []
    for name in ("pymc-marketing", "lifetimes"):
        found = results[name]
        if "error" in found:
            said.append(f"{name}: not compared, it could not run here.")
            continue
        ratio = min(found["seconds"]) / min(ours["seconds"])
        differs = max(abs(found["parameters"][each] / ours["parameters"][each] - 1) for each in TRUTH)
        fast, alike = ("met" if kept else "MISSED" for kept in (ratio >= TARGET, differs <= AGREEMENT))
        said.append(
            f"{name}: {ratio:.0f} × as long as Liuke (at least {TARGET:.0f}: {fast}); "
            f"parameters within {differs:.0e} (at most {AGREEMENT:.0e}: {alike})."
        )
    return said


def main() -> None:
    """Run everything, or one tool's part where asked with `--work`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--work", choices=[tool.name for tool in TOOLS], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        package = next(tool.package for tool in TOOLS if tool.name == asked.work)
        work(asked.work, package, DATA, asked.repeats)
        return
    draw(asked.customers, DATA)
    results = {tool.name: run(tool, asked.repeats) for tool in TOOLS}
    again = run(TOOLS[0], asked.repeats)
    if "error" in results["liuke"] or "error" in again:
        sys.exit(f"Liuke itself could not run: {results['liuke'].get('error') or again['error']}")
    results["liuke"]["seconds"] += again["seconds"]
    print(
        f"BG/NBD fit on {asked.customers:,} customers drawn from r, α, a, b = {', '.join(map(str, TRUTH.values()))}\n"
    )
    print("\n".join([*table(results), "", *verdicts(results)]))


if __name__ == "__main__":
    main()
