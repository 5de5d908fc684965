"""A column of text that is made of several: a count and its unit, such as 3 and month."""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import Table

from liuke.collect.columns import Named, Read, text_of


@dataclass(frozen=True, slots=True)
class JoinedCell:
    """Text of several columns with a space between; nothing where one of them is missing."""

    headers: Sequence[str]

    def clean(self, _rows: Table) -> Named:
        """Return nothing."""
        return {}

    def parse(self, _rows: Table) -> Named:
        """Return nothing."""
        return {}

    def finish(self, rows: Table) -> Read:
        """Return the text."""
        texts = [text_of(rows[header], whole=True).strip() for header in self.headers]
        missing = ibis.or_(*(text.isnull() | (text == "") for text in texts))
        return Read(ibis.ifelse(missing, ibis.null("string"), ibis.literal(" ").join(texts)))
