"""What to expect: how revenue, orders or losses are foreseen to go on, and how far off such forecasts were before."""

from collections.abc import Mapping, Sequence
from typing import Any

from liuke.engine import Engine
from liuke.language import LANGUAGES, Text, percent
from liuke.predict.demand.sources import OF
from liuke.present.report.findings import Headline, Panel, Rows
from liuke.workspace import Run

PERIODS = {
    "day": Text("next {n} days", "未来 {n} 天"),
    "week": Text("next {n} weeks", "未来 {n} 周"),
    "month": Text("next {n} months", "未来 {n} 个月"),
}
LABEL = Text("{of}, {periods}", "{periods}{of}")
OFF = Text("off by {ours} in rehearsals, the past repeated by {theirs}", "演练偏差 {ours}，重复过去的偏差 {theirs}")
WORDS = Text("{of}: {said}", "{of}：{said}")


def demand(run: Run, engine: Engine) -> Panel | None:
    """Return the section of a run that foresees something; only words where it was refused."""
    told = run.manifest.get("demand")
    if not told:
        return None
    found = {of: one for of, one in told.items() if "refusal" not in one}
    refused = [one["refusal"] for one in told.values() if "refusal" in one]
    if not found:
        first = refused[0]
        return Panel((), {}, notes=(Text(**first["message"]), Text(**first["hint"])))
    main = next(iter(found))
    notes = [Text(**one) for one in found[main]["notes"]]
    for of, one in found.items():
        notes.append(WORDS.fill(of=_capital(OF[of].label), said=_joined(one["says"])))
    rows = engine.rows(run.table(engine, "demand").filter(lambda t: t.of == main).order_by("period"))
    return Panel(
        tuple(_figure(of, one) for of, one in found.items()),
        {"demand": _drawn(rows, main, found[main]), "demand_error": _errors(found[main])},
        notes=tuple(notes),
    )


def _joined(said: Sequence[Mapping[str, str]]) -> Text:
    """Return sentences as one paragraph; Chinese ones need no space between them."""
    return Text(" ".join(one["en"] for one in said), "".join(one["zh"] for one in said))


def _capital(label: Text) -> Text:
    return Text(label.en[0].upper() + label.en[1:], label.zh)


def _drawn(rows: list[dict[str, Any]], of: str, one: Mapping[str, Any]) -> Rows:
    more = {"unit": OF[of].unit, "of": OF[of].label, "grain": one["every"]}
    return [row | more | {"period": str(row["period"])} for row in rows]


def _errors(one: Mapping[str, Any]) -> Rows:
    return [row | {"grain": one["every"]} for row in one["by_ahead"]]


def _figure(of: str, one: Mapping[str, Any]) -> Headline:
    periods = PERIODS[one["every"]].fill(n=one["horizon"])
    label = _capital(LABEL.fill(of=OF[of].label, periods=periods))
    total, errors = one["total"], one["errors"]
    off = {
        name: Text(*(percent(errors[which]["wape"] if which in errors else None, to) for to in LANGUAGES))
        for name, which in (("ours", one["method"]), ("theirs", "seasonal_naive"))
    }
    note, basis = Text(**one["method_label"]), OFF.fill(**off)
    return Headline(f"demand_{of}", label, OF[of].unit, total["value"], note, basis=basis)
