"""Takes the pictures of reports that the documents show: `python -m docs.pictures REPORT.html PICTURE.png [SELECTOR]`.

Without a selector (a section, as `#cohorts`, or any CSS selector) it takes the first screen; with one, the part of the
page that all elements which match cover. `--rows` cuts long tables. Needs Chromium (Debian: chromium, fonts-noto-cjk);
with Pillow, which is no dependency of Liuke, pictures get a palette and a third of the size.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

try:
    from PIL import Image
except ImportError:  # pictures are as good without a palette, only larger
    Image = None

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDTH, HEIGHT, SCALE = 1280, 800, 1.5
MARGIN = 8
_DRAWN = "figure svg, .vega-embed svg"
_CUT = "rows => document.querySelectorAll(`tbody tr:nth-child(n+${rows + 1})`).forEach(row => row.remove())"


def take(report: Path, picture: Path, selector: str = "", rows: int = 0) -> None:
    """Write a part of a report as a PNG, 1.5 pixels for each of a page 1280 wide; `rows` of each table, 0 for all."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE)
        page.goto(report.resolve().as_uri())
        page.wait_for_selector(_DRAWN)
        page.wait_for_timeout(1500)
        if rows:
            page.evaluate(_CUT, rows)
        if selector:
            page.screenshot(path=picture, full_page=True, clip=_around(page, selector))
        else:
            page.screenshot(path=picture)
        browser.close()
    if Image:
        Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)


def _around(page: Page, selector: str) -> FloatRect:
    """Return the rectangle that holds everything that matches, with a margin; raises `LookupError` if nothing does."""
    boxes = [box for one in page.locator(selector).all() if (box := one.bounding_box())]
    if not boxes:
        raise LookupError(selector)
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    return {
        "x": left - MARGIN,
        "y": top - MARGIN,
        "width": right - left + 2 * MARGIN,
        "height": bottom - top + 2 * MARGIN,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Take one picture, as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m docs.pictures", description=(__doc__ or "").split(":")[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("selector", nargs="?", default="")
    parser.add_argument("--rows", type=int, default=0)
    given = parser.parse_args(arguments)
    take(given.report, given.picture, given.selector, given.rows)


if __name__ == "__main__":
    main()
