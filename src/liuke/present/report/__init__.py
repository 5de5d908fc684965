"""The report: one self-contained HTML file. `gather` reads a run, `render` says it in a language."""

from liuke.engine import Engine
from liuke.language import Language
from liuke.present.report.findings import Findings
from liuke.present.report.gather import gather
from liuke.present.report.page import render
from liuke.workspace import Run

__all__ = ["Findings", "gather", "render", "render_report"]


def render_report(run: Run, engine: Engine, language: Language) -> str:
    """Return the report of a published run as one HTML document that needs nothing else."""
    return render(gather(run, engine), language)
