"""The shapes of a column's values: every digit as 9. From the few shapes of a whole column, its forms are known."""

from dataclasses import dataclass

import ibis
from ibis.expr.types import StringValue, Table

from liuke.engine import Engine

_LIMIT = 1_000
_DIGITS, _NINES = "012345678０１２３４５６７８", "999999999９９９９９９９９９"
WIDE = "０１２３４５６７８９，．（）－＋：／￥＄　\u00a0\u202f\u2009\u2212\u2019"
NARROW = "0123456789,.()-+:/¥$    -'"
MISSING = ("", "-", "--", "—", "null", "nan", "none", "n/a", "na", "#n/a", "nil", "nat", "\\n", "无", "空")


@dataclass(frozen=True, slots=True)
class Shapes:
    """Counts by shape, in narrow characters; `complete` unless there were too many shapes to list."""

    counts: dict[str, int]
    complete: bool
    wide: bool

    @property
    def present(self) -> tuple[str, ...]:
        """The shapes that hold something."""
        return tuple(shape for shape in self.counts if shape.casefold() not in MISSING)

    @property
    def has_missing(self) -> bool:
        """Whether some value is a word for nothing."""
        return not self.complete or len(self.present) < len(self.counts)


_TO_NARROW = str.maketrans(WIDE, NARROW)


def narrow(text: str) -> str:
    """Return text with full-width digits and signs as their usual forms."""
    return text.translate(_TO_NARROW).strip()


def find_shapes(engine: Engine, rows: Table, header: str) -> Shapes:
    """Return the shapes of a text column."""
    text = rows[header]
    shape = text.strip().translate(_DIGITS, _NINES).name("shape")
    table = rows.filter(text.notnull()).select(shape).group_by("shape").agg(rows=ibis._.count())
    found = engine.rows(table.order_by([ibis.desc("rows"), "shape"]).limit(_LIMIT))
    counts: dict[str, int] = {}
    for row in found:
        plain = narrow(row["shape"])
        counts[plain] = counts.get(plain, 0) + row["rows"]
    complete = len(found) < _LIMIT
    wide = not complete or any(set(row["shape"]) & set(WIDE) for row in found)
    return Shapes(counts, complete, wide)


def cleaned(text: StringValue, shapes: Shapes) -> StringValue:
    """Return a text column in narrow characters, with words for nothing as NULL."""
    text = text.translate(WIDE, NARROW).strip() if shapes.wide else text.strip()
    return ibis.ifelse(text.lower().isin(MISSING), ibis.null("string"), text) if shapes.has_missing else text
