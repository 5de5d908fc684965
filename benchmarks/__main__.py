"""All benchmarks, one after the other: `make bench`. Takes about half an hour; leave the machine alone meanwhile."""

import subprocess
import sys

from benchmarks import machine

PARTS = {
    "floor": "Activity, RFM and all features beside a bare GROUP BY",
    "buy_till_you_die": "The BG/NBD fit beside pymc-marketing and lifetimes",
    "metrics": "All order metrics by month beside the slowest of them alone",
    "uplift": "What uplift earns beside the oracle, by the size of the experiment",
    "learning": "Learning and explaining beside a pandas, scikit-learn and shap script",
    "retention": "Retention of 50 million events beside hand-written SQL",
    "funnel": "A funnel of five steps on 50 million events beside hand-written SQL",
    "features": "Features of a million customers at twelve snapshots",
    "clusters": "Clusters of a million customers",
    "pipeline": "A whole run beside a pandas script",
}


def main() -> None:
    """Run each part in a process of its own."""
    print(f"{machine.describe()}\n", flush=True)
    for name, title in PARTS.items():
        print(f"## {title}\n", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
        print(flush=True)


if __name__ == "__main__":
    main()
