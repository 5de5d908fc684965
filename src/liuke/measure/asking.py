"""Asking metrics: compute what is shared once, and give every row its value, interval and partial flag."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liuke.measure.conditions import Condition
from liuke.measure.frame import Frame
from liuke.measure.framing import Question, check_somebody, lay_out
from liuke.measure.inputs import Inputs
from liuke.measure.metric import Base, Metric, at_once
from liuke.measure.registry import find_metric

type Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a metric, as the JSON contract states them.

    Before `known_from` the metric can show nothing: while the data are younger than the inactivity window, no loss can
    be known, and a churn rate of 0 says nothing about customers.
    """

    metric: Metric
    by: tuple[str, ...]
    rows: list[dict[str, Any]]
    known_from: date

    @property
    def whole(self) -> list[dict[str, Any]]:
        """The rows that averages, trends and comparisons may use."""
        return [row for row in self.rows if self.tells(row)]

    def tells(self, row: dict[str, Any]) -> bool:
        """Say whether a row is of a whole period: over, not too early to know, and with data from its first day on."""
        return not (row["partial"] or row["begins_inside"] or self.too_early(row))

    def too_early(self, row: dict[str, Any]) -> bool:
        """Say whether a row is of a period that starts before the metric can show anything."""
        warms_up = self.metric.warms_up is not at_once and row["period"] is not None
        return warms_up and row["period"] < self.known_from.isoformat()

    def record(self) -> dict[str, Any]:
        """Return the answer as the `--json` contract states it."""
        return {"metric": self.metric.id, "unit": self.metric.unit, "by": ",".join(self.by) or None, "rows": self.rows}


def ask(
    inputs: Inputs,
    name: str | Metric,
    by: str | Sequence[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    where: Sequence[Condition] = (),
) -> Answer:
    """Return a metric by period (`day` … `year`) and by attributes of the customer, or as one number.

    `since` and `until` choose the periods that hold them and those between, `where` the rows that count. Raises
    `UsageError` for what cannot be asked.
    """
    return next(iter(ask_all(inputs, [name], by, since, until, where).values()))


def ask_all(
    inputs: Inputs,
    names: Iterable[str | Metric],
    by: str | Sequence[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    where: Sequence[Condition] = (),
) -> dict[str, Answer]:
    """Return several metrics by id, each as `ask` does; those that share a base are computed in one pass."""
    asked = Question(tuple(dict.fromkeys([by] if isinstance(by, str) else by or ())), since, until, tuple(where))
    metrics = {one.id: one for one in (find_metric(name) if isinstance(name, str) else name for name in names)}
    parts = _plan(inputs, list(metrics.values()), asked)
    found = _counted(inputs, parts)
    if where:
        check_somebody(inputs, asked.where, [(frame, rows) for (_, frame), rows in found.items()])
    return {
        part.metric.id: Answer(
            part.metric,
            asked.by,
            _rows(inputs, part.metric, part.frame, found[part.key]),
            _known_from(inputs, part.metric),
        )
        for part in parts
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """One metric of a question, how its answer is laid out, and over which rows it is aggregated."""

    metric: Metric
    frame: Frame
    base: Base

    @property
    def key(self) -> tuple[str, Frame]:
        """What parts have in common that one query answers."""
        return self.base.name, self.frame


def _plan(inputs: Inputs, metrics: Sequence[Metric], asked: Question) -> list[_Part]:
    """Return the parts; a base gives way to the one that sums it up where that is asked for too."""
    frames = [lay_out(inputs, metric, asked) for metric in metrics]
    known = {(metric.base.name, frame) for metric, frame in zip(metrics, frames, strict=True)}

    def base(of: Base, frame: Frame) -> Base:
        return of.summed if of.summed and (of.summed.name, frame) in known else of

    return [_Part(metric, frame, base(metric.base, frame)) for metric, frame in zip(metrics, frames, strict=True)]


def _counted(inputs: Inputs, parts: Sequence[_Part]) -> dict[tuple[str, Frame], dict[Key, dict[str, Any]]]:
    """Return the terms of all metrics that share rows, by what they share."""
    shared: dict[tuple[str, Frame], list[_Part]] = {}
    for part in parts:
        shared.setdefault(part.key, []).append(part)
    return {
        key: _aggregate(inputs, own[0].base, own[0].frame, [part.metric for part in own]) for key, own in shared.items()
    }


def _known_from(inputs: Inputs, metric: Metric) -> date:
    if metric.base.kind == "stock":
        return inputs.as_of
    return inputs.first_day(metric.inputs[0]) + timedelta(days=metric.warms_up(inputs))


def _aggregate(inputs: Inputs, base: Base, frame: Frame, metrics: Sequence[Metric]) -> dict[Key, dict[str, Any]]:
    """Return the terms of all metrics by (period, attributes …), from one query."""
    rows = base.build(inputs, frame)
    terms = {f"{m.id}.{name}": term for m in metrics for name, term in m.statistic.terms(rows).items()}
    counted = inputs.engine.rows(rows.group_by(frame.keys).agg(**terms))
    return {tuple(row[key] for key in frame.keys): row for row in counted}


def _rows(inputs: Inputs, metric: Metric, frame: Frame, found: Mapping[Key, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for every period and every combination of attributes there is, in order.

    What ends after the last day that is known is partial. The first period of the data seldom starts with them: what
    it came to is of a part of its days.
    """
    splits = {key[1:] for key in found} or ({()} if not frame.attributes else set())
    ordered = sorted(splits, key=lambda values: [(value is None, value) for value in values])
    known = inputs.as_of + timedelta(days=1) - timedelta(days=metric.ripens(inputs))
    stock = metric.base.kind == "stock"
    began = inputs.as_of if stock else inputs.first_day(metric.inputs[0])
    return [
        _row(metric, frame, span, values, found.get((span[0], *values), {}))
        | {"partial": not stock and span[1] > known, "begins_inside": not stock and span[0] < began}
        for span, values in itertools.product(frame.spans, ordered)
    ]


def _row(
    metric: Metric, frame: Frame, span: tuple[date, date], values: Key, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what one row says of its period and its group."""
    named = metric.base.kind == "month" or frame.grain is not None
    reading = metric.statistic.read(_Terms(metric.id, found))
    low, high = reading.interval
    return {
        "period": span[0].isoformat() if named else None,
        "split": dict(zip(frame.attributes, values, strict=True)),
        "value": reading.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "low": low,
        "high": high,
    }


class _Terms(dict[str, Any]):
    """The terms of one metric among those of all; None where no row was there."""

    def __init__(self, id_: str, found: Mapping[str, Any]) -> None:
        mark = f"{id_}."
        super().__init__({name.removeprefix(mark): value for name, value in found.items() if name.startswith(mark)})

    def __missing__(self, name: str) -> None:
        return None
