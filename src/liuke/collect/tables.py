"""Which table a file is: told by its columns, its name, and what only one table could mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from liuke.collect.dates import reads_as_time
from liuke.collect.evidence import goes_on, repeats, told_by_order, values_of
from liuke.collect.fitting import Fit, fit_table
from liuke.collect.headers import plain
from liuke.collect.layout import Layout
from liuke.collect.matching import guess_columns
from liuke.collect.signatures import LABELS, SALES, SIGNATURES
from liuke.collect.synonyms import FAMILIES, ORDER_TOTALS
from liuke.collect.unmapped import Near, labelled, unmapped
from liuke.language import Text
from liuke.schema import TABLES

_CLOSE = 0.75
_AHEAD = 2.0
_NEAREST = 3
_SHOWN = 4
_LOOKED_AT = 200
_TOLD_BY_ORDER = Text(
    "Rows of one order repeat its amount, so rows with the same order number count as one order. "
    "If the amounts are those of single products, add it with --table order_line.",
    "同一订单的各行金额相同，因此订单号相同的行按一笔订单计。如果金额其实是单件商品的金额，请加上 --table order_line。",
)
_MAYBE_BY_ORDER = Text(
    "“{amount}” is an order's by its name, and lines of one order repeat it, yet it is added up over the lines. If it "
    "is the amount of the whole order, add the file with --table order.",
    "从列名看“{amount}”是整单金额，且同一订单的各行金额相同，但目前按行累加。如果它是整单金额，请加上 --table order。",
)
_GOES_ON = Text(
    "Rows that repeat “{order}” without “{amount}” go on with the order above them: they are set aside as rows without "
    "an amount, and the order counts once.",
    "重复“{order}”但没有“{amount}”的行是同一订单的续行：这些行会因缺少金额被搁置，订单只计一次。",
)
_COULD_BE = Text(
    "Taken as {table}. It could also be {other} ({row}): if so, add it with --table {other}.",
    "已按 {table} 处理。它也可能是 {other}（{row}）：如果是，请加上 --table {other}。",
)
_BY_COLUMNS = Text("told by the columns {headers}", "依据列名 {headers}")
_BY_FILE = Text("told by the file's name", "依据文件名")
_BY_VALUES = Text("told by the values", "依据数据内容")


@dataclass(frozen=True, slots=True)
class Choice:
    """The table of a file and why; `told_once` where lines repeat the amount of their order."""

    table: str
    why: Text
    notes: tuple[Text, ...] = ()
    told_once: bool = False


def choose_table(path: Path, layout: Layout, given: Mapping[str, str]) -> Choice:
    """Choose the table of a file; raises `DataError` that says what the nearest tables miss where none fits."""
    fits = _fits(path, layout, given)
    complete = sorted((fit for fit in fits if fit.complete), key=lambda fit: -fit.score)
    best = complete[0] if complete else None
    outcome = _outcome(layout)
    if outcome and (best is None or best.table == "customer"):
        raise labelled(path, layout.headers, outcome, _nearest(fits))
    if best is None or _outdone(best, fits):
        raise unmapped(path, layout.headers, _nearest([fit for fit in fits if not fit.complete]))
    if best.table not in SALES:
        return Choice(best.table, _why(best), _rivals(best.table, best, complete))
    table, told_once, notes = _order_or_line(layout, given)
    return Choice(table, _why(best), (*notes, *_rivals(table, best, complete)), told_once)


def _outdone(best: Fit, fits: Sequence[Fit]) -> bool:
    """Say whether the file speaks much more for a table of which it misses a column."""
    told = (fit for fit in fits if not fit.unmet and fit.missing and fit.telling)
    return any(fit.score > best.score + _AHEAD for fit in told)


def _fits(path: Path, layout: Layout, given: Mapping[str, str]) -> list[Fit]:
    """Return how well a file fits the tables that have all columns given by hand.

    Where it fits none of them, how it fits any: that there is no column of a name given by hand is better told about
    the table that the file is.
    """
    able = [signature for signature in SIGNATURES if set(given) <= set(TABLES[signature.table].names)]
    fits = [fit_table(path, layout, signature, given) for signature in able]
    if len(able) == len(SIGNATURES) or any(fit.complete for fit in fits):
        return fits
    anyway = [fit_table(path, layout, signature, {}) for signature in SIGNATURES]
    return anyway if not fits or any(fit.complete for fit in anyway) else fits


def _rivals(table: str, best: Fit, complete: Sequence[Fit]) -> tuple[Text, ...]:
    """Return a note on the best other table where it fits about as well."""
    family = FAMILIES.get(best.table, best.table)
    others = [fit for fit in complete if FAMILIES.get(fit.table, fit.table) != family]
    if not others or others[0].score < _CLOSE * best.score:
        return ()
    other = others[0].table
    return (_COULD_BE.fill(table=table, other=other, row=TABLES[other].row),)


def _why(best: Fit) -> Text:
    columns = best.telling if best.table not in SALES else ("customer_id", "ordered_at", "amount")
    headers = list(dict.fromkeys(best.guess.named[column] for column in columns if column in best.guess.named))
    if headers:
        return _BY_COLUMNS.fill(headers=Text(", ".join(headers[:_SHOWN]), "、".join(headers[:_SHOWN])))
    return _BY_FILE if best.by_file else _BY_VALUES


def _nearest(fits: Sequence[Fit]) -> tuple[Near, ...]:
    """Return the tables that miss least, of those that something speaks for; orders are always among them."""
    spoken = [fit for fit in fits if fit.table == "order" or (fit.table not in SALES and _speaks(fit))] or fits
    ranked = sorted(spoken, key=lambda fit: (len(fit.lacks) - min(fit.score, 2.0), -fit.score))
    return tuple(Near(fit.table, fit.lacks, told=len(fit.telling) > 1) for fit in ranked[:_NEAREST])


def _speaks(fit: Fit) -> bool:
    return fit.by_file or len(fit.telling) > 1 or (bool(fit.telling) and len(fit.lacks) < 2)


def _outcome(layout: Layout) -> str:
    """Return the header of an outcome where no column holds dates: a table made for training a model."""
    outcome = next((header for header in layout.headers if plain(header) in LABELS), "")
    dated = outcome and any(
        2 * sum(map(reads_as_time, values)) > len(values)
        for header in layout.headers
        if (values := values_of(layout.head[:_LOOKED_AT], header))
    )
    return "" if dated else outcome


def _told_by_hand(given: Mapping[str, str]) -> str:
    """Return which of both has the columns given by hand; nothing where both have."""
    orders, lines = set(TABLES["order"].names), set(TABLES["order_line"].names)
    if set(given) & (lines - orders):
        return "order_line"
    return "order" if set(given) & (orders - lines) else ""


def _order_or_line(layout: Layout, given: Mapping[str, str]) -> tuple[str, bool, tuple[Text, ...]]:
    """Choose between one row an order and one row a line; say whether lines repeat the amount of their order."""
    if told := _told_by_hand(given):
        return told, False, ()
    columns = guess_columns(layout, "order_line", given).columns
    order, amount = columns.get("order_id", ""), columns.get("amount", "")
    known = order in layout.headers and amount in layout.headers
    if not {"product_id", "product"} & columns.keys():
        partial = known and goes_on(layout.head, order, amount)
        return "order", False, (_GOES_ON.fill(order=order, amount=amount),) if partial else ()
    if not order:
        return "order_line", False, ()
    once: bool | None = False
    if known and "amount" not in given:
        once = told_by_order(layout.head, order, amount, by_name=plain(amount) in ORDER_TOTALS)
    if once:
        return "order", True, (_TOLD_BY_ORDER,)
    notes = () if once is False else (_MAYBE_BY_ORDER.fill(amount=amount),)
    return "order_line" if repeats(layout.head, order) else "order", False, notes
