"""How a section of the metric centre is declared, and made from what its metrics say by month."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from liuke.clock import next_start
from liuke.language import LANGUAGES, Text
from liuke.measure import METRICS, Answer, Inputs, ask_all, attribute_label
from liuke.measure.metric import Base
from liuke.present.charts.frame import Column
from liuke.present.reader import Reader
from liuke.present.report.findings import Headline, Listing, Panel, Rows
from liuke.present.report.gathering.headline import KINDS, monthly
from liuke.present.report.gathering.metrics import Months, there

GROUPS = 10
"""The groups that a table shows, largest first."""


type ByMonth = Mapping[str, Months]
"""Rows by month, by metric."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of a chart that are not by month, but asked for by themselves, and the metrics that they are of."""

    rows: Callable[[Inputs], Rows]
    metrics: tuple[str, ...] = ()


type Source = str | Callable[[ByMonth], Rows] | Asked


@dataclass(frozen=True, slots=True)
class Section:
    """A section: the metrics told as figures, where each chart has its rows from, and what makes its tables.

    A chart whose rows are those of one metric by month is declared by the metric's id; `more` are the metrics by month
    that other charts are made from, `counted` what the denominator of a figure is, with {n}.
    """

    id: str
    figures: tuple[str, ...]
    charts: Mapping[str, Source]
    more: tuple[str, ...] = ()
    listings: tuple[Callable[[Inputs, ByMonth], Listing | None], ...] = ()
    counted: Mapping[str, Text] = field(default_factory=dict)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics by month that it needs."""
        trends = (source for source in self.charts.values() if isinstance(source, str))
        return tuple(dict.fromkeys([*self.figures, *trends, *self.more]))

    def panel(self, inputs: Inputs, months: ByMonth) -> Panel | None:
        """Return what the section has; None where the run has nothing for it."""
        figures = tuple(self.figure(name, months) for name in self.figures if told(months[name]))
        charts = self.drawn(months, lambda _, source: source.rows(inputs))
        listings = tuple(one for make in self.listings if (one := make(inputs, months)))
        if not (figures or charts or listings):
            return None
        return Panel(figures, charts, listings, self._shown(months, charts, listings))

    def _shown(self, months: ByMonth, charts: Mapping[str, Rows], listings: Sequence[Listing]) -> tuple[str, ...]:
        """Return the metrics that the section shows."""
        by_month = (name for name in self.metrics if told(months[name]))
        sources = (self.charts[id_] for id_ in charts)
        asked = (name for source in sources if isinstance(source, Asked) for name in source.metrics)
        in_tables = (column.name for one in listings for column in one.columns if column.name in METRICS)
        return tuple(dict.fromkeys([*by_month, *asked, *in_tables]))

    def figure(self, name: str, months: ByMonth) -> Headline:
        """Return a figure, with what it is of where that is counted."""
        found, last = monthly(METRICS[name], months[name]), told(months[name])[-1]
        if name not in self.counted:
            return found
        n = Text(*(Reader(language).number(last["denominator"]) for language in LANGUAGES))
        return replace(found, basis=self.counted[name].fill(n=n))

    def drawn(self, months: ByMonth, ask: Callable[[str, Asked], Rows]) -> dict[str, Rows]:
        """Return the rows of each chart that there is something to draw of; `ask` gets those that are asked for."""
        found = {id_: _rows(id_, source, months, ask) for id_, source in self.charts.items()}
        return {id_: rows for id_, rows in found.items() if any(row.get("value", 0) is not None for row in rows)}


def _rows(id_: str, source: Source, months: ByMonth, ask: Callable[[str, Asked], Rows]) -> Rows:
    if isinstance(source, str):
        return months[source]
    return ask(id_, source) if isinstance(source, Asked) else source(months)


def told(rows: Months) -> Months:
    """Return the rows of complete months that have a value."""
    return [row for row in rows if row["value"] is not None and not row["partial"]]


def together(months: ByMonth, names: Sequence[str]) -> Months:
    """Return one row a month with the values of several metrics, for the months that all of them have."""
    by_name = [{row["period"]: row for row in months[name]} for name in names]
    return [
        {"period": period, "partial": row["partial"]}
        | {name: rows[period]["value"] for name, rows in zip(names, by_name, strict=True)}
        for period, row in (by_name[0].items() if by_name else ())
        if all(period in rows for rows in by_name)
    ]


def lines(months: ByMonth, names: Sequence[str]) -> Months:
    """Return the rows of several metrics below each other, each with its metric as `line`."""
    return [row | {"line": name} for name in names for row in months[name]]


def listing(
    inputs: Inputs, id_: str, title: Text, unit: Text, by: str, names: Sequence[str], span: tuple[date, date]
) -> Listing | None:
    """Return metrics split by an attribute over a stretch of days, the group with most of the first metric on top.

    None where nothing can be split by it, or it has fewer than two groups.
    """
    known = [METRICS[name] for name in names if there(inputs, METRICS[name])]
    known = [one for one in known if by in (*one.base.own, *inputs.attributes())]
    if not known:
        return None
    rows = _by_group(ask_all(inputs, known, by, *span), by)
    shown = [one for one in known if any(_value(row, one.id) is not None for row in rows)]
    if len(rows) < 2 or not shown:
        return None
    first = shown[0].id
    rows.sort(key=lambda row: (-(_value(row, first) or 0), str(row["group"])))
    heads = (
        Column("group", _head(by, shown[0].base)),
        *(Column(one.id, one.label, KINDS.get(one.unit, "number")) for one in shown),
    )
    return Listing(id_, title, unit, heads, rows[:GROUPS])


def _by_group(answers: Mapping[str, Answer], by: str) -> list[dict[str, Any]]:
    """Return a row for each group that has a name, with what every metric says of it."""
    groups: dict[Any, dict[str, Any]] = {}
    for name, answer in answers.items():
        for row in answer.rows:
            if row["split"][by] is not None:
                groups.setdefault(row["split"][by], {"group": row["split"][by]})[name] = _cell(row)
    return list(groups.values())


def _value(row: Mapping[str, Any], name: str) -> float | None:
    value: float | None = row[name]["value"] if name in row else None
    return value


def _head(attribute: str, base: Base) -> Text:
    label = attribute_label(attribute, base)
    return Text(label.en[:1].upper() + label.en[1:], label.zh)


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("value", "low", "high", "numerator", "denominator")}


def month_of(period: str) -> tuple[date, date]:
    """Return the first and last day of a month."""
    first = date.fromisoformat(period)
    return first, next_start(first, "month") - timedelta(days=1)


def last_year(inputs: Inputs) -> tuple[date, date]:
    """Return the first and last day of the twelve months up to the last day known."""
    last = inputs.as_of
    return date(last.year - 1, last.month, min(last.day, 28)) + timedelta(days=1), last
