"""Takes the pictures of docs/uplift.md: `python -m docs.uplift_pictures HILLSTROM.csv`, and prints what it found.

With Pillow, which is no dependency of Liuke, pictures get a palette and a third of the size.
"""

import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import vl_convert

from liuke.language import LANGUAGES, Language, Text
from liuke.predict.uplift import Offer, Uplift, estimate
from liuke.present.charts import draw
from liuke.present.charts.frame import Rows
from liuke.present.charts.qini import LEARNERS
from liuke.present.charts.uplift_policies import POLICIES
from liuke.present.reader import Reader

try:
    from PIL import Image
except ImportError:  # pictures are as good without a palette, only larger
    Image = None

LABELS = {"qini": LEARNERS, "uplift_policies": POLICIES}
IMAGES = Path(__file__).parent / "images"
VISIT, E_MAIL = 1.0, 0.04
"""What a visit is taken to be worth, and an e-mail to cost, in dollars."""


def asked(table: pl.DataFrame, arm: str, outcome: str, offer: Offer) -> Uplift:
    """Return what one of the two e-mails changed."""
    later = [name for name in ("visit", "conversion", "spend") if name != outcome]
    found = estimate(
        table, treatment="segment", outcome=outcome, control="No E-Mail", arm=arm, ignore=later, offer=offer
    )
    sys.stdout.write(f"{arm}, {outcome}: {found.verdict.en}\n{found.verdict.zh}\n")
    for why in found.why.values():
        sys.stdout.write(f"{why.en}\n{why.zh}\n")
    sys.stdout.write(f"{found.learners}\n{found.policies}\n{found.classes}\n{found.power}\n\n")
    return found


def with_legend(spec: dict[str, Any], labels: Mapping[str, Text], language: Language) -> dict[str, Any]:
    """Return a chart with the legend in it, which a page has beside it."""
    names = " : ".join(f"datum.value == '{name}' ? '{label.say(language)}'" for name, label in labels.items())
    legend = {"title": None, "orient": "top", "labelExpr": f"{names} : ''", "symbolSize": 90, "symbolOpacity": 1}
    for layer in spec["layer"]:
        for channel in ("fill", "stroke"):
            if colour := layer["encoding"].get(channel):
                layer["encoding"][channel] = colour | {"legend": legend}
    return spec | {"config": spec["config"] | {"legend": {"labelFontSize": 12}}}


def take(chart: str, rows: Rows, name: str) -> None:
    """Write a chart as PNG in both languages."""
    for language in LANGUAGES:
        figure = draw(chart, rows, Reader(language))
        if figure is None:
            continue
        title = {"text": figure.title, "subtitle": figure.unit, "anchor": "start", "fontSize": 13, "limit": 700}
        spec = with_legend({**figure.spec(), "width": 660, "title": title, "padding": 12}, LABELS[chart], language)
        picture = BytesIO(vl_convert.vegalite_to_png(spec, scale=1.5))
        target = IMAGES / f"{name}-{language}.png"
        if Image:
            Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
        else:
            target.write_bytes(picture.getvalue())


def main(path: Path) -> None:
    """Ask of both e-mails, and draw."""
    table = pl.read_csv(path, infer_schema_length=None)
    for arm, name in (("Mens E-Mail", "men"), ("Womens E-Mail", "women")):
        take("qini", asked(table, arm, "spend", Offer()).qini.to_dicts(), f"uplift-qini-{name}")
    visits = asked(table, "Womens E-Mail", "visit", Offer(worth=VISIT, cost=E_MAIL, value="history"))
    take("qini", visits.qini.to_dicts(), "uplift-qini-visits")
    take("uplift_policies", visits.profit.to_dicts(), "uplift-policies")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
