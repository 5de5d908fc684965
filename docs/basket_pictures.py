"""Draws the pictures of docs/baskets.md: `python -m docs.basket_pictures WORKSPACE NAME CHART…`, from its run."""

import argparse
from pathlib import Path

from liuke.engine import open_engine
from liuke.language import LANGUAGES
from liuke.present.charts import draw
from liuke.present.export import chart_svg
from liuke.present.reader import Reader
from liuke.present.report.gathering.baskets import baskets
from liuke.workspace import open_workspace

IMAGES = Path(__file__).parent / "images"
WIDTH = 640


def main() -> None:
    """Draw the charts named, in both languages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("name")
    parser.add_argument("charts", nargs="+")
    asked = parser.parse_args()
    with open_engine() as engine:
        panel = baskets(open_workspace(asked.workspace).run(), engine)
    assert panel, "the run knows no baskets"  # noqa: S101 - a tool for the writers of these pages
    for chart in asked.charts:
        for language in LANGUAGES:
            figure = draw(chart, [dict(row) for row in panel.charts[chart]], Reader(language))
            assert figure  # noqa: S101
            path = IMAGES / f"baskets-{asked.name}-{chart}-{language}.svg"
            path.write_text(chart_svg(figure, width=WIDTH), encoding="utf-8")


if __name__ == "__main__":
    main()
