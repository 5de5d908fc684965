"""Learning and explaining on a million snapshot rows × 60 features, beside a pandas + scikit-learn + shap script.

    .venv/bin/python -m benchmarks.learning [--rows 1000000] [--explained 20000]

Both sides read the same Parquet file, learn a logistic regression and boosted trees with early stopping on the same
later rows, score every row, and explain rows by exact contributions: Liuke by its champion's tables, the script by
shap's TreeExplainer on scikit-learn's trees (on `--explained` rows: all of them would take hours). Each side is a
process of its own, the script in an environment under `benchmarks/.venv-shap`, made on first use. LightGBM's own
`pred_contrib` on trees of 8 leaves stands beside them, and Liuke's look-ups of the same trees. Read the ratios.
"""

# ruff: noqa: PLC0415 - each side has an environment of its own

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

if __package__:
    from benchmarks import machine
    from benchmarks.buy_till_you_die import Tool, environment

HERE = Path(__file__).parent
DATA = HERE / "data" / "snapshots.parquet"
FEATURES, LATER, FRESH = 60, 0.2, 0.1
TRAINING, EXPLAINING = 180.0, 200_000
REQUIREMENTS = ("pandas", "pyarrow", "scikit-learn", "shap")

type Seconds = dict[str, float]


@contextmanager
def timed(into: Seconds, name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    into[name] = time.perf_counter() - began


def draw(rows: int, path: Path) -> None:
    """Draw rows whose log-odds of leaving are curved in ten features; the other fifty are noise like them."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(2026)
    values = random.gamma(2, 2, (rows, FEATURES)).round(2)
    values[random.random(values.shape) < 0.05] = np.nan
    odds = sum(np.sqrt(np.nan_to_num(values[:, place])) * (-1) ** place for place in range(10)) - 1.2
    left = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int8)
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame({f"f{place:02}": values[:, place] for place in range(FEATURES)})
    frame.with_columns(left=pl.Series(left)).write_parquet(path)


def liuke(explained: int) -> dict[str, Any]:
    """Learn and explain as a run does."""
    import lightgbm
    import numpy as np
    import polars as pl
    from sklearn.metrics import roc_auc_score

    from liuke.predict.evaluation.choosing import choose
    from liuke.predict.learning.kinds.trees import Trees
    from liuke.predict.learning.learn import learn
    from liuke.predict.learning.sample import Input, Sample

    seconds: Seconds = {}
    with timed(seconds, "read"):
        frame = pl.read_parquet(DATA)
        names = frame.columns[:-1]
        whole = Sample(frame.select(names).to_numpy(), frame["left"].to_numpy(), np.ones(frame.height))
    inputs = [Input(name, name) for name in names]
    cuts = [int(len(whole) * share) for share in (0, 1 - LATER - FRESH, 1 - FRESH, 1)]
    train, later, fresh = (whole.take(np.arange(*pair)) for pair in pairwise(cuts))
    with timed(seconds, "train"):
        fitted = {kind: learn(kind, inputs, train, later, 1) for kind in ("boosted", "logistic")}
        said = {kind: model.probability(later.features) for kind, model in fitted.items()}
        winner = choose(said, later.left, "boosted").winner
    model = fitted["boosted"]
    with timed(seconds, "score"):
        probability = model.probability(whole.features)
    with timed(seconds, "explain"):
        model.contributions(whole.features)
    booster = lightgbm.train(
        {"objective": "binary", "num_leaves": 8, "num_threads": 1, "verbosity": -1},
        lightgbm.Dataset(train.features[:200_000], train.left[:200_000]),
        300,
    )
    with timed(seconds, "pred_contrib"):
        booster.predict(whole.features[:explained], pred_contrib=True, num_threads=1)
    with timed(seconds, "look_ups"):
        Trees.of(booster).contributions(whole.features)
    rates = {name: len(whole) / seconds[name] for name in ("explain", "look_ups")}
    rates["pred_contrib"] = explained / seconds["pred_contrib"]
    return {
        "seconds": seconds,
        "rates": rates,
        "winner": winner,
        "auc": float(roc_auc_score(fresh.left, probability[-len(fresh) :])),
    }


def script(explained: int) -> dict[str, Any]:
    """Learn and explain as a notebook does."""
    import numpy as np
    import pandas as pd
    import shap
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    seconds: Seconds = {}
    with timed(seconds, "read"):
        frame = pd.read_parquet(DATA)
    features, left = frame.drop(columns="left"), frame["left"]
    cut = int(len(frame) * (1 - FRESH))
    with timed(seconds, "train"):
        logistic = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(max_iter=1000))
        logistic.fit(features[:cut], left[:cut])
        trees = HistGradientBoostingClassifier(max_iter=600, early_stopping=True, validation_fraction=LATER)
        trees.fit(features[:cut], left[:cut])
    with timed(seconds, "score"):
        probability = trees.predict_proba(features)[:, 1]
    with timed(seconds, "explain"):
        found = shap.TreeExplainer(trees).shap_values(features[:explained])
    assert np.shape(found)[0] == explained
    rates = {"explain": explained / seconds["explain"]}
    return {
        "seconds": seconds,
        "rates": rates,
        "winner": "trees",
        "auc": float(roc_auc_score(left[cut:], probability[cut:])),
    }


SIDES = {"liuke": liuke, "script": script}


def run(side: str, explained: int) -> dict[str, Any]:
    tool = Tool("script", "shap", "", "3.13", REQUIREMENTS) if side == "script" else Tool("liuke", "liuke", "")
    command = [str(environment(tool)), str(Path(__file__)), "--work", side, "--explained", str(explained)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def told(found: dict[str, dict[str, Any]], rows: int) -> list[str]:
    ours, theirs = found["liuke"], found["script"]
    lines = ["| step | liuke | script | ratio |", "| --- | ---: | ---: | ---: |"]
    for name in ("read", "train", "score"):
        here, there = ours["seconds"][name], theirs["seconds"][name]
        lines.append(f"| {name} | {here:.1f} s | {there:.1f} s | {there / here:.1f} |")
    here, there = ours["rates"]["explain"], theirs["rates"]["explain"]
    lines += [
        f"| rows explained a second | {here:,.0f} | {there:,.0f} | {here / there:,.0f} |",
        f"| peak memory | {ours['peak']:.0f} MiB | {theirs['peak']:.0f} MiB | {theirs['peak'] / ours['peak']:.1f} |",
        f"| AUC on rows not seen | {ours['auc']:.4f} | {theirs['auc']:.4f} |  |",
        "",
        f"LightGBM's own contributions of 300 trees of 8 leaves: {ours['rates']['pred_contrib']:,.0f} rows a second.",
        f"The same contributions by Liuke's look-ups: {ours['rates']['look_ups']:,.0f} rows a second.",
        f"Training on {rows:,} rows: {'met' if ours['seconds']['train'] <= TRAINING else 'MISSED'} (at most 180 s).",
        f"Explaining: {'met' if here >= EXPLAINING else 'MISSED'} (at least 200,000 rows a second).",
    ]
    return lines


def main() -> None:
    """Run both sides, or one of them where asked with `--work`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--explained", type=int, default=20_000)
    parser.add_argument("--work", choices=SIDES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        found = SIDES[asked.work](asked.explained)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(json.dumps(found | {"peak": peak / 2**20}))
        return
    subprocess.run([sys.executable, "-c", f"from benchmarks.learning import *; draw({asked.rows}, DATA)"], check=True)
    print(f"{asked.rows:,} rows × {FEATURES} features, load before {machine.busy()}\n", flush=True)
    print("\n".join(told({side: run(side, asked.explained) for side in SIDES}, asked.rows)))


if __name__ == "__main__":
    main()
