"""Findings become one HTML file that needs nothing from anywhere: styles, chart code and data are in it."""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from liuke.language import NO_CURRENCY, Language
from liuke.predict.learning.kinds import KINDS
from liuke.present.charts import Figure, draw
from liuke.present.charts.lifecycle import STAGE_LABELS
from liuke.present.charts.models import MODELS
from liuke.present.flow import lay_out
from liuke.present.reader import Reader
from liuke.present.report.bundle import vega_bundle
from liuke.present.report.findings import Findings, Rows
from liuke.present.report.standout import stands_out
from liuke.present.report.words import INTROS, RISKS, SEVERITIES, sections
from liuke.present.theme import FONTS, chart_config, stylesheet

HERE = Path(__file__).parent
STYLES = ("base", "layout", "figures", "charts", "tables", "print")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    return (HERE / "assets" / name).read_text(encoding="utf-8")


def inline_json(content: object) -> Markup:
    """Return JSON that is safe inside a script element, whatever texts are in it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=float, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - every sign that could end the element is escaped above


def _hash(code: str) -> str:
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy(style: str, scripts: Sequence[str]) -> str:
    """Return the content security policy of a file that runs exactly these scripts and fetches nothing."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {' '.join(map(_hash, scripts))}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def sparkline(history: Sequence[float]) -> str:
    """Return the points of a polyline in a box of 100 × 30; empty where there are fewer than two values."""
    if len(history) < 2:
        return ""
    low, high = min(history), max(history)
    room = (high - low) or 1.0
    step = 100 / (len(history) - 1)
    return " ".join(f"{place * step:.1f},{28 - 26 * (value - low) / room:.1f}" for place, value in enumerate(history))


def figures(found: Findings, reader: Reader) -> dict[str, Figure | None]:
    """Draw every chart of the report."""
    churn, value, contact = found.churn_model, found.value_model, found.uplift
    rows: dict[str, Rows] = {
        "churn_over_time": found.churn,
        "retention_over_time": found.retention,
        "cohorts": found.cohorts,
        "retention_curve": found.curve,
        "silence": found.silence,
        "rfm": found.rfm,
        "concentration": found.concentration,
        "lifecycle": found.stages,
        "gains": churn.gains if churn else (),
        "calibration": churn.calibration if churn else (),
        "profit": churn.profit if churn else (),
        "learning_curve": churn.learning_curve if churn else (),
        "tracking": value.tracking if value else (),
        "qini": contact.qini if contact else (),
        "uplift_policies": contact.profit if contact else (),
        "ledger": found.ledger,
        "drift": found.drift,
        **{id_: of for panel in found.panels.values() for id_, of in panel.charts.items()},
    }
    return {name: draw(name, [dict(row) for row in of], reader) for name, of in rows.items()}


def _locale(language: Language) -> dict[str, Any]:
    if language == "en":
        return {}
    return {
        "formatLocale": vl_convert.get_format_locale("zh-CN"),
        "timeFormatLocale": vl_convert.get_time_format_locale("zh-CN"),
    }


def render(found: Findings, language: Language) -> str:
    """Return the report as one HTML document in a language."""
    reader = Reader(language, found.currency)
    drawn = figures(found, reader)
    style = stylesheet() + "".join(_asset(f"{name}.css") for name in STYLES)
    scripts = {"vega": vega_bundle(), "page": _asset("page.js")}
    charts = {
        "specs": {name: figure.page for name, figure in drawn.items() if figure},
        "config": chart_config(FONTS[language]),
        **_locale(language),
    }
    return (
        _environment()
        .get_template("report.html")
        .render(
            found=found,
            reader=reader,
            t=reader.text,
            figures=drawn,
            flow=lay_out(found.flow),
            standouts=stands_out(found, reader),
            sections=sections(found),
            intros=INTROS,
            risks=RISKS,
            severities=SEVERITIES,
            stages=STAGE_LABELS,
            model_names=MODELS | {name: kind.label for name, kind in KINDS.items() if name not in MODELS},
            no_currency=NO_CURRENCY,
            sparkline=sparkline,
            charts=inline_json(charts),
            style=Markup(style),  # noqa: S704 - our own files
            scripts={name: Markup(code) for name, code in scripts.items()},  # noqa: S704 - our own files
            policy=policy(style, list(scripts.values())),
        )
    )
