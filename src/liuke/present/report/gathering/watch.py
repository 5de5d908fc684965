"""What the watch over the churn model says: how its inputs moved, and what became of earlier scores."""

from liuke.engine import Engine
from liuke.language import Text
from liuke.predict.watch.calibrated import calibration_rows
from liuke.predict.watch.history import in_force
from liuke.predict.watch.ledger import all_entries
from liuke.predict.watch.seen import label
from liuke.predict.watch.watching import SCORE
from liuke.present.report.findings import Rows
from liuke.workspace import Run

SCORES = Text("The scores", "评分")


def drift(run: Run, engine: Engine) -> Rows:
    """Return how far each input has moved, with its name; none where the run did not look."""
    if not run.has("drift"):
        return ()
    rows = engine.rows(run.table(engine, "drift"))
    card = next((card for card in run.cards if card["name"] == "churn"), {})
    return [row | {"name": SCORES if row["input"] == SCORE else label(row["input"], card)} for row in rows]


def ledger(run: Run) -> Rows:
    """Return what was said beside what happened, of all runs in force up to this one."""
    return calibration_rows(all_entries([*in_force(run.folder.parent, run.as_of), run]))
