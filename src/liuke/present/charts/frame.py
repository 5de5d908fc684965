"""What a chart is: a declaration that turns result rows into a Vega-Lite dictionary, words and the table behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from liuke.language import Text
from liuke.present.reader import Reader
from liuke.present.theme import PICTURE_FONT, Mode, chart_config, paint, painted

type Row = dict[str, Any]
type Rows = Sequence[Row]
type Spec = dict[str, Any]
type Words = Callable[[Rows, Reader], str]
type Plan = Callable[[Rows, Reader], Spec]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table behind a chart; `kind` is one that `Reader.format` knows."""

    name: str
    label: Text
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: the colour role, the shape (line, long, dash, box, dot) and what it stands for.

    With `model`, it is there only where the rows have that model, in the field `of`; with `partial`, only where one of
    them is partial.
    """

    role: str
    shape: str
    label: Text
    model: str = ""
    partial: bool = False
    of: str = "model"

    def stands_for(self, rows: "Rows") -> bool:
        """Whether there is something in the rows that this entry explains."""
        if self.partial:
            return any(row["partial"] for row in rows)
        return not self.model or any(row[self.of] == self.model for row in rows)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart drawn for a reader."""

    id: str
    title: str
    summary: str
    unit: str
    legend: tuple[tuple[str, str, str], ...]
    head: tuple[tuple[str, bool], ...]
    body: tuple[tuple[str, ...], ...]
    plan: Spec = field(repr=False)

    @property
    def page(self) -> Spec:
        """The spec for a page: colours by role, configuration left to the page."""
        return self.plan

    def spec(self, mode: Mode = "light") -> Spec:
        """Return the complete Vega-Lite dictionary: for notebooks (`altair.Chart.from_dict`) and pictures."""
        whole: Spec = painted({"$schema": SCHEMA, **self.plan, "config": chart_config(PICTURE_FONT)}, mode)
        return whole | {"background": painted("var(--surface)", mode)}


def _same(rows: Rows) -> Rows:
    return rows


@dataclass(frozen=True, slots=True)
class Chart:
    """The declaration of one chart.

    `title` and `summary` are sentences computed from the rows; `plan` makes the Vega-Lite dictionary without its
    configuration; `table` flattens the rows for the table behind the chart, whose cells `columns` describes. `keys` is
    the legend of a chart whose rows say what it has to explain.
    """

    id: str
    unit: Text
    title: Words
    summary: Words
    plan: Plan
    columns: tuple[Column, ...]
    legend: tuple[Key, ...] = ()
    table: Callable[[Rows], Rows] = _same
    keys: Callable[[Rows], Sequence[Key]] | None = None

    def draw(self, rows: Rows, reader: Reader) -> Figure | None:
        """Draw the chart, or return None where there are no rows to draw."""
        if not rows:
            return None
        numeric = ("number", "decimal", "small", "percent", "money")
        legend = self.keys(rows) if self.keys else [key for key in self.legend if key.stands_for(rows)]
        return Figure(
            self.id,
            self.title(rows, reader),
            self.summary(rows, reader),
            reader.say(self.unit),
            tuple((key.role, key.shape, reader.say(key.label)) for key in legend),
            tuple((reader.say(column.label), column.kind in numeric) for column in self.columns),
            tuple(
                tuple(reader.format(column.kind, row.get(column.name)) for column in self.columns)
                for row in self.table(rows)
            ),
            self.plan(rows, reader),
        )


def framed(values: Sequence[Row], height: int, **parts: Any) -> Spec:  # noqa: ANN401 - parts of a JSON document
    """Return a spec as wide as its container with its data in it."""
    return {"width": "container", "height": height, "data": {"values": list(values)}, **parts}


def ending(count: int) -> str:
    """Return the ending of an English noun after a number."""
    return "" if count == 1 else "s"


def tips(*pairs: tuple[str, str]) -> list[Row]:
    """Return a tooltip of texts made in Python, so that a page has one way to write numbers: (field, label) pairs."""
    return [{"field": name, "type": "nominal", "title": label} for name, label in pairs]


FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Where a horizontal axis of shares is labelled; left to itself it drops the last label."""


def share(field_: str, title: str | None, top: float = 1.0, **axis: Any) -> Row:  # noqa: ANN401 - parts of JSON
    """Return the encoding of a share from 0 to `top`."""
    return {
        "field": field_,
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": percent_axis(title=title, **axis),
    }


def diagonal(x: Row, y: Row) -> Row:
    """Return the dashed line from nothing to all that two shares are held against."""
    return {
        "data": {"values": [{x["field"]: 0, y["field"]: 0}, {x["field"]: 1, y["field"]: 1}]},
        "mark": {"type": "line", "stroke": paint("muted"), "strokeDash": [3, 4], "strokeWidth": 1.2},
        "encoding": {"x": x, "y": y},
    }


def percent_axis(**more: Any) -> Row:  # noqa: ANN401 - parts of a JSON document
    """Return an axis that reads 0.1 as 10%."""
    return {"title": None, "format": "~%", **more}


def month_axis(reader: Reader, months: Sequence[str], *, bars: bool = False) -> Row:
    """Return an axis of months (ISO days) with at most seven labels: the year in January, else the month.

    A bar is as wide as its month and has its label in the middle, where a point stands on the first day.
    """
    step = next((step for step in (1, 2, 3, 6) if len(months) <= 7 * step), 12)
    labelled = [month for month in months if (int(month[5:7]) - 1) % step == 0]
    month = "'%-m月'" if reader.language == "zh" else "'%b'"
    year = "'%Y年'" if reader.language == "zh" else "'%Y'"
    day = 16 if bars else 1
    return {
        "title": None,
        "format": "%Y-%m",
        "values": [{"year": int(at[:4]), "month": int(at[5:7]), "date": day, "utc": True} for at in labelled],
        "labelExpr": f"utcmonth(datum.value) == 0 ? utcFormat(datum.value, {year}) : utcFormat(datum.value, {month})",
    }


def count_axis(reader: Reader, **more: Any) -> Row:  # noqa: ANN401 - parts of a JSON document
    """Return an axis of counts or amounts, shortened by the reader's custom (12K, 1.2万)."""
    chinese = (
        "abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',.3~r') + '亿' : "
        "abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',.3~r') + '万' : format(datum.value, ',.3~r')"
    )
    english = "replace(replace(format(datum.value, abs(datum.value) >= 1e4 ? '.3~s' : ',.3~r'), 'G', 'B'), 'k', 'K')"
    return {"title": None, "labelExpr": chinese if reader.language == "zh" else english, **more}
