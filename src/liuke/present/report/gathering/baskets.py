"""What is bought together and next, and how good the recommendations are: from the tables and manifest of a run."""

from collections.abc import Mapping
from typing import Any

import ibis

from liuke.engine import Engine
from liuke.explain.baskets.words import summary
from liuke.language import Text
from liuke.present.charts.frame import Row
from liuke.present.report.findings import Panel, Rows
from liuke.workspace import Run

MOST = 20
"""The rules that a report has, the most telling ones."""
AND = "{} + {}"


def baskets(run: Run, engine: Engine) -> Panel | None:
    """Return the section of a run that knows what was in its orders; None where it does not."""
    told = run.manifest.get("explain", {}).get("baskets")
    if not told or "rules" not in told:
        return None
    level, sequence, advised = told["level"], told["sequence"], told["recommendation"]
    notes = [_note(told["rules"][level])]
    notes += [Text(**advised[kind]["verdict"]) for kind in ("next", "new") if kind in advised]
    if "refusal" in advised:
        notes.append(_refusal(advised["refusal"]))
    charts: dict[str, Rows] = {
        "rules": _rules(run, engine, "basket_rule", level, None),
        "sequences": _rules(run, engine, "basket_sequence", level, sequence.get("then_days")),
        "hit_rate": _hits(advised),
    }
    return Panel((), {id_: rows for id_, rows in charts.items() if rows}, notes=tuple(notes))


def _note(told: Mapping[str, Any]) -> Text:
    return _refusal(told["refusal"]) if "refusal" in told else summary(told)


def _refusal(told: Mapping[str, Any]) -> Text:
    message, hint = Text(**told["message"]), Text(**told["hint"])
    return Text(f"{message.en} {hint.en}", f"{message.zh}{hint.zh}")


def _rules(run: Run, engine: Engine, name: str, level: str, days: int | None) -> list[Row]:
    """Return the most telling rules that are more than chance, of both ways round a pair the likelier one."""
    if not run.has(name):
        return []
    rows = run.table(engine, name)
    rows = rows.filter(rows.significant, rows.level == level)
    found = engine.rows(rows.order_by(ibis.desc("leverage"), ibis.desc("confidence"), "if_1", "then").limit(4 * MOST))
    seen: set[frozenset[str]] = set()
    kept = []
    for row in found:
        things = frozenset(row[side] for side in ("if_1", "if_2", "then") if row[side] is not None)
        if days is None and things in seen:
            continue
        seen.add(things)
        kept.append(_row(row, days))
    return kept[:MOST]


def _row(row: Mapping[str, Any], days: int | None) -> Row:
    before = row["if_1_name"] if row["if_2"] is None else AND.format(row["if_1_name"], row["if_2_name"])
    names = {"before": before, "then": row["then_name"], "days": days}
    shares = {"value": row["confidence"], "low": row["low"], "high": row["high"]}
    counts = {"count": row["count"], "of": row["if_count"], "lift": row["lift"]}
    return names | shares | counts | {"chance": row["confidence"] / row["lift"]}


def _hits(advised: Mapping[str, Any]) -> list[Row]:
    return [
        {"kind": kind, "top": advised[kind]["top"], "better": advised[kind]["better"], **one}
        for kind in ("next", "new")
        if kind in advised
        for one in advised[kind]["methods"]
        if one["value"] is not None
    ]
